// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stateview.h"
#include "models/tablemodel.h"

#include <node/commands.h>

namespace pult::ui {

/// A schedule as its row shows it; comparable, which the value itself is not.
struct ScheduleEntry
{
    queue::Schedule schedule;
    bool operator==(const ScheduleEntry &other) const;
};

/// What comes by the clock. GUI thread.
class ScheduleModel final : public TableModel<ScheduleEntry, qint64>
{
    Q_OBJECT

public:
    enum ColumnIndex { Name, State, When, Next, LastRun, LastResult, Task, Overlap, Missed };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    void setSchedules(const QList<queue::Schedule> &schedules, TimePoint now);
    void tick(TimePoint now);

    static QString overlapText(queue::Overlap overlap);
    static QString missedText(queue::Missed missed);

protected:
    QString headerText(int column) const override;
    qint64 keyOf(const ScheduleEntry &entry) const override { return entry.schedule.id; }
    QVariant cell(const ScheduleEntry &entry, int column, int role) const override;

private:
    QVariant sortValue(const queue::Schedule &schedule, int column) const;
    QString toolTip(const queue::Schedule &schedule, int column) const;
    static QString resultText(const queue::ScheduleRun &run);
    static StateLook lookOf(const queue::ScheduleRun &run);

    TimePoint m_now{};
};

} // namespace pult::ui
