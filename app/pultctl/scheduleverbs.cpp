// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "verbs.h"

#include <base/errortext.h>

#include <QJsonArray>
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

Result<int> add(Session &session, const Request &request)
{
    queue::NewSchedule schedule;
    schedule.name = request.name;
    schedule.expression = request.cron;
    schedule.timeZone =
        request.timeZone.isEmpty() ? QString::fromLatin1(QTimeZone::systemTimeZoneId()) : request.timeZone;
    schedule.overlap = queue::overlapFromString(request.overlap).value_or(schedule.overlap);
    schedule.missed = queue::missedFromString(request.missed).value_or(schedule.missed);
    const Result<queue::NewTask> task = taskFromOptions(request);
    if (!task)
        return fail(task.error());
    schedule.task = *task;
    const auto added = Session::await(session.commands().addSchedule(schedule));
    return added ? Result<int>(printSchedule(request, *added)) : fail(added.error());
}

Result<int> list(Session &session, const Request &request)
{
    const auto schedules = Session::await(session.commands().listSchedules());
    if (!schedules)
        return fail(schedules.error());
    QJsonArray items;
    Table table({CtlTr::tr("Schedule"), CtlTr::tr("Times"), CtlTr::tr("Time zone"), CtlTr::tr("Kind"),
                 CtlTr::tr("Next"), CtlTr::tr("Last")});
    for (const queue::Schedule &schedule : *schedules) {
        items.append(queue::toJson(schedule));
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
    if (request.json)
        printJson(listJson(items));
    else
        print(table, CtlTr::tr("No schedules yet. Add one: pultctl schedules add"));
    return 0;
}

using Change = QFuture<Result<queue::Schedule>> (node::Commands::*)(QString);
Verb change(Change command)
{
    return withSession([command](Session &session, const Request &request) -> Result<int> {
        const auto changed = Session::await((session.commands().*command)(request.name));
        return changed ? Result<int>(printSchedule(request, *changed)) : fail(changed.error());
    });
}

Result<int> runNow(Session &session, const Request &request)
{
    const auto id = Session::await(session.commands().runSchedule(request.name));
    if (!id)
        return fail(id.error());
    if (request.json)
        printJson({{u"name"_s, request.name}, {u"task_id"_s, *id}});
    else
        printLine(QString::number(*id));
    return 0;
}

Result<int> remove(Session &session, const Request &request)
{
    const Result<> done = Session::await(session.commands().removeSchedule(request.name));
    if (!done)
        return fail(done.error());
    if (request.json)
        printJson({{u"name"_s, request.name}, {u"removed"_s, true}});
    return 0;
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

} // namespace pult::ctl
