// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was deleted, as it was, until it is gone for good: a day for second thoughts.
#pragma once

#include "taskchange.h"

namespace pult::queue {

/// How long a deleted task can be brought back.
constexpr std::chrono::hours undoTime{24};

struct DeletedTask
{
    Task task; ///< as it was, without payload
    TimePoint deletedAt{};
    QString deletedBy;
    std::optional<qint64> operation; ///< that deleted it among others
    bool operator==(const DeletedTask &) const = default;
};

/// Newest id first. Those whose time is over are left out.
Result<Page<DeletedTask>> listDeletedTasks(storage::Connection &connection, const PageRequest &page);

/// Takes locked tasks, live or finished, out of every list. In the caller's transaction.
Result<> moveToTrash(storage::Connection &connection, const QList<Id> &ids, const QString &who, qint64 operation);

/// Back to where they were, with attempts and files; what waited goes on waiting. All or none:
/// task_not_deleted(id) when there is nothing to bring back, task_unique_conflict(id, other).
Result<> undeleteTasks(storage::Connection &connection, const QList<Id> &ids, const AuditOrigin &origin);
/// Each that can be.
Result<ChangeResult> undeleteEach(storage::Connection &connection, const QList<Id> &ids, const AuditOrigin &origin,
                                  qint64 operation);

/// Removes for good what can no longer be brought back, at most `limit`; how many.
Result<qint64> purgeDeletedTasks(storage::Connection &connection, int limit);

/// Attempts, files and ticks of tasks that are no more.
Result<> removeTraces(storage::Connection &connection, const QList<Id> &ids);

} // namespace pult::queue
