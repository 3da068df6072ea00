// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"
#include "verbs.h"

#include <QDeadlineTimer>

#include <functional>

namespace pult::ctl {

/// Whether the node carries work: it runs, its heartbeat is in time, and not all of its workers are down.
bool isHealthy(const queue::NodeInfo &node);
/// Neither stopped nor dead.
bool isAlive(const queue::NodeInfo &node);
/// Why not, for `node_unhealthy`.
QString healthText(const queue::NodeInfo &node);

/// Asks a node and waits for its answer: a node looks every two seconds at the latest.
Result<queue::NodeCommand> askNode(Fleet &fleet, const queue::NodeRequest &request);
/// Waits for the answer to what was asked.
Result<queue::NodeCommand> awaitAnswer(Fleet &fleet, const queue::NodeCommand &asked);
/// Asks, and takes anything but "done" for an error: the node's own, or node_not_answering(node).
Result<> tellNode(Fleet &fleet, const queue::NodeInfo &node, queue::NodeVerb verb);

/// Looks at the node with this id until it is as wanted; what it was in the end, wanted or not.
Result<std::optional<queue::NodeInfo>> awaitNode(Fleet &fleet, const QString &id, QDeadlineTimer deadline,
                                                 const std::function<bool(const queue::NodeInfo &)> &wanted);

/// Makes a verb out of what works on the nodes, wherever they are reached.
using OnFleet = std::function<Verb(std::function<Result<int>(Fleet &, const Request &)>)>;
/// Widens `nodes restart`, adds `nodes switch`.
void addRolloutVerbs(Verbs &verbs, const OnFleet &onFleet);

} // namespace pult::ctl
