// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "benchrequest.h"

#include <storage/databaseconfig.h>

namespace pult::bench {

/// Measures and prints; the exit code.
int run(const Request &request, const storage::DatabaseConfig &database);

} // namespace pult::bench
