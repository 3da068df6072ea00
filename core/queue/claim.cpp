// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kindrules.h"
#include "limits.h"
#include "moves.h"
#include "queues.h"
#include "taskstore.h"

#include <algorithm>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

bool anyQueue(const ClaimRequest &request)
{
    return request.queues.isEmpty() || request.queues.contains(u"*"_s);
}

/// What becomes of a claimed row; its values are those of takeValues.
QString takeStatement()
{
    return u"update tasks set state = 'running', attempt = attempt + 1, run_lease = {next_lease}, node_id = ?, "
           "session_id = ?, worker = ?, lease_ttl = (select x.ttl from {rows:kind text,ttl bigint} where x.kind = "
           "tasks.kind), lease_acquired_at = {now}, lease_expires_at = {now} + (select x.ttl from "
           "{rows:kind text,ttl bigint} where x.kind = tasks.kind), started_at = {now}, cancel_requested = 0, "
           "commit_state = 0, commit_step = null, progress_value = 0, progress_stage = '' "_s;
}

/// Only runnable rows are looked at, in the index's order; rows that others hold at this moment are passed over.
QString claimStatement(bool anyQueue)
{
    static const QString form =
        u"with c as materialized (select id from tasks where state = 'available' and kind {any_text} "
        "and (node = '' or node = ?) %1 and queue not in (select name from queues where "_s +
        closedCondition() + u") order by priority desc, run_at, id limit ? {skip_locked}) "_s + takeStatement() +
        u"where id {any} (select id from c) {end} returning "_s;
    return form.arg(anyQueue ? QString() : u"and queue {any_text}"_s) + taskColumns(true) + u", run_lease"_s;
}

QVariantList takeValues(const ClaimRequest &request)
{
    QJsonArray ttls;
    for (const QString &kind : request.kinds) {
        ttls.append(QJsonObject{
            {u"kind"_s, kind},
            {u"ttl"_s,
             qint64{std::chrono::duration_cast<std::chrono::microseconds>(kindRule(kind).leaseTtl).count()}}});
    }
    return {request.nodeId, request.sessionId, request.nodeName, jsonOf(ttls), jsonOf(ttls)};
}

QVariantList claimValues(const ClaimRequest &request, int limit)
{
    QVariantList values{jsonOf(request.kinds), request.nodeName};
    if (!anyQueue(request))
        values << jsonOf(request.queues);
    return values + QVariantList{limit} + takeValues(request);
}

QList<ClaimedTask> claimedFrom(const Rows &rows)
{
    QList<ClaimedTask> claimed;
    for (const Row &row : rows) {
        ClaimedTask one;
        one.task = taskFromRow(row);
        one.runLease = row.back().toLongLong();
        one.leaseExpiresAt = one.task.lease ? one.task.lease->expiresAt : TimePoint{};
        claimed.append(one);
    }
    return claimed;
}

Result<QList<ClaimedTask>> claimOnce(Connection &connection, const ClaimRequest &request, int limit)
{
    return connection.query(claimStatement(anyQueue(request)), claimValues(request, limit)).map(claimedFrom);
}

Result<> countLease(Connection &connection)
{
    const Result<qint64> counted =
        connection.execute(u"update counters set value = value + 1 where name = 'run_lease'"_s);
    return counted ? Result<>() : fail(counted.error());
}

/// The claim while a queue is limited: which tasks is decided before (limits.h).
Result<QList<ClaimedTask>> claimWithinLimits(Connection &connection, const ClaimRequest &request)
{
    const Result<QList<Id>> ids = applyQueueLimits(connection, request);
    if (!ids)
        return fail(ids.error());
    static const QString statement =
        takeStatement() + u"where id {any_id} returning "_s + taskColumns(true) + u", run_lease"_s;
    const auto take = [&connection, &request](const QList<Id> &some) {
        return connection.query(statement, takeValues(request) + QVariantList{jsonOf(some)}).map(claimedFrom);
    };
    if (ids->isEmpty())
        return QList<ClaimedTask>{};
    if (connection.dialect().isPostgreSql())
        return take(*ids);
    QList<ClaimedTask> all;
    for (const Id id : *ids) {
        if (const Result<> counted = countLease(connection); !counted)
            return fail(counted.error());
        const Result<QList<ClaimedTask>> one = take({id});
        if (!one)
            return one;
        all += *one;
    }
    return all;
}

/// SQLite has no sequence: the counter moves on before each single claim.
Result<QList<ClaimedTask>> claimEach(Connection &connection, const ClaimRequest &request)
{
    QList<ClaimedTask> all;
    while (all.size() < request.limit) {
        if (const Result<> counted = countLease(connection); !counted)
            return fail(counted.error());
        const Result<QList<ClaimedTask>> one = claimOnce(connection, request, 1);
        if (!one)
            return one;
        if (one->isEmpty())
            break;
        all += *one;
    }
    return all;
}

bool before(const ClaimedTask &a, const ClaimedTask &b)
{
    return std::tuple(-a.task.priority, a.task.runAt, a.task.id) <
           std::tuple(-b.task.priority, b.task.runAt, b.task.id);
}

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

Result<QList<ClaimedTask>> claim(Connection &connection, const ClaimRequest &request)
{
    if (request.limit <= 0 || request.kinds.isEmpty())
        return QList<ClaimedTask>{};
    // An idle SQLite node must not take the write lock, nor move a counter, for nothing.
    const Result<Rows> any = connection.query(
        u"select exists (select 1 from queues where concurrency is not null or rate_count is not null) "
        "from tasks where state = 'available' limit 1"_s);
    if (!any)
        return fail(any.error());
    if (any->empty())
        return QList<ClaimedTask>{};
    const bool limited = any->front().front().toBool();
    Result<QList<ClaimedTask>> claimed = storage::inTransaction(connection, [&]() -> Result<QList<ClaimedTask>> {
        Result<QList<ClaimedTask>> taken = limited ? claimWithinLimits(connection, request)
                                           : connection.dialect().isPostgreSql()
                                               ? claimOnce(connection, request, request.limit)
                                               : claimEach(connection, request);
        if (!taken || taken->isEmpty())
            return taken;
        Moves moves(connection);
        moves.hintTasks();
        if (const Result<> settled = moves.settle(); !settled)
            return fail(settled.error());
        return taken;
    });
    if (claimed)
        std::sort(claimed->begin(), claimed->end(), before);
    return claimed;
}

Result<qint64> promoteDue(Connection &connection, int limit)
{
    const Result<std::optional<qint64>> next = microsUntilDue(connection);
    if (!next)
        return fail(next.error());
    if (!*next || **next > 0)
        return 0;
    return storage::inTransaction(connection, [&connection, limit] { return promote(connection, limit); });
}

Result<std::optional<qint64>> microsUntilDue(Connection &connection)
{
    const Result<Rows> rows = connection.query(
        u"select run_at - {now} from tasks where state in ('scheduled', 'retryable') order by run_at limit 1"_s);
    if (!rows)
        return fail(rows.error());
    if (rows->empty())
        return std::optional<qint64>{};
    return std::optional(std::max<qint64>(0, rows->front().front().toLongLong()));
}

Result<> assignWorker(Connection &connection, Id task, qint64 runLease, const QString &worker)
{
    const Result<qint64> changed =
        connection.execute(u"update tasks set worker = ? where id = ? and run_lease = ? and state = 'running'"_s,
                           {worker, task, runLease});
    if (!changed)
        return fail(changed.error());
    if (*changed == 0)
        return fail(ErrorKind::Conflict, "lease_lost", {QString::number(task)});
    return {};
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
