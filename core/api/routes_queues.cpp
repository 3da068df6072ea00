// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backstage.h"

#include <queue/placesjson.h>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

/// The queue as it is after a change.
QFuture<Answer> queueAfter(QFuture<Result<>> change, node::Commands *commands, const QString &name)
{
    return afterwards(change, [commands, name](const Result<> &done) {
        if (!done)
            return answered(problem(done.error()));
        return answerWith(commands->listQueues(), [name](const QList<queue::QueueInfo> &queues) {
            queue::QueueInfo found;
            found.name = name;
            for (const queue::QueueInfo &queue : queues) {
                if (queue.name == name)
                    found = queue;
            }
            return jsonAnswer(queue::toJson(found));
        });
    });
}

/// null takes a limit away, what is not said stays.
Result<queue::QueueLimits> limitsOf(const QJsonValue &body)
{
    queue::QueueLimits limits;
    const QJsonObject object = body.toObject();
    if (object.contains(u"concurrency"_s))
        limits.concurrency = object[u"concurrency"].toInt(0);
    if (object.contains(u"rate"_s)) {
        const QString rate = object[u"rate"].toString();
        limits.rateCount = rate.section(u'/', 0, 0).toInt();
        limits.rateWindow = std::chrono::seconds(rate.section(u'/', 1).toInt());
    }
    if (!limits.concurrency && !limits.rateCount)
        return fail(ErrorKind::Invalid, "request_field_missing", {u"/concurrency, /rate"_s});
    return limits;
}

RouteMaker queueRoute(const char *pattern, const char *id, const char *summary)
{
    RouteMaker maker("POST", pattern, id, "Queues", summary);
    maker.path("name", textSchema(), "The queue.").answers(200, "The queue as it is then.", "Queue");
    return maker;
}

} // namespace

QList<Route> queueRoutes(const BackstagePtr &stage)
{
    node::Commands *const commands = &stage->commands();
    return {
        RouteMaker("GET", "/api/v1/queues", "listQueues", "Queues", "Queues with what is in them")
            .tagged()
            .answers(200, "All queues.", "QueueList")
            .handle([stage, commands](const Call &call) {
                return stage->list(call, [commands] { return queuePage(*commands); });
            }),
        queueRoute("/api/v1/queues/{name}/pause", "pauseQueue", "Begins nothing more of this queue, on any node")
            .takes("QueuePause", false)
            .handle([stage, commands](const Call &call) {
                const QString name = call.text("name");
                const std::optional<TimePoint> until = fromIso(call.body[u"until"].toString());
                return queueAfter(stage->commandsFor(call).pauseQueue(name, call.body[u"reason"].toString(), until),
                                  commands, name);
            }),
        queueRoute("/api/v1/queues/{name}/resume", "resumeQueue", "Ends a pause")
            .handle([stage, commands](const Call &call) {
                const QString name = call.text("name");
                return queueAfter(stage->commandsFor(call).resumeQueue(name), commands, name);
            }),
        queueRoute("/api/v1/queues/{name}/limits", "limitQueue", "Limits tasks at once and starts over all nodes")
            .takes("QueueLimits")
            .handle([stage, commands](const Call &call) {
                const Result<queue::QueueLimits> limits = limitsOf(call.body);
                if (!limits)
                    return answered(problem(limits.error()));
                const QString name = call.text("name");
                return queueAfter(stage->commandsFor(call).setQueueLimits(name, *limits), commands, name);
            }),
    };
}

} // namespace pult::api
