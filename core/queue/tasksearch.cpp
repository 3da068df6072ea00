// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tasksearch.h"

#include "taskcondition.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Rows;

namespace {

/// Answered by an index whatever there is.
bool isNarrow(const TaskFilter &filter)
{
    return filter == TaskFilter{} || !filter.ids.isEmpty() || filter.batchId;
}

Result<FoundTasks> search(Connection &connection, const TaskSearch &search)
{
    FoundTasks found;
    TaskFilter filter = search.filter;
    if (!search.everything) {
        const Result<Id> floor = searchFloor(connection, filter, search.floor);
        if (!floor)
            return fail(floor.error());
        if (*floor > 0) {
            found.bounded = true;
            TaskTerm newer;
            newer.field = TaskTerm::Field::Id;
            newer.comparison = TaskTerm::Comparison::MoreOrEqual;
            newer.number = *floor;
            filter.terms.append(newer);
        }
    }
    if (!isNarrow(filter)) {
        if (const Result<> planned = planForValues(connection); !planned)
            return fail(planned.error());
    }
    const Result<TimePoint> now = databaseNow(connection);
    if (!now)
        return fail(now.error());
    Result<Page<Task>> page = listTasks(connection, filter, {search.limit, search.after});
    if (!page)
        return fail(page.error());
    found.asOf = *now;
    found.items = std::move(page->items);
    found.next = std::move(page->next);
    return found;
}

} // namespace

Result<> planForValues(Connection &connection)
{
    if (!connection.dialect().isPostgreSql() || !connection.isInTransaction())
        return {};
    return connection.executeScript(u"set local plan_cache_mode = force_custom_plan;\n"_s);
}

Result<Id> searchFloor(Connection &connection, const TaskFilter &filter, std::optional<Id> known)
{
    if (isNarrow(filter))
        return 0;
    return known ? Result<Id>(*known) : newestFloor(connection);
}

Result<Id> newestFloor(Connection &connection)
{
    // Ids alone, from the primary keys.
    const QString newest = u"select id from (select id from %1 order by id desc limit ?) as %1_newest"_s;
    const Result<Rows> rows =
        connection.query(u"select id from ("_s + newest.arg(u"tasks"_s) + u" union all "_s +
                             newest.arg(u"task_history"_s) + u") as every order by id desc limit 2 offset ?"_s,
                         {searchedTasks + 1, searchedTasks + 1, searchedTasks - 1});
    if (!rows)
        return fail(rows.error());
    // The last one that is looked at, if there is another behind it.
    return rows->size() < 2 ? Id(0) : rows->front().front().toLongLong();
}

Result<FoundTasks> searchTasks(Connection &connection, const TaskSearch &asked)
{
    return withinTime(connection, searchTimeout, [&] { return search(connection, asked); });
}

} // namespace pult::queue
