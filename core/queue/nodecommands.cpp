// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "nodecommands.h"

#include "auditing.h"
#include "nodes.h"
#include "taskrow.h"

#include <array>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

constexpr std::array verbs{std::pair(NodeVerb::Pause, "pause"),     std::pair(NodeVerb::Drain, "drain"),
                           std::pair(NodeVerb::Resume, "resume"),   std::pair(NodeVerb::Stop, "stop"),
                           std::pair(NodeVerb::Restart, "restart"), std::pair(NodeVerb::Kill, "kill")};
constexpr auto kept = std::chrono::days(30);
constexpr int takenAtOnce = 100;

QString columns()
{
    return u"id, node_id, session_id, verb, worker, who, place, state, answer, created_at, expires_at, done_at"_s;
}

NodeCommand fromRow(const Row &row)
{
    NodeCommand command;
    command.id = row.at(0).toLongLong();
    command.nodeId = row.at(1).toString();
    command.sessionId = row.at(2).toString();
    command.verb = nodeVerbFromString(row.at(3).toString()).value_or(NodeVerb::Drain);
    command.worker = row.at(4).toInt();
    command.who = row.at(5).toString();
    command.where = row.at(6).toString();
    command.state = row.at(7).toString();
    command.answer = errorFromText(row.at(8).toString());
    if (command.answer && command.answer->code.isEmpty())
        command.answer.reset();
    command.createdAt = fromMicros(row.at(9).toLongLong());
    command.expiresAt = fromMicros(row.at(10).toLongLong());
    if (!row.at(11).isNull())
        command.doneAt = fromMicros(row.at(11).toLongLong());
    return command;
}

/// An id is exact; a name counts when one node alone has it, those that ended left aside if others have it too.
Result<NodeInfo> findNode(Connection &connection, const QString &name, std::chrono::seconds heartbeat)
{
    const Result<QList<NodeInfo>> nodes = listNodes(connection, heartbeat);
    if (!nodes)
        return fail(nodes.error());
    QList<NodeInfo> named;
    QList<NodeInfo> up;
    for (const NodeInfo &node : *nodes) {
        if (node.id == name)
            return node;
        if (node.name != name)
            continue;
        named.append(node);
        if (node.state != "stopped"_L1 && node.state != "dead"_L1)
            up.append(node);
    }
    if (named.isEmpty())
        return fail(ErrorKind::NotFound, "node_unknown", {name});
    if (up.size() > 1 || (up.isEmpty() && named.size() > 1))
        return fail(ErrorKind::Conflict, "node_ambiguous", {name});
    return up.isEmpty() ? named.constFirst() : up.constFirst();
}

Result<> check(const NodeInfo &node, const NodeRequest &request)
{
    if (node.state == "stopped"_L1 || node.state == "dead"_L1)
        return fail(ErrorKind::Unavailable, "node_not_running", {node.name, node.state, toIso(node.heartbeatAt)});
    if (request.worker == 0)
        return {};
    if (request.verb != NodeVerb::Drain && request.verb != NodeVerb::Resume && request.verb != NodeVerb::Kill)
        return fail(ErrorKind::Invalid, "node_worker_verb", {nameOf(request.verb)});
    if (request.worker < 0 || request.worker > node.workers.size())
        return fail(ErrorKind::NotFound, "node_worker_unknown", {node.name, QString::number(request.worker)});
    return {};
}

Result<NodeCommand> store(Connection &connection, const NodeInfo &node, const NodeRequest &request,
                          const AuditOrigin &origin)
{
    const qint64 patience = std::chrono::microseconds(request.patience).count();
    const Result<Rows> stored = connection.query(
        u"insert into node_commands (node_id, session_id, verb, worker, who, place, created_at, expires_at) "
        "values (?, ?, ?, ?, ?, ?, {now}, {now} + ?) returning "_s +
            columns(),
        {node.id, node.sessionId, nameOf(request.verb), request.worker, origin.who, origin.where, patience});
    if (!stored)
        return fail(stored.error());
    const NodeCommand command = fromRow(stored->front());
    QJsonObject asked{{u"command"_s, command.id}};
    if (request.worker > 0)
        asked[u"worker"_s] = request.worker;
    const Result<> audited = audit(connection, origin, u"node."_s + nameOf(request.verb), u"node "_s + node.name,
                                   {{u"state"_s, node.state}}, asked);
    if (!audited)
        return fail(audited.error());
    const Result<qint64> pruned = connection.execute(u"delete from node_commands where created_at < {now} - ?"_s,
                                                     {qint64(std::chrono::microseconds(kept).count())});
    if (!pruned)
        return fail(pruned.error());
    if (connection.dialect().isPostgreSql()) {
        if (const Result<> noted = connection.notify(u"pult_nodes"_s); !noted)
            return fail(noted.error());
    }
    return command;
}

Result<QList<NodeCommand>> takeLocked(Connection &connection, const QString &nodeId, const QString &sessionId)
{
    const Result<qint64> late = connection.execute(
        u"update node_commands set state = 'expired', done_at = {now} where node_id = ? and state = 'waiting' and "
        "(expires_at < {now} or session_id <> ?)"_s,
        {nodeId, sessionId});
    if (!late)
        return fail(late.error());
    const Result<Rows> waiting =
        connection.query(u"select id from node_commands where node_id = ? and state = 'waiting' order by id limit ? "
                         "{skip_locked}"_s,
                         {nodeId, takenAtOnce});
    if (!waiting)
        return fail(waiting.error());
    QList<NodeCommand> commands;
    for (const Id id : firstColumn(*waiting)) {
        const Result<Rows> taken = connection.query(
            u"update node_commands set state = 'taken', taken_at = {now} where id = ? returning "_s + columns(), {id});
        if (!taken)
            return fail(taken.error());
        commands.append(fromRow(taken->front()));
    }
    return commands;
}

} // namespace

QString nameOf(NodeVerb verb)
{
    for (const auto &[value, name] : verbs) {
        if (value == verb)
            return QString::fromLatin1(name);
    }
    return {};
}

std::optional<NodeVerb> nodeVerbFromString(QStringView name)
{
    for (const auto &[value, text] : verbs) {
        if (name == QLatin1StringView(text))
            return value;
    }
    return std::nullopt;
}

Result<NodeCommand> commandNode(Connection &connection, const NodeRequest &request, std::chrono::seconds heartbeat,
                                const AuditOrigin &origin)
{
    return storage::inTransaction(connection, [&]() -> Result<NodeCommand> {
        const Result<NodeInfo> node = findNode(connection, request.node, heartbeat);
        if (!node)
            return fail(node.error());
        if (const Result<> checked = check(*node, request); !checked)
            return fail(checked.error());
        return store(connection, *node, request, origin);
    });
}

Result<NodeCommand> showNodeCommand(Connection &connection, qint64 id)
{
    const Result<Rows> rows = connection.query(u"select "_s + columns() + u" from node_commands where id = ?"_s, {id});
    if (!rows)
        return fail(rows.error());
    if (rows->empty())
        return fail(ErrorKind::NotFound, "node_command_unknown", {QString::number(id)});
    return fromRow(rows->front());
}

Result<QList<NodeCommand>> takeNodeCommands(Connection &connection, const QString &nodeId, const QString &sessionId)
{
    // Asked again and again: without a transaction while there is nothing.
    const Result<Rows> any =
        connection.query(u"select 1 from node_commands where node_id = ? and state = 'waiting' limit 1"_s, {nodeId});
    if (!any)
        return fail(any.error());
    if (any->empty())
        return QList<NodeCommand>{};
    return storage::inTransaction(connection, [&] { return takeLocked(connection, nodeId, sessionId); });
}

Result<> answerNodeCommand(Connection &connection, qint64 id, bool done, const Error &answer)
{
    const Result<qint64> written =
        connection.execute(u"update node_commands set state = ?, answer = ?, done_at = {now} where id = ?"_s,
                           {done ? u"done"_s : u"failed"_s, errorToText(answer), id});
    return written ? Result<>() : fail(written.error());
}

} // namespace pult::queue
