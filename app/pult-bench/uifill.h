// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <storage/connection.h>

namespace pult::bench {

/// Fills an empty PostgreSQL database with what a studio leaves in thirty days: `tasks` tasks of several kinds, queues
/// and profiles, nearly all of them finished, one of twenty failed with its attempts and its error, some Russian, the
/// newest fiftieth live. The same numbers give the same rows. One that was filled so before is taken without
/// what measuring has added since.
Result<> fillForWindow(storage::Connection &connection, int tasks);

} // namespace pult::bench
