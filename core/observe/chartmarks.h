// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metricstore.h"

namespace pult::observe {

/// What other tables know to have happened in a range of time and belongs on the charts beside the nodes' own marks:
/// tripped breakers, operations over many tasks, queues that were paused, resumed or limited. By time, the newest 500.
Result<QList<MetricEvent>> readChartMarks(storage::Connection &connection, TimePoint from, TimePoint to);

} // namespace pult::observe
