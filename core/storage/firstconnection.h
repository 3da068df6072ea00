// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection.h"

namespace pult::storage {

/// Opens the first connection of a pool. Finds out whom it is talking to, if nobody has said so: `config` then knows
/// whether it is PgBouncer.
Result<std::unique_ptr<Connection>> openFirst(DatabaseConfig &config);

/// A fresh name for a connection, over all pools of the process.
QString nextConnectionName();

} // namespace pult::storage
