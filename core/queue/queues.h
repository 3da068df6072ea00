// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "taskcommands.h"
#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// Queues come into being by use; counts of live tasks by state.
Result<QList<QueueInfo>> listQueues(storage::Connection &connection);
Result<> pauseQueue(storage::Connection &connection, const QString &queue, const QString &reason,
                    const AuditOrigin &origin);
Result<> resumeQueue(storage::Connection &connection, const QString &queue, const AuditOrigin &origin);

} // namespace pult::queue
