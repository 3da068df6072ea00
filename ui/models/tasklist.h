// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/taskmodel.h"

namespace pult::ui {

/// The rows of the task list in the order they are shown, over a TaskModel. While the order is frozen (the mouse is
/// over the list, or something is selected) rows neither move nor go: known ones get their new values in place, new
/// ones wait and are counted, and what the filter finds no more stays until the order is free. GUI thread.
class TaskList final
{
public:
    explicit TaskList(TaskModel &model) : m_model(model) {}

    /// A new data set.
    void reset(const QList<queue::Task> &tasks);
    /// The newest tasks of the same filter again; `whole`: there are no others. What is missing and kept: gone().
    void update(const QList<queue::Task> &tasks, bool whole);
    /// A stretch in the middle again: the tasks right below `before`.
    void updateRange(const QList<queue::Task> &tasks, queue::Id before);
    void append(const QList<queue::Task> &tasks);
    /// New values of rows that are kept; those of `asked` that are not among them go.
    void refreshRows(const QList<queue::Task> &tasks, const QList<queue::Id> &asked);

    void setFrozen(bool frozen);
    bool isFrozen() const { return m_frozen; }
    /// What waits is shown now, frozen or not.
    void settle();
    /// New tasks that wait.
    int waiting() const;
    /// Shown though the filter finds them no more.
    QList<queue::Id> gone() const;

    void sort(int column, Qt::SortOrder order);
    /// Not in the database's own order: only what is loaded can be sorted.
    bool isSorted() const;
    /// The id of the last task in the order of the database; 0: none.
    queue::Id oldest() const;

private:
    bool updateInPlace(const QList<queue::Task> &tasks, queue::Id above);
    void merge(const QList<queue::Task> &fresh, queue::Id below, queue::Id above);
    void show(const QList<queue::Task> &fresh);

    TaskModel &m_model;
    QList<queue::Task> m_tasks; ///< as the database has them, newest first
    bool m_frozen = false;
    int m_column = TaskModel::IdColumn;
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

} // namespace pult::ui
