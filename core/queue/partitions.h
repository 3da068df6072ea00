// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <storage/connection.h>

namespace pult::queue {

/// Makes the partitions of history for the next `days` days that are missing, by the database's clock; how many. Any
/// node may, one at a time: 0 when another is at it, or on SQLite. Whatever has no partition goes to the default one.
Result<int> makePartitions(storage::Connection &connection, int days);

/// Partitions of days that ended before `before` (microseconds), oldest first; none on SQLite.
Result<QStringList> pastPartitions(storage::Connection &connection, qint64 before);
/// Drops one unless the statement `rest` finds a row in it under its lock. False: it was left, since there was one or
/// since whoever writes history would have had to wait too long.
Result<bool> dropPartition(storage::Connection &connection, const QString &name, const QString &rest,
                           const QVariantList &values);

} // namespace pult::queue
