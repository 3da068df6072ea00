// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A change to all tasks that match a filter, as one tracked thing: it is done in bounded steps by whoever is there (the
// program that asked for it, any node), goes on after any of them is gone, and can be cancelled. Every task is done
// with once: what was made after the operation's start is not touched, nor what no longer matches when its turn comes.
#pragma once

#include "taskchange.h"

namespace pult::queue {

struct Operation
{
    qint64 id = 0;
    TaskChange change;
    TaskFilter filter; ///< as it was given, with the states that the verb is for when it named none
    QString who;
    QString where;
    QString reason;               ///< in the operator's words; may be empty
    std::optional<qint64> undoes; ///< the operation that this one takes back
    QString state;                ///< "running", "done", "cancelled"
    qint64 total = 0;             ///< that matched at the start
    qint64 done = 0;
    qint64 failed = 0;
    QList<Refusal> failures; ///< the first of them
    TimePoint createdAt{};
    std::optional<TimePoint> finishedAt;
    bool operator==(const Operation &) const = default;
};
QJsonObject toJson(const Operation &operation);

/// The filter as the operation will use it: without states it gets those that the verb is for, so that a retry by kind
/// does not repeat what has completed. operation_filter_empty() when it would mean everything.
Result<TaskFilter> filterFor(const TaskChange &change, const TaskFilter &filter);

/// How many tasks match now.
Result<qint64> countMatching(storage::Connection &connection, const TaskChange &change, const TaskFilter &filter);
/// Why it is done, for those who read of it later.
struct OperationNote
{
    QString reason;
    std::optional<qint64> undoes;
    std::optional<qint64> total{}; ///< how many tasks it is about, where that is not what the filter finds
};
/// Notes it; nothing is changed before the first step. Ages in the filter are counted from now on.
Result<Operation> startOperation(storage::Connection &connection, const TaskChange &change, const TaskFilter &filter,
                                 const AuditOrigin &origin, const OperationNote &note = {});
/// Takes back what an operation did within a day, as an operation of its own: deleted tasks come back, cancelled ones
/// wait again, and what was retried, put off or given a priority goes back to what the audit recorded as before, unless
/// it was changed since (takeback.h). operation_not_undoable(id, verb) for what cannot be, and when it is undone
/// already.
Result<Operation> undoOperation(storage::Connection &connection, qint64 id, const AuditOrigin &origin);
/// Whether undoOperation() can be asked for at `now`.
bool isUndoable(const Operation &operation, TimePoint now);
/// operation_unknown(id)
Result<Operation> showOperation(storage::Connection &connection, qint64 id);
/// Newest first.
Result<QList<Operation>> listOperations(storage::Connection &connection, int limit);
/// What is done stays done. operation_state_conflict(id, state) when it has ended.
Result<Operation> cancelOperation(storage::Connection &connection, qint64 id, const AuditOrigin &origin);

/// Changes the next tasks, at most `limit`. Nothing when it has ended.
Result<Operation> stepOperation(storage::Connection &connection, qint64 id, int limit = 200);
/// One step of the oldest that nobody is at; false when none is running.
Result<bool> stepOperations(storage::Connection &connection);

} // namespace pult::queue
