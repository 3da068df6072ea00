// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tasklist.h"

#include <QCollator>

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

bool isNewer(const Task &task, Id id)
{
    return task.id > id;
}

/// Tasks from `above` (itself) up to `below` (not itself), of some that stand newest first, become these.
void replaceStretch(QList<Task> &tasks, const QList<Task> &fresh, Id above, Id below)
{
    const auto first = std::lower_bound(tasks.cbegin(), tasks.cend(), below - 1, isNewer);
    const auto last = std::lower_bound(first, tasks.cend(), above - 1, isNewer);
    QList<Task> joined;
    joined.reserve(tasks.size() + fresh.size());
    joined.append(QList<Task>(tasks.cbegin(), first));
    joined.append(fresh);
    joined.append(QList<Task>(last, tasks.cend()));
    tasks = std::move(joined);
}

QSet<Id> idsOf(const QList<Task> &tasks)
{
    QSet<Id> ids;
    ids.reserve(tasks.size());
    for (const Task &task : tasks)
        ids.insert(task.id);
    return ids;
}

} // namespace

bool TaskList::isInOrder() const
{
    return isDescendingById(m_column, m_order);
}

/// What there is, as the database has it: what is shown and not gone, and what waits.
QList<Task> TaskList::current() const
{
    if (m_replaced)
        return m_waiting;
    if (isInOrder() && m_waiting.isEmpty() && m_gone.isEmpty())
        return m_model.rows();
    QList<Task> tasks = m_waiting;
    tasks.reserve(m_waiting.size() + m_model.rowCount());
    for (const Task &row : m_model.rows()) {
        if (!m_gone.contains(row.id))
            tasks.append(row);
    }
    std::sort(tasks.begin(), tasks.end(), [](const Task &a, const Task &b) { return a.id > b.id; });
    return tasks;
}

void TaskList::reset(const QList<Task> &tasks)
{
    m_kept = std::max(leastKept, tasks.size());
    m_waiting.clear();
    m_gone.clear();
    m_replaced = false;
    m_model.resetRows(sorted(m_model, tasks, m_column, m_order));
}

bool TaskList::update(const QList<Task> &tasks, bool whole)
{
    const Id above = whole || tasks.isEmpty() ? 0 : tasks.constLast().id;
    return !m_frozen && isInOrder() ? updateHead(tasks, above) : replace(tasks, above, newestOfAll);
}

/// In the database's own order what is below the news is neither copied nor compared.
bool TaskList::updateHead(const QList<Task> &tasks, Id above)
{
    const QList<Task> &rows = m_model.rows();
    const auto end = std::lower_bound(rows.cbegin(), rows.cend(), above - 1, isNewer);
    m_model.replaceHead(static_cast<int>(end - rows.cbegin()), tasks);
    const bool trimmed = m_model.rowCount() > m_kept;
    m_model.truncate(static_cast<int>(m_kept));
    return trimmed;
}

bool TaskList::replace(const QList<Task> &tasks, Id above, Id below)
{
    // Into an empty list nothing can jump.
    if (m_frozen && m_model.rowCount() > 0)
        return wait(tasks, above, below);
    QList<Task> all = current();
    replaceStretch(all, tasks, above, below);
    if (below != newestOfAll)
        m_kept = std::max(m_kept, all.size()); // nobody pages to what came in the middle
    return showAll(std::move(all));
}

void TaskList::updateRange(const QList<Task> &tasks, Id before)
{
    if (!tasks.isEmpty())
        replace(tasks, tasks.constLast().id, before);
}

/// Known tasks get their values, new ones wait, and who is missing is noted. True: what is shown was pushed out.
bool TaskList::wait(const QList<Task> &tasks, Id above, Id below)
{
    noteGone(tasks, above, below);
    m_model.updateKnown(tasks);
    QList<Task> unknown;
    for (const Task &task : tasks) {
        if (m_model.rowOf(task.id) < 0)
            unknown.append(task);
    }
    replaceStretch(m_waiting, unknown, above, below);
    if (m_waiting.size() <= mostWaiting)
        return false;
    m_waiting.resize(mostWaiting);
    m_replaced = true;
    m_kept = std::min(m_kept, mostWaiting);
    return true;
}

void TaskList::noteGone(const QList<Task> &tasks, Id above, Id below)
{
    const QList<Task> &rows = m_model.rows();
    const QSet<Id> there = idsOf(tasks);
    for (const Id id : there)
        m_gone.remove(id);
    // In order only the stretch itself need be looked at.
    auto row = isInOrder() ? std::lower_bound(rows.cbegin(), rows.cend(), below - 1, isNewer) : rows.cbegin();
    for (; row != rows.cend(); ++row) {
        const bool isInside = row->id >= above && row->id < below;
        if (isInside && !there.contains(row->id))
            m_gone.insert(row->id);
        if (!isInside && isInOrder())
            break;
    }
}

void TaskList::append(const QList<Task> &tasks)
{
    QList<Task> fresh;
    for (const Task &task : tasks) {
        if (m_model.rowOf(task.id) < 0)
            fresh.append(task);
    }
    if (!m_frozen && !isInOrder()) {
        const QList<Task> all = m_model.rows() + fresh;
        m_kept = std::max(m_kept, all.size());
        m_model.setRows(sorted(m_model, all, m_column, m_order));
        return;
    }
    // They come below what is there: nothing moves.
    m_model.appendRows(fresh);
    m_kept = std::max<qsizetype>(m_kept, m_replaced ? 0 : m_model.rowCount());
    const QSet<Id> shown = idsOf(fresh);
    m_waiting.removeIf([&shown](const Task &task) { return shown.contains(task.id); });
}

void TaskList::refreshRows(const QList<Task> &tasks, const QList<Id> &asked)
{
    const QSet<Id> there = idsOf(tasks);
    QList<Id> deleted;
    for (const Id id : asked) {
        if (!there.contains(id) && m_gone.remove(id))
            deleted.append(id);
    }
    m_model.removeKnown(deleted);
    m_model.updateKnown(tasks);
}

void TaskList::setFrozen(bool frozen)
{
    if (std::exchange(m_frozen, frozen) && !frozen)
        settle();
}

void TaskList::settle()
{
    if (!m_waiting.isEmpty() || !m_gone.isEmpty() || !isInOrder())
        showAll(current());
}

/// True: there were more than are kept.
bool TaskList::showAll(QList<Task> tasks)
{
    const bool trimmed = tasks.size() > m_kept;
    if (trimmed)
        tasks.resize(m_kept);
    m_waiting.clear();
    m_gone.clear();
    m_replaced = false;
    m_model.setRows(sorted(m_model, tasks, m_column, m_order));
    return trimmed;
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
    const QList<Task> &rows = m_model.rows();
    if (rows.isEmpty())
        return 0;
    if (isInOrder())
        return rows.constLast().id;
    return std::min_element(rows.cbegin(), rows.cend(), [](const Task &a, const Task &b) { return a.id < b.id; })->id;
}

} // namespace pult::ui
