// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// Appends; the time is the database's.
Result<> appendAudit(storage::Connection &connection, const AuditEntry &entry);
struct AuditQuery
{
    int limit = 0;
    std::optional<qint64> before{}; ///< entries older than the one with this id
    std::optional<TimePoint> from{};
    std::optional<TimePoint> to{}; ///< not included
};
/// Newest first.
Result<QList<AuditEntry>> listAudit(storage::Connection &connection, const AuditQuery &query);

} // namespace pult::queue
