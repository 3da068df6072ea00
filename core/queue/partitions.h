// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <storage/connection.h>

namespace pult::queue {

/// Makes the partitions of history for the next `days` days that are missing, by the database's clock; how many. Any
/// node may, one at a time: 0 when another is at it, or on SQLite. Whatever has no partition goes to the default one.
Result<int> makePartitions(storage::Connection &connection, int days);

} // namespace pult::queue
