// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations.h"

#include "auditing.h"
#include "operationrow.h"
#include "takeback.h"
#include "taskcondition.h"
#include "taskqueries.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

constexpr qsizetype mostFailuresKept = 100;

QString operationObject(qint64 id)
{
    return u"operation "_s + QString::number(id);
}

QList<TaskState> statesFor(TaskVerb verb)
{
    using enum TaskState;
    switch (verb) {
    case TaskVerb::Cancel:
        return {Draft, Scheduled, Available, Running, Retryable};
    case TaskVerb::Retry:
        return {Retryable, Discarded, Cancelled};
    case TaskVerb::Delete:
        return {Draft, Scheduled, Available, Retryable, Completed, Discarded, Cancelled};
    case TaskVerb::Snooze:
    case TaskVerb::SetPriority:
        return {Scheduled, Available, Retryable};
    case TaskVerb::Undelete:
        break;
    }
    return {};
}

/// Where the verb looks for its tasks.
QStringList tablesOf(const TaskChange &change)
{
    if (change.verb == TaskVerb::Undelete)
        return {u"deleted_tasks"_s};
    return {u"tasks"_s, u"task_history"_s};
}

TaskCondition conditionFor(const TaskChange &change, const TaskFilter &filter)
{
    if (change.verb == TaskVerb::Undelete && filter.operation) {
        TaskFilter others = filter;
        others.operation.reset();
        TaskCondition condition = conditionOf(others);
        condition.add(u"operation_id = ?"_s, {*filter.operation});
        return condition;
    }
    TaskCondition condition = conditionOf(filter);
    // What may have been published is repeated only when it was asked for by name.
    if (change.verb == TaskVerb::Retry && !filter.unknownOnly)
        condition.add(u"coalesce(outcome_unknown, 0) = 0"_s, {});
    return condition;
}

Result<Rows> overTables(Connection &connection, const QString &columns, const TaskChange &change,
                        const TaskCondition &condition, const QString &after, const QVariantList &values)
{
    QStringList parts;
    QVariantList bound;
    for (const QString &table : tablesOf(change)) {
        parts << u"select * from (select "_s + columns + u" from "_s + table + condition.clause() + after + u") as "_s +
                     table;
        bound += condition.values + values;
    }
    return connection.query(parts.join(u" union all "_s), bound);
}

/// The next tasks, by growing id.
Result<QList<Id>> nextTasks(Connection &connection, const Operation &operation, Id position, Id last, int limit)
{
    TaskCondition condition = conditionFor(operation.change, operation.filter);
    condition.add(u"id > ?"_s, {position});
    condition.add(u"id <= ?"_s, {last});
    const Result<Rows> rows =
        overTables(connection, u"id"_s, operation.change, condition, u" order by id limit ?"_s, {limit});
    if (!rows)
        return fail(rows.error());
    QList<Id> ids = firstColumn(*rows);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (ids.size() > limit)
        ids.resize(limit);
    return ids;
}

Result<> end(Connection &connection, const Operation &operation, const QString &state, const QString &what,
             const AuditOrigin &origin)
{
    const Result<qint64> ended = connection.execute(
        u"update operations set state = ?, finished_at = {now} where id = ?"_s, {state, operation.id});
    if (!ended)
        return fail(ended.error());
    return audit(connection, origin, what, operationObject(operation.id), {{u"state"_s, operation.state}},
                 {{u"state"_s, state},
                  {u"total"_s, operation.total},
                  {u"done"_s, operation.done},
                  {u"failed"_s, operation.failed}});
}

/// Where in the time over which a retry is spread this step's tasks stand.
Result<Spread> spreadOf(Connection &connection, const Operation &operation)
{
    const std::chrono::microseconds whole = operation.change.time;
    const std::chrono::microseconds later = operation.change.later;
    if (operation.change.verb != TaskVerb::Retry || (whole.count() <= 0 && later.count() <= 0) || operation.total < 1)
        return Spread{};
    const Result<TimePoint> now = databaseNow(connection);
    if (!now)
        return fail(now.error());
    const std::chrono::microseconds step = whole / operation.total;
    const std::chrono::microseconds elapsed = *now - operation.createdAt;
    return Spread{later + step * (operation.done + operation.failed) - elapsed, step};
}

Result<> noteStep(Connection &connection, Operation &operation, const ChangeResult &changed, qint64 position)
{
    operation.done += changed.done.size();
    operation.failed += changed.refused.size();
    operation.failures += changed.refused;
    operation.failures.resize(std::min(operation.failures.size(), mostFailuresKept));
    const Result<qint64> moved = connection.execute(
        u"update operations set position = ?, done = ?, failed = ?, failures = ? where id = ?"_s,
        {position, operation.done, operation.failed, failuresText(operation.failures), operation.id});
    return moved ? Result<>() : fail(moved.error());
}

Result<> endStepping(Connection &connection, const Operation &operation)
{
    return end(connection, operation, u"done"_s, u"operation.end"_s, {operation.who, operation.where});
}

/// Of one that goes back over another's audit entries.
Result<> stepBack(Connection &connection, Operation &operation, const Operation &undone, qint64 position, int limit)
{
    const Result<std::optional<TakeBackStep>> taken = takeBackNext(connection, operation, undone, position, limit);
    if (!taken)
        return fail(taken.error());
    if (!*taken)
        return endStepping(connection, operation);
    return noteStep(connection, operation, (*taken)->result, (*taken)->position);
}

/// One step, the operation's row being locked.
Result<> step(Connection &connection, Operation &operation, Id position, Id last, int limit)
{
    if (operation.undoes) {
        const Result<Operation> undone = showOperation(connection, *operation.undoes);
        if (!undone)
            return fail(undone.error());
        if (isTakenBackByAudit(undone->change))
            return stepBack(connection, operation, *undone, position, limit);
    }
    const Result<QList<Id>> ids = nextTasks(connection, operation, position, last, limit);
    if (!ids)
        return fail(ids.error());
    if (ids->isEmpty())
        return endStepping(connection, operation);
    const Result<Spread> spread = spreadOf(connection, operation);
    if (!spread)
        return fail(spread.error());
    const Result<ChangeResult> changed =
        changeTasks(connection, *ids, operation.change, {operation.who, operation.where}, operation.id, *spread);
    if (!changed)
        return fail(changed.error());
    return noteStep(connection, operation, *changed, ids->constLast());
}

/// Locks and steps it; nullopt when `condition` finds none.
Result<std::optional<qint64>> stepOne(Connection &connection, const QString &condition, const QVariantList &values,
                                      int limit)
{
    return storage::inTransaction(connection, [&]() -> Result<std::optional<qint64>> {
        const Result<Rows> rows =
            connection.query(u"select "_s + operationColumns() +
                                 u", position, last_id from operations where state = 'running' "_s + condition,
                             values);
        if (!rows)
            return fail(rows.error());
        if (rows->empty())
            return std::optional<qint64>();
        const Row &row = rows->front();
        Operation operation = operationFromRow(row);
        const Result<> stepped = step(connection, operation, row.at(row.size() - 2).toLongLong(),
                                      row.at(row.size() - 1).toLongLong(), limit);
        if (!stepped)
            return fail(stepped.error());
        return std::optional(operation.id);
    });
}

/// The largest id that was given out.
Result<Id> lastId(Connection &connection)
{
    const Result<Rows> rows =
        connection.query(connection.dialect().isPostgreSql() ? u"select last_value from entity_ids"_s
                                                             : u"select value from counters where name = 'entity'"_s);
    if (!rows)
        return fail(rows.error());
    return rows->front().front().toLongLong();
}

} // namespace

Result<TaskFilter> filterFor(const TaskChange &change, const TaskFilter &filter)
{
    if (filter == TaskFilter{})
        return fail(ErrorKind::Invalid, "operation_filter_empty");
    TaskFilter full = filter;
    if (full.states.isEmpty())
        full.states = statesFor(change.verb);
    return full;
}

Result<qint64> countMatching(Connection &connection, const TaskChange &change, const TaskFilter &filter)
{
    const Result<TaskFilter> full = filterFor(change, filter);
    if (!full)
        return fail(full.error());
    const Result<Rows> rows =
        overTables(connection, u"count(*) as matching"_s, change, conditionFor(change, *full), {}, {});
    if (!rows)
        return fail(rows.error());
    qint64 total = 0;
    for (const Row &row : *rows)
        total += row.front().toLongLong();
    return total;
}

Result<Operation> startOperation(Connection &connection, const TaskChange &change, const TaskFilter &filter,
                                 const AuditOrigin &origin, const OperationNote &note)
{
    Result<TaskFilter> full = filterFor(change, filter);
    if (!full)
        return fail(full.error());
    const Result<TimePoint> now = databaseNow(connection);
    if (!now)
        return fail(now.error());
    *full = fixedAt(*full, *now);
    if (change.verb == TaskVerb::SetPriority && (change.priority < -100 || change.priority > 100))
        return fail(ErrorKind::Invalid, "task_invalid", {u"priority"_s, QString::number(change.priority)});
    return storage::inTransaction(connection, [&]() -> Result<Operation> {
        const Result<Id> last = lastId(connection);
        if (!last)
            return fail(last.error());
        const Result<qint64> total =
            note.total ? Result<qint64>(*note.total) : countMatching(connection, change, *full);
        if (!total)
            return fail(total.error());
        const Result<Rows> stored = connection.query(
            u"insert into operations (verb, arguments, filter, who, place, reason, undoes, state, total, last_id, "
            "created_at) values (?, ?, ?, ?, ?, ?, ?, 'running', ?, ?, {now}) returning id"_s,
            {nameOf(change.verb), textOf(argumentsOf(change)), textOf(toJson(*full)), origin.who, origin.where,
             note.reason, note.undoes ? QVariant(*note.undoes) : QVariant(), *total, *last});
        if (!stored)
            return fail(stored.error());
        const qint64 id = stored->front().front().toLongLong();
        const Result<> noted = audit(connection, origin, u"operation.start"_s, operationObject(id), {},
                                     {{u"verb"_s, nameOf(change.verb)},
                                      {u"arguments"_s, argumentsOf(change)},
                                      {u"filter"_s, toJson(*full)},
                                      {u"reason"_s, note.reason},
                                      {u"total"_s, *total}});
        if (!noted)
            return fail(noted.error());
        Moves moves(connection);
        moves.hintTasks();
        if (const Result<> told = moves.settle(); !told)
            return fail(told.error());
        return showOperation(connection, id);
    });
}

Result<Operation> showOperation(Connection &connection, qint64 id)
{
    const Result<Rows> rows =
        connection.query(u"select "_s + operationColumns() + u" from operations where id = ?"_s, {id});
    if (!rows)
        return fail(rows.error());
    if (rows->empty())
        return fail(ErrorKind::NotFound, "operation_unknown", {QString::number(id)});
    return operationFromRow(rows->front());
}

Result<QList<Operation>> listOperations(Connection &connection, int limit)
{
    const Result<Rows> rows =
        connection.query(u"select "_s + operationColumns() + u" from operations order by id desc limit ?"_s, {limit});
    if (!rows)
        return fail(rows.error());
    QList<Operation> operations;
    for (const Row &row : *rows)
        operations.append(operationFromRow(row));
    return operations;
}

Result<Operation> cancelOperation(Connection &connection, qint64 id, const AuditOrigin &origin)
{
    return storage::inTransaction(connection, [&]() -> Result<Operation> {
        const Result<Rows> locked = connection.query(u"select 1 from operations where id = ? {for_update}"_s, {id});
        if (!locked)
            return fail(locked.error());
        const Result<Operation> operation = showOperation(connection, id);
        if (!operation)
            return operation;
        if (operation->state != "running"_L1)
            return fail(ErrorKind::Conflict, "operation_state_conflict", {QString::number(id), operation->state});
        if (const Result<> ended = end(connection, *operation, u"cancelled"_s, u"operation.cancel"_s, origin); !ended)
            return fail(ended.error());
        return showOperation(connection, id);
    });
}

Result<Operation> stepOperation(Connection &connection, qint64 id, int limit)
{
    const Result<std::optional<qint64>> stepped = stepOne(connection, u"and id = ? {for_update}"_s, {id}, limit);
    if (!stepped)
        return fail(stepped.error());
    return showOperation(connection, id);
}

Result<bool> stepOperations(Connection &connection)
{
    // Mostly there is none, and a transaction is dearer than a look.
    const Result<Rows> any = connection.query(u"select 1 from operations where state = 'running' limit 1"_s);
    if (!any)
        return fail(any.error());
    if (any->empty())
        return false;
    const Result<std::optional<qint64>> stepped = stepOne(connection, u"order by id limit 1 {skip_locked}"_s, {}, 200);
    return stepped.map([](const std::optional<qint64> &id) { return id.has_value(); });
}

} // namespace pult::queue
