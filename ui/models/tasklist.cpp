// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tasklist.h"

#include <QCollator>
#include <QSet>

#include <limits>

namespace pult::ui {

using queue::Id;
using queue::Task;

namespace {

constexpr Id newestOfAll = std::numeric_limits<Id>::max();

/// What a row is sorted by, worked out once for each.
struct SortKey
{
    double number = 0;
    QString text;
    qsizetype row = 0;
};

bool isDescendingById(int column, Qt::SortOrder order)
{
    return column == TaskModel::IdColumn && order == Qt::DescendingOrder;
}

QList<Task> sorted(const TaskModel &model, const QList<Task> &tasks, int column, Qt::SortOrder order)
{
    if (isDescendingById(column, order))
        return tasks;
    std::vector<SortKey> keys;
    keys.reserve(static_cast<std::size_t>(tasks.size()));
    for (qsizetype i = 0; i < tasks.size(); ++i) {
        const QVariant value = model.sortValueOf(tasks.at(i), column);
        const bool isText = value.typeId() == QMetaType::QString;
        keys.push_back({isText ? 0 : value.toDouble(), isText ? value.toString() : QString(), i});
    }
    const QCollator collator;
    std::stable_sort(keys.begin(), keys.end(), [&](const SortKey &a, const SortKey &b) {
        const SortKey &first = order == Qt::AscendingOrder ? a : b;
        const SortKey &second = order == Qt::AscendingOrder ? b : a;
        if (first.number != second.number)
            return first.number < second.number;
        return !first.text.isEmpty() || !second.text.isEmpty() ? collator.compare(first.text, second.text) < 0 : false;
    });
    QList<Task> result;
    result.reserve(tasks.size());
    for (const SortKey &key : keys)
        result.append(tasks.at(key.row));
    return result;
}

} // namespace

void TaskList::reset(const QList<Task> &tasks)
{
    m_tasks = tasks;
    m_model.resetRows(sorted(m_model, m_tasks, m_column, m_order));
}

/// In the database's own order the model's rows are the tasks: what is below the news is neither copied nor compared.
bool TaskList::updateInPlace(const QList<Task> &tasks, Id above)
{
    if (m_frozen || !isDescendingById(m_column, m_order) || m_model.rowCount() != m_tasks.size())
        return false;
    const auto end = std::lower_bound(m_tasks.cbegin(), m_tasks.cend(), above - 1,
                                      [](const Task &task, Id id) { return task.id > id; });
    const int count = static_cast<int>(end - m_tasks.cbegin());
    m_tasks.clear(); // shared with the model, it would be copied by every change
    m_model.replaceHead(count, tasks);
    m_tasks = m_model.rows();
    return true;
}

void TaskList::update(const QList<Task> &tasks, bool whole)
{
    const Id above = whole || tasks.isEmpty() ? 0 : tasks.constLast().id;
    if (updateInPlace(tasks, above))
        return;
    merge(tasks, newestOfAll, above);
    show(tasks);
}

void TaskList::updateRange(const QList<Task> &tasks, Id before)
{
    if (tasks.isEmpty())
        return;
    merge(tasks, before, tasks.constLast().id);
    show(tasks);
}

void TaskList::append(const QList<Task> &tasks)
{
    if (tasks.isEmpty())
        return;
    merge(tasks, tasks.constFirst().id + 1, tasks.constLast().id);
    // They come below what is there: nothing moves.
    QList<Task> rows = m_model.rows();
    for (const Task &task : tasks) {
        if (m_model.rowOf(task.id) < 0)
            rows.append(task);
    }
    m_model.setRows(m_frozen ? rows : sorted(m_model, m_tasks, m_column, m_order));
}

void TaskList::refreshRows(const QList<Task> &tasks, const QList<Id> &asked)
{
    QHash<Id, const Task *> fresh;
    for (const Task &task : tasks)
        fresh.insert(task.id, &task);
    QList<Task> rows;
    rows.reserve(m_model.rowCount());
    for (const Task &row : m_model.rows()) {
        if (const Task *task = fresh.value(row.id))
            rows.append(*task);
        else if (!asked.contains(row.id))
            rows.append(row);
    }
    m_model.setRows(rows);
}

/// Between `below` (not itself) and `above` (itself) there are now these, and no others.
void TaskList::merge(const QList<Task> &fresh, Id below, Id above)
{
    const auto later = [](const Task &task, Id id) { return task.id > id; };
    const auto begin =
        below == newestOfAll ? m_tasks.begin() : std::lower_bound(m_tasks.begin(), m_tasks.end(), below - 1, later);
    const auto end = std::lower_bound(begin, m_tasks.end(), above - 1, later);
    // Mostly they are the same, and a long list need not be copied.
    const auto sameId = [](const Task &a, const Task &b) { return a.id == b.id; };
    if (std::equal(begin, end, fresh.begin(), fresh.end(), sameId)) {
        std::copy(fresh.begin(), fresh.end(), begin);
        return;
    }
    QList<Task> joined;
    joined.reserve(m_tasks.size() + fresh.size());
    joined.append(QList<Task>(m_tasks.begin(), begin));
    joined.append(fresh);
    joined.append(QList<Task>(end, m_tasks.end()));
    m_tasks = std::move(joined);
}

void TaskList::show(const QList<Task> &fresh)
{
    // Into an empty list nothing can jump.
    if (m_frozen && m_model.rowCount() > 0)
        m_model.updateKnown(fresh);
    else
        m_model.setRows(sorted(m_model, m_tasks, m_column, m_order));
}

void TaskList::setFrozen(bool frozen)
{
    if (std::exchange(m_frozen, frozen) && !frozen)
        settle();
}

void TaskList::settle()
{
    m_model.setRows(sorted(m_model, m_tasks, m_column, m_order));
    if (isDescendingById(m_column, m_order))
        m_tasks = m_model.rows(); // one list, not two
}

int TaskList::waiting() const
{
    if (!m_frozen)
        return 0;
    int count = 0;
    for (const Task &task : m_tasks)
        count += m_model.rowOf(task.id) < 0 ? 1 : 0;
    return count;
}

QList<Id> TaskList::gone() const
{
    QList<Id> ids;
    if (!m_frozen)
        return ids;
    QSet<Id> known;
    known.reserve(m_tasks.size());
    for (const Task &task : m_tasks)
        known.insert(task.id);
    for (const Task &row : m_model.rows()) {
        if (!known.contains(row.id))
            ids.append(row.id);
    }
    return ids;
}

void TaskList::sort(int column, Qt::SortOrder order)
{
    m_column = column;
    m_order = order;
    m_model.reorderRows(sorted(m_model, m_model.rows(), column, order));
}

bool TaskList::isSorted() const
{
    return !isDescendingById(m_column, m_order);
}

Id TaskList::oldest() const
{
    return m_tasks.isEmpty() ? 0 : m_tasks.constLast().id;
}

} // namespace pult::ui
