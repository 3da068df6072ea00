// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading: lists, details, counts. No locks, no writes; live tasks and history are one to the caller.
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// The condition on task_history for tasks whose last run stands nowhere but there (completePlain).
QString inHistoryAlone();

/// Newest first by keyset paging; payloads left out; waitingFor filled.
Result<Page<Task>> listTasks(storage::Connection &connection, const TaskFilter &filter, const PageRequest &page);
/// With payload and waitingFor. task_unknown(id).
Result<Task> showTask(storage::Connection &connection, Id id);
/// Newest first.
Result<QList<Attempt>> attempts(storage::Connection &connection, Id task);
/// Without data, oldest first.
Result<QList<Artifact>> artifacts(storage::Connection &connection, Id task);
Result<Artifact> artifact(storage::Connection &connection, qint64 artifactId);
Result<TaskStats> taskStats(storage::Connection &connection);
/// Live leases, newest first (the lock list).
Result<QList<LockInfo>> locks(storage::Connection &connection);

struct IdleState
{
    bool idle = false;    ///< nothing available, running, retryable, blocked or scheduled outside paused queues
    qint64 discarded = 0; ///< tasks discarded since `since`
    qint64 completed = 0;
};
Result<IdleState> idleState(storage::Connection &connection, TimePoint since);
/// Whether the run still owns its task, by the database's clock.
Result<bool> holdsLease(storage::Connection &connection, Id task, qint64 runLease);
/// The database's clock.
Result<TimePoint> databaseNow(storage::Connection &connection);

} // namespace pult::queue
