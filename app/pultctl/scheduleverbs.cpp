// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "listing.h"
#include "output.h"

#include <base/errortext.h>
#include <queue/valuesfromjson.h>

#include <QTimeZone>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

/// The time as the schedule's clock shows it; without a known zone, UTC.
QString inZone(TimePoint time, const QString &zone)
{
    const QTimeZone known(zone.toLatin1());
    if (!known.isValid())
        return toIso(time);
    return QDateTime::fromMSecsSinceEpoch(toMicros(time) / 1000, known).toString(u"yyyy-MM-dd HH:mm"_s);
}

QString lastText(const queue::Schedule &schedule)
{
    if (!schedule.lastRun)
        return {};
    const queue::ScheduleRun &run = *schedule.lastRun;
    QString result;
    if (run.error)
        result = errorSentence(*run.error);
    else if (run.result == "skipped"_L1)
        result = CtlTr::tr("skipped, the one before was not finished");
    else if (run.taskId)
        result =
            CtlTr::tr("task %1").arg(*run.taskId) + u' ' + (run.taskState ? queue::nameOf(*run.taskState) : QString());
    return inZone(run.tick, schedule.timeZone) + u"  "_s + result.trimmed();
}

int printSchedule(const Request &request, const queue::Schedule &schedule)
{
    if (request.json) {
        printJson(queue::toJson(schedule));
        return 0;
    }
    QStringList next;
    for (const TimePoint time : schedule.nextRuns)
        next.append(inZone(time, schedule.timeZone));
    printLine(CtlTr::tr("Schedule %1: %2 (%3)").arg(schedule.name, schedule.expression, schedule.timeZone));
    printLine(schedule.paused ? QString(u"  "_s + CtlTr::tr("paused"))
                              : QString(u"  "_s + CtlTr::tr("next: %1").arg(next.join(u", "_s))));
    return 0;
}

QString zoneOf(const Request &request)
{
    return request.timeZone.isEmpty() ? QString::fromLatin1(QTimeZone::systemTimeZoneId()) : request.timeZone;
}

Result<int> add(Session &session, const Request &request)
{
    queue::NewSchedule schedule;
    schedule.name = request.name;
    schedule.expression = request.cron;
    schedule.timeZone = zoneOf(request);
    schedule.overlap = queue::overlapFromString(request.overlap).value_or(schedule.overlap);
    schedule.missed = queue::missedFromString(request.missed).value_or(schedule.missed);
    const Result<queue::NewTask> task = taskFromOptions(request);
    if (!task)
        return fail(task.error());
    schedule.task = *task;
    const auto added = Session::await(session.commands().addSchedule(schedule));
    return added ? Result<int>(printSchedule(request, *added)) : fail(added.error());
}

void drawSchedules(const QList<queue::Schedule> &schedules)
{
    Table table({CtlTr::tr("Schedule"), CtlTr::tr("Times"), CtlTr::tr("Time zone"), CtlTr::tr("Kind"),
                 CtlTr::tr("Next"), CtlTr::tr("Last")});
    for (const queue::Schedule &schedule : schedules) {
        const QString next = schedule.paused               ? CtlTr::tr("paused")
                             : schedule.nextRuns.isEmpty() ? QString()
                                                           : inZone(schedule.nextRuns.constFirst(), schedule.timeZone);
        table.addRow({{schedule.name},
                      {schedule.expression},
                      {schedule.timeZone},
                      {schedule.task.kind},
                      {next, schedule.paused ? Colour::Violet : Colour::None},
                      {lastText(schedule)}});
    }
    print(table, CtlTr::tr("No schedules yet. Add one: pultctl schedules add"));
}

Result<int> list(Session &session, const Request &request)
{
    return tellList(request, Session::await(session.commands().listSchedules()), &drawSchedules);
}

using Change = QFuture<Result<queue::Schedule>> (node::Commands::*)(QString);
Verb change(Change command)
{
    return withSession([command](Session &session, const Request &request) -> Result<int> {
        const auto changed = Session::await((session.commands().*command)(request.name));
        return changed ? Result<int>(printSchedule(request, *changed)) : fail(changed.error());
    });
}

int printMade(const Request &request, qint64 task)
{
    if (request.json)
        printJson({{u"name"_s, request.name}, {u"task_id"_s, task}});
    else
        printLine(QString::number(task));
    return 0;
}

int printRemoved(const Request &request)
{
    if (request.json)
        printJson({{u"name"_s, request.name}, {u"removed"_s, true}});
    return 0;
}

Result<int> runNow(Session &session, const Request &request)
{
    const auto id = Session::await(session.commands().runSchedule(request.name));
    return id ? Result<int>(printMade(request, *id)) : fail(id.error());
}

Result<int> remove(Session &session, const Request &request)
{
    const Result<> done = Session::await(session.commands().removeSchedule(request.name));
    return done ? Result<int>(printRemoved(request)) : fail(done.error());
}

QString pathOf(const Request &request, const QString &word)
{
    return u"/api/v1/schedules/"_s + encoded(request.name) + word;
}

/// The schedule that a node answers with.
Result<int> tellRemotely(const Request &request, const RemoteCall &call)
{
    return answerOf(request, call, [](const Request &asked, const QJsonObject &schedule) {
        return printSchedule(asked, queue::scheduleFromJson(schedule));
    });
}

Result<int> addRemotely(const Request &request)
{
    QJsonObject schedule = taskObject(request);
    schedule.insert(u"name"_s, request.name);
    schedule.insert(u"cron"_s, request.cron);
    schedule.insert(u"time_zone"_s, zoneOf(request));
    if (!request.overlap.isEmpty())
        schedule.insert(u"overlap"_s, request.overlap);
    if (!request.missed.isEmpty())
        schedule.insert(u"missed"_s, request.missed);
    return tellRemotely(request, {"POST", u"/api/v1/schedules"_s, {}, withPayload(schedule, request.payload)});
}

Verb changeRemotely(const QString &word)
{
    return [word](const Request &request) {
        return tellRemotely(request, {"POST", pathOf(request, word), {}, bodyOf({})});
    };
}

Result<int> runRemotely(const Request &request)
{
    return answerOf(
        request, {"POST", pathOf(request, u"/run"_s), {}, bodyOf({})},
        [](const Request &asked, const QJsonObject &made) { return printMade(asked, made[u"task_id"].toInteger()); });
}

Result<int> removeRemotely(const Request &request)
{
    const Result<RemoteAnswer> reply = callNode(request, {"DELETE", pathOf(request, {}), {}, {}});
    return reply ? Result<int>(printRemoved(request)) : fail(reply.error());
}

} // namespace

void addScheduleVerbs(Verbs &verbs)
{
    verbs.insert(u"schedules add"_s, withSession(add));
    verbs.insert(u"schedules list"_s, withSession(list));
    verbs.insert(u"schedules pause"_s, change(&node::Commands::pauseSchedule));
    verbs.insert(u"schedules resume"_s, change(&node::Commands::resumeSchedule));
    verbs.insert(u"schedules run"_s, withSession(runNow));
    verbs.insert(u"schedules remove"_s, withSession(remove));
}

void addRemoteScheduleVerbs(Verbs &verbs)
{
    verbs.insert(u"schedules add"_s, addRemotely);
    verbs.insert(u"schedules list"_s, remoteList(u"/api/v1/schedules"_s, &queue::scheduleFromJson, &drawSchedules));
    verbs.insert(u"schedules pause"_s, changeRemotely(u"/pause"_s));
    verbs.insert(u"schedules resume"_s, changeRemotely(u"/resume"_s));
    verbs.insert(u"schedules run"_s, runRemotely);
    verbs.insert(u"schedules remove"_s, removeRemotely);
}

} // namespace pult::ctl
