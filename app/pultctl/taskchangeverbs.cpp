// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is done to tasks: by number, all or none of them, or to all that match a filter, as an operation.
#include "output.h"
#include "remoteverbs.h"

#include <node/startoptions.h>
#include <node/taskchanges.h>

#include <QJsonArray>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

int printIds(const Request &request)
{
    QJsonArray ids;
    for (const queue::Id id : request.ids)
        ids.append(id);
    if (request.json)
        printJson({{u"ids"_s, ids}});
    return int(node::exitDone);
}

queue::TaskChange changeOf(queue::TaskVerb verb, const Request &request)
{
    return {verb, std::chrono::seconds(request.seconds), request.priority.value_or(0)};
}

Verb changeHere(queue::TaskVerb verb)
{
    return withSession([verb](Session &session, const Request &request) -> Result<int> {
        const queue::TaskChange change = changeOf(verb, request);
        if (request.ids.isEmpty())
            return changeMatching(session, request, change);
        const Result<> done = Session::await(node::changeTasks(session.commands(), change, request.ids));
        return done ? Result<int>(printIds(request)) : fail(done.error());
    });
}

Verb changeRemotely(queue::TaskVerb verb)
{
    return [verb](const Request &request) -> Result<int> {
        const queue::TaskChange change = changeOf(verb, request);
        if (request.ids.isEmpty())
            return changeMatchingRemotely(request, change);
        QJsonArray ids;
        for (const queue::Id id : request.ids)
            ids.append(id);
        QJsonObject body = changeObject(change);
        body.insert(u"ids"_s, ids);
        const auto reply = callNode(request, {"POST", u"/api/v1/tasks/change"_s, {}, bodyOf(body)});
        return reply ? Result<int>(printIds(request)) : fail(reply.error());
    };
}

Result<int> resolveHere(Session &session, const Request &request)
{
    for (const queue::Id id : request.ids) {
        const Result<> done = Session::await(session.commands().resolveUnknown(id, request.done));
        if (!done)
            return fail(done.error());
    }
    return printIds(request);
}

Result<int> resolveRemotely(const Request &request)
{
    const QJsonObject body{{u"outcome"_s, request.done ? u"done"_s : u"again"_s}};
    for (const queue::Id id : request.ids) {
        const auto reply = callNode(request, {"POST", u"/api/v1/tasks/%1/resolve"_s.arg(id), {}, bodyOf(body)});
        if (!reply)
            return fail(reply.error());
    }
    return printIds(request);
}

void addChanges(Verbs &verbs, Verb (*made)(queue::TaskVerb))
{
    using enum queue::TaskVerb;
    for (const queue::TaskVerb verb : {Cancel, Retry, Delete, Undelete, Snooze, SetPriority})
        verbs.insert(u"tasks "_s + queue::nameOf(verb), made(verb));
}

} // namespace

QJsonObject changeObject(const queue::TaskChange &change)
{
    QJsonObject object{{u"verb"_s, queue::nameOf(change.verb)}};
    if (change.verb == queue::TaskVerb::Snooze)
        object.insert(u"seconds"_s, qint64(change.time.count()));
    if (change.verb == queue::TaskVerb::SetPriority)
        object.insert(u"priority"_s, change.priority);
    return object;
}

void addTaskChangeVerbs(Verbs &verbs)
{
    addChanges(verbs, &changeHere);
    verbs.insert(u"tasks resolve"_s, withSession(resolveHere));
}

void addRemoteTaskChangeVerbs(Verbs &verbs)
{
    addChanges(verbs, &changeRemotely);
    verbs.insert(u"tasks resolve"_s, resolveRemotely);
}

} // namespace pult::ctl
