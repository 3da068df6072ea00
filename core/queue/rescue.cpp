// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rescue.h"

#include "runends.h"
#include "taskstore.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Rows;

namespace {

using Reason = std::function<std::optional<Error>(const LiveTask &)>;

Result<QList<Id>> rescueLocked(Connection &connection, const QList<Id> &candidates, const Reason &stillDue)
{
    Moves moves(connection);
    const Result<std::vector<LiveTask>> tasks = moves.lockTasks(candidates);
    if (!tasks)
        return fail(tasks.error());
    std::vector<RunEnd> ends;
    QList<Id> ids;
    for (const LiveTask &task : *tasks) {
        if (task.state != "running"_L1)
            continue;
        if (const std::optional<Error> why = stillDue(task)) {
            ends.push_back({&task, judgeLost(task, *why), nullptr});
            ids.append(task.id);
        }
    }
    if (const Result<> ended = endRuns(connection, moves, ends); !ended)
        return fail(ended.error());
    if (const Result<> settled = moves.settle(); !settled)
        return fail(settled.error());
    return ids;
}

} // namespace

Result<QList<Id>> rescueTasks(Connection &connection, const QList<Id> &candidates, const Reason &stillDue)
{
    if (candidates.isEmpty())
        return QList<Id>{};
    return storage::inTransaction(connection, [&] { return rescueLocked(connection, candidates, stillDue); });
}

/// A lease without an end would never be over; nothing writes one, and whatever did has not kept the task.
Result<QList<Id>> rescueExpired(Connection &connection, int limit)
{
    const Result<Rows> expired =
        connection.query(u"select id from tasks where state = 'running' and coalesce(lease_expires_at, 0) < {now} "
                         "order by lease_expires_at limit ?"_s,
                         {limit});
    if (!expired)
        return fail(expired.error());
    return rescueTasks(connection, firstColumn(*expired), [](const LiveTask &task) -> std::optional<Error> {
        if (!task.expired)
            return std::nullopt;
        return Error{ErrorKind::Timeout, u"lease_expired"_s, {task.worker}, {}};
    });
}

Result<QList<Id>> rescueEarlierSessions(Connection &connection, const QString &nodeId, const QString &sessionId)
{
    const Result<Rows> orphans = connection.query(
        u"select id from tasks where state = 'running' and node_id = ? and session_id <> ?"_s, {nodeId, sessionId});
    if (!orphans)
        return fail(orphans.error());
    return rescueTasks(connection, firstColumn(*orphans),
                       [nodeId, sessionId](const LiveTask &task) -> std::optional<Error> {
                           if (task.nodeId != nodeId || task.sessionId == sessionId)
                               return std::nullopt;
                           return Error{ErrorKind::Unavailable, u"node_restarted"_s, {task.worker}, {}};
                       });
}

} // namespace pult::queue
