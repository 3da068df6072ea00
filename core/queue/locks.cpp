// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "locks.h"

#include "auditing.h"
#include "rescue.h"
#include "taskqueries.h"
#include "taskrow.h"

#include <QSet>

#include <algorithm>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

constexpr auto leaseKind = "task"_L1;
/// Heartbeats that a dead node has missed, as in nodes.cpp.
constexpr int deadAfter = 3;

QString nameOf(const QString &kind, const QString &key)
{
    return kind + u':' + key;
}

qint64 microsOf(std::chrono::seconds time)
{
    return std::chrono::microseconds(time).count();
}

Result<> lost(const QString &kind, const QString &key)
{
    return fail(ErrorKind::Conflict, "lock_lost", {nameOf(kind, key)});
}

Result<> check(const LockRequest &request)
{
    const char *missing = request.kind.isEmpty() || request.kind == leaseKind ? "kind"
                          : request.key.isEmpty()                             ? "key"
                          : request.worker.isEmpty()                          ? "worker"
                          : request.ttl.count() < 1                           ? "ttl"
                                                                              : nullptr;
    if (missing)
        return fail(ErrorKind::Invalid, "lock_invalid", {QString::fromLatin1(missing)});
    return {};
}

Result<Error> heldError(Connection &connection, const LockRequest &request)
{
    const Result<Rows> holder = connection.query(u"select worker, expires_at from locks where kind = ? and key = ?"_s,
                                                 {request.kind, request.key});
    if (!holder)
        return fail(holder.error());
    Error error{ErrorKind::Conflict, u"lock_held"_s, {nameOf(request.kind, request.key)}, {}};
    if (!holder->empty())
        error.arguments << holder->front().at(0).toString() << toIso(fromMicros(holder->front().at(1).toLongLong()));
    return error;
}

/// Whose locks a cleanup means.
class Holder final
{
public:
    Result<> load(Connection &connection, const QString &asked)
    {
        m_workers = {asked};
        // Workers are numbered under their node's id; people know its name.
        const QString node = asked.section(u'/', 0, 0);
        const QString number = asked.section(u'/', 1);
        const Result<Rows> ids = connection.query(u"select id from nodes where name = ? or id = ?"_s, {node, node});
        if (!ids)
            return fail(ids.error());
        for (const Row &row : *ids)
            m_workers.insert(number.isEmpty() ? row.front().toString()
                                              : QString(row.front().toString() + u'/' + number));
        return {};
    }
    bool has(const QString &worker) const
    {
        return m_workers.contains(worker) || m_workers.contains(worker.section(u'/', 0, -2));
    }

private:
    QSet<QString> m_workers;
};

/// A lock that a cleanup looks at.
struct Candidate
{
    LockInfo lock;
    qint64 token = 0;
};

/// Whoever gets a lock gets it at a moment of its own; a renewal leaves that as it is.
bool isSame(const LockInfo &a, const LockInfo &b)
{
    return a.kind == b.kind && a.key == b.key && a.taskId == b.taskId && a.acquiredAt == b.acquiredAt;
}

Result<QList<Candidate>> expiredOrOf(Connection &connection, const LockCleanup &what)
{
    Holder holder;
    if (!what.worker.isEmpty()) {
        if (const Result<> loaded = holder.load(connection, what.worker); !loaded)
            return fail(loaded.error());
    }
    const Result<Rows> rows = connection.query(
        u"select 'task', coalesce(exclusive_key, ''), coalesce(worker, ''), started_at, lease_expires_at, id, "
        "run_lease, coalesce(lease_expires_at, 0) < {now}, node_id from tasks where state = 'running' union all "
        "select kind, key, worker, acquired_at, expires_at, task_id, token, expires_at <= {now}, '' from locks"_s);
    if (!rows)
        return fail(rows.error());
    QList<Candidate> found;
    for (const Row &row : *rows) {
        Candidate one;
        one.lock.kind = row.at(0).toString();
        if (!row.at(5).isNull())
            one.lock.taskId = row.at(5).toLongLong();
        one.lock.key = row.at(1).toString();
        if (one.lock.key.isEmpty())
            one.lock.key = u"task:"_s + row.at(5).toString();
        one.lock.workerId = row.at(2).toString();
        one.lock.acquiredAt = fromMicros(row.at(3).toLongLong());
        one.lock.expiresAt = fromMicros(row.at(4).toLongLong());
        one.token = row.at(6).toLongLong();
        const bool expired = row.at(7).toInt() != 0;
        const bool theirs = what.worker.isEmpty() || holder.has(one.lock.workerId) || holder.has(row.at(8).toString());
        const bool meant = !what.only || isSame(*what.only, one.lock);
        if (theirs && meant && (expired || what.force))
            found.append(one);
    }
    return found;
}

/// Takes a lease back as a rescue does; false when its run has ended or renewed meanwhile.
Result<bool> freeLease(Connection &connection, const Candidate &one, bool force)
{
    const Result<QList<Id>> taken =
        rescueTasks(connection, {*one.lock.taskId}, [&one, force](const LiveTask &task) -> std::optional<Error> {
            if (task.runLease != one.token || (!task.expired && !force))
                return std::nullopt;
            if (task.expired)
                return Error{ErrorKind::Timeout, u"lease_expired"_s, {task.worker}, {}};
            return Error{ErrorKind::Cancelled, u"lock_freed"_s, {task.worker}, {}};
        });
    if (!taken)
        return fail(taken.error());
    return !taken->isEmpty();
}

Result<bool> freeLock(Connection &connection, const Candidate &one, bool force)
{
    const Result<qint64> gone = connection.execute(
        u"delete from locks where kind = ? and key = ? and token = ? and (expires_at <= {now} or ? = 1)"_s,
        {one.lock.kind, one.lock.key, one.token, force ? 1 : 0});
    if (!gone)
        return fail(gone.error());
    return *gone == 1;
}

Result<bool> freeOne(Connection &connection, const Candidate &one, bool force, const AuditOrigin &origin)
{
    return storage::inTransaction(connection, [&]() -> Result<bool> {
        const Result<bool> freed =
            one.lock.kind == leaseKind ? freeLease(connection, one, force) : freeLock(connection, one, force);
        if (!freed || !*freed)
            return freed;
        const Result<> audited =
            audit(connection, origin, u"lock.free"_s, u"lock "_s + nameOf(one.lock.kind, one.lock.key),
                  {{u"worker"_s, one.lock.workerId},
                   {u"task_id"_s, one.lock.taskId ? QJsonValue(*one.lock.taskId) : QJsonValue()},
                   {u"acquired_at"_s, toIso(one.lock.acquiredAt)},
                   {u"expires_at"_s, toIso(one.lock.expiresAt)}},
                  {{u"forced"_s, force}});
        return audited ? Result<bool>(true) : fail(audited.error());
    });
}

} // namespace

Result<qint64> acquireLock(Connection &connection, const LockRequest &request)
{
    if (const Result<> checked = check(request); !checked)
        return fail(checked.error());
    return storage::inTransaction(connection, [&]() -> Result<qint64> {
        if (!connection.dialect().isPostgreSql()) {
            const Result<qint64> counted =
                connection.execute(u"update counters set value = value + 1 where name = 'run_lease'"_s);
            if (!counted)
                return fail(counted.error());
        }
        // One statement: of two that find a lock expired, the second sees the first one's row and is refused.
        const Result<Rows> got = connection.query(
            u"insert into locks (kind, key, worker, token, task_id, acquired_at, expires_at) "
            "values (?, ?, ?, {next_lease}, ?, {now}, {now} + ?) on conflict (kind, key) do update set "
            "worker = excluded.worker, token = excluded.token, task_id = excluded.task_id, "
            "acquired_at = excluded.acquired_at, expires_at = excluded.expires_at "
            "where locks.expires_at <= excluded.acquired_at returning token"_s,
            {request.kind, request.key, request.worker, request.taskId ? QVariant(*request.taskId) : QVariant(),
             microsOf(request.ttl)});
        if (!got)
            return fail(got.error());
        if (!got->empty())
            return got->front().front().toLongLong();
        const Result<Error> held = heldError(connection, request);
        return fail(held ? *held : held.error());
    });
}

Result<> renewLock(Connection &connection, const QString &kind, const QString &key, qint64 token,
                   std::chrono::seconds ttl)
{
    const Result<qint64> renewed = connection.execute(
        u"update locks set expires_at = {now} + ? where kind = ? and key = ? and token = ? and expires_at > {now}"_s,
        {microsOf(ttl), kind, key, token});
    if (!renewed)
        return fail(renewed.error());
    return *renewed == 1 ? Result<>() : lost(kind, key);
}

Result<> releaseLock(Connection &connection, const QString &kind, const QString &key, qint64 token)
{
    const Result<qint64> released = connection.execute(
        u"delete from locks where kind = ? and key = ? and token = ? and expires_at > {now}"_s, {kind, key, token});
    if (!released)
        return fail(released.error());
    return *released == 1 ? Result<>() : lost(kind, key);
}

Result<bool> holdsLock(Connection &connection, const QString &kind, const QString &key, qint64 token)
{
    const Result<Rows> rows = connection.query(
        u"select 1 from locks where kind = ? and key = ? and token = ? and expires_at > {now}"_s, {kind, key, token});
    if (!rows)
        return fail(rows.error());
    return !rows->empty();
}

Result<QList<LockInfo>> listLocks(Connection &connection)
{
    Result<QList<LockInfo>> all = locks(connection);
    if (!all)
        return all;
    const Result<Rows> rows =
        connection.query(u"select kind, key, task_id, worker, acquired_at, expires_at from locks"_s);
    if (!rows)
        return fail(rows.error());
    for (const Row &row : *rows) {
        LockInfo lock;
        lock.kind = row.at(0).toString();
        lock.key = row.at(1).toString();
        if (!row.at(2).isNull())
            lock.taskId = row.at(2).toLongLong();
        lock.workerId = row.at(3).toString();
        lock.acquiredAt = fromMicros(row.at(4).toLongLong());
        lock.expiresAt = fromMicros(row.at(5).toLongLong());
        all->append(lock);
    }
    std::stable_sort(all->begin(), all->end(),
                     [](const LockInfo &a, const LockInfo &b) { return a.acquiredAt > b.acquiredAt; });
    return all;
}

Result<QList<LockInfo>> cleanupLocks(Connection &connection, const LockCleanup &what, const AuditOrigin &origin)
{
    if (what.force && what.worker.isEmpty() && !what.only)
        return fail(ErrorKind::Invalid, "locks_force_needs_worker");
    const Result<QList<Candidate>> found = expiredOrOf(connection, what);
    if (!found)
        return fail(found.error());
    QList<LockInfo> freed;
    for (const Candidate &one : *found) {
        if (!what.dryRun) {
            const Result<bool> done = freeOne(connection, one, what.force, origin);
            if (!done)
                return fail(done.error());
            if (!*done)
                continue;
        }
        freed.append(one.lock);
    }
    return freed;
}

Result<qint64> freeLocksOfDeadNodes(Connection &connection, std::chrono::seconds heartbeat)
{
    static const QString dead =
        u"from locks where exists (select 1 from nodes n where n.state <> 'stopped' and n.heartbeat_at < {now} - ? "
        "and (locks.worker = n.id or substr(locks.worker, 1, length(n.id) + 1) = n.id || '/'))"_s;
    const QVariantList limit{microsOf(heartbeat * deadAfter)};
    // Mostly there is none; then nothing is written.
    const Result<Rows> any = connection.query(u"select 1 "_s + dead + u" limit 1"_s, limit);
    if (!any)
        return fail(any.error());
    if (any->empty())
        return 0;
    return storage::inTransaction(connection, [&]() -> Result<qint64> {
        const Result<Rows> gone = connection.query(u"delete "_s + dead + u" returning kind, key, worker"_s, limit);
        if (!gone)
            return fail(gone.error());
        for (const Row &row : *gone) {
            const Result<> audited = audit(connection, {u"system"_s, u"engine"_s}, u"lock.free"_s,
                                           u"lock "_s + nameOf(row.at(0).toString(), row.at(1).toString()),
                                           {{u"worker"_s, row.at(2).toString()}}, {{u"node"_s, u"dead"_s}});
            if (!audited)
                return fail(audited.error());
        }
        return static_cast<qint64>(gone->size());
    });
}

} // namespace pult::queue
