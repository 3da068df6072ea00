// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics.h"

#include <net/outsideclient.h>

namespace pult::observe {

/// Breakers and limiters of this process's calls to the outside, fetched when somebody asks, and the time that Dolphin
/// takes. `outside` outlives `metrics`, and is called by nobody yet. Those that every node knows stand there from the
/// start.
void addOutsideMetrics(Metrics &metrics, net::OutsideShared &outside);

} // namespace pult::observe
