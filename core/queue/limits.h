// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Limits of a queue over all nodes: how many of its tasks run at once, and how many start within a time. Exact: whoever
// claims from a limited queue holds its row until the claim is committed. Queues without a limit never come here.
#pragma once

#include "taskcommands.h"
#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// The tasks that a claim takes while any queue is limited, best first, within every limit; their rows are locked and
/// their starts counted. Inside the claim's transaction, which must run them all.
Result<QList<Id>> applyQueueLimits(storage::Connection &connection, const ClaimRequest &request);

/// What a limited queue may still start.
struct QueueAllowance
{
    QString queue;
    int free = 0;       ///< tasks that may start now
    bool rated = false; ///< its starts are counted
};

/// The limited queues of `queues` (empty: all) that are not paused, their rows locked in one order; inside the claim's
/// transaction, before it touches a task.
Result<QList<QueueAllowance>> lockLimitedQueues(storage::Connection &connection, const QStringList &queues);
/// Counts starts against the rate, in the same transaction.
Result<> noteStarts(storage::Connection &connection, const QHash<QString, int> &starts);

/// Limits to set; what is not there stays, 0 takes a limit away.
struct QueueLimits
{
    std::optional<int> concurrency;
    std::optional<int> rateCount;
    std::optional<std::chrono::seconds> rateWindow; ///< with rateCount
};
/// queue_limit_invalid(field, value)
Result<> setQueueLimits(storage::Connection &connection, const QString &queue, const QueueLimits &limits,
                        const AuditOrigin &origin);

/// Why tasks of a limited queue wait: queue_limit(queue, running, limit) · queue_rate(queue, starts, seconds, next
/// ISO).
Result<QHash<QString, QList<WaitReason>>> exhaustedLimits(storage::Connection &connection);

} // namespace pult::queue
