// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The nodes' logs as far as the database keeps them. They name callers and their addresses, as the audit does, so who
// may only read does not see them.
#include "backstage.h"

#include <queue/placesjson.h>

#include <QJsonArray>

#include <limits>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualLines = 100;
/// What is kept of a node.
constexpr int mostLines = queue::NodeLogCap{}.lines;

QString nodeOf(const BackstagePtr &stage, const Call &call)
{
    return call.has("node") ? call.text("node") : stage->node().config().id;
}

Answer linesAnswer(const QList<queue::NodeLogLine> &lines)
{
    QJsonArray items;
    for (const queue::NodeLogLine &line : lines)
        items.append(queue::toJson(line));
    return jsonAnswer({{u"items"_s, items}, {u"next"_s, QJsonValue()}});
}

RouteMaker logRoute(const char *pattern, const char *id, const char *summary)
{
    RouteMaker maker("GET", pattern, id, "Records", summary);
    maker.needs(Scope::Operate)
        .query("node", textSchema(), "A node's name or id; this one's if not given.")
        .query("after", integerSchema(0, std::numeric_limits<qint64>::max()),
               "Only lines with a larger id, from the first on.");
    return maker;
}

} // namespace

QList<Route> logRoutes(const BackstagePtr &stage)
{
    const QJsonObject content{
        {u"text/event-stream"_s, QJsonObject{{u"schema"_s, QJsonObject{{u"type"_s, u"string"_s}}}}}};
    return {
        logRoute("/api/v1/logs", "listLogLines", "What a node logged within a day, at info and above")
            .query("limit", integerSchema(1, mostLines, usualLines),
                   "So many: the first after `after`, without it the newest.")
            .answers(200, "Oldest first.", "LogLineList")
            .handle([stage](const Call &call) {
                return answerWith(stage->commands().readNodeLogs({nodeOf(stage, call), call.optional("after"),
                                                                  int(call.integer("limit", usualLines))}),
                                  &linesAnswer);
            }),
        logRoute("/api/v1/logs/stream", "streamLogLines", "What a node logs, as it comes")
            .describe("Server-Sent Events: each `line` holds one line of the log, its id is the event's. Comments show "
                      "that it lives.")
            .answers(200, "A stream without an end.", content)
            .handle([stage](const Call &call) {
                bool isNumber = false;
                const qint64 last = call.request.header("Last-Event-ID").toLongLong(&isNumber);
                const std::optional<qint64> after =
                    isNumber ? std::optional(std::max<qint64>(0, last)) : call.optional("after");
                Answer answer = eventStreamAnswer();
                answer.stream = [stage, node = nodeOf(stage, call), after](StreamSink sink) {
                    return stage->logs().subscribe(std::move(sink), node, after);
                };
                return answered(std::move(answer));
            }),
    };
}

} // namespace pult::api
