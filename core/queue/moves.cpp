// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "moves.h"

#include <algorithm>
#include <array>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Row;
using storage::Rows;

namespace {

/// The best of a key's waiting tasks, the key being x.key.
constexpr auto bestBlocked = "(select t.id from tasks t where t.exclusive_key = x.key and t.state = 'blocked' "
                             "order by t.priority desc, t.run_at, t.id limit 1)";

QJsonObject rowOf(const LiveTask &task, const Verdict &verdict)
{
    QJsonObject row{{u"id"_s, task.id},
                    {u"state"_s, nameOf(verdict.state)},
                    {u"attempt"_s, verdict.attempt},
                    {u"rescues"_s, verdict.rescues},
                    {u"unknown"_s, verdict.outcomeUnknown ? 1 : 0}};
    if (!task.worker.isEmpty())
        row[u"worker"_s] = task.worker;
    if (verdict.error)
        row[u"error"_s] = errorToText(*verdict.error);
    return row;
}

QString rowsOf(const QString &column, const QStringList &values)
{
    QJsonArray rows;
    for (const QString &value : values)
        rows.append(QJsonObject{{column, value}});
    return jsonOf(rows);
}

} // namespace

Result<> Moves::lockKeys(const QStringList &keys)
{
    if (keys.isEmpty())
        return {};
    for (const QString &key : keys)
        m_keys.insert(key);
    if (!m_connection.dialect().isPostgreSql())
        return {};
    QStringList sorted = keys;
    sorted.sort();
    sorted.removeDuplicates();
    // Unused keys are cleaned away now and then, perhaps while this waits for one: then it is made anew.
    for (;;) {
        const Result<Rows> locked = m_connection.query(
            u"select key from task_keys where key {any_text} order by key {for_update}"_s, {jsonOf(sorted)});
        if (!locked)
            return fail(locked.error());
        if (qsizetype(locked->size()) == sorted.size())
            return {};
        if (const Result<> made = makeKeys(sorted); !made)
            return made;
    }
}

Result<> Moves::makeKeys(const QStringList &keys)
{
    if (keys.isEmpty() || !m_connection.dialect().isPostgreSql())
        return {};
    QStringList sorted = keys;
    sorted.sort();
    sorted.removeDuplicates();
    const Result<qint64> made = m_connection.execute(
        u"insert into task_keys (key) select x.key from {rows:key text} order by x.key on conflict do nothing"_s,
        {rowsOf(u"key"_s, sorted)});
    return made ? Result<>() : fail(made.error());
}

Result<std::vector<LiveTask>> Moves::lockTasks(const QList<Id> &ids)
{
    const QString json = jsonOf(ids);
    // A retry brings finished tasks back behind their key.
    const Result<Rows> keys = m_connection.query(
        u"select exclusive_key from tasks where id {any_id} and exclusive_key is not null "
        "union select exclusive_key from task_history where id {any_id} and exclusive_key is not null"_s,
        {json, json});
    if (!keys)
        return fail(keys.error());
    QStringList names;
    for (const Row &row : *keys)
        names.append(row.front().toString());
    if (const Result<> locked = lockKeys(names); !locked)
        return fail(locked.error());
    const Result<Rows> rows = m_connection.query(
        u"select "_s + liveTaskColumns() + u" from tasks where id {any_id} order by id {for_update}"_s, {json});
    if (!rows)
        return fail(rows.error());
    std::vector<LiveTask> tasks;
    for (const Row &row : *rows)
        tasks.push_back(liveTaskFromRow(row));
    return tasks;
}

Result<> Moves::moveToHistory(const std::vector<Ending> &endings)
{
    QJsonArray rows;
    QList<Id> ids;
    for (const Ending &ending : endings) {
        QJsonObject row = rowOf(*ending.task, ending.verdict);
        if (!ending.output.isEmpty())
            row[u"output"_s] = QString::fromUtf8(ending.output);
        rows.append(row);
        ids.append(ending.task->id);
    }
    const Result<qint64> moved = m_connection.execute(
        u"insert into task_history (id, kind, queue, state, priority, payload, run_at, attempt, max_attempts, rescues, "
        "unique_key, exclusive_key, batch_id, depends_on, node, provider, on_unknown, progress_value, progress_stage, "
        "last_error, last_error_at, outcome_unknown, cancel_requested, run_lease, node_id, session_id, worker, "
        "lease_ttl, lease_expires_at, commit_state, commit_step, output, created_at, started_at, finished_at) "
        "select t.id, t.kind, t.queue, x.state, t.priority, t.payload, t.run_at, x.attempt, t.max_attempts, x.rescues, "
        "t.unique_key, t.exclusive_key, t.batch_id, t.depends_on, t.node, t.provider, t.on_unknown, "
        "case when x.state = 'completed' then 1 else t.progress_value end, t.progress_stage, "
        "case when x.state = 'completed' then null else coalesce(x.error, t.last_error) end, "
        "case when x.state = 'completed' then null when x.error is not null then {now} else t.last_error_at end, "
        "x.unknown, t.cancel_requested, t.run_lease, t.node_id, t.session_id, coalesce(x.worker, t.worker), "
        "t.lease_ttl, t.lease_expires_at, t.commit_state, t.commit_step, x.output, t.created_at, t.started_at, "
        "{now} from {rows:id bigint,state text,attempt int,rescues int,unknown int,worker text,error text,output text} "
        "join tasks t on t.id = x.id"_s,
        {jsonOf(rows)});
    if (!moved)
        return fail(moved.error());
    const Result<qint64> gone = m_connection.execute(u"delete from tasks where id {any_id}"_s, {jsonOf(ids)});
    return gone ? Result<>() : fail(gone.error());
}

Result<> Moves::end(const std::vector<Ending> &endings)
{
    if (endings.empty())
        return {};
    if (const Result<> moved = moveToHistory(endings); !moved)
        return moved;
    QList<Id> completed;
    QList<Id> failed;
    for (const Ending &ending : endings) {
        m_batches.countEnd(ending.task->batchId, ending.verdict.state, 1);
        // Until somebody says how an unknown outcome ended, its dependents wait.
        if (ending.verdict.outcomeUnknown)
            continue;
        (ending.verdict.state == TaskState::Completed ? completed : failed).append(ending.task->id);
    }
    hintTasks();
    if (const Result<> released = releaseDependents(completed); !released)
        return released;
    return discardDependents(failed);
}

Result<> Moves::wait(const std::vector<std::pair<const LiveTask *, Verdict>> &waiting)
{
    if (waiting.empty())
        return {};
    QJsonArray rows;
    for (const auto &[task, verdict] : waiting) {
        QJsonObject row = rowOf(*task, verdict);
        if (verdict.delay)
            row[u"delay"_s] = qint64{std::chrono::microseconds(*verdict.delay).count()};
        if (verdict.state == TaskState::Available) {
            hintWork();
            if (!task->exclusiveKey.isEmpty())
                row[u"state"_s] = u"blocked"_s;
        }
        rows.append(row);
    }
    hintTasks();
    const Result<qint64> moved = m_connection.execute(
        u"update tasks set state = x.state, attempt = x.attempt, rescues = x.rescues, "
        "run_at = coalesce({now} + x.delay, tasks.run_at), last_error = coalesce(x.error, tasks.last_error), "
        "last_error_at = case when x.error is null then tasks.last_error_at else {now} end, "
        "run_lease = null, node_id = null, session_id = null, worker = null, lease_ttl = null, "
        "lease_expires_at = null, cancel_requested = 0, commit_state = 0, commit_step = null, progress_value = 0, "
        "progress_stage = '', progress_steps = null "
        "from {rows:id bigint,state text,attempt int,rescues int,delay bigint,error text} where x.id = tasks.id"_s,
        {jsonOf(rows)});
    return moved ? Result<>() : fail(moved.error());
}

Result<> Moves::releaseDependents(const QList<Id> &completed)
{
    if (completed.isEmpty())
        return {};
    const Result<Rows> dependents =
        m_connection.query(u"select distinct task_id from task_dependencies where depends_on {any_id} "
                           "and exists (select 1 from task_dependencies)"_s, // where nobody waits, nothing is looked up
                           {jsonOf(completed)});
    if (!dependents)
        return fail(dependents.error());
    if (dependents->empty())
        return {};
    // Two dependencies of one task may end at once: whoever gets the task's row second sees that it was the last.
    const QString ids = jsonOf(firstColumn(*dependents));
    const Result<Rows> locked =
        m_connection.query(u"select id from tasks where id {any_id} order by id {for_update}"_s, {ids});
    if (!locked)
        return fail(locked.error());
    const Result<qint64> met =
        m_connection.execute(u"delete from task_dependencies where depends_on {any_id}"_s, {jsonOf(completed)});
    if (!met)
        return fail(met.error());
    // As scheduled they are promoted when due, which also looks at their keys.
    const Result<qint64> released =
        m_connection.execute(u"update tasks set state = 'scheduled' where id {any_id} and state = 'waiting_deps' "
                             "and not exists (select 1 from task_dependencies d where d.task_id = tasks.id)"_s,
                             {ids});
    if (!released)
        return fail(released.error());
    hintWork();
    return {};
}

Result<> Moves::discardDependents(const QList<Id> &failed)
{
    if (failed.isEmpty())
        return {};
    const Result<Rows> pairs = m_connection.query(
        u"select task_id, min(depends_on) from task_dependencies where depends_on {any_id} group by task_id"_s,
        {jsonOf(failed)});
    if (!pairs)
        return fail(pairs.error());
    if (pairs->empty())
        return {};
    QHash<Id, Id> reasons;
    for (const Row &row : *pairs)
        reasons.insert(row.at(0).toLongLong(), row.at(1).toLongLong());
    const QString ids = jsonOf(reasons.keys());
    const Result<Rows> rows = m_connection.query(
        u"select "_s + liveTaskColumns() + u" from tasks where id {any_id} order by id {for_update}"_s, {ids});
    if (!rows)
        return fail(rows.error());
    const Result<qint64> gone = m_connection.execute(u"delete from task_dependencies where task_id {any_id}"_s, {ids});
    if (!gone)
        return fail(gone.error());
    std::vector<LiveTask> tasks;
    for (const Row &row : *rows)
        tasks.push_back(liveTaskFromRow(row));
    std::vector<Ending> endings;
    for (const LiveTask &task : tasks) {
        Verdict verdict;
        verdict.state = TaskState::Discarded;
        verdict.attempt = task.attempt;
        verdict.rescues = task.rescues;
        verdict.error =
            Error{ErrorKind::Conflict, u"dependency_failed"_s, {QString::number(reasons.value(task.id))}, {}};
        endings.push_back({&task, verdict, {}});
    }
    return end(endings); // and theirs in turn
}

Result<qint64> Moves::settleKeys(const QStringList &keys)
{
    if (keys.isEmpty())
        return 0;
    const QString json = rowsOf(u"key"_s, keys);
    // A better task than the one that stands ready takes its place, unless that was claimed meanwhile.
    const Result<qint64> demoted = m_connection.execute(
        u"update tasks set state = 'blocked' where state = 'available' and id {any} (select h.id from {rows:key text} "
        "join tasks h on h.exclusive_key = x.key and h.state in ('available', 'running') and h.state = 'available' "
        "join tasks b on b.id = "_s +
            QLatin1StringView(bestBlocked) +
            u" where b.priority > h.priority or (b.priority = h.priority "
            "and (b.run_at, b.id) < (h.run_at, h.id))) {end}"_s,
        {json});
    if (!demoted)
        return fail(demoted.error());
    const Result<qint64> promoted =
        m_connection.execute(u"update tasks set state = 'available' where state = 'blocked' and id {any} (select "_s +
                                 QLatin1StringView(bestBlocked) +
                                 u" from {rows:key text}) {end} and not exists (select 1 from tasks h where "
                                 "h.exclusive_key = tasks.exclusive_key and h.state in ('available', 'running'))"_s,
                             {json});
    if (promoted && *promoted > 0)
        hintWork();
    return promoted;
}

Result<> Moves::sendHints()
{
    if (!m_connection.dialect().isPostgreSql())
        return {};
    const std::array hints{std::pair(m_hintWork, u"pult_work"_s), std::pair(m_hintTasks, u"pult_tasks"_s),
                           std::pair(m_hintCancel, u"pult_cancel"_s)};
    for (const auto &[wanted, channel] : hints) {
        if (!wanted)
            continue;
        if (const Result<> noted = m_connection.notify(channel); !noted)
            return noted;
    }
    return {};
}

Result<> Moves::settle()
{
    QStringList keys(m_keys.cbegin(), m_keys.cend());
    keys.sort();
    if (const Result<qint64> settled = settleKeys(keys); !settled)
        return fail(settled.error());
    if (const Result<> written = m_batches.write(m_connection, *this); !written)
        return written;
    return sendHints();
}

} // namespace pult::queue
