// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/error.h>
#include <base/timepoint.h>

namespace pult::work {

/// The database does not answer a node: since when, and what waits for it.
struct Outage
{
    TimePoint since{}; ///< by the computer's clock
    int running = 0;
    int endsWaiting = 0;
    int endsOnDisk = 0;
    Error why;
};

} // namespace pult::work
