// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/timelinemodel.h"

#include "models/humantext.h"

using namespace Qt::StringLiterals;

namespace pult::ui {

using What = TimelineRow::What;

namespace {

/// A stretch from `begin` to `end`, never backwards.
void add(QList<TimelineRow> &rows, TimelineRow row)
{
    row.place = static_cast<int>(rows.size());
    if (row.end && *row.end < row.begin) {
        row.clocksDiffer = true;
        row.end = row.begin;
    }
    rows.append(row);
}

StateLook lookOf(const TimelineRow &row)
{
    if (row.what == What::Waited || (row.what == What::Lay && !row.end))
        return {"waiting", Tone::Waiting};
    if (row.what == What::Ran || row.what == What::Lay)
        return lookOfOutcome(row.outcome);
    return ui::lookOf(queue::taskStateFromString(row.outcome).value_or(queue::TaskState::Cancelled));
}

std::chrono::microseconds lengthOf(const TimelineRow &row)
{
    return std::max(std::chrono::microseconds(0), row.end.value_or(localNow()) - row.begin);
}

/// Whether the task went on after this run because a person wanted it: it was over, or its runs are counted anew.
/// `next` is the number of the run that followed, or the runs that count so far.
bool wentOnByHand(const queue::Attempt &run, int next, const queue::Task &task)
{
    if (run.outcome == "unknown"_L1)
        return task.onUnknown != queue::OnUnknown::Retry;
    if (run.outcome == "failed_for_good"_L1 || run.outcome == "cancelled"_L1)
        return true;
    return run.outcome == "failed"_L1 && next < run.attempt;
}

/// The stretch up to the next run, or up to now.
TimelineRow pauseOf(const queue::Attempt *before, int next, const queue::Task &task)
{
    TimelineRow row;
    row.begin = before ? before->finishedAt.value_or(before->startedAt) : task.createdAt;
    if (before && wentOnByHand(*before, next, task)) {
        row.what = What::Lay;
        row.outcome = before->outcome;
    }
    return row;
}

} // namespace

QList<TimelineRow> timelineOf(const node::TaskDetail &detail)
{
    QList<TimelineRow> rows;
    const queue::Task &task = detail.task;
    const queue::Attempt *before = nullptr;
    for (auto it = detail.attempts.crbegin(); it != detail.attempts.crend(); ++it) {
        TimelineRow waited = pauseOf(before, it->attempt, task);
        waited.end = it->startedAt;
        add(rows, waited);
        TimelineRow ran;
        ran.what = What::Ran;
        ran.outcome = it->outcome;
        ran.attempt = it->attempt;
        ran.worker = it->worker;
        ran.begin = it->startedAt;
        ran.end = it->finishedAt;
        add(rows, ran);
        before = &*it;
    }
    if (task.outcomeUnknown)
        return rows; // not over until somebody has said what became of it
    if (queue::isFinished(task.state)) {
        TimelineRow waited;
        waited.begin = before ? before->finishedAt.value_or(before->startedAt) : task.createdAt;
        const TimePoint end = task.finishedAt.value_or(waited.begin);
        // Cancelled before or between runs: it waited until then.
        if (rows.isEmpty() || end - waited.begin > std::chrono::seconds(1)) {
            waited.end = end;
            add(rows, waited);
        }
        TimelineRow ended;
        ended.what = What::Ended;
        ended.outcome = queue::nameOf(task.state);
        ended.begin = end;
        ended.end = end;
        add(rows, ended);
    } else if (task.state != queue::TaskState::Running) {
        add(rows, pauseOf(before, task.attempt, task));
    }
    return rows;
}

const QList<Column> &TimelineModel::columns() const
{
    static const QList<Column> columns{
        //: header of the column with what a task did: it waited, it ran
        {QT_TR_NOOP("What"), false, 0},
        //: header of the column with the time at which it began
        {QT_TR_NOOP("At"), true, 68},
        //: header of the column with how long it took
        {QT_TR_NOOP("Took"), true, 64},
        {QT_TR_NOOP("Worker"), false, 84, true}, // the attempts have it, too
    };
    return columns;
}

QString TimelineModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void TimelineModel::tick()
{
    touchColumns(Took, Took);
}

QString TimelineModel::layText(const TimelineRow &row)
{
    if (!row.end)
        //: what a failed task does now
        return tr("Waits, retried by hand");
    if (row.outcome == "unknown"_L1)
        return tr("Unknown, until told to run again");
    return row.outcome == "cancelled"_L1 ? tr("Cancelled, until retried by hand") : tr("Failed, until retried by hand");
}

QString TimelineModel::whatText(const TimelineRow &row)
{
    switch (row.what) {
    case What::Waited:
        return row.end ? tr("Waited") : tr("Waits");
    case What::Ran:
        return tr("Attempt %1: %2", "number, outcome").arg(row.attempt).arg(HumanText::outcome(row.outcome));
    case What::Lay:
        return layText(row);
    case What::Ended:
        return HumanText::state(queue::taskStateFromString(row.outcome).value_or(queue::TaskState::Cancelled));
    }
    Q_UNREACHABLE();
}

QVariant TimelineModel::cell(const TimelineRow &row, int column, int role) const
{
    switch (role) {
    case Qt::DecorationRole:
        return column == What ? QVariant(iconOf(lookOf(row))) : QVariant();
    case Qt::ForegroundRole:
        return column == What ? QVariant(currentColours().tone(lookOf(row).tone)) : QVariant();
    case Qt::ToolTipRole:
        if (row.clocksDiffer)
            return tr("The clocks of two computers differ: by them it ended before it began.");
        return column == What ? whatText(row) + u'\n' + HumanText::moment(row.begin) : HumanText::moment(row.begin);
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case What:
        return whatText(row);
    case At:
        return HumanText::clock(row.begin);
    case Took:
        if (row.what == TimelineRow::What::Ended)
            return {};
        return row.clocksDiffer ? tr("%1, clocks differ").arg(HumanText::duration({}))
                                : HumanText::duration(lengthOf(row));
    case Where:
        return row.worker;
    default:
        return {};
    }
}

} // namespace pult::ui
