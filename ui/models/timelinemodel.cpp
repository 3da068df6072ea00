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
    if (row.what == What::Waited)
        return {"waiting", Tone::Waiting};
    if (row.what == What::Ran)
        return lookOfOutcome(row.outcome);
    return ui::lookOf(queue::taskStateFromString(row.outcome).value_or(queue::TaskState::Cancelled));
}

std::chrono::microseconds lengthOf(const TimelineRow &row)
{
    return std::max(std::chrono::microseconds(0), row.end.value_or(localNow()) - row.begin);
}

} // namespace

QList<TimelineRow> timelineOf(const node::TaskDetail &detail)
{
    QList<TimelineRow> rows;
    TimePoint since = detail.task.createdAt;
    for (auto it = detail.attempts.crbegin(); it != detail.attempts.crend(); ++it) {
        TimelineRow waited;
        waited.begin = since;
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
        since = it->finishedAt.value_or(it->startedAt);
    }
    const queue::Task &task = detail.task;
    if (task.outcomeUnknown)
        return rows; // not over until somebody has said what became of it
    if (queue::isFinished(task.state)) {
        const TimePoint end = task.finishedAt.value_or(since);
        // Cancelled before or between runs: it waited until then.
        if (rows.isEmpty() || end - since > std::chrono::seconds(1)) {
            TimelineRow waited;
            waited.begin = since;
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
        TimelineRow waits;
        waits.begin = since;
        add(rows, waits);
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
        {QT_TR_NOOP("Took"), true, 72},
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

QString TimelineModel::whatText(const TimelineRow &row)
{
    switch (row.what) {
    case What::Waited:
        return row.end ? tr("Waited") : tr("Waits");
    case What::Ran:
        return tr("Attempt %1: %2", "number, outcome").arg(row.attempt).arg(HumanText::outcome(row.outcome));
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
        return HumanText::moment(row.begin);
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
