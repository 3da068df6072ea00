// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"

#include <queue/types.h>

namespace pult::ui {

/// The newest tasks of a filter. GUI thread.
class TaskModel final : public TableModel<queue::Task, queue::Id>
{
    Q_OBJECT

public:
    enum ColumnIndex {
        IdColumn,
        State,
        Kind,
        Profile,
        ProgressColumn,
        Attempt,
        Age,
        Duration,
        Queue,
        Priority,
        Worker,
        Batch,
        Key,
        Finished,
    };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    /// Time went by: ages and durations look different.
    void tick();
    /// A number or a text.
    QVariant sortValueOf(const queue::Task &task, int column) const;
    /// Asks whoever holds the order (TaskList).
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    void sortRequested(int column, Qt::SortOrder order);

protected:
    QString headerText(int column) const override;
    queue::Id keyOf(const queue::Task &task) const override { return task.id; }
    QVariant cell(const queue::Task &task, int column, int role) const override;
};

/// How long the last run took or takes; nullopt before the first.
std::optional<std::chrono::microseconds> runDuration(const queue::Task &task);
/// Why it failed or why it waits; empty when all is well.
QString messageOf(const queue::Task &task);

} // namespace pult::ui
