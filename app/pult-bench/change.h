// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "benchrequest.h"

#include <QCoroTask>
#include <storage/databaseconfig.h>

#include <base/result.h>

namespace pult::bench {

/// A node that works: tasks come, start and end at the asked pace, written and told as nodes do it. Prints a line with
/// what it came to.
QCoro::Task<Result<>> change(Request request, storage::DatabaseConfig database);

} // namespace pult::bench
