// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"

#include <node/commands.h>

namespace pult::ui {

/// A queue as its row shows it.
struct QueueRow
{
    queue::QueueInfo info;
    std::optional<TimePoint> oldest; ///< since when its oldest due task waits
    QList<double> rates;             ///< finished per second, in stretches of queue::flowStretch, oldest first
    double perSecond = 0;            ///< over the last minute
    bool consumed = true;            ///< some node takes its tasks
    bool operator==(const QueueRow &) const = default;

    int waiting() const { return info.counts.value(queue::TaskState::Available); }
    /// Work is there, nobody takes it, and nobody wanted it so.
    bool isForsaken() const { return waiting() > 0 && !info.paused && !consumed; }
};

/// The queues: depth, age of the oldest, throughput, limits. GUI thread.
class QueueModel final : public TableModel<QueueRow, QString>
{
    Q_OBJECT

public:
    enum ColumnIndex { Name, State, Waiting, Later, Running, Oldest, Rate, Course, StartLimit, Note };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    void setQueues(const QList<queue::QueueInfo> &queues);
    void setNodes(const QList<queue::NodeInfo> &nodes);
    void setFlow(const queue::QueueFlow &flow);
    /// The database's clock goes on.
    void tick(TimePoint now);

    /// "4/5" at once, and "10 in 1 min", as a queue's limits read.
    static QString concurrencyText(const queue::QueueInfo &queue);
    static QString startLimitText(const queue::QueueInfo &queue);

protected:
    QString headerText(int column) const override;
    QString keyOf(const QueueRow &row) const override { return row.info.name; }
    QVariant cell(const QueueRow &row, int column, int role) const override;

private:
    void rebuild();
    QString toolTip(const QueueRow &row, int column) const;
    QString noteOf(const QueueRow &row) const;
    QVariant sortValue(const QueueRow &row, int column) const;

    QList<queue::QueueInfo> m_queues;
    QList<queue::NodeInfo> m_nodes;
    queue::QueueFlow m_flow;
    TimePoint m_now{};
};

} // namespace pult::ui
