// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Queues, locks, nodes, tokens, deleted tasks, logs and the audit as programs read them (interface.md), and what needs
// no database to be read again; valuesfromjson.h reads the rest. Sentences are in the current language.
#pragma once

#include "apitokens.h"
#include "deletedtasks.h"
#include "nodecommands.h"
#include "nodelogs.h"
#include "types.h"
#include "why.h"

namespace pult::queue {

/// {name, paused, pause_reason, paused_until, concurrency, rate: "count/seconds", counts: {state: n}}
QJsonObject toJson(const QueueInfo &queue);
/// {kind, key, task_id, worker_id, acquired_at, expires_at}
QJsonObject toJson(const LockInfo &lock);
/// {id, capacity, running, tasks, state, restarts}
QJsonObject toJson(const WorkerInfo &worker);
/// {code, arguments, kinds, warning, message}
QJsonObject toJson(const IntakeStop &stop);
/// {id, name, group, session_id, state, version, queues, pid, api_port, workers, resource_usage, stops, started_at,
/// heartbeat_at}
QJsonObject toJson(const NodeInfo &node);
/// {id, node, verb, worker, state, answer: {code, arguments, message}}
QJsonObject toJson(const NodeCommand &command);
NodeCommand nodeCommandFromJson(const QJsonObject &object);
/// The chain of toJson() read again, so that it can be told in another language. A last error whose code is not known
/// here is left out.
QList<WhyLink> whyFromJson(const QJsonArray &array);
/// {name, scopes, created_at, expires_at, last_used_at, expired}; never the secret or its hash.
QJsonObject toJson(const ApiToken &token);
/// The same with the secret as `token`.
QJsonObject toJson(const NewApiToken &made);
/// The task without its payload, with {deleted_at, deleted_by, operation}.
QJsonObject toJson(const DeletedTask &gone);
/// {id, ts, level, logger, node, msg}: but for the id the shape of the log files' lines.
QJsonObject toJson(const NodeLogLine &line);
/// {id, who, where, what, object, before, after, at}
QJsonObject toJson(const AuditEntry &entry);

} // namespace pult::queue
