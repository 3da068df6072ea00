// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deletedtasks.h"

#include "auditing.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

constexpr int longestPage = 1000;
constexpr qint64 undoMicros = std::chrono::microseconds(undoTime).count();

/// Those of all three tables, in one order.
constexpr auto everyColumn =
    "id, kind, queue, state, priority, payload, run_at, attempt, max_attempts, rescues, unique_key, exclusive_key, "
    "batch_id, depends_on, node, provider, on_unknown, progress_value, progress_stage, last_error, last_error_at, "
    "outcome_unknown, cancel_requested, run_lease, node_id, session_id, worker, lease_ttl, lease_acquired_at, "
    "lease_expires_at, commit_state, commit_step, output, created_at, started_at, finished_at";

/// What the deleted tasks still waited for, kept beside them.
Result<> keepDependencies(Connection &connection, const QList<Id> &ids)
{
    const Result<Rows> open = connection.query(
        u"select task_id, depends_on from task_dependencies where task_id {any_id} order by task_id, depends_on"_s,
        {jsonOf(ids)});
    if (!open)
        return fail(open.error());
    if (open->empty())
        return {};
    QMap<Id, QList<Id>> waitsFor;
    for (const Row &row : *open)
        waitsFor[row.at(0).toLongLong()].append(row.at(1).toLongLong());
    QJsonArray rows;
    for (auto it = waitsFor.cbegin(); it != waitsFor.cend(); ++it)
        rows.append(QJsonObject{{u"id"_s, it.key()}, {u"waits"_s, jsonOf(*it)}});
    const Result<qint64> kept = connection.execute(
        u"update deleted_tasks set waits_for = x.waits from {rows:id bigint,waits text} where deleted_tasks.id = x.id"_s,
        {jsonOf(rows)});
    if (!kept)
        return fail(kept.error());
    const Result<qint64> gone =
        connection.execute(u"delete from task_dependencies where task_id {any_id}"_s, {jsonOf(ids)});
    return gone ? Result<>() : fail(gone.error());
}

/// A deleted task as it is brought back.
struct Gone
{
    Id id = 0;
    QString state; ///< the stored one
    std::optional<Id> batchId;
    QString uniqueKey;
    QList<Id> waitsFor;
};

class Undeleting final
{
public:
    Undeleting(Connection &connection, const AuditOrigin &origin, qint64 operation)
        : m_connection(connection), m_origin(origin), m_operation(operation), m_moves(connection)
    {
    }

    Result<ChangeResult> run(const QList<Id> &ids, bool allOrNothing);

private:
    Result<> lock(const QList<Id> &ids);
    Result<> refuseDoubles();
    Result<> bringBack();
    Result<> waitAgain();
    Result<> noteAll();

    Connection &m_connection;
    const AuditOrigin m_origin;
    const qint64 m_operation;
    Moves m_moves;
    std::vector<Gone> m_tasks;
    ChangeResult m_result;
};

Result<> Undeleting::lock(const QList<Id> &ids)
{
    const Result<Rows> keys = m_connection.query(
        u"select distinct exclusive_key from deleted_tasks where id {any_id} and exclusive_key is not null"_s,
        {jsonOf(ids)});
    if (!keys)
        return fail(keys.error());
    QStringList names;
    for (const Row &row : *keys)
        names.append(row.front().toString());
    if (const Result<> made = m_moves.makeKeys(names); !made)
        return made;
    if (const Result<> locked = m_moves.lockKeys(names); !locked)
        return locked;
    const Result<Rows> rows =
        m_connection.query(u"select id, state, batch_id, unique_key, waits_for from deleted_tasks where id {any_id} "
                           "and deleted_at > {now} - ? order by id {for_update}"_s,
                           {jsonOf(ids), undoMicros});
    if (!rows)
        return fail(rows.error());
    QSet<Id> missing(ids.cbegin(), ids.cend());
    for (const Row &row : *rows) {
        m_tasks.push_back({row.at(0).toLongLong(), row.at(1).toString(),
                           row.at(2).isNull() ? std::nullopt : std::optional(row.at(2).toLongLong()),
                           row.at(3).toString(), idsFromJson(row.at(4).toString())});
        missing.remove(m_tasks.back().id);
    }
    for (const Id id : ids) {
        if (missing.remove(id)) {
            m_result.refused.append(
                {id, {ErrorKind::NotFound, u"task_not_deleted"_s, {QString::number(id)}, {}}});
        }
    }
    return {};
}

/// Two live tasks must not have one unique key; finished ones may.
Result<> Undeleting::refuseDoubles()
{
    std::vector<std::pair<Id, QString>> keys;
    for (const Gone &task : m_tasks) {
        if (!isFinished(outsideState(task.state)))
            keys.emplace_back(task.id, task.uniqueKey);
    }
    const Result<QList<Refusal>> conflicts = uniqueConflicts(m_connection, keys);
    if (!conflicts)
        return fail(conflicts.error());
    for (const Refusal &refusal : *conflicts)
        std::erase_if(m_tasks, [&refusal](const Gone &task) { return task.id == refusal.task; });
    m_result.refused += *conflicts;
    return {};
}

Result<> Undeleting::bringBack()
{
    QList<Id> live;
    QList<Id> ended;
    for (const Gone &task : m_tasks) {
        const TaskState state = outsideState(task.state);
        (isFinished(state) ? ended : live).append(task.id);
        m_moves.countChildren(task.batchId, 1);
        m_moves.countInBatch(task.batchId, state, 1);
    }
    const QString columns = QString::fromLatin1(everyColumn);
    // Keyed ones stand behind their key until settle(). A draft whose batch was started meanwhile is none any more.
    QString back = columns;
    back.replace(u" state,"_s, u" case when state = 'draft' and exists (select 1 from batches b where "
                               "b.id = deleted_tasks.batch_id and b.state <> 'draft') or state = 'available' then "
                               "case when exclusive_key is null then 'available' else 'blocked' end else state end,"_s);
    const Result<qint64> living = m_connection.execute(u"insert into tasks ("_s + columns + u") select "_s + back +
                                                           u" from deleted_tasks where id {any_id}"_s,
                                                       {jsonOf(live)});
    if (!living)
        return fail(living.error());
    const Result<qint64> finished = m_connection.execute(u"insert into task_history ("_s + columns + u") select "_s +
                                                             columns + u" from deleted_tasks where id {any_id}"_s,
                                                         {jsonOf(ended)});
    if (!finished)
        return fail(finished.error());
    const Result<qint64> gone =
        m_connection.execute(u"delete from deleted_tasks where id {any_id}"_s, {jsonOf(m_result.done)});
    return gone ? Result<>() : fail(gone.error());
}

/// Tasks that waited for others do so for those that have not ended well since.
Result<> Undeleting::waitAgain()
{
    QSet<Id> wanted;
    QList<Id> waiting;
    for (const Gone &task : m_tasks) {
        if (task.waitsFor.isEmpty())
            continue;
        waiting.append(task.id);
        wanted += QSet<Id>(task.waitsFor.cbegin(), task.waitsFor.cend());
    }
    if (waiting.isEmpty())
        return {};
    const QString json = jsonOf(QList<Id>(wanted.cbegin(), wanted.cend()));
    const Result<Rows> locked =
        m_connection.query(u"select id from tasks where id {any_id} order by id {for_share}"_s, {json});
    if (!locked)
        return fail(locked.error());
    const Result<Rows> met = m_connection.query(
        u"select id, 1 from task_history where id {any_id} and state = 'completed' union all "
        "select id, 0 from task_history where id {any_id} and state <> 'completed' and outcome_unknown = 0"_s,
        {json, json});
    if (!met)
        return fail(met.error());
    QSet<Id> completed;
    QSet<Id> failed;
    for (const Row &row : *met)
        (row.at(1).toInt() != 0 ? completed : failed).insert(row.at(0).toLongLong());
    QJsonArray rows;
    for (const Gone &task : m_tasks) {
        for (const Id other : task.waitsFor) {
            if (!completed.contains(other))
                rows.append(QJsonObject{{u"task_id"_s, task.id}, {u"depends_on"_s, other}});
        }
    }
    const Result<qint64> stored =
        m_connection.execute(u"insert into task_dependencies (task_id, depends_on) select x.task_id, x.depends_on "
                             "from {rows:task_id bigint,depends_on bigint}"_s,
                             {jsonOf(rows)});
    if (!stored)
        return fail(stored.error());
    const Result<qint64> released =
        m_connection.execute(u"update tasks set state = 'scheduled' where id {any_id} and state = 'waiting_deps' "
                             "and not exists (select 1 from task_dependencies d where d.task_id = tasks.id)"_s,
                             {jsonOf(waiting)});
    if (!released)
        return fail(released.error());
    return m_moves.discardDependents(QList<Id>(failed.cbegin(), failed.cend()));
}

Result<> Undeleting::noteAll()
{
    QList<AuditLine> lines;
    for (const Gone &task : m_tasks) {
        QJsonObject after{{u"state"_s, nameOf(outsideState(task.state))}};
        if (m_operation > 0)
            after.insert(u"operation"_s, m_operation);
        lines.append({u"task.undelete"_s, auditObject(task.id), {}, after});
    }
    return audit(m_connection, m_origin, lines);
}

Result<ChangeResult> Undeleting::run(const QList<Id> &ids, bool allOrNothing)
{
    if (const Result<> locked = lock(ids); !locked)
        return fail(locked.error());
    if (const Result<> judged = refuseDoubles(); !judged)
        return fail(judged.error());
    if (allOrNothing && !m_result.refused.isEmpty())
        return fail(m_result.refused.constFirst().error);
    for (const Gone &task : m_tasks)
        m_result.done.append(task.id);
    if (m_tasks.empty())
        return m_result;
    if (const Result<> back = bringBack(); !back)
        return fail(back.error());
    if (const Result<> waits = waitAgain(); !waits)
        return fail(waits.error());
    if (const Result<> noted = noteAll(); !noted)
        return fail(noted.error());
    m_moves.hintWork();
    m_moves.hintTasks();
    if (const Result<> settled = m_moves.settle(); !settled)
        return fail(settled.error());
    return m_result;
}

} // namespace

Result<> moveToTrash(Connection &connection, const QList<Id> &ids, const QString &who, qint64 operation)
{
    const QString columns = QString::fromLatin1(everyColumn);
    const QString json = jsonOf(ids);
    const QVariant part = operation > 0 ? QVariant(operation) : QVariant();
    for (const QString &table : {u"tasks"_s, u"task_history"_s}) {
        const Result<qint64> kept = connection.execute(
            u"insert into deleted_tasks ("_s + columns + u", deleted_at, deleted_by, operation_id) select "_s + columns +
                u", {now}, cast(? as text), cast(? as bigint) from "_s + table + u" where id {any_id}"_s,
            {who, part, json});
        if (!kept)
            return fail(kept.error());
        const Result<qint64> gone =
            connection.execute(u"delete from "_s + table + u" where id {any_id}"_s, {json});
        if (!gone)
            return fail(gone.error());
    }
    return keepDependencies(connection, ids);
}

Result<> undeleteTasks(Connection &connection, const QList<Id> &ids, const AuditOrigin &origin)
{
    return storage::inTransaction(connection, [&]() -> Result<> {
        const Result<ChangeResult> back = Undeleting(connection, origin, 0).run(ids, true);
        return back ? Result<>() : fail(back.error());
    });
}

Result<ChangeResult> undeleteEach(Connection &connection, const QList<Id> &ids, const AuditOrigin &origin,
                                  qint64 operation)
{
    return storage::inTransaction(connection,
                                  [&] { return Undeleting(connection, origin, operation).run(ids, false); });
}

Result<Page<DeletedTask>> listDeletedTasks(Connection &connection, const PageRequest &page)
{
    const int limit = std::clamp(page.limit, 1, longestPage);
    bool isNumber = true;
    const qint64 after = page.after.isEmpty() ? std::numeric_limits<qint64>::max() : page.after.toLongLong(&isNumber);
    if (!isNumber)
        return fail(ErrorKind::Invalid, "cursor_invalid", {page.after});
    const Result<Rows> rows = connection.query(
        u"select "_s + taskColumns(false) + u", deleted_at, deleted_by, operation_id from deleted_tasks "
                                            "where id < ? and deleted_at > {now} - ? order by id desc limit ?"_s,
        {after, undoMicros, limit + 1});
    if (!rows)
        return fail(rows.error());
    Page<DeletedTask> result;
    for (const Row &row : *rows) {
        const qsizetype own = row.size() - 3;
        DeletedTask gone;
        gone.task = taskFromRow(row);
        gone.deletedAt = fromMicros(row.at(own).toLongLong());
        gone.deletedBy = row.at(own + 1).toString();
        if (!row.at(own + 2).isNull())
            gone.operation = row.at(own + 2).toLongLong();
        result.items.append(gone);
    }
    if (result.items.size() > limit) {
        result.items.resize(limit);
        result.next = QString::number(result.items.constLast().task.id);
    }
    return result;
}

Result<qint64> purgeDeletedTasks(Connection &connection, int limit)
{
    return storage::inTransaction(connection, [&]() -> Result<qint64> {
        const Result<Rows> over = connection.query(
            u"select id from deleted_tasks where deleted_at <= {now} - ? order by deleted_at limit ? {skip_locked}"_s,
            {undoMicros, limit});
        if (!over)
            return fail(over.error());
        const QList<Id> ids = firstColumn(*over);
        if (ids.isEmpty())
            return 0;
        if (const Result<> removed = removeTraces(connection, ids); !removed)
            return fail(removed.error());
        return connection.execute(u"delete from deleted_tasks where id {any_id}"_s, {jsonOf(ids)});
    });
}

Result<> removeTraces(Connection &connection, const QList<Id> &ids)
{
    const QString json = jsonOf(ids);
    for (const auto *sql :
         {"delete from task_attempts where task_id {any_id}", "delete from task_artifacts where task_id {any_id}",
          // The last tick of a schedule is what its list shows.
          "delete from schedule_ticks where task_id {any_id} and tick < (select max(k.tick) from schedule_ticks k "
          "where k.schedule_id = schedule_ticks.schedule_id)"}) {
        if (const Result<qint64> gone = connection.execute(QString::fromLatin1(sql), {json}); !gone)
            return fail(gone.error());
    }
    return {};
}

} // namespace pult::queue
