// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <storage/connection.h>

namespace pult::queue {

/// Removes what ended tasks left in PostgreSQL's table and claim index, over which every claim has to walk. Autovacuum
/// does the same, but a minute later. Nothing while another is at it, or on SQLite. Not within a transaction.
Result<> sweepDeadRows(storage::Connection &connection);

} // namespace pult::queue
