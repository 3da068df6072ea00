// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How many tasks there are, cheaply: small numbers are counted, large ones estimated from the server's own statistics.
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// Up to here it is counted.
inline constexpr int countedTasks = 10'000;

struct TaskCount
{
    enum class Kind { Exact, About, AtLeast };
    qint64 number = 0;
    Kind kind = Kind::Exact;
    bool operator==(const TaskCount &) const = default;
};

struct TaskCounts
{
    QHash<TaskState, TaskCount> byState;
    TaskCount all;
    TaskCount outcomeUnknown;
    bool operator==(const TaskCounts &) const = default;
};
/// Both numbers together; it is as good as the worse one.
TaskCount operator+(const TaskCount &a, const TaskCount &b);

/// Of all states at once: a few index look-ups, however many tasks there are.
Result<TaskCounts> countStates(storage::Connection &connection);
/// Of a filter, among the newest where no index answers it (tasksearch.h, also of `floor`).
Result<TaskCount> countTasks(storage::Connection &connection, const TaskFilter &filter, std::optional<Id> floor = {});

} // namespace pult::queue
