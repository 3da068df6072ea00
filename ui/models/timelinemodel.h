// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stateview.h"
#include "models/tablemodel.h"

#include <node/commands.h>

namespace pult::ui {

/// One stretch of a task's life: it waited, it ran, it lay failed until a person had it run again, it ended.
struct TimelineRow
{
    enum class What { Waited, Ran, Lay, Ended };
    int place = 0; ///< from 0
    What what = What::Waited;
    QString outcome; ///< of a run, for Lay of the one before; of the end the state's name
    int attempt = 0;
    QString worker;
    TimePoint begin{};
    std::optional<TimePoint> end; ///< nullopt: it lasts
    bool clocksDiffer = false;    ///< it ended before it began, by the clocks of two computers
    bool operator==(const TimelineRow &) const = default;
};
/// Oldest first; no stretch takes less than no time.
QList<TimelineRow> timelineOf(const node::TaskDetail &detail);

/// The states of a task one after the other, with how long each took. GUI thread.
class TimelineModel final : public TableModel<TimelineRow, int>
{
    Q_OBJECT

public:
    enum ColumnIndex { What, At, Took, Where };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    void tick();

protected:
    QString headerText(int column) const override;
    int keyOf(const TimelineRow &row) const override { return row.place; }
    QVariant cell(const TimelineRow &row, int column, int role) const override;

private:
    static QString whatText(const TimelineRow &row);
    static QString layText(const TimelineRow &row);
};

} // namespace pult::ui
