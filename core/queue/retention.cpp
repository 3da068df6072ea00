// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retention.h"

#include "deletedtasks.h"
#include "partitions.h"
#include "taskqueries.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// Rows a transaction removes. On SQLite everybody else waits for it.
constexpr int serverBatch = 5000;
constexpr int fileBatch = 1000;

constexpr auto isDiscarded = "case when task_history.state = 'discarded' then 1 else 0 end";
/// Nobody decides about these by age.
constexpr auto isBound = "(task_history.outcome_unknown = 1 or exists (select 1 from batches b "
                         "where b.id = task_history.batch_id and b.state <> 'finished'))";

QString past()
{
    return u"finished_at < ? and exists (select 1 from {rows:kind text,discarded int,kept bigint} where "
           "x.kind = task_history.kind and x.discarded = "_s +
           QLatin1StringView(isDiscarded) + u" and task_history.finished_at < x.kept) and not "_s +
           QLatin1StringView(isBound);
}

qint64 micros(std::chrono::seconds time)
{
    return std::chrono::microseconds(time).count();
}

QString stateTerm(bool discarded)
{
    return discarded ? u"state = 'discarded'"_s : u"state <> 'discarded'"_s;
}

} // namespace

bool RetentionReport::isEmpty() const
{
    return *this == RetentionReport{};
}

QJsonObject toJson(const RetentionReport &report)
{
    return {{u"tasks"_s, report.tasks},     {u"partitions"_s, report.partitions}, {u"deleted"_s, report.deleted},
            {u"batches"_s, report.batches}, {u"audit"_s, report.audit},           {u"operations"_s, report.operations},
            {u"keys"_s, report.keys}};
}

int Retention::batchSize(const Connection &connection) const
{
    return connection.dialect().isPostgreSql() ? serverBatch : fileBatch;
}

/// The newest tasks of a kind fill its number; whatever is younger than its time does so first.
Result<std::optional<qint64>> Retention::floorOf(Connection &connection, const QString &kind, bool discarded,
                                                 qint64 now)
{
    const KeepRule &rule = m_policy.of(kind);
    const Keep &keep = discarded ? rule.discarded : rule.completed;
    const qint64 cutoff = now - micros(keep.time);
    const QString which = u"from task_history where kind = ? and "_s + stateTerm(discarded);
    const Result<Rows> young =
        connection.query(u"select count(*) from (select 1 "_s + which + u" and finished_at >= ? limit ?) as young"_s,
                         {kind, cutoff, keep.count});
    if (!young)
        return fail(young.error());
    const qint64 wanted = keep.count - young->front().front().toLongLong();
    if (wanted <= 0)
        return std::optional(cutoff);
    const Result<Rows> last = connection.query(u"select finished_at "_s + which +
                                                   u" and finished_at < ? order by finished_at desc limit 1 offset ?"_s,
                                               {kind, cutoff, wanted - 1});
    if (!last)
        return fail(last.error());
    return last->empty() ? std::nullopt : std::optional(last->front().front().toLongLong());
}

Result<> Retention::plan(Connection &connection)
{
    const Result<TimePoint> now = databaseNow(connection);
    if (!now)
        return fail(now.error());
    std::chrono::seconds shortest = std::min(m_policy.general.completed.time, m_policy.general.discarded.time);
    for (const KeepRule &rule : m_policy.kinds)
        shortest = std::min({shortest, rule.completed.time, rule.discarded.time});
    const Result<Rows> kinds = connection.query(u"select distinct kind, "_s + QLatin1StringView(isDiscarded) +
                                                    u" from task_history where finished_at < ?"_s,
                                                {toMicros(*now) - micros(shortest)});
    if (!kinds)
        return fail(kinds.error());
    for (const Row &row : *kinds) {
        const QString kind = row.at(0).toString();
        const bool discarded = row.at(1).toInt() != 0;
        const Result<std::optional<qint64>> floor = floorOf(connection, kind, discarded, toMicros(*now));
        if (!floor)
            return fail(floor.error());
        if (!*floor)
            continue;
        m_floors.append({kind, discarded, **floor});
        m_latestFloor = std::max(m_latestFloor, **floor);
    }
    const Result<QStringList> partitions = pastPartitions(connection, toMicros(*now) - micros(shortest));
    if (!partitions)
        return fail(partitions.error());
    m_partitions = *partitions;
    return {};
}

QString Retention::floorsJson() const
{
    QJsonArray rows;
    for (const Floor &floor : m_floors) {
        rows.append(QJsonObject{
            {u"kind"_s, floor.kind}, {u"discarded"_s, floor.discarded ? 1 : 0}, {u"kept"_s, floor.finishedAt}});
    }
    return jsonOf(rows);
}

/// A day of which nothing is kept goes as a whole, after what its tasks left elsewhere.
Result<bool> Retention::stepPartition(Connection &connection)
{
    if (m_partitions.isEmpty())
        return false;
    const QString partition = m_partitions.constFirst();
    const QString rest = u"select 1 from "_s + partition + u" as task_history where not ("_s + past() + u") limit 1"_s;
    const QVariantList values{m_latestFloor, floorsJson()};
    if (!m_partitionIsPast) {
        const Result<Rows> kept = connection.query(rest, values);
        if (!kept)
            return fail(kept.error());
        if (!kept->empty()) {
            m_partitions.removeFirst();
            return true;
        }
        m_partitionIsPast = true;
        m_after = 0;
    }
    const Result<bool> more = stepTraces(connection, partition);
    if (!more)
        return fail(more.error());
    if (*more)
        return true;
    const Result<bool> dropped = dropPartition(connection, partition, rest, values);
    if (!dropped)
        return fail(dropped.error());
    if (*dropped)
        ++m_report.partitions;
    m_partitions.removeFirst();
    m_partitionIsPast = false;
    return true;
}

Result<bool> Retention::stepTraces(Connection &connection, const QString &partition)
{
    const Result<Rows> rows = connection.query(
        u"select id from "_s + partition + u" where id > ? order by id limit ?"_s, {m_after, batchSize(connection)});
    if (!rows)
        return fail(rows.error());
    const QList<Id> ids = firstColumn(*rows);
    if (ids.isEmpty())
        return false;
    const Result<> gone = storage::inTransaction(connection, [&] { return removeTraces(connection, ids); });
    if (!gone)
        return fail(gone.error());
    m_after = ids.constLast();
    return true;
}

Result<qint64> Retention::removeTasks(Connection &connection, const QList<Id> &ids)
{
    return storage::inTransaction(connection, [&]() -> Result<qint64> {
        // Again, now under their locks: one may have been retried since.
        const Result<Rows> rows =
            connection.query(u"select id from task_history where id {any_id} and "_s + past() + u" {skip_locked}"_s,
                             {jsonOf(ids), m_latestFloor, floorsJson()});
        if (!rows)
            return fail(rows.error());
        const QList<Id> old = firstColumn(*rows);
        if (const Result<> removed = removeTraces(connection, old); !removed)
            return fail(removed.error());
        return connection.execute(u"delete from task_history where id {any_id} and finished_at < ?"_s,
                                  {jsonOf(old), m_latestFloor});
    });
}

Result<bool> Retention::stepTasks(Connection &connection)
{
    if (m_floors.isEmpty())
        return false;
    const Result<Rows> rows =
        connection.query(u"select id from task_history where id > ? and "_s + past() + u" order by id limit ?"_s,
                         {m_after, m_latestFloor, floorsJson(), batchSize(connection)});
    if (!rows)
        return fail(rows.error());
    const QList<Id> ids = firstColumn(*rows);
    if (ids.isEmpty())
        return false;
    const Result<qint64> removed = removeTasks(connection, ids);
    if (!removed)
        return fail(removed.error());
    m_report.tasks += *removed;
    m_after = ids.constLast();
    return ids.size() == batchSize(connection);
}

/// A batch goes with the last of its tasks.
Result<qint64> Retention::removeBatches(Connection &connection)
{
    return storage::inTransaction(connection, [&]() -> Result<qint64> {
        const Result<Rows> rows =
            connection.query(u"select id from batches where state = 'finished' and finished_at < {now} - ? "
                             "and not exists (select 1 from tasks t where t.batch_id = batches.id) "
                             "and not exists (select 1 from task_history t where t.batch_id = batches.id) "
                             "and not exists (select 1 from deleted_tasks t where t.batch_id = batches.id or t.id = "
                             "batches.callback_task) "
                             "order by id limit ? {skip_locked}"_s,
                             {micros(m_policy.general.completed.time), batchSize(connection)});
        if (!rows)
            return fail(rows.error());
        return connection.execute(u"delete from batches where id {any_id}"_s, {jsonOf(firstColumn(*rows))});
    });
}

/// Ids and times grow together, so that the oldest rows are the first.
Result<qint64> Retention::removeOlder(Connection &connection, const QString &table, const QString &column)
{
    return connection.execute(u"delete from "_s + table + u" where id {any} (select id from (select id, "_s + column +
                                  u" as ended from "_s + table +
                                  u" order by id limit ?) as oldest where ended < {now} - ?) {end}"_s,
                              {batchSize(connection), micros(m_policy.audit)});
}

/// A key's row is only there to be locked: whoever needs one that is gone makes it anew, so that nothing depends on how
/// fresh the answer is to who uses it.
Result<qint64> Retention::removeKeys(Connection &connection)
{
    if (!connection.dialect().isPostgreSql())
        return 0;
    return connection.execute(u"delete from task_keys where key {any} (select key from task_keys k where not exists "
                              "(select 1 from tasks t where t.exclusive_key = k.key) limit ? {skip_locked}) {end}"_s,
                              {batchSize(connection)});
}

Result<bool> Retention::step(Connection &connection)
{
    const auto go = [this](Stage next) {
        m_stage = next;
        m_after = 0;
        return true;
    };
    // A stage that removed as much as it may has more to do.
    const auto counted = [&](qint64 &total, const Result<qint64> &removed, Stage next) -> Result<bool> {
        if (!removed)
            return fail(removed.error());
        total += *removed;
        return *removed >= batchSize(connection) ? true : go(next);
    };
    switch (m_stage) {
    case Stage::Plan: {
        const Result<> planned = plan(connection);
        return planned ? Result<bool>(go(Stage::Partitions)) : fail(planned.error());
    }
    case Stage::Partitions: {
        const Result<bool> more = stepPartition(connection);
        return !more || *more ? more : Result<bool>(go(Stage::Tasks));
    }
    case Stage::Tasks: {
        const Result<bool> more = stepTasks(connection);
        return !more || *more ? more : Result<bool>(go(Stage::Batches));
    }
    case Stage::Batches:
        return counted(m_report.batches, removeBatches(connection), Stage::Deleted);
    case Stage::Deleted:
        return counted(m_report.deleted, purgeDeletedTasks(connection, batchSize(connection)), Stage::Audit);
    case Stage::Audit:
        return counted(m_report.audit, removeOlder(connection, u"audit"_s, u"at"_s), Stage::Operations);
    case Stage::Operations:
        return counted(m_report.operations, removeOlder(connection, u"operations"_s, u"finished_at"_s), Stage::Keys);
    case Stage::Keys:
        return counted(m_report.keys, removeKeys(connection), Stage::Done);
    case Stage::Done:
        break;
    }
    return false;
}

} // namespace pult::queue
