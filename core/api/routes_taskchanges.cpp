// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is done to tasks: to one, or to several at once, all or none of them. Those that a filter finds are changed by
// an operation (routes_operations.cpp).
#include "backstage.h"

#include <node/taskchanges.h>
#include <queue/placesjson.h>

#include <QJsonDocument>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

constexpr int noContent = 204;
constexpr int longestPage = 1000;
constexpr int usualPage = 100;

/// What the verb needs of the body.
queue::TaskChange changeOf(queue::TaskVerb verb, const QJsonValue &body)
{
    return {verb, std::chrono::seconds(body[u"seconds"].toInteger()), body[u"priority"].toInt()};
}

RouteMaker oneTask(const char *method, const char *pattern, const char *id, const char *summary)
{
    RouteMaker maker(method, pattern, id, "Tasks", summary);
    maker.path("id", idSchema(), "The task.").problems({404, 409});
    return maker;
}

/// The task as it is after that.
QFuture<Answer> taskAfter(QFuture<Result<>> change, node::Commands *reading, queue::Id id)
{
    return afterwards(change, [reading, id](const Result<> &done) {
        return done ? answerWithTask(*reading, id) : answered(problem(done.error()));
    });
}

Route changeRoute(const BackstagePtr &stage, RouteMaker maker, queue::TaskVerb verb)
{
    return maker.answers(200, "The task as it is then.", "Task").handle([stage, verb](const Call &call) {
        const queue::Id id = call.integer("id");
        node::Commands commands = stage->commandsFor(call);
        return taskAfter(node::changeTasks(commands, changeOf(verb, call.body), {id}), &stage->commands(), id);
    });
}

Route resolveRoute(const BackstagePtr &stage)
{
    return oneTask("POST", "/api/v1/tasks/{id}/resolve", "resolveTask", "Answers an unknown outcome")
        .describe("`done`: it was published, the task is completed. `again`: it was not, the task runs anew.")
        .takes("TaskResolution")
        .answers(200, "The task as it is then.", "Task")
        .handle([stage](const Call &call) {
            const queue::Id id = call.integer("id");
            const bool done = call.body[u"outcome"] == "done"_L1;
            return taskAfter(stage->commandsFor(call).resolveUnknown(id, done), &stage->commands(), id);
        });
}

Route deleteRoute(const BackstagePtr &stage)
{
    return oneTask("DELETE", "/api/v1/tasks/{id}", "deleteTask", "Deletes a task that does not run")
        .describe("For a day it can be brought back.")
        .answers(noContent, "Deleted.", QJsonObject())
        .handle([stage](const Call &call) {
            return answerWith(stage->commandsFor(call).deleteTasks({call.integer("id")}), [] {
                Answer answer;
                answer.status = noContent;
                answer.contentType.clear();
                return answer;
            });
        });
}

QFuture<Answer> changeSeveral(const BackstagePtr &stage, const Call &call)
{
    const QString name = call.body[u"verb"].toString();
    const queue::TaskVerb verb = queue::taskVerbFromString(name).value_or(queue::TaskVerb::Cancel);
    if (const Result<> whole = checkChangeBody(verb, call.body); !whole)
        return answered(problem(whole.error()));
    const QJsonArray given = call.body[u"ids"].toArray();
    QList<queue::Id> ids;
    for (const QJsonValue &id : given)
        ids.append(id.toInteger());
    node::Commands commands = stage->commandsFor(call);
    return answerWith(node::changeTasks(commands, changeOf(verb, call.body), ids), [given] {
        return jsonAnswer({{u"ids"_s, given}});
    });
}

Route deletedRoute(const BackstagePtr &stage)
{
    return RouteMaker("GET", "/api/v1/tasks/deleted", "listDeletedTasks", "Tasks", "Tasks deleted within a day")
        .query("limit", integerSchema(1, longestPage, usualPage), "Of the page.")
        .query("after", textSchema(40), "`next` of the page before.")
        .tagged()
        .answers(200, "Newest first; each can be brought back.", "DeletedTaskList")
        .handle([stage](const Call &call) {
            const queue::PageRequest page{int(call.integer("limit", usualPage)), call.text("after")};
            node::Commands *const commands = &stage->commands();
            return stage->list(call, [commands, page] { return deletedTaskPage(*commands, page); });
        });
}

} // namespace

Result<> checkChangeBody(queue::TaskVerb verb, const QJsonValue &body)
{
    if (verb == queue::TaskVerb::Snooze && !body[u"seconds"].isDouble())
        return fail(ErrorKind::Invalid, "request_field_missing", {u"/seconds"_s});
    if (verb == queue::TaskVerb::SetPriority && !body[u"priority"].isDouble())
        return fail(ErrorKind::Invalid, "request_field_missing", {u"/priority"_s});
    return {};
}

QList<Route> taskChangeRoutes(const BackstagePtr &stage)
{
    using enum queue::TaskVerb;
    return {
        deletedRoute(stage),
        RouteMaker("POST", "/api/v1/tasks/change", "changeTasks", "Tasks", "Changes several tasks, all or none")
            .describe("The first task that it is not legal for is the problem, and nothing is changed then. What a "
                      "filter finds is changed by an operation.")
            .takes("TaskChange")
            .answers(200, "The tasks.", "ChangedTasks")
            .problems({404, 409})
            .handle([stage](const Call &call) { return changeSeveral(stage, call); }),
        changeRoute(stage,
                    oneTask("POST", "/api/v1/tasks/{id}/cancel", "cancelTask",
                            "Ends a waiting task at once, asks a running one to stop"),
                    Cancel),
        changeRoute(stage,
                    oneTask("POST", "/api/v1/tasks/{id}/retry", "retryTask", "Runs a finished or failed task anew"),
                    Retry),
        changeRoute(stage,
                    oneTask("POST", "/api/v1/tasks/{id}/snooze", "snoozeTask",
                            "Puts a waiting task off, without using an attempt")
                        .takes("TaskSnooze"),
                    Snooze),
        changeRoute(stage,
                    oneTask("POST", "/api/v1/tasks/{id}/priority", "prioritizeTask", "Changes a task's priority")
                        .takes("TaskPriority"),
                    SetPriority),
        resolveRoute(stage),
        deleteRoute(stage),
        changeRoute(stage, oneTask("POST", "/api/v1/tasks/{id}/undelete", "undeleteTask", "Brings a deleted task back"),
                    Undelete),
    };
}

} // namespace pult::api
