// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskcommands.h"

#include "auditing.h"
#include "taskchange.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;

namespace {

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

Result<> runAgain(Connection &connection, Moves &moves, const EndedTask &task)
{
    const Result<QList<Refusal>> conflicts = uniqueConflicts(connection, {{task.id, task.uniqueKey}});
    if (!conflicts)
        return fail(conflicts.error());
    if (!conflicts->isEmpty())
        return fail(conflicts->constFirst().error);
    return revive(connection, moves, {task});
}

Result<> resolve(Connection &connection, Id id, bool done, const AuditOrigin &origin)
{
    Moves moves(connection);
    const Result<Chosen> chosen = choose(connection, moves, {id});
    if (!chosen)
        return fail(chosen.error());
    const QString verb = done ? u"done"_s : u"again"_s;
    if (!chosen->missing.isEmpty())
        return fail(taskUnknown(id));
    if (!chosen->live.empty())
        return fail(stateConflict(id, chosen->live.front().state, verb));
    const EndedTask &task = chosen->ended.front();
    if (!task.outcomeUnknown)
        return fail(stateConflict(id, task.state, verb));
    const Result<> moved = done ? completeUnknown(connection, moves, task) : runAgain(connection, moves, task);
    if (!moved)
        return moved;
    const QString after = done ? u"completed"_s : u"available"_s;
    const Result<> noted = audit(connection, origin, u"task."_s + verb, auditObject(id), {{u"state"_s, task.state}},
                                 {{u"state"_s, after}});
    if (!noted)
        return noted;
    moves.hintTasks();
    return moves.settle();
}

} // namespace

Result<> cancelTasks(Connection &connection, const QList<Id> &ids, const AuditOrigin &origin)
{
    return changeAllTasks(connection, ids, {.verb = TaskVerb::Cancel}, origin);
}

Result<> retryTasks(Connection &connection, const QList<Id> &ids, const AuditOrigin &origin)
{
    return changeAllTasks(connection, ids, {.verb = TaskVerb::Retry}, origin);
}

Result<> snoozeTasks(Connection &connection, const QList<Id> &ids, std::chrono::seconds time, const AuditOrigin &origin)
{
    return changeAllTasks(connection, ids, {.verb = TaskVerb::Snooze, .time = time}, origin);
}

Result<> setPriority(Connection &connection, const QList<Id> &ids, int priority, const AuditOrigin &origin)
{
    return changeAllTasks(connection, ids, {.verb = TaskVerb::SetPriority, .time = {}, .priority = priority}, origin);
}

Result<> deleteTasks(Connection &connection, const QList<Id> &ids, const AuditOrigin &origin)
{
    return changeAllTasks(connection, ids, {.verb = TaskVerb::Delete}, origin);
}

Result<> resolveUnknown(Connection &connection, Id id, bool done, const AuditOrigin &origin)
{
    return storage::inTransaction(connection, [&] { return resolve(connection, id, done, origin); });
}

} // namespace pult::queue
