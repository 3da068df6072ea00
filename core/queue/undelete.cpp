// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditing.h"
#include "batchcallback.h"
#include "deletedtasks.h"
#include "lostdependents.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// A deleted task as it is brought back.
struct Gone
{
    Id id = 0;
    QString state; ///< the stored one
    std::optional<Id> batchId;
    QString uniqueKey;
    QList<Id> waitsFor;
};

/// How the tasks and batches that others wait for stand.
struct Standing
{
    QSet<Id> open;   ///< still to come, or unknown
    QSet<Id> failed; ///< ended badly, or deleted themselves
    QList<Id> batches;
};

Result<Standing> standingOf(Connection &connection, const QSet<Id> &ids)
{
    const QString json = jsonOf(QList<Id>(ids.cbegin(), ids.cend()));
    const Result<Rows> live =
        connection.query(u"select id from tasks where id {any_id} order by id {for_share}"_s, {json});
    if (!live)
        return fail(live.error());
    const Result<Rows> rest = connection.query(
        u"select id, outcome_unknown from task_history where id {any_id} and state <> 'completed' union all "
        "select id, 0 from deleted_tasks where id {any_id}"_s,
        {json, json});
    if (!rest)
        return fail(rest.error());
    const Result<Rows> batches =
        connection.query(u"select id from batches where id {any_id} order by id {for_update}"_s, {json});
    if (!batches)
        return fail(batches.error());
    Standing standing;
    standing.batches = firstColumn(*batches);
    const QList<Id> living = firstColumn(*live) + standing.batches;
    standing.open = QSet<Id>(living.cbegin(), living.cend());
    for (const Row &row : *rest) {
        const Id id = row.at(0).toLongLong();
        if (!standing.open.contains(id))
            (row.at(1).toInt() != 0 ? standing.open : standing.failed).insert(id);
    }
    return standing;
}

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
    Result<> bringBackDependents();
    Result<> waitAgain();
    Result<> noteAll();

    Connection &m_connection;
    const AuditOrigin m_origin;
    const qint64 m_operation;
    Moves m_moves;
    std::vector<Gone> m_tasks;
    std::vector<LostDependent> m_dependents;
    ChangeResult m_result;
};

Result<> Undeleting::lock(const QList<Id> &ids)
{
    const Result<Rows> keys = m_connection.query(
        u"select coalesce(exclusive_key, ''), deleted_at from deleted_tasks where id {any_id}"_s, {jsonOf(ids)});
    if (!keys)
        return fail(keys.error());
    QStringList names;
    qint64 since = std::numeric_limits<qint64>::max();
    for (const Row &row : *keys) {
        names.append(row.at(0).toString());
        since = std::min(since, row.at(1).toLongLong());
    }
    Result<std::vector<LostDependent>> lost = lostDependents(m_connection, ids, since);
    if (!lost)
        return fail(lost.error());
    m_dependents = std::move(*lost);
    for (const LostDependent &task : m_dependents)
        names.append(task.exclusiveKey);
    names.removeAll(QString());
    if (const Result<> made = m_moves.makeKeys(names); !made)
        return made;
    if (const Result<> locked = m_moves.lockKeys(names); !locked)
        return locked;
    const Result<Rows> rows =
        m_connection.query(u"select id, state, batch_id, unique_key, waits_for from deleted_tasks where id {any_id} "
                           "and deleted_at > {now} - ? order by id {for_update}"_s,
                           {jsonOf(ids), qint64{std::chrono::microseconds(undoTime).count()}});
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
            m_result.refused.append({id, {ErrorKind::NotFound, u"task_not_deleted"_s, {QString::number(id)}, {}}});
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
    const QString columns = everyTaskColumn();
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

/// What was discarded because of them waits for them again.
Result<> Undeleting::bringBackDependents()
{
    const auto isBack = [this](const LostDependent &task) { return m_result.done.contains(task.id); };
    std::erase_if(m_dependents, isBack);
    if (const Result<> taken = takeBack(m_connection, m_moves, m_dependents); !taken)
        return taken;
    for (const LostDependent &task : m_dependents)
        m_tasks.push_back({task.id, u"waiting_deps"_s, task.batchId, task.uniqueKey, task.dependsOn});
    return {};
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
    const Result<Standing> standing = standingOf(m_connection, wanted);
    if (!standing)
        return fail(standing.error());
    // What is nowhere has completed, and its time was over.
    QJsonArray rows;
    for (const Gone &task : m_tasks) {
        const QSet<Id> others(task.waitsFor.cbegin(), task.waitsFor.cend());
        for (const Id other : others) {
            if (standing->open.contains(other) || standing->failed.contains(other))
                rows.append(QJsonObject{{u"task_id"_s, task.id}, {u"depends_on"_s, other}});
        }
    }
    const Result<qint64> stored =
        m_connection.execute(u"insert into task_dependencies (task_id, depends_on) select x.task_id, x.depends_on "
                             "from {rows:task_id bigint,depends_on bigint}"_s,
                             {jsonOf(rows)});
    if (!stored)
        return fail(stored.error());
    const Result<qint64> started = m_connection.execute(
        u"update tasks set state = 'waiting_deps' where id {any_id} and state = 'draft' and exists "
        "(select 1 from batches b where b.callback_task = tasks.id and b.state <> 'draft')"_s,
        {jsonOf(waiting)});
    if (!started)
        return fail(started.error());
    const Result<qint64> released =
        m_connection.execute(u"update tasks set state = 'scheduled' where id {any_id} and state = 'waiting_deps' "
                             "and not exists (select 1 from task_dependencies d where d.task_id = tasks.id)"_s,
                             {jsonOf(waiting)});
    if (!released)
        return fail(released.error());
    // The callback of a batch that has ended meanwhile.
    for (const Id batch : standing->batches) {
        if (const Result<> called = releaseCallback(m_connection, m_moves, batch); !called)
            return called;
    }
    return m_moves.discardDependents(QList<Id>(standing->failed.cbegin(), standing->failed.cend()));
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
    if (const Result<> dependents = bringBackDependents(); !dependents)
        return fail(dependents.error());
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

} // namespace pult::queue
