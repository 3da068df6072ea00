// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// Writes the node's row (state, workers, heartbeat = database now); also its first one.
Result<> heartbeat(storage::Connection &connection, const NodeInfo &node);
/// All nodes, with state late after 2 and dead after 3 intervals of `interval`.
Result<QList<NodeInfo>> listNodes(storage::Connection &connection, std::chrono::seconds interval);
/// Frees at once, whatever time they have left, the leases of nodes that are dead by now; ids taken back.
Result<QList<Id>> rescueDeadNodes(storage::Connection &connection, std::chrono::seconds interval);

} // namespace pult::queue
