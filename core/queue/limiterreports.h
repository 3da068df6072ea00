// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// Stores what a node's limiters stand at. What an earlier life of the node told and this one does not is gone.
Result<> reportLimiters(storage::Connection &connection, const QString &nodeId, const QString &sessionId,
                        const QList<LimiterReport> &reports);
/// Of all nodes that told lately, by name and node; the tokens of shared ones are those of the common bucket.
Result<QList<LimiterInfo>> listLimiters(storage::Connection &connection);

} // namespace pult::queue
