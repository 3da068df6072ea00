// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/taskmodel.h"

#include <QSet>

namespace pult::ui {

/// The rows of the task list in the order they are shown, over a TaskModel. While the order is frozen (the mouse is
/// over the list, or something is selected) rows neither move nor go: known ones get their new values in place, new
/// ones wait and are counted, and what the filter finds no more stays until the order is free. As many tasks are kept
/// as were paged to; what the new ones push out at the end goes. GUI thread.
class TaskList final
{
public:
    static constexpr qsizetype leastKept = 500;    ///< the first page
    static constexpr qsizetype mostWaiting = 5000; ///< of new tasks; more push out what is shown

    explicit TaskList(TaskModel &model) : m_model(model) {}

    /// A new data set.
    void reset(const QList<queue::Task> &tasks);
    /// The newest tasks of the same filter again; `whole`: there are no others. What is missing and kept: gone(). True:
    /// the oldest were pushed out.
    bool update(const QList<queue::Task> &tasks, bool whole);
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
    int waiting() const { return static_cast<int>(m_waiting.size()); }
    /// Shown though the filter finds them no more.
    QList<queue::Id> gone() const { return m_gone.values(); }

    void sort(int column, Qt::SortOrder order);
    /// Not in the database's own order: only what is loaded can be sorted.
    bool isSorted() const;
    /// The id of the last task in the order of the database; 0: none.
    queue::Id oldest() const;

private:
    bool isInOrder() const;
    QList<queue::Task> current() const;
    bool updateHead(const QList<queue::Task> &tasks, queue::Id above);
    bool replace(const QList<queue::Task> &tasks, queue::Id above, queue::Id below);
    bool wait(const QList<queue::Task> &tasks, queue::Id above, queue::Id below);
    void noteGone(const QList<queue::Task> &tasks, queue::Id above, queue::Id below);
    bool showAll(QList<queue::Task> tasks);

    // Each task is held once: shown in the model, or waiting.
    TaskModel &m_model;
    QList<queue::Task> m_waiting; ///< only while frozen, newest first
    QSet<queue::Id> m_gone;       ///< only while frozen
    bool m_replaced = false;      ///< so many wait that nothing of what is shown is among the newest
    qsizetype m_kept = leastKept;
    bool m_frozen = false;
    int m_column = TaskModel::IdColumn;
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

} // namespace pult::ui
