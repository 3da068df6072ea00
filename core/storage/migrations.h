// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection.h"

namespace pult::storage {

/// The newest schema this build knows.
int latestSchemaVersion();

/// What the database has: 0 when it is empty.
Result<int> installedSchemaVersion(Connection &connection);

/// Brings the schema to the newest version: the numbered files under migrations/ in one transaction; several processes
/// may start at once. SQLite's file is checked first. database_newer(version found, version known) leaves everything
/// alone.
Result<> migrate(Connection &connection);

} // namespace pult::storage
