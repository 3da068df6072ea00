// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What operators ask of nodes, as rows: any window or pultctl writes one, the node it names carries it out once and
// says what it did. A row that the node did not take within its time, or that was meant for an earlier life of it, is
// never carried out.
#pragma once

#include "taskcommands.h"
#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// Pause: claim nothing more, without an end. Drain: the same, and what outlasts DRAIN_TIMEOUT_SECS is handed back.
/// Resume undoes both. Stop: drain, then end. Restart: drain, then begin anew. Kill: hand back what runs at once, then
/// end. A worker can be drained and resumed, and killed: what runs in it is handed back at once, and it is replaced.
enum class NodeVerb { Pause, Drain, Resume, Stop, Restart, Kill };
QString nameOf(NodeVerb verb);
std::optional<NodeVerb> nodeVerbFromString(QStringView name);

struct NodeCommand
{
    qint64 id = 0;
    QString nodeId;
    QString sessionId; ///< the life of the node that is meant
    NodeVerb verb = NodeVerb::Drain;
    int worker = 0; ///< from 1; 0: the whole node
    QString who;
    QString where;
    QString state; ///< "waiting", "taken", "done", "failed", "expired"
    std::optional<Error> answer;
    TimePoint createdAt{};
    TimePoint expiresAt{};
    std::optional<TimePoint> doneAt;
    bool operator==(const NodeCommand &) const = default;
};

struct NodeRequest
{
    QString node; ///< its name or its id
    NodeVerb verb = NodeVerb::Drain;
    int worker = 0;
    std::chrono::seconds patience{30}; ///< not taken within it: expired
};

/// Asks; audited. node_unknown(name) · node_ambiguous(name) · node_not_running(name, state) ·
/// node_worker_unknown(name, n) · node_worker_verb(verb)
Result<NodeCommand> commandNode(storage::Connection &connection, const NodeRequest &request,
                                std::chrono::seconds heartbeat, const AuditOrigin &origin);
Result<NodeCommand> showNodeCommand(storage::Connection &connection, qint64 id);

/// Takes what waits for this life of the node, oldest first; each is given out once. Late ones are marked expired.
Result<QList<NodeCommand>> takeNodeCommands(storage::Connection &connection, const QString &nodeId,
                                            const QString &sessionId);
/// Notes what the node did; `answer` is told to people as errors are, by its code.
Result<> answerNodeCommand(storage::Connection &connection, qint64 id, bool done, const Error &answer);

} // namespace pult::queue
