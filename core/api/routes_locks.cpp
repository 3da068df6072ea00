// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backstage.h"

#include <queue/placesjson.h>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

Answer freedAnswer(const QList<queue::LockInfo> &locks)
{
    QJsonArray items;
    for (const queue::LockInfo &lock : locks)
        items.append(queue::toJson(lock));
    return jsonAnswer({{u"items"_s, items}, {u"next"_s, QJsonValue()}});
}

} // namespace

QList<Route> lockRoutes(const BackstagePtr &stage)
{
    node::Commands *const commands = &stage->commands();
    return {
        RouteMaker("GET", "/api/v1/locks", "listLocks", "Locks",
                   "Locks that are held: leases of running tasks and named ones")
            .tagged()
            .answers(200, "Expired ones too until they are freed.", "LockList")
            .handle([stage, commands](const Call &call) {
                return stage->list(call, [commands] { return lockPage(*commands); });
            }),
        RouteMaker("POST", "/api/v1/locks/cleanup", "cleanUpLocks", "Locks",
                   "Frees expired locks, or all of one worker's")
            .takes("LockCleanup", false)
            .answers(200, "What was freed or, in a dry run, would be.", "LockList")
            .handle([stage](const Call &call) {
                queue::LockCleanup what;
                what.dryRun = call.body[u"dry_run"].toBool();
                what.worker = call.body[u"worker_id"].toString();
                what.force = call.body[u"force"].toBool();
                return answerWith(stage->commandsFor(call).cleanupLocks(what), &freedAnswer);
            }),
    };
}

} // namespace pult::api
