// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading the queue.
#include "backstage.h"
#include "schema.h"

#include <node/filterline.h>
#include <node/taskdetailjson.h>
#include <queue/why.h>

#include <QJsonDocument>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualPage = 100;
constexpr int longestPage = 1000;

QJsonObject statesSchema()
{
    return {
        {u"type"_s, u"array"_s}, {u"minItems"_s, 1}, {u"maxItems"_s, 10}, {u"items"_s, schemaRef(u"StateFilter"_s)}};
}

Result<queue::TaskFilter> filterOf(const Call &call)
{
    Result<queue::TaskFilter> filter = node::parseFilterLine(call.text("filter"));
    if (!filter)
        return filter;
    QStringList names;
    const QJsonArray states = call.values.value(u"state"_s).toArray();
    for (const QJsonValue &name : states)
        names.append(name.toString());
    if (!names.isEmpty()) {
        const Result<QList<queue::TaskState>> parsed = node::parseStates(names.join(u','));
        if (!parsed)
            return fail(parsed.error());
        filter->states.append(*parsed);
    }
    if (call.has("kind"))
        filter->kind = call.text("kind");
    if (call.has("queue"))
        filter->queue = call.text("queue");
    if (call.has("text"))
        filter->text = call.text("text");
    if (call.has("batch"))
        filter->batchId = call.integer("batch");
    filter->unknownOnly = filter->unknownOnly || call.flag("unknown");
    return filter;
}

QFuture<Answer> listTasks(const BackstagePtr &stage, const Call &call)
{
    const Result<queue::TaskFilter> filter = filterOf(call);
    if (!filter)
        return answered(problem(filter.error()));
    const queue::PageRequest page{int(call.integer("limit", usualPage)), call.text("after")};
    node::Commands *const commands = &stage->commands();
    return stage->list(call, [commands, filter = *filter, page] { return taskPage(*commands, filter, page); });
}

Answer taskAnswer(const queue::Task &task)
{
    Answer answer;
    answer.body = queue::toJsonText(task);
    return answer;
}

QFuture<Answer> whyTask(node::Commands &commands, queue::Id id)
{
    return answerWith(commands.explainTask(id), [](const QList<queue::WhyLink> &chain) {
        return jsonAnswer({{u"items"_s, queue::toJson(chain)}, {u"sentence"_s, queue::whySentence(chain)}});
    });
}

QFuture<Answer> showStats(node::Commands *commands)
{
    return afterwards(commands->taskStats(), [commands](const Result<queue::TaskStats> &stats) {
        if (!stats)
            return answered(problem(stats.error()));
        return answerWith(commands->heldTasks(), [stats = *stats](const QList<queue::HeldGroup> &held) {
            return jsonAnswer(queue::toJson(stats, held));
        });
    });
}

QJsonObject timeSchema()
{
    return {{u"type"_s, u"string"_s}, {u"format"_s, u"date-time"_s}};
}

QFuture<Answer> idleSince(node::Commands &commands, TimePoint since)
{
    return answerWith(commands.idle(since), [since](const node::Commands::Idle &now) {
        return jsonAnswer({{u"idle"_s, now.idle},
                           {u"completed"_s, now.completed},
                           {u"discarded"_s, now.discarded},
                           {u"since"_s, toIso(since)}});
    });
}

QFuture<Answer> idle(node::Commands &commands, const Call &call)
{
    if (!call.has("since")) {
        node::Commands *const reading = &commands;
        return afterwards(commands.databaseNow(), [reading](const Result<TimePoint> &now) {
            return now ? idleSince(*reading, *now) : answered(problem(now.error()));
        });
    }
    const std::optional<TimePoint> since = fromIso(call.text("since"));
    return since ? idleSince(commands, *since)
                 : answered(problem({ErrorKind::Invalid,
                                     u"field_invalid"_s,
                                     {u"?since"_s, call.text("since"), u"2026-11-22T13:17:05Z"_s},
                                     {}}));
}

Route listRoute(const BackstagePtr &stage)
{
    return RouteMaker("GET", "/api/v1/tasks", "listTasks", "Tasks", "Tasks, newest first, page by page")
        .query("limit", integerSchema(1, longestPage, usualPage), "Of the page.")
        .query("after", textSchema(40), "`next` of the page before.")
        .query("filter", textSchema(1000), "As operators type it: state:failed age:>1h -queue:slow OR …")
        .query("state", statesSchema(), "One of these; several with commas between.")
        .query("kind", textSchema(), "Of this kind.")
        .query("queue", textSchema(), "Of this queue.")
        .query("text", textSchema(), "Found in the profile, the keys or the last error.")
        .query("batch", idSchema(), "Of this batch.")
        .query("unknown", {{u"type"_s, u"boolean"_s}}, "Those whose outcome an operator must say.")
        .tagged()
        .answers(200, "A page.", "TaskList")
        .handle([stage](const Call &call) { return listTasks(stage, call); });
}

} // namespace

QFuture<Answer> answerWithTask(node::Commands &commands, queue::Id id)
{
    return answerWith(commands.showTask(id), [](const node::TaskDetail &detail) { return taskAnswer(detail.task); });
}

QList<Route> taskRoutes(const BackstagePtr &stage)
{
    return {
        listRoute(stage),
        RouteMaker("GET", "/api/v1/tasks/stats", "getTaskStats", "Tasks",
                   "Tasks by state, finished ones by attempts, and what is waited for outside")
            .answers(200, "Counts.", "TaskStats")
            .handle([stage](const Call &call) {
                node::Commands *const commands = &stage->commands();
                return stage->shared(call, [commands] { return showStats(commands); });
            }),
        RouteMaker("GET", "/api/v1/tasks/idle", "getIdle", "Tasks", "Whether any task is left to run")
            .describe(
                "None is available, running, retryable, blocked or scheduled; drafts, paused queues and schedules "
                "do not count.")
            .query("since", timeSchema(), "Count what has ended since then; now if not given.")
            .answers(200, "And what has ended since.", "Idle")
            .handle([stage](const Call &call) { return idle(stage->commands(), call); }),
        RouteMaker("GET", "/api/v1/tasks/{id}", "getTask", "Tasks", "A task with its payload")
            .path("id", idSchema(), "The task.")
            .query("attempts", {{u"type"_s, u"boolean"_s}},
                   "With its attempts, what they left, and its flow's last good run.")
            .answers(200, "The task.", "Task")
            .problems({404})
            .handle([stage](const Call &call) {
                const queue::Id id = call.integer("id");
                if (!call.flag("attempts"))
                    return answerWithTask(stage->commands(), id);
                return answerWith(stage->commands().showTask(id),
                                  [](const node::TaskDetail &detail) { return jsonAnswer(node::toJson(detail)); });
            }),
        RouteMaker("GET", "/api/v1/tasks/{id}/why", "explainTask", "Tasks", "Why a task does not run")
            .describe("The task itself first, then the tasks that it waits for, those that they wait for, and so on.")
            .path("id", idSchema(), "The task.")
            .answers(200, "The chain.", "Why")
            .problems({404})
            .handle([stage](const Call &call) { return whyTask(stage->commands(), call.integer("id")); }),
    };
}

} // namespace pult::api
