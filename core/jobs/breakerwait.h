// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/error.h>

#include <chrono>
#include <optional>

namespace pult::jobs {

/// How long a task waits that met an open breaker: until it lets somebody pass, and up to a tenth of the whole wait
/// more, so that not all come back in one instant. Nothing: it was no breaker. `unit` is a draw from [0, 1).
std::optional<std::chrono::milliseconds> breakerWait(const Error &error, double unit);

} // namespace pult::jobs
