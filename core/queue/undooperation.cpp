// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deletedtasks.h"
#include "operations.h"
#include "takeback.h"
#include "taskqueries.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Rows;

namespace {

TaskTerm finishedSince(TimePoint time)
{
    TaskTerm term;
    term.field = TaskTerm::Field::Finished;
    term.comparison = TaskTerm::Comparison::MoreOrEqual;
    term.number = toMicros(time);
    return term;
}

/// What cancelled tasks are found by afterwards: the same filter, but for the states they were in.
TaskFilter cancelledBy(const Operation &operation)
{
    TaskFilter filter = operation.filter;
    filter.states = {TaskState::Cancelled};
    filter.terms.append(finishedSince(operation.createdAt));
    return filter;
}

} // namespace

bool isUndoable(const Operation &operation, TimePoint now)
{
    const TaskVerb verb = operation.change.verb;
    // A completed task that waits again would be lost as completed; and what takes back is not taken back in turn.
    const bool goesBack = isTakenBackByAudit(operation.change) && !operation.undoes &&
                          !(verb == TaskVerb::Retry && operation.filter.states.contains(TaskState::Completed));
    const bool known = verb == TaskVerb::Delete || verb == TaskVerb::Cancel || goesBack;
    return known && operation.state != "running"_L1 && operation.done > 0 && now - operation.createdAt < undoTime;
}

Result<Operation> undoOperation(Connection &connection, qint64 id, const AuditOrigin &origin)
{
    const Result<Operation> operation = showOperation(connection, id);
    if (!operation)
        return operation;
    const Result<TimePoint> now = databaseNow(connection);
    if (!now)
        return fail(now.error());
    const Result<Rows> before = connection.query(u"select 1 from operations where undoes = ? limit 1"_s, {id});
    if (!before)
        return fail(before.error());
    if (!isUndoable(*operation, *now) || !before->empty()) {
        return fail(ErrorKind::Conflict, "operation_not_undoable",
                    {QString::number(id), nameOf(operation->change.verb)});
    }
    if (isTakenBackByAudit(operation->change)) {
        const Result<qint64> total = countRecorded(connection, *operation);
        if (!total)
            return fail(total.error());
        return startOperation(connection, operation->change, operation->filter, origin, {{}, id, *total});
    }
    const OperationNote note{{}, id};
    if (operation->change.verb == TaskVerb::Cancel)
        return startOperation(connection, {TaskVerb::Retry, {}, 0}, cancelledBy(*operation), origin, note);
    TaskFilter deleted;
    deleted.operation = id;
    return startOperation(connection, {TaskVerb::Undelete, {}, 0}, deleted, origin, note);
}

} // namespace pult::queue
