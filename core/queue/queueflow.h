// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// How work moves through the queues: since when the oldest of each waits, and what has finished since `since` (by the
/// database's clock) in stretches of `flowStretch`. Asked again with the last answer's `at`, it costs no more than
/// what has finished meanwhile. A `since` before `flowKept` ago counts from there.
Result<QueueFlow> queueFlow(storage::Connection &connection, std::optional<TimePoint> since);

} // namespace pult::queue
