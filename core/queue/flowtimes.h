// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long the steps of a flow take when it goes well. What a flow is, and how it is named, is its jobs' business.
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// {"task","finished_at","total_ms","runs","steps":[{"index","type","duration_ms","usual_ms"}]}
QJsonObject toJson(const FlowTimes &times);

/// Flows that are remembered at most.
inline constexpr int mostFlowTimes = 1000;

/// A run went well. `steps`: as in Attempt::steps; `provider`: "dolphin" or "local", which differ in speed. Steps that
/// differ in number or type from what is kept begin anew.
Result<> noteGoodRun(storage::Connection &connection, const QString &flow, const QString &provider, Id task,
                     const QByteArray &steps);

/// nullopt: it never went well, or so long ago that it is forgotten.
Result<std::optional<FlowTimes>> lastGoodRun(storage::Connection &connection, const QString &flow,
                                             const QString &provider);

} // namespace pult::queue
