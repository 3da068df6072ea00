// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An operator's changes to many tasks at once. Each task is judged by its state under the row's lock; what is written
// and the audit of it stand in one transaction.
#pragma once

#include "taskchoice.h"
#include "taskcommands.h"

namespace pult::queue {

enum class TaskVerb { Cancel, Retry, Delete, Undelete, Snooze, SetPriority };
/// "set-priority" and back, as typed, stored and sent.
QString nameOf(TaskVerb verb);
std::optional<TaskVerb> taskVerbFromString(QStringView name);

struct TaskChange
{
    TaskVerb verb = TaskVerb::Cancel;
    std::chrono::seconds time{0};  ///< Snooze: how long; Retry: over how long an operation spreads them
    int priority = 0;              ///< SetPriority
    std::chrono::seconds later{0}; ///< Retry: not at once but after so long
    bool operator==(const TaskChange &) const = default;
};

struct ChangeResult
{
    QList<Id> done;
    QList<Refusal> refused; ///< untouched
};
/// The moments at which retried tasks become due, so that they do not all begin at once.
struct Spread
{
    std::chrono::microseconds first{0}; ///< of the first task, from now
    std::chrono::microseconds step{0};  ///< to the next; 0: all at once
    bool operator==(const Spread &) const = default;
};
/// Changes those of the tasks that it is legal for. `operation`: what it is part of, 0 for none. task_invalid(field,
/// value)
Result<ChangeResult> changeTasks(storage::Connection &connection, const QList<Id> &ids, const TaskChange &change,
                                 const AuditOrigin &origin, qint64 operation = 0, const Spread &spread = {});
/// All or none of them: the first refusal is the error.
Result<> changeAllTasks(storage::Connection &connection, const QList<Id> &ids, const TaskChange &change,
                        const AuditOrigin &origin);

} // namespace pult::queue
