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

/// Runs that can end so, and whether any of them tells more than that it ended.
struct Plain
{
    QString rows; ///< JSON in the order of the ids, as everybody locks; empty: none
    bool recorded = false;
};

QJsonObject rowOf(const Completion &completion)
{
    QJsonObject row{{u"id"_s, completion.taskId}, {u"lease"_s, completion.runLease}};
    if (!completion.worker.isEmpty())
        row[u"worker"_s] = completion.worker;
    if (!completion.output.isEmpty())
        row[u"output"_s] = QString::fromUtf8(completion.output);
    if (!completion.steps.isEmpty())
        row[u"steps"_s] = QString::fromUtf8(completion.steps);
    if (!completion.log.isEmpty())
        row[u"log"_s] = QString::fromUtf8(completion.log);
    return row;
}

bool isRecorded(const Completion &completion)
{
    return !completion.output.isEmpty() || !completion.steps.isEmpty() || !completion.log.isEmpty();
}

Plain plainOf(const QList<Completion> &completions)
{
    QList<const Completion *> plain;
    for (const Completion &completion : completions) {
        if (completion.outcome == Outcome::Completed && completion.artifacts.isEmpty())
            plain.append(&completion);
    }
    std::sort(plain.begin(), plain.end(),
              [](const Completion *a, const Completion *b) { return a->taskId < b->taskId; });
    QJsonArray rows;
    for (const Completion *completion : std::as_const(plain))
        rows.append(rowOf(*completion));
    const bool recorded =
        std::any_of(plain.begin(), plain.end(), [](const Completion *one) { return isRecorded(*one); });
    return {rows.isEmpty() ? QString() : jsonOf(rows), recorded};
}

/// Found one by one by their id, then by their place: whatever the statistics say, no plan can compare all with all.
/// The lease is compared again where the row is taken, since another may have taken it back since it was found; only a
/// running task has one. Keyed tasks stay out: their key's row would have to be locked before them. A run without steps
/// and log has its attempt in the history row alone (taskqueries.cpp reads it there).
QString statement(bool recorded)
{
    const QString extra = recorded ? u",output text,steps text,log text"_s : QString();
    const QString attempts =
        recorded ? u", a as (insert into task_attempts (task_id, run_lease, attempt, worker, started_at, finished_at, "
                   "outcome, steps, log) select id, run_lease, attempt, ran_by, started_at, {now}, 'completed', steps, "
                   "log from d where steps is not null or log is not null) "_s
                 : QString();
    return u"with x as materialized (select * from {rows:id bigint,lease bigint,worker text"_s + extra +
           u"}), l as materialized (select x.*, t.place from x cross join lateral (select ctid as place from tasks "
           "where id = x.id and run_lease = x.lease and exclusive_key is null offset 0) as t), "
           "d as (delete from tasks using l where tasks.ctid = l.place and tasks.run_lease = l.lease "
           "returning tasks.*, coalesce(l.worker, tasks.worker) as ran_by"_s +
           (recorded ? u", l.output as result, l.steps, l.log"_s : u", null as result"_s) +
           u"), h as (insert into task_history (id, kind, queue, state, priority, payload, run_at, attempt, "
           "max_attempts, rescues, unique_key, batch_id, depends_on, node, provider, on_unknown, progress_value, "
           "progress_stage, outcome_unknown, cancel_requested, run_lease, node_id, session_id, worker, lease_ttl, "
           "lease_acquired_at, lease_expires_at, commit_state, commit_step, output, created_at, started_at, "
           "finished_at) select id, kind, queue, 'completed', priority, payload, run_at, attempt, max_attempts, "
           "rescues, unique_key, batch_id, depends_on, node, provider, on_unknown, 1, progress_stage, 0, "
           "cancel_requested, run_lease, node_id, session_id, ran_by, lease_ttl, lease_acquired_at, "
           "lease_expires_at, commit_state, commit_step, result, created_at, started_at, {now} from d "
           "returning id, batch_id)"_s +
           attempts + u" select id, batch_id from h"_s;
}

Result<QList<Id>> endPlain(Connection &connection, const Plain &plain)
{
    const Result<Rows> ended = connection.query(statement(plain.recorded), {plain.rows});
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
    const Plain plain = connection.dialect().isPostgreSql() ? plainOf(completions) : Plain{};
    if (plain.rows.isEmpty())
        return QList<Id>{};
    return storage::inTransaction(
        connection, [&] { return endPlain(connection, plain); }, storage::Plan::Pinned);
}

Result<> hintTasks(Connection &connection)
{
    Moves moves(connection);
    moves.hintTasks();
    return moves.settle();
}

} // namespace pult::queue
