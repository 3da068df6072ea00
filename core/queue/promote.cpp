// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tasks whose time has come, or whose key is free: what lets them go, and when to look next.
#include "moves.h"
#include "taskstore.h"

#include <algorithm>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

Result<qint64> promote(Connection &connection, int limit)
{
    const Result<Rows> due = connection.query(
        u"select id, exclusive_key from tasks where state in ('scheduled', 'retryable') and run_at <= {now} "
        "order by run_at limit ?"_s,
        {limit});
    if (!due)
        return fail(due.error());
    if (due->empty())
        return 0;
    Moves moves(connection);
    QStringList keys;
    for (const Row &row : *due) {
        if (!row.at(1).isNull())
            keys.append(row.at(1).toString());
    }
    if (const Result<> locked = moves.lockKeys(keys); !locked)
        return fail(locked.error());
    const Result<qint64> moved = connection.execute(
        u"update tasks set state = case when exclusive_key is null then 'available' else 'blocked' end "
        "where id {any} (select id from tasks where id {any_id} and state in ('scheduled', 'retryable') "
        "and run_at <= {now} order by id {skip_locked}) {end}"_s,
        {jsonOf(firstColumn(*due))});
    if (!moved)
        return moved;
    moves.hintWork();
    if (const Result<> settled = moves.settle(); !settled)
        return fail(settled.error());
    return moved;
}

} // namespace

Result<qint64> promoteDue(Connection &connection, int limit)
{
    const Result<std::optional<qint64>> next = microsUntilDue(connection);
    if (!next)
        return fail(next.error());
    if (!*next || **next > 0)
        return 0;
    return storage::inTransaction(
        connection, [&connection, limit] { return promote(connection, limit); }, storage::Plan::Pinned);
}

Result<std::optional<qint64>> microsUntilDue(Connection &connection)
{
    const Result<Prospect> prospect = lookAhead(connection);
    if (!prospect)
        return fail(prospect.error());
    return prospect->untilDue;
}

Result<Prospect> lookAhead(Connection &connection)
{
    const Result<Rows> rows = connection.query(
        u"select (select run_at from tasks where state in ('scheduled', 'retryable') order by run_at limit 1) - {now}, "
        "(select 1 from tasks where state = 'available' order by priority desc, run_at, id limit 1), "
        "(select min(s.at + q.rate_window) from queue_starts s join queues q on q.name = s.queue "
        "where q.rate_count is not null and s.at > {now} - q.rate_window) - {now}"_s);
    if (!rows)
        return fail(rows.error());
    Prospect prospect;
    if (const QVariant &due = rows->front().at(0); !due.isNull())
        prospect.untilDue = std::max<qint64>(0, due.toLongLong());
    prospect.anyAvailable = !rows->front().at(1).isNull();
    if (const QVariant &rate = rows->front().at(2); !rate.isNull())
        prospect.untilRate = std::max<qint64>(0, rate.toLongLong());
    return prospect;
}

Result<qint64> sweepKeys(Connection &connection)
{
    const Result<Rows> stranded = connection.query(
        u"select distinct b.exclusive_key from tasks b where b.state = 'blocked' and not exists (select 1 from tasks h "
        "where h.exclusive_key = b.exclusive_key and h.state in ('available', 'running'))"_s);
    if (!stranded)
        return fail(stranded.error());
    if (stranded->empty())
        return 0;
    QStringList keys;
    for (const Row &row : *stranded)
        keys.append(row.front().toString());
    return storage::inTransaction(connection, [&]() -> Result<qint64> {
        Moves moves(connection);
        if (const Result<> locked = moves.lockKeys(keys); !locked)
            return fail(locked.error());
        const Result<qint64> freed = moves.settleKeys(keys);
        if (!freed)
            return freed;
        if (const Result<> settled = moves.settle(); !settled)
            return fail(settled.error());
        return freed;
    });
}

} // namespace pult::queue
