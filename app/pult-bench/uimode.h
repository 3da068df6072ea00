// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "benchrequest.h"

#include <storage/databaseconfig.h>

#include <base/result.h>

namespace pult::bench {

/// Fills the database, then has the window measured by the program beside this one (pult-bench-ui), so that its memory
/// and processor time are a window's alone. The exit code of that.
Result<int> measureUi(const Request &request, const storage::DatabaseConfig &database);

} // namespace pult::bench
