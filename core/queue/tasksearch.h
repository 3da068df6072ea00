// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lists for people, over any number of tasks: what no index answers is looked for among the newest only, and nothing
// runs longer than anyone waits.
#pragma once

#include "taskqueries.h"

namespace pult::queue {

/// Among so many of the newest tasks a filter looks, unless everything is asked for.
inline constexpr int searchedTasks = 100'000;
/// What the window asks ends after this, on PostgreSQL; on SQLite the bound above keeps it short.
inline constexpr std::chrono::seconds searchTimeout{5};

struct TaskSearch
{
    TaskFilter filter;
    int limit = 200;
    QString after;           ///< the cursor of the page before
    bool everything = false; ///< not only the newest
    std::optional<Id> floor; ///< newestFloor() of a short while ago; nullopt: it is looked for
};

struct FoundTasks
{
    QList<Task> items;
    QString next;         ///< empty: this was the last page
    bool bounded = false; ///< older tasks were not looked at
    TimePoint asOf{};     ///< by the database's clock
};
/// Newest first, payloads left out. database_timeout() when it took too long.
Result<FoundTasks> searchTasks(storage::Connection &connection, const TaskSearch &search);

/// The id below which no search looks; 0: there are no older tasks.
Result<Id> newestFloor(storage::Connection &connection);
/// The same for one filter; 0 also when its own index answers. `known`: as in TaskSearch.
Result<Id> searchFloor(storage::Connection &connection, const TaskFilter &filter, std::optional<Id> known = {});

/// Has the statements of this transaction planned for their values (PostgreSQL): a plan that is kept for any text would
/// pass by the index of texts.
Result<> planForValues(storage::Connection &connection);

/// Runs reads, none of their statements longer than `limit` (PostgreSQL). database_timeout()
template<typename Work>
auto withinTime(storage::Connection &connection, std::chrono::milliseconds limit, Work work) -> decltype(work())
{
    if (!connection.dialect().isPostgreSql())
        return work();
    return storage::inTransaction(connection, [&]() -> decltype(work()) {
        const Result<> limited =
            connection.executeScript(QStringLiteral("set local statement_timeout = %1;\n").arg(limit.count()));
        if (!limited)
            return fail(limited.error());
        return work();
    });
}

} // namespace pult::queue
