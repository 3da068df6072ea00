// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics.h"

namespace pult::observe {

/// The JSON of /api/v1/metrics (interface.md); `timers`: name and histogram. Series with labels are named as Prometheus
/// writes them: tasks_total{task_type="probe",status="completed"}. A pure function.
QJsonObject metricsJson(const QList<MetricFamily> &families, const QList<std::pair<QString, QString>> &timers,
                        const QList<std::pair<QString, DatabasePoolUse>> &pools);

} // namespace pult::observe
