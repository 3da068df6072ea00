// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Queues, locks, nodes and the audit as programs read them (interface.md). Sentences are in the current language.
#pragma once

#include "nodecommands.h"
#include "types.h"

namespace pult::queue {

/// {name, paused, pause_reason, paused_until, concurrency, rate: "count/seconds", counts: {state: n}}
QJsonObject toJson(const QueueInfo &queue);
/// {kind, key, task_id, worker_id, acquired_at, expires_at}
QJsonObject toJson(const LockInfo &lock);
/// {id, capacity, running, tasks, state, restarts}
QJsonObject toJson(const WorkerInfo &worker);
/// {code, arguments, kinds, warning, message}
QJsonObject toJson(const IntakeStop &stop);
/// {id, name, group, session_id, state, version, queues, pid, workers, resource_usage, stops, started_at, heartbeat_at}
QJsonObject toJson(const NodeInfo &node);
/// {id, node, verb, worker, state, answer: {code, message}}
QJsonObject toJson(const NodeCommand &command);
/// {id, who, where, what, object, before, after, at}
QJsonObject toJson(const AuditEntry &entry);

} // namespace pult::queue
