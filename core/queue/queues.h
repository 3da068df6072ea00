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
/// As an operator left it.
struct QueuePause
{
    bool paused = false;
    QString reason;
    std::optional<TimePoint> until;
};
/// Takes back the pause or its end that left the queue as in `left`: it is then as the audit recorded it before; a
/// pause that would be over by now does not come back. queue_changed_since(queue, who) when somebody changed it after
/// that.
Result<> undoQueuePause(storage::Connection &connection, const QString &queue, const QueuePause &left,
                        const AuditOrigin &origin);

} // namespace pult::queue
