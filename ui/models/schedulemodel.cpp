// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schedulemodel.h"

#include "models/crontext.h"
#include "models/humantext.h"

#include <base/errortext.h>

using namespace Qt::StringLiterals;

namespace pult::ui {

using queue::Schedule;
using queue::ScheduleRun;

bool ScheduleEntry::operator==(const ScheduleEntry &other) const
{
    const Schedule &a = schedule;
    const Schedule &b = other.schedule;
    return a.id == b.id && a.name == b.name && a.expression == b.expression && a.timeZone == b.timeZone &&
           a.overlap == b.overlap && a.missed == b.missed && a.paused == b.paused && a.task == b.task &&
           a.nextRuns == b.nextRuns && a.lastRun == b.lastRun;
}

const QList<Column> &ScheduleModel::columns() const
{
    static const QList<Column> columns{
        {QT_TR_NOOP("Schedule"), false, 128}, {QT_TR_NOOP("State"), false, 88},    {QT_TR_NOOP("When"), false, 280},
        {QT_TR_NOOP("Next run"), false, 128}, {QT_TR_NOOP("Last run"), false, 96}, {QT_TR_NOOP("Result"), false, 112},
        {QT_TR_NOOP("Task"), false, 112},     {QT_TR_NOOP("Overlap"), false, 112}, {QT_TR_NOOP("Missed"), false, 96},
    };
    return columns;
}

QString ScheduleModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void ScheduleModel::setSchedules(const QList<Schedule> &schedules, TimePoint now)
{
    m_now = now;
    QList<ScheduleEntry> entries;
    for (const Schedule &schedule : schedules)
        entries.append({schedule});
    setRows(entries);
}

void ScheduleModel::tick(TimePoint now)
{
    m_now = now;
    touchColumns(Next, LastRun);
}

QString ScheduleModel::overlapText(queue::Overlap overlap)
{
    switch (overlap) {
    case queue::Overlap::Skip:
        //: what a tick does while its earlier task is not finished
        return tr("leave out");
    case queue::Overlap::Queue:
        //: what a tick does while its earlier task is not finished
        return tr("wait behind");
    case queue::Overlap::Replace:
        //: what a tick does while its earlier task is not finished
        return tr("replace");
    }
    Q_UNREACHABLE();
}

QString ScheduleModel::missedText(queue::Missed missed)
{
    switch (missed) {
    case queue::Missed::Skip:
        //: what becomes of ticks that no computer was there for
        return tr("drop");
    case queue::Missed::Once:
        //: what becomes of ticks that no computer was there for
        return tr("run once");
    case queue::Missed::All:
        //: what becomes of ticks that no computer was there for
        return tr("run all");
    }
    Q_UNREACHABLE();
}

QString ScheduleModel::resultText(const ScheduleRun &run)
{
    if (run.error)
        //: of a schedule's tick
        return tr("refused");
    if (run.result == "skipped"_L1)
        //: of a schedule's tick
        return tr("left out");
    if (run.taskState)
        return HumanText::state(*run.taskState);
    //: of a schedule's tick
    return run.result == "manual"_L1 ? tr("run by hand") : tr("started");
}

StateLook ScheduleModel::lookOf(const ScheduleRun &run)
{
    if (run.error)
        return {"failed", Tone::Failed};
    if (run.result == "skipped"_L1)
        return {"warning", Tone::Warning};
    return run.taskState ? ui::lookOf(*run.taskState) : StateLook{"waiting", Tone::Waiting};
}

QVariant ScheduleModel::cell(const ScheduleEntry &entry, int column, int role) const
{
    const Schedule &schedule = entry.schedule;
    const StateLook state = schedule.paused ? StateLook{"paused", Tone::Paused} : StateLook{"done", Tone::Done};
    switch (role) {
    case Qt::DecorationRole:
        if (column == LastResult && schedule.lastRun)
            return iconOf(lookOf(*schedule.lastRun));
        return column == State ? QVariant(iconOf(state)) : QVariant();
    case Qt::ForegroundRole:
        if (column == LastResult && schedule.lastRun)
            return currentColours().tone(lookOf(*schedule.lastRun).tone);
        return column == State ? QVariant(currentColours().tone(state.tone)) : QVariant();
    case SortRole:
        return sortValue(schedule, column);
    case Qt::ToolTipRole:
        return toolTip(schedule, column);
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case Name:
        return schedule.name;
    case State:
        //: state of a schedule
        return schedule.paused ? tr("paused") : tr("on");
    case When:
        //: cron in words, time zone
        return tr("%1 (%2)").arg(CronText::of(schedule.expression), schedule.timeZone);
    case Next:
        return schedule.nextRuns.isEmpty() ? tr("—") : HumanText::age(schedule.nextRuns.first(), m_now);
    case LastRun:
        return schedule.lastRun ? HumanText::age(schedule.lastRun->at, m_now) : tr("never");
    case LastResult:
        return schedule.lastRun ? resultText(*schedule.lastRun) : QString();
    case Task:
        return HumanText::kind(schedule.task.kind);
    case Overlap:
        return overlapText(schedule.overlap);
    case Missed:
        return missedText(schedule.missed);
    default:
        return {};
    }
}

QVariant ScheduleModel::sortValue(const Schedule &schedule, int column) const
{
    if (column == Next)
        return schedule.nextRuns.isEmpty() ? std::numeric_limits<qint64>::max() : toMicros(schedule.nextRuns.first());
    if (column == LastRun)
        return schedule.lastRun ? toMicros(schedule.lastRun->at) : 0;
    return {};
}

QString ScheduleModel::toolTip(const Schedule &schedule, int column) const
{
    switch (column) {
    case When:
        return tr("Cron: %1").arg(schedule.expression);
    case Next: {
        QStringList moments;
        for (const TimePoint time : schedule.nextRuns)
            moments.append(HumanText::moment(time));
        return schedule.paused ? tr("Paused: no runs to come.") : moments.join(u'\n');
    }
    case LastRun:
        return schedule.lastRun ? HumanText::moment(schedule.lastRun->at) : tr("It has not run yet.");
    case LastResult:
        if (!schedule.lastRun)
            return {};
        if (schedule.lastRun->error)
            return errorText(*schedule.lastRun->error);
        if (schedule.lastRun->result == "skipped"_L1)
            return tr("An earlier task of it was not finished yet.");
        return schedule.lastRun->taskId ? tr("Task %1").arg(*schedule.lastRun->taskId) : QString();
    case Overlap:
        return tr("What a tick does while the task of an earlier one is not finished");
    case Missed:
        return tr("What becomes of ticks that no computer was there for");
    default:
        return tr("Queue %1, priority %2").arg(schedule.task.queue).arg(schedule.task.priority);
    }
}

} // namespace pult::ui
