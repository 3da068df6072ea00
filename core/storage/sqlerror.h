// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "databaseconfig.h"

class QSqlError;

namespace pult::storage {

/// What the database said, as one of our codes: the only place that reads QSqlError. `alive` is false when the
/// connection is gone, `opened` once it had been established.
Error mapSqlError(const QSqlError &error, const DatabaseConfig &config, bool opened, bool alive);

} // namespace pult::storage
