// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "breakers.h"

namespace pult::queue {

/// A day, in microseconds.
inline constexpr qint64 tripsKept = qint64{24} * 3600 * 1'000'000;

/// Breakers of the rows `b` that meet `condition` ("where …", or empty), as they stand by the database's clock.
Result<QList<BreakerInfo>> readBreakers(storage::Connection &connection, const QString &condition,
                                        const QVariantList &values);
/// Nodes and windows hear, when the transaction commits, that a breaker changed.
Result<> hintBreakers(storage::Connection &connection);

} // namespace pult::queue
