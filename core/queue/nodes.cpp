// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "nodes.h"

#include "noderesources.h"
#include "rescue.h"
#include "taskrow.h"

#include <QJsonDocument>
#include <QSet>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// Intervals without a heartbeat after which a node is late, and dead (requirements §1).
constexpr int lateAfter = 2;
constexpr int deadAfter = 3;

QString workersToText(const QList<WorkerInfo> &workers)
{
    QJsonArray array;
    for (const WorkerInfo &worker : workers) {
        QJsonArray tasks;
        for (const Id id : worker.tasks)
            tasks.append(id);
        array.append(QJsonObject{{u"id"_s, worker.id},
                                 {u"capacity"_s, worker.capacity},
                                 {u"running"_s, worker.running},
                                 {u"tasks"_s, tasks},
                                 {u"state"_s, worker.state},
                                 {u"restarts"_s, worker.restarts}});
    }
    return jsonOf(array);
}

QList<WorkerInfo> workersFromText(const QString &text)
{
    QList<WorkerInfo> workers;
    const QJsonArray array = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const QJsonValue &value : array) {
        WorkerInfo worker{value[u"id"].toString(), value[u"capacity"].toInt(), value[u"running"].toInt(), {}};
        worker.state = value[u"state"].toString(worker.state);
        worker.restarts = value[u"restarts"].toInt();
        const QJsonArray tasks = value[u"tasks"].toArray();
        for (const QJsonValue &id : tasks)
            worker.tasks.append(id.toInteger());
        workers.append(worker);
    }
    return workers;
}

QStringList textsFromJson(const QString &text)
{
    QStringList texts;
    const QJsonArray array = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const QJsonValue &value : array)
        texts << value.toString();
    return texts;
}

qint64 microsOf(std::chrono::seconds interval, int times)
{
    return std::chrono::microseconds(interval * times).count();
}

} // namespace

Result<> heartbeat(Connection &connection, const NodeInfo &node)
{
    const Result<qint64> written = connection.execute(
        u"insert into nodes (id, name, node_group, session_id, state, version, queues, pid, workers, resources, "
        "started_at, heartbeat_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, {now}, {now}) on conflict (id) do update set "
        "started_at = case when nodes.session_id = excluded.session_id then nodes.started_at else excluded.started_at "
        "end, "
        "name = excluded.name, node_group = excluded.node_group, session_id = excluded.session_id, "
        "state = excluded.state, version = excluded.version, queues = excluded.queues, pid = excluded.pid, "
        "workers = excluded.workers, resources = excluded.resources, heartbeat_at = excluded.heartbeat_at"_s,
        {node.id, node.name, node.group, node.sessionId, node.state, node.version, jsonOf(node.queues), node.pid,
         workersToText(node.workers), resourcesToText(node)});
    return written ? Result<>() : fail(written.error());
}

Result<QList<NodeInfo>> listNodes(Connection &connection, std::chrono::seconds interval)
{
    const Result<Rows> rows = connection.query(
        u"select id, name, node_group, session_id, state, version, queues, pid, workers, started_at, heartbeat_at, "
        "{now} - heartbeat_at, resources from nodes order by name, id"_s);
    if (!rows)
        return fail(rows.error());
    QList<NodeInfo> nodes;
    for (const Row &row : *rows) {
        NodeInfo node;
        node.id = row.at(0).toString();
        node.name = row.at(1).toString();
        node.group = row.at(2).toString();
        node.sessionId = row.at(3).toString();
        node.state = row.at(4).toString();
        node.version = row.at(5).toString();
        node.queues = textsFromJson(row.at(6).toString());
        node.pid = row.at(7).toInt();
        node.workers = workersFromText(row.at(8).toString());
        node.startedAt = fromMicros(row.at(9).toLongLong());
        node.heartbeatAt = fromMicros(row.at(10).toLongLong());
        readResources(row.at(12).toString(), node);
        const qint64 silence = row.at(11).toLongLong();
        if (node.state != "stopped"_L1 && silence > microsOf(interval, deadAfter))
            node.state = u"dead"_s;
        else if (node.state != "stopped"_L1 && silence > microsOf(interval, lateAfter))
            node.state = u"late"_s;
        nodes.append(node);
    }
    return nodes;
}

Result<QList<Id>> rescueDeadNodes(Connection &connection, std::chrono::seconds interval)
{
    // A node that has woken up since is seen by its row again under the tasks' locks: its tasks stay.
    const auto deadSessions = [&connection, interval]() -> Result<QSet<QString>> {
        const Result<Rows> rows =
            connection.query(u"select session_id from nodes where state <> 'stopped' and heartbeat_at < {now} - ?"_s,
                             {microsOf(interval, deadAfter)});
        if (!rows)
            return fail(rows.error());
        QSet<QString> sessions;
        for (const Row &row : *rows)
            sessions.insert(row.front().toString());
        return sessions;
    };
    const Result<QSet<QString>> dead = deadSessions();
    if (!dead)
        return fail(dead.error());
    if (dead->isEmpty())
        return QList<Id>{};
    const Result<Rows> held =
        connection.query(u"select id from tasks where state = 'running' and session_id {any_text}"_s,
                         {jsonOf(QStringList(dead->cbegin(), dead->cend()))});
    if (!held)
        return fail(held.error());
    return rescueTasks(connection, firstColumn(*held), [&deadSessions](const LiveTask &task) -> std::optional<Error> {
        const Result<QSet<QString>> still = deadSessions();
        if (!still || !still->contains(task.sessionId))
            return std::nullopt;
        return Error{ErrorKind::Unavailable, u"node_dead"_s, {task.worker}, {}};
    });
}

} // namespace pult::queue
