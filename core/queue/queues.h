// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "taskcommands.h"
#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// What is true of a row of `queues` while the queue is paused.
QString pausedCondition();
/// While it has a limit (limits.h).
QString limitedCondition();
/// While the plain claim leaves it alone: paused or limited.
QString closedCondition();

/// Queues come into being by use; counts of live tasks by state.
Result<QList<QueueInfo>> listQueues(storage::Connection &connection);
/// `until`: the pause ends by itself then. queue_until_past(time)
Result<> pauseQueue(storage::Connection &connection, const QString &queue, const QString &reason,
                    const AuditOrigin &origin, std::optional<TimePoint> until = std::nullopt);
Result<> resumeQueue(storage::Connection &connection, const QString &queue, const AuditOrigin &origin);

} // namespace pult::queue
