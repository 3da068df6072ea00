// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "databaselook.h"

#include <queue/queues.h>

namespace pult::observe {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

constexpr int mostNext = 50;
/// Tasks that are looked through for them.
constexpr int mostSearched = 2000;

/// Runs a query and hands over its rows.
template<typename Take>
Result<> each(Connection &connection, const QString &sql, Take take)
{
    const Result<Rows> rows = connection.query(sql);
    if (!rows)
        return fail(rows.error());
    for (const Row &row : *rows)
        take(row);
    return {};
}

Result<> lookAtLocks(Connection &connection, DatabaseLook &look)
{
    const QString sql = u"select kind, count(*) from locks where expires_at > {now} group by kind union all "
                        "select 'task', count(*) from tasks where state = 'running'"_s;
    return each(connection, sql, [&look](const Row &row) { look.locks[row.at(0).toString()] = row.at(1).toInt(); });
}

Result<> lookAtNodes(Connection &connection, DatabaseLook &look)
{
    const Result<> nodes =
        each(connection, u"select id, {now} - heartbeat_at from nodes where state <> 'stopped'"_s,
             [&look](const Row &row) { look.heartbeatAges[row.at(0).toString()] = row.at(1).toDouble() / 1e6; });
    if (!nodes)
        return nodes;
    return each(connection, u"select name, ran_at from maintenance where ran_at > 0"_s, [&look](const Row &row) {
        look.maintenance[row.at(0).toString()] = fromMicros(row.at(1).toLongLong());
    });
}

Result<> lookAtSchedules(Connection &connection, DatabaseLook &look)
{
    const QString sql =
        u"select s.name, (select max(k.at) from schedule_ticks k where k.schedule_id = s.id and k.task_id is not "
        u"null), "
        "case when s.paused = 0 and s.next_tick < {now} then {now} - s.next_tick else 0 end from schedules s "
        "order by s.id"_s;
    return each(connection, sql, [&look](const Row &row) {
        DatabaseLook::Schedule schedule{row.at(0).toString(), std::nullopt};
        if (!row.at(1).isNull())
            schedule.lastDone = fromMicros(row.at(1).toLongLong());
        look.schedules.append(schedule);
        look.schedulerLag = std::max(look.schedulerLag, row.at(2).toDouble() / 1e6);
    });
}

} // namespace

Result<DatabaseLook> lookAtDatabase(Connection &connection)
{
    DatabaseLook look;
    const Result<QList<queue::QueueInfo>> queues = queue::listQueues(connection);
    if (!queues)
        return fail(queues.error());
    look.queues = *queues;
    const Result<> oldest =
        each(connection, u"select queue, {now} - min(run_at) from tasks where state = 'available' group by queue"_s,
             [&look](const Row &row) { look.oldestSeconds[row.at(0).toString()] = row.at(1).toDouble() / 1e6; });
    if (!oldest)
        return fail(oldest.error());
    const Result<> kinds =
        each(connection, u"select kind, count(*) from tasks where state not in ('running', 'draft') group by kind"_s,
             [&look](const Row &row) { look.waitingByKind[row.at(0).toString()] = row.at(1).toInt(); });
    if (!kinds)
        return fail(kinds.error());
    for (const auto part : {&lookAtLocks, &lookAtNodes, &lookAtSchedules}) {
        if (const Result<> looked = part(connection, look); !looked)
            return fail(looked.error());
    }
    const Result<Rows> now = connection.query(u"select {now}"_s);
    if (!now)
        return fail(now.error());
    look.now = fromMicros(now->front().front().toLongLong());
    return look;
}

Result<QStringList> nextProfiles(Connection &connection, const QString &node, const QStringList &kinds)
{
    const Result<Rows> rows = connection.query(
        u"select kind, provider from tasks where state = 'available' and (node = '' or node = ?) and queue not in "
        "(select name from queues where "_s +
            queue::pausedCondition() + u") order by priority desc, run_at, id limit ?"_s,
        {node, mostSearched});
    if (!rows)
        return fail(rows.error());
    QStringList profiles;
    for (const Row &row : *rows) {
        if (kinds.contains(row.at(0).toString()) && profiles.size() < mostNext)
            profiles.append(row.at(1).toString());
    }
    return profiles;
}

} // namespace pult::observe
