// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Changes to all tasks that a filter finds, as one tracked thing that the nodes carry out.
#include "backstage.h"

#include <node/filterline.h>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

constexpr int accepted = 202;
constexpr int longestList = 1000;
constexpr int usualList = 100;

Answer operationAnswer(const queue::Operation &operation)
{
    return jsonAnswer(queue::toJson(operation));
}

Result<queue::TaskFilter> filterOf(const QJsonValue &body)
{
    Result<queue::TaskFilter> filter = node::parseFilterLine(body[u"filter"].toString());
    if (!filter)
        return filter;
    QStringList names;
    const QJsonArray states = body[u"state"].toArray();
    for (const QJsonValue &name : states)
        names.append(name.toString());
    const Result<QList<queue::TaskState>> parsed = node::parseStates(names.join(u','));
    if (!parsed)
        return fail(parsed.error());
    filter->states.append(*parsed);
    if (const QString kind = body[u"kind"].toString(); !kind.isEmpty())
        filter->kind = kind;
    return filter;
}

QFuture<Answer> start(const BackstagePtr &stage, const Call &call)
{
    const QJsonValue body = call.body;
    const queue::TaskVerb verb = queue::taskVerbFromString(body[u"verb"].toString()).value_or(queue::TaskVerb::Cancel);
    if (const Result<> whole = checkChangeBody(verb, body); !whole)
        return answered(problem(whole.error()));
    const Result<queue::TaskFilter> filter = filterOf(body);
    if (!filter)
        return answered(problem(filter.error()));
    const queue::TaskChange change{verb, std::chrono::seconds(body[u"seconds"].toInteger()), body[u"priority"].toInt()};
    if (body[u"dry_run"].toBool()) {
        return answerWith(stage->commands().countMatching(change, *filter), [](qint64 total) {
            return jsonAnswer({{u"total"_s, total}});
        });
    }
    return answerWith(stage->commandsFor(call).startOperation(change, *filter, body[u"reason"].toString()),
                      [](const queue::Operation &operation) {
                          Answer answer = jsonAnswer(queue::toJson(operation), accepted);
                          answer.headers.emplaceBack("Location",
                                                     "/api/v1/operations/" + QByteArray::number(operation.id));
                          return answer;
                      });
}

RouteMaker oneOperation(const char *method, const char *pattern, const char *id, const char *summary)
{
    RouteMaker maker(method, pattern, id, "Operations", summary);
    maker.path("id", idSchema(), "The operation.").answers(200, "It, as it is then.", "Operation").problems({404, 409});
    return maker;
}

} // namespace

QList<Route> operationRoutes(const BackstagePtr &stage)
{
    node::Commands *const commands = &stage->commands();
    return {
        RouteMaker("GET", "/api/v1/operations", "listOperations", "Operations", "Changes to many tasks")
            .query("limit", integerSchema(1, longestList, usualList), "Of the list.")
            .tagged()
            .answers(200, "Newest first.", "OperationList")
            .handle([stage, commands](const Call &call) {
                const int limit = int(call.integer("limit", usualList));
                return stage->list(call, [commands, limit] { return operationPage(*commands, limit); });
            }),
        RouteMaker("POST", "/api/v1/operations", "startOperation", "Operations", "Changes all tasks that match")
            .describe(
                "The nodes carry it out step by step, and it goes on after any of them is gone; ask for it to see "
                "how far it is. Tasks that come later are not touched. With `dry_run` nothing is changed.")
            .takes("NewOperation")
            .answers(accepted, "Noted.", "Operation")
            .answers(200, "With `dry_run`: how many match now.", "MatchingTasks")
            .handle([stage](const Call &call) { return start(stage, call); }),
        oneOperation("GET", "/api/v1/operations/{id}", "getOperation", "How far an operation is")
            .handle([commands](const Call &call) {
                return answerWith(commands->showOperation(call.integer("id")), &operationAnswer);
            }),
        oneOperation("POST", "/api/v1/operations/{id}/cancel", "cancelOperation",
                     "Ends an operation; what is done stays")
            .handle([stage](const Call &call) {
                return answerWith(stage->commandsFor(call).cancelOperation(call.integer("id")), &operationAnswer);
            }),
    };
}

} // namespace pult::api
