// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// Appends; the time is the database's.
Result<> appendAudit(storage::Connection &connection, const AuditEntry &entry);
/// Newest first; with `before` those older than that one.
Result<QList<AuditEntry>> listAudit(storage::Connection &connection, int limit, std::optional<qint64> before = {});

} // namespace pult::queue
