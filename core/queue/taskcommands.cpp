// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskcommands.h"

#include "auditing.h"
#include "moves.h"
#include "taskqueries.h"

#include <QSet>

#include <algorithm>
#include <functional>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

QString object(Id id)
{
    return u"task "_s + QString::number(id);
}

tl::unexpected<Error> stateConflict(Id id, const QString &stored, const QString &verb)
{
    return fail(ErrorKind::Conflict, "task_state_conflict", {QString::number(id), nameOf(outsideState(stored)), verb});
}

/// A finished task as the commands need it.
struct EndedTask
{
    Id id = 0;
    QString state;
    std::optional<Id> batchId;
    bool outcomeUnknown = false;
    QString exclusiveKey;
    QString uniqueKey;
};

/// The tasks of a command, locked: those that live and those in history. Unknown ids are an error.
struct Chosen
{
    std::vector<LiveTask> live;
    std::vector<EndedTask> ended;
};

Result<Chosen> choose(Connection &connection, Moves &moves, const QList<Id> &ids)
{
    Chosen chosen;
    Result<std::vector<LiveTask>> live = moves.lockTasks(ids);
    if (!live)
        return fail(live.error());
    chosen.live = std::move(*live);
    const Result<Rows> ended = connection.query(
        u"select id, state, batch_id, outcome_unknown, exclusive_key, unique_key from task_history where id {any_id} "
        "order by id {for_update}"_s,
        {jsonOf(ids)});
    if (!ended)
        return fail(ended.error());
    for (const Row &row : *ended) {
        chosen.ended.push_back({row.at(0).toLongLong(), row.at(1).toString(),
                                row.at(2).isNull() ? std::nullopt : std::optional(row.at(2).toLongLong()),
                                row.at(3).toInt() != 0, row.at(4).toString(), row.at(5).toString()});
    }
    QSet<Id> missing(ids.cbegin(), ids.cend());
    for (const LiveTask &task : chosen.live)
        missing.remove(task.id);
    for (const EndedTask &task : chosen.ended)
        missing.remove(task.id);
    if (!missing.isEmpty())
        return fail(ErrorKind::NotFound, "task_unknown",
                    {QString::number(*std::min_element(missing.cbegin(), missing.cend()))});
    return chosen;
}

/// The frame of every command: a transaction, the locked tasks, and the settling afterwards.
Result<> command(Connection &connection, const QList<Id> &ids,
                 const std::function<Result<>(Moves &, const Chosen &)> &work)
{
    return storage::inTransaction(connection, [&]() -> Result<> {
        Moves moves(connection);
        const Result<Chosen> chosen = choose(connection, moves, ids);
        if (!chosen)
            return fail(chosen.error());
        if (const Result<> done = work(moves, *chosen); !done)
            return done;
        moves.hintTasks();
        return moves.settle();
    });
}

Result<> auditState(Connection &connection, const AuditOrigin &origin, const QString &what, Id id,
                    const QString &before, const QString &after)
{
    return audit(connection, origin, what, object(id), {{u"state"_s, nameOf(outsideState(before))}},
                 {{u"state"_s, nameOf(outsideState(after))}});
}

bool isWaiting(const LiveTask &task)
{
    return task.state != "running"_L1 && task.state != "draft"_L1;
}

/// Finished tasks live again: behind their key, attempts from zero.
Result<> revive(Connection &connection, Moves &moves, const std::vector<EndedTask> &tasks)
{
    if (tasks.empty())
        return {};
    QList<Id> ids;
    for (const EndedTask &task : tasks) {
        ids.append(task.id);
        moves.countInBatch(task.batchId, outsideState(task.state), -1);
        if (task.uniqueKey.isEmpty())
            continue;
        const Result<Rows> other = connection.query(u"select id from tasks where unique_key = ?"_s, {task.uniqueKey});
        if (!other)
            return fail(other.error());
        if (!other->empty()) {
            return fail(ErrorKind::Conflict, "task_unique_conflict",
                        {QString::number(task.id), other->front().front().toString()});
        }
    }
    const Result<qint64> back = connection.execute(
        u"insert into tasks (id, kind, queue, state, priority, payload, run_at, attempt, max_attempts, unique_key, "
        "exclusive_key, batch_id, depends_on, node, provider, on_unknown, last_error, last_error_at, created_at) "
        "select id, kind, queue, case when exclusive_key is null then 'available' else 'blocked' end, priority, "
        "payload, "
        "{now}, 0, max_attempts, unique_key, exclusive_key, batch_id, depends_on, node, provider, on_unknown, "
        "last_error, "
        "last_error_at, created_at from task_history where id {any_id}"_s,
        {jsonOf(ids)});
    if (!back)
        return fail(back.error());
    const Result<qint64> kept = connection.execute(
        u"insert into task_attempts (task_id, run_lease, attempt, worker, started_at, finished_at, outcome) "
        "select id, run_lease, attempt, coalesce(worker, ''), started_at, finished_at, 'completed' from task_history "
        "where id {any_id} and "_s +
            inHistoryAlone(),
        {jsonOf(ids)});
    if (!kept)
        return fail(kept.error());
    const Result<qint64> gone = connection.execute(u"delete from task_history where id {any_id}"_s, {jsonOf(ids)});
    if (!gone)
        return fail(gone.error());
    moves.hintWork();
    return {};
}

Result<> retryLive(Connection &connection, Moves &moves, const std::vector<LiveTask> &tasks)
{
    QList<Id> ids;
    for (const LiveTask &task : tasks) {
        if (task.state != "retryable"_L1)
            return stateConflict(task.id, task.state, u"retry"_s);
        ids.append(task.id);
    }
    if (ids.isEmpty())
        return {};
    const Result<qint64> freed = connection.execute(
        u"update tasks set state = case when exclusive_key is null then 'available' else 'blocked' end, attempt = 0, "
        "rescues = 0, run_at = {now} where id {any_id}"_s,
        {jsonOf(ids)});
    if (!freed)
        return fail(freed.error());
    moves.hintWork();
    return {};
}

Result<> cancelChosen(Connection &connection, Moves &moves, const Chosen &chosen, const AuditOrigin &origin)
{
    if (!chosen.ended.empty())
        return stateConflict(chosen.ended.front().id, chosen.ended.front().state, u"cancel"_s);
    std::vector<Ending> endings;
    QList<Id> running;
    for (const LiveTask &task : chosen.live) {
        const bool runs = task.state == "running"_L1;
        if (runs) {
            running.append(task.id);
        } else {
            Verdict verdict;
            verdict.state = TaskState::Cancelled;
            verdict.attempt = task.attempt;
            verdict.rescues = task.rescues;
            endings.push_back({&task, verdict, {}});
        }
        const Result<> noted =
            auditState(connection, origin, u"task.cancel"_s, task.id, task.state, runs ? task.state : u"cancelled"_s);
        if (!noted)
            return noted;
    }
    const Result<qint64> asked =
        connection.execute(u"update tasks set cancel_requested = 1 where id {any_id}"_s, {jsonOf(running)});
    if (!asked)
        return fail(asked.error());
    if (!running.isEmpty())
        moves.hintCancel();
    return moves.end(endings);
}

Result<> deleteLive(Connection &connection, Moves &moves, const std::vector<LiveTask> &tasks, const AuditOrigin &origin)
{
    QList<Id> ids;
    for (const LiveTask &task : tasks) {
        if (task.state == "running"_L1)
            return stateConflict(task.id, task.state, u"delete"_s);
        ids.append(task.id);
        moves.countChildren(task.batchId, -1);
        if (const Result<> noted = audit(connection, origin, u"task.delete"_s, object(task.id),
                                         {{u"state"_s, nameOf(outsideState(task.state))}, {u"kind"_s, task.kind}}, {});
            !noted)
            return noted;
    }
    const Result<qint64> gone = connection.execute(u"delete from tasks where id {any_id}"_s, {jsonOf(ids)});
    return gone ? Result<>() : fail(gone.error());
}

Result<> deleteEnded(Connection &connection, Moves &moves, const std::vector<EndedTask> &tasks,
                     const AuditOrigin &origin)
{
    QList<Id> ids;
    for (const EndedTask &task : tasks) {
        ids.append(task.id);
        moves.countInBatch(task.batchId, outsideState(task.state), -1);
        moves.countChildren(task.batchId, -1);
        if (const Result<> noted =
                audit(connection, origin, u"task.delete"_s, object(task.id), {{u"state"_s, task.state}}, {});
            !noted)
            return noted;
    }
    const Result<qint64> gone = connection.execute(u"delete from task_history where id {any_id}"_s, {jsonOf(ids)});
    return gone ? Result<>() : fail(gone.error());
}

Result<> completeUnknown(Connection &connection, Moves &moves, const EndedTask &task)
{
    const Result<qint64> done = connection.execute(
        u"update task_history set state = 'completed', outcome_unknown = 0, last_error = null, last_error_at = null, "
        "progress_value = 1 where id = ?"_s,
        {task.id});
    if (!done)
        return fail(done.error());
    moves.countInBatch(task.batchId, TaskState::Discarded, -1);
    moves.countInBatch(task.batchId, TaskState::Completed, 1);
    return moves.releaseDependents({task.id});
}

} // namespace

Result<> cancelTasks(Connection &connection, const QList<Id> &ids, const AuditOrigin &origin)
{
    return command(connection, ids,
                   [&](Moves &moves, const Chosen &chosen) { return cancelChosen(connection, moves, chosen, origin); });
}

Result<> retryTasks(Connection &connection, const QList<Id> &ids, const AuditOrigin &origin)
{
    return command(connection, ids, [&](Moves &moves, const Chosen &chosen) -> Result<> {
        if (const Result<> freed = retryLive(connection, moves, chosen.live); !freed)
            return freed;
        if (const Result<> back = revive(connection, moves, chosen.ended); !back)
            return back;
        for (const LiveTask &task : chosen.live) {
            if (const Result<> noted =
                    auditState(connection, origin, u"task.retry"_s, task.id, task.state, u"available"_s);
                !noted)
                return noted;
        }
        for (const EndedTask &task : chosen.ended) {
            if (const Result<> noted =
                    auditState(connection, origin, u"task.retry"_s, task.id, task.state, u"available"_s);
                !noted)
                return noted;
        }
        return {};
    });
}

Result<> snoozeTasks(Connection &connection, const QList<Id> &ids, std::chrono::seconds time, const AuditOrigin &origin)
{
    return command(connection, ids, [&](Moves &, const Chosen &chosen) -> Result<> {
        if (!chosen.ended.empty())
            return stateConflict(chosen.ended.front().id, chosen.ended.front().state, u"snooze"_s);
        for (const LiveTask &task : chosen.live) {
            if (!isWaiting(task))
                return stateConflict(task.id, task.state, u"snooze"_s);
            if (const Result<> noted =
                    auditState(connection, origin, u"task.snooze"_s, task.id, task.state, u"scheduled"_s);
                !noted)
                return noted;
        }
        const Result<qint64> moved = connection.execute(
            u"update tasks set run_at = {now} + ?, state = case when state = 'waiting_deps' then state "
            "else 'scheduled' end where id {any_id}"_s,
            {qint64{std::chrono::microseconds(time).count()}, jsonOf(ids)});
        return moved ? Result<>() : fail(moved.error());
    });
}

Result<> setPriority(Connection &connection, const QList<Id> &ids, int priority, const AuditOrigin &origin)
{
    if (priority < -100 || priority > 100)
        return fail(ErrorKind::Invalid, "task_invalid", {u"priority"_s, QString::number(priority)});
    return command(connection, ids, [&](Moves &, const Chosen &chosen) -> Result<> {
        if (!chosen.ended.empty())
            return stateConflict(chosen.ended.front().id, chosen.ended.front().state, u"set-priority"_s);
        const Result<Rows> before =
            connection.query(u"select id, priority from tasks where id {any_id} order by id"_s, {jsonOf(ids)});
        if (!before)
            return fail(before.error());
        for (const Row &row : *before) {
            const Result<> noted = audit(connection, origin, u"task.set_priority"_s, object(row.at(0).toLongLong()),
                                         {{u"priority"_s, row.at(1).toInt()}}, {{u"priority"_s, priority}});
            if (!noted)
                return noted;
        }
        const Result<qint64> set =
            connection.execute(u"update tasks set priority = ? where id {any_id}"_s, {priority, jsonOf(ids)});
        return set ? Result<>() : fail(set.error());
    });
}

Result<> deleteTasks(Connection &connection, const QList<Id> &ids, const AuditOrigin &origin)
{
    return command(connection, ids, [&](Moves &moves, const Chosen &chosen) -> Result<> {
        if (const Result<> gone = deleteLive(connection, moves, chosen.live, origin); !gone)
            return gone;
        if (const Result<> gone = deleteEnded(connection, moves, chosen.ended, origin); !gone)
            return gone;
        for (const auto *sql :
             {"delete from task_attempts where task_id {any_id}", "delete from task_artifacts where task_id {any_id}",
              "delete from task_dependencies where task_id {any_id}"}) {
            if (const Result<qint64> gone = connection.execute(QString::fromLatin1(sql), {jsonOf(ids)}); !gone)
                return fail(gone.error());
        }
        return moves.discardDependents(ids);
    });
}

Result<> resolveUnknown(Connection &connection, Id id, bool done, const AuditOrigin &origin)
{
    return command(connection, {id}, [&](Moves &moves, const Chosen &chosen) -> Result<> {
        const QString verb = done ? u"done"_s : u"again"_s;
        if (!chosen.live.empty())
            return stateConflict(id, chosen.live.front().state, verb);
        const EndedTask &task = chosen.ended.front();
        if (!task.outcomeUnknown)
            return stateConflict(id, task.state, verb);
        const Result<> moved =
            done ? completeUnknown(connection, moves, task) : revive(connection, moves, chosen.ended);
        if (!moved)
            return moved;
        return auditState(connection, origin, u"task."_s + verb, id, task.state,
                          done ? u"completed"_s : u"available"_s);
    });
}

} // namespace pult::queue
