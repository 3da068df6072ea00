// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kindrules.h"
#include "limits.h"
#include "queues.h"
#include "taskrow.h"
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

/// How long a task's lease holds, as an expression over its kind, and the values in it.
struct Lease
{
    QString expression;
    QVariantList values;
};

Lease leaseOf(const ClaimRequest &request)
{
    Lease lease{u"case tasks.kind"_s, {}};
    for (const QString &kind : request.kinds) {
        const std::chrono::seconds own = kindRule(kind).leaseTtl;
        lease.expression += u" when ? then cast(? as bigint)"_s;
        lease.values << kind << qint64{std::chrono::microseconds(own.count() > 0 ? own : request.leaseTtl).count()};
    }
    lease.expression += u" end"_s;
    return lease;
}

QStringList longKinds(const QStringList &kinds)
{
    QStringList longs;
    std::copy_if(kinds.begin(), kinds.end(), std::back_inserter(longs),
                 [](const QString &kind) { return !isShort(kind); });
    return longs;
}

QStringList shortKinds(const QStringList &kinds)
{
    QStringList shorts;
    std::copy_if(kinds.begin(), kinds.end(), std::back_inserter(shorts), isShort);
    return shorts;
}

bool limitsLongKinds(const ClaimRequest &request, int limit)
{
    return request.longLimit >= 0 && request.longLimit < limit && !longKinds(request.kinds).isEmpty();
}

/// The rows to claim. PostgreSQL's update finds them by their place: no second look into an index, and all of them in
/// one go.
QString candidateColumns(const Connection &connection)
{
    return connection.dialect().isPostgreSql() ? u"select ctid as place, kind from tasks "_s
                                               : u"select id as place, kind from tasks "_s;
}

/// A statement and the values in it.
struct Bound
{
    QString statement;
    QVariantList values;
};

/// What becomes of the rows that the table expression `taken` of the same statement names.
Bound take(const Connection &connection, const ClaimRequest &request, const QString &taken)
{
    const bool server = connection.dialect().isPostgreSql();
    const Lease lease = leaseOf(request);
    const QString statement =
        u"update tasks set state = 'running', attempt = attempt + 1, run_lease = {next_lease}, node_id = ?, "
        "session_id = ?, worker = ?, lease_ttl = "_s +
        lease.expression + u", lease_expires_at = {now} + "_s + lease.expression + u", started_at = {now} where "_s +
        (server ? u"ctid"_s : u"id"_s) + u" {any} (select place from "_s + taken +
        u") {end} returning id, kind, priority, payload, run_at, attempt, exclusive_key, batch_id, provider, "
        "run_lease, lease_expires_at, rescues, "_s +
        (server ? u"cast(ctid as text)"_s : u"''"_s) + u", nullif(queue, 'default')"_s;
    return {statement, QVariantList{request.nodeId, request.sessionId, request.nodeName} + lease.values + lease.values};
}

/// On the server one array for the whole statement, which mostly is empty.
QString notPaused(const Connection &connection)
{
    const QString paused = u"select name from queues where "_s + pausedCondition();
    if (connection.dialect().isPostgreSql())
        return u"queue <> all(array("_s + paused + u"))"_s;
    return u"queue not in ("_s + paused + u')';
}

/// Only runnable rows are looked at, in the index's order; rows that others hold at this moment are passed over. Finds
/// nothing while a queue is limited: which tasks to take is then decided elsewhere (limits.h).
Bound claimStatement(const Connection &connection, const ClaimRequest &request, int limit)
{
    QString statement = u"with c as materialized ("_s + candidateColumns(connection) +
                        u"where state = 'available' and kind {any_text} and (node = '' or node = ?) "_s;
    QVariantList values{jsonOf(request.kinds), request.nodeName};
    if (!anyQueue(request)) {
        statement += u"and queue {any_text} "_s;
        values << jsonOf(request.queues);
    }
    statement += u"and not exists (select 1 from queues where "_s + limitedCondition() + u") and "_s +
                 notPaused(connection) + u" order by priority desc, run_at, id limit ? {skip_locked}) "_s;
    values << limit;
    const bool limited = limitsLongKinds(request, limit);
    if (limited) {
        statement += u", n as (select c.*, case when kind {any_text} then 1 else 0 end as is_long from c), "
                     "r as (select n.*, sum(is_long) over (rows unbounded preceding) as longs from n), "
                     "t as (select * from r where is_long = 0 or longs <= ?) "_s;
        values << jsonOf(longKinds(request.kinds)) << request.longLimit;
    }
    const Bound taking = take(connection, request, limited ? u"t"_s : u"c"_s);
    return {statement + taking.statement, values + taking.values};
}

ClaimedTask claimedFromRow(const Row &row)
{
    ClaimedTask one;
    one.task.id = row.at(0).toLongLong();
    one.task.kind = row.at(1).toString();
    one.task.priority = row.at(2).toInt();
    one.task.payload = row.at(3).toString().toUtf8();
    one.task.runAt = fromMicros(row.at(4).toLongLong());
    one.task.attempt = row.at(5).toInt();
    one.task.exclusiveKey = row.at(6).toString();
    if (!row.at(7).isNull())
        one.task.batchId = row.at(7).toLongLong();
    one.task.provider = row.at(8).toString();
    one.runLease = row.at(9).toLongLong();
    one.leaseExpiresAt = fromMicros(row.at(10).toLongLong());
    one.task.rescues = row.at(11).toInt();
    one.place = row.at(12).toString();
    if (!row.at(13).isNull())
        one.queue = row.at(13).toString();
    return one;
}

QList<ClaimedTask> claimedFrom(const Rows &rows)
{
    QList<ClaimedTask> claimed;
    claimed.reserve(static_cast<qsizetype>(rows.size()));
    std::transform(rows.begin(), rows.end(), std::back_inserter(claimed), claimedFromRow);
    return claimed;
}

Result<QList<ClaimedTask>> claimOnce(Connection &connection, const ClaimRequest &request, int limit)
{
    const Bound claim = claimStatement(connection, request, limit);
    return connection.query(claim.statement, claim.values).map(claimedFrom);
}

Result<> countLease(Connection &connection)
{
    const Result<qint64> counted =
        connection.execute(u"update counters set value = value + 1 where name = 'run_lease'"_s);
    return counted ? Result<>() : fail(counted.error());
}

/// The claim while a queue is limited: which tasks is decided before.
Result<QList<ClaimedTask>> claimWithinLimits(Connection &connection, const ClaimRequest &request)
{
    const Result<QList<Id>> ids = applyQueueLimits(connection, request);
    if (!ids)
        return fail(ids.error());
    const Bound taking = take(connection, request, u"c"_s);
    const QString statement =
        u"with c as materialized ("_s + candidateColumns(connection) + u"where id {any_id}) "_s + taking.statement;
    const auto takeSome = [&](const QList<Id> &some) {
        return connection.query(statement, QVariantList{jsonOf(some)} + taking.values).map(claimedFrom);
    };
    if (ids->isEmpty())
        return QList<ClaimedTask>{};
    if (connection.dialect().isPostgreSql())
        return takeSome(*ids);
    QList<ClaimedTask> all;
    for (const Id id : *ids) {
        if (const Result<> counted = countLease(connection); !counted)
            return fail(counted.error());
        const Result<QList<ClaimedTask>> one = takeSome({id});
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
    ClaimRequest left = request;
    while (all.size() < request.limit) {
        if (left.longLimit == 0) // one at a time there is no rank to compare
            left.kinds = shortKinds(request.kinds);
        if (left.kinds.isEmpty())
            break;
        if (const Result<> counted = countLease(connection); !counted)
            return fail(counted.error());
        const Result<QList<ClaimedTask>> one = claimOnce(connection, left, 1);
        if (!one)
            return one;
        if (one->isEmpty())
            break;
        if (left.longLimit > 0 && !isShort(one->constFirst().task.kind))
            --left.longLimit;
        all += *one;
    }
    return all;
}

/// PostgreSQL learns of limits by finding nothing, so that a claim without them is one statement.
Result<QList<ClaimedTask>> claimOnServer(Connection &connection, const ClaimRequest &request)
{
    Result<QList<ClaimedTask>> taken = claimOnce(connection, request, request.limit);
    if (!taken || !taken->isEmpty())
        return taken;
    const Result<Rows> limited =
        connection.query(u"select 1 from queues where "_s + limitedCondition() + u" limit 1"_s);
    if (!limited)
        return fail(limited.error());
    return limited->empty() ? taken : claimWithinLimits(connection, request);
}

/// An idle node must not take the file's write lock, nor move a counter, for nothing.
Result<QList<ClaimedTask>> claimFromFile(Connection &connection, const ClaimRequest &request)
{
    const Result<Rows> any = connection.query(u"select exists (select 1 from queues where "_s + limitedCondition() +
                                              u") from tasks where state = 'available' limit 1"_s);
    if (!any)
        return fail(any.error());
    if (any->empty())
        return QList<ClaimedTask>{};
    const bool limited = any->front().front().toBool();
    return storage::inTransaction(
        connection, [&] { return limited ? claimWithinLimits(connection, request) : claimEach(connection, request); });
}

bool before(const ClaimedTask &a, const ClaimedTask &b)
{
    return std::tuple(-a.task.priority, a.task.runAt, a.task.id) <
           std::tuple(-b.task.priority, b.task.runAt, b.task.id);
}

} // namespace

Result<QList<ClaimedTask>> claim(Connection &connection, const ClaimRequest &request)
{
    if (request.limit <= 0 || request.kinds.isEmpty())
        return QList<ClaimedTask>{};
    Result<QList<ClaimedTask>> claimed =
        connection.dialect().isPostgreSql()
            ? storage::inTransaction(
                  connection, [&] { return claimOnServer(connection, request); }, storage::Plan::Pinned)
            : claimFromFile(connection, request);
    if (claimed && !std::is_sorted(claimed->begin(), claimed->end(), before))
        std::sort(claimed->begin(), claimed->end(), before);
    return claimed;
}

Result<> assignWorkers(Connection &connection, const QList<Assignment> &assignments)
{
    QJsonArray rows;
    for (const Assignment &one : assignments)
        rows.append(QJsonObject{{u"id"_s, one.task}, {u"lease"_s, one.runLease}, {u"worker"_s, one.worker}});
    return storage::inTransaction(
        connection,
        [&]() -> Result<> {
            const Result<qint64> changed =
                connection.execute(u"update tasks set worker = x.worker from {rows:id bigint,lease bigint,worker text} "
                                   "where tasks.id = x.id and tasks.run_lease = x.lease"_s,
                                   {jsonOf(rows)});
            return changed ? Result<>() : fail(changed.error());
        },
        storage::Plan::Pinned);
}

} // namespace pult::queue
