// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backstage.h"

#include <node/newtaskjson.h>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

constexpr int created = 201;
constexpr int noContent = 204;

Answer scheduleAnswer(const queue::Schedule &schedule)
{
    return jsonAnswer(queue::toJson(schedule));
}

Result<queue::NewSchedule> scheduleOf(const Call &call)
{
    static const QStringList own{u"name"_s, u"cron"_s, u"time_zone"_s, u"overlap"_s, u"missed"_s};
    const QJsonObject body = call.body.toObject();
    queue::NewSchedule schedule;
    schedule.name = body[u"name"].toString();
    schedule.expression = body[u"cron"].toString();
    schedule.timeZone = body[u"time_zone"].toString(schedule.timeZone);
    schedule.overlap = queue::overlapFromString(body[u"overlap"].toString()).value_or(schedule.overlap);
    schedule.missed = queue::missedFromString(body[u"missed"].toString()).value_or(schedule.missed);
    const Result<queue::NewTask> task = node::newTaskFromJson(call.request.body, own);
    if (!task)
        return fail(task.error());
    schedule.task = *task;
    return schedule;
}

QFuture<Answer> addSchedule(const BackstagePtr &stage, const Call &call)
{
    const Result<queue::NewSchedule> schedule = scheduleOf(call);
    if (!schedule)
        return answered(problem(schedule.error()));
    return answerWith(stage->commandsFor(call).addSchedule(*schedule),
                      [](const queue::Schedule &added) { return jsonAnswer(queue::toJson(added), created); });
}

RouteMaker namedRoute(const char *method, const char *pattern, const char *id, const char *summary)
{
    RouteMaker maker(method, pattern, id, "Schedules", summary);
    maker.path("name", textSchema(100), "Its name or its number.").problems({404});
    return maker;
}

using Change = QFuture<Result<queue::Schedule>> (node::Commands::*)(QString);

Route changeRoute(const BackstagePtr &stage, const char *pattern, const char *id, const char *summary, Change change)
{
    return namedRoute("POST", pattern, id, summary)
        .answers(200, "The schedule as it is then.", "Schedule")
        .handle([stage, change](const Call &call) {
            node::Commands commands = stage->commandsFor(call);
            return answerWith((commands.*change)(call.text("name")), &scheduleAnswer);
        });
}

Route runRoute(const BackstagePtr &stage)
{
    return namedRoute("POST", "/api/v1/schedules/{name}/run", "runSchedule", "Makes its task now, paused or not")
        .answers(created, "The task.", "ScheduledTask")
        .handle([stage](const Call &call) {
            const QString name = call.text("name");
            return answerWith(stage->commandsFor(call).runSchedule(name), [name](queue::Id id) {
                return jsonAnswer({{u"name"_s, name}, {u"task_id"_s, id}}, created);
            });
        });
}

} // namespace

QList<Route> scheduleRoutes(const BackstagePtr &stage)
{
    node::Commands *const commands = &stage->commands();
    return {
        RouteMaker("GET", "/api/v1/schedules", "listSchedules", "Schedules", "Schedules with their next runs")
            .tagged()
            .answers(200, "All schedules.", "ScheduleList")
            .handle([stage, commands](const Call &call) {
                return stage->list(call, [commands] { return schedulePage(*commands); });
            }),
        RouteMaker("POST", "/api/v1/schedules", "addSchedule", "Schedules", "Adds tasks that come by the clock")
            .takes("NewSchedule")
            .answers(created, "Added.", "Schedule")
            .problems({409})
            .handle([stage](const Call &call) { return addSchedule(stage, call); }),
        runRoute(stage),
        changeRoute(stage, "/api/v1/schedules/{name}/pause", "pauseSchedule", "Makes nothing more until it is resumed",
                    &node::Commands::pauseSchedule),
        changeRoute(stage, "/api/v1/schedules/{name}/resume", "resumeSchedule", "Goes on with the next time from now",
                    &node::Commands::resumeSchedule),
        namedRoute("DELETE", "/api/v1/schedules/{name}", "removeSchedule", "Removes it; tasks that it made stay")
            .answers(noContent, "Removed.", QJsonObject())
            .handle([stage](const Call &call) {
                return answerWith(stage->commandsFor(call).removeSchedule(call.text("name")), [] {
                    Answer answer;
                    answer.status = noContent;
                    answer.contentType.clear();
                    return answer;
                });
            }),
    };
}

} // namespace pult::api
