// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "moves.h"
#include "taskstore.h"

#include <algorithm>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// In the order of the ids, as everybody locks.
QString rowsFrom(const QList<Completion> &completions)
{
    QList<const Completion *> plain;
    for (const Completion &completion : completions) {
        if (completion.outcome == Outcome::Completed && completion.artifacts.isEmpty())
            plain.append(&completion);
    }
    std::sort(plain.begin(), plain.end(),
              [](const Completion *a, const Completion *b) { return a->taskId < b->taskId; });
    QJsonArray rows;
    for (const Completion *completion : std::as_const(plain)) {
        QJsonObject row{{u"id"_s, completion->taskId}, {u"lease"_s, completion->runLease}};
        if (!completion->worker.isEmpty())
            row[u"worker"_s] = completion->worker;
        if (!completion->output.isEmpty())
            row[u"output"_s] = QString::fromUtf8(completion->output);
        if (!completion->steps.isEmpty())
            row[u"steps"_s] = QString::fromUtf8(completion->steps);
        if (!completion->log.isEmpty())
            row[u"log"_s] = QString::fromUtf8(completion->log);
        rows.append(row);
    }
    return rows.isEmpty() ? QString() : jsonOf(rows);
}

/// Found one by one by their id, then by their place: whatever the statistics say, no plan can compare all with all.
/// The lease is compared again where the row is taken, since another may have taken it back since it was found; only a
/// running task has one. Keyed tasks stay out: their key's row would have to be locked before them. A run without steps
/// and log has its attempt in the history row alone (taskqueries.cpp reads it there).
QString statement()
{
    return u"with x as materialized (select * from {rows:id bigint,lease bigint,worker text,output text,steps text,"
           "log text}), l as materialized (select x.*, t.place from x cross join lateral (select ctid as place from "
           "tasks "
           "where id = x.id and run_lease = x.lease and exclusive_key is null offset 0) as t), "
           "d as (delete from tasks using l where tasks.ctid = l.place and tasks.run_lease = l.lease "
           "returning tasks.*, coalesce(l.worker, tasks.worker) as ran_by, l.output as result, l.steps, l.log), "
           "h as (insert into task_history (id, kind, queue, state, priority, payload, run_at, attempt, max_attempts, "
           "rescues, unique_key, batch_id, depends_on, node, provider, on_unknown, progress_value, progress_stage, "
           "outcome_unknown, cancel_requested, run_lease, node_id, session_id, worker, lease_ttl, lease_acquired_at, "
           "lease_expires_at, commit_state, commit_step, output, created_at, started_at, finished_at) "
           "select id, kind, queue, 'completed', priority, payload, run_at, attempt, max_attempts, rescues, "
           "unique_key, "
           "batch_id, depends_on, node, provider, on_unknown, 1, progress_stage, 0, cancel_requested, run_lease, "
           "node_id, session_id, ran_by, lease_ttl, lease_acquired_at, lease_expires_at, commit_state, commit_step, "
           "result, created_at, started_at, {now} from d), "
           "a as (insert into task_attempts (task_id, run_lease, attempt, worker, started_at, finished_at, outcome, "
           "steps, log) select id, run_lease, attempt, ran_by, started_at, {now}, 'completed', steps, log from d "
           "where steps is not null or log is not null) select id, batch_id from d"_s;
}

Result<QList<Id>> endPlain(Connection &connection, const QString &rows)
{
    const Result<Rows> ended = connection.query(statement(), {rows});
    if (!ended)
        return fail(ended.error());
    Moves moves(connection);
    for (const Row &row : *ended) {
        if (!row.at(1).isNull())
            moves.countInBatch(row.at(1).toLongLong(), TaskState::Completed, 1);
    }
    QList<Id> ids = firstColumn(*ended);
    // A statement of its own: only now, with the tasks' rows taken, can nobody add to those who wait for them.
    if (const Result<> released = moves.releaseDependents(ids); !released)
        return fail(released.error());
    if (const Result<> settled = moves.settle(); !settled)
        return fail(settled.error());
    return ids;
}

} // namespace

Result<QList<Id>> completePlain(Connection &connection, const QList<Completion> &completions)
{
    const QString rows = connection.dialect().isPostgreSql() ? rowsFrom(completions) : QString();
    if (rows.isEmpty())
        return QList<Id>{};
    return storage::inTransaction(
        connection, [&] { return endPlain(connection, rows); }, storage::Plan::Pinned);
}

Result<> hintTasks(Connection &connection)
{
    Moves moves(connection);
    moves.hintTasks();
    return moves.settle();
}

} // namespace pult::queue
