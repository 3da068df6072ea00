// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "moves.h"
#include "taskstore.h"

#include <QSet>

#include <algorithm>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// A completed run that leaves nothing but its output, steps and log.
bool isPlain(const Completion &completion)
{
    return completion.outcome == Outcome::Completed && completion.artifacts.isEmpty();
}

/// A plain one that only says that it ended, and where its row stood.
bool isBare(const Completion &completion)
{
    return completion.output.isEmpty() && completion.steps.isEmpty() && completion.log.isEmpty() &&
           !completion.place.isEmpty();
}

/// In the order of the ids, as everybody locks.
using Runs = QList<const Completion *>;

bool byTask(const Completion *a, const Completion *b)
{
    return a->taskId < b->taskId;
}

/// Values of an array parameter: numbers and places need no quotes but those of a place's comma.
template<typename Function>
QString arrayOf(const Runs &runs, Function valueOf)
{
    QString text = u"{"_s;
    for (const Completion *run : runs) {
        if (text.size() > 1)
            text += u',';
        text += valueOf(*run);
    }
    return text + u'}';
}

/// Each worker once, and for each run the number of its own among them, from 1.
struct Workers
{
    QStringList names;
    QString numbers;
};

Workers workersOf(const Runs &runs)
{
    Workers workers;
    workers.numbers = arrayOf(runs, [&workers](const Completion &run) {
        qsizetype at = workers.names.indexOf(run.worker);
        if (at < 0) {
            at = workers.names.size();
            workers.names.append(run.worker);
        }
        return QString::number(at + 1);
    });
    return workers;
}

/// No index is asked: each row is looked for where the claim left it. A row that has moved since is not found, and one
/// that stands in its place now has another lease; both are left to the general way. The lease alone says whose a row
/// is, for no two runs ever have the same. Keyed tasks stay out: their key's row would have to be locked before them.
/// The run has its attempt in the history row alone (taskqueries.cpp reads it there).
QString bareStatement()
{
    return u"with x as materialized (select * from unnest(cast(? as tid[]), cast(? as bigint[]), cast(? as int[])) "
           "as x(place, lease, ran)), "
           "d as (delete from tasks using x where tasks.ctid = x.place and tasks.run_lease = x.lease and "
           "exclusive_key is null returning tasks.*, x.ran), "
           "h as (insert into task_history (id, kind, queue, state, priority, payload, run_at, attempt, max_attempts, "
           "rescues, unique_key, batch_id, depends_on, node, provider, on_unknown, progress_value, run_lease, worker, "
           "created_at, started_at, finished_at) select id, kind, queue, 'completed', priority, payload, run_at, "
           "attempt, "
           "max_attempts, rescues, unique_key, batch_id, depends_on, node, provider, on_unknown, 1, run_lease, "
           "coalesce(nullif((array(select json_array_elements_text(cast(? as json))))[ran], ''), worker), created_at, "
           "started_at, {now} from d "
           "returning id, batch_id) "
           "select count(*), string_agg(cast(batch_id as text), ','), "
           "case when count(*) < ? then string_agg(cast(id as text), ',') end from h"_s;
}

/// Found one by one by their id, then by their place: whatever the statistics say, no plan can compare all with all.
/// The lease is compared again where the row is taken, since another may have taken it back since it was found.
QString recordedStatement()
{
    return u"with x as materialized (select * from {rows:id bigint,lease bigint,worker text,output text,steps text,"
           "log text}), l as materialized (select x.*, t.place from x cross join lateral (select ctid as place "
           "from tasks where id = x.id and run_lease = x.lease and exclusive_key is null offset 0) as t), "
           "d as (delete from tasks using l where tasks.ctid = l.place and tasks.run_lease = l.lease "
           "returning tasks.*, coalesce(l.worker, tasks.worker) as ran_by, l.output as result, l.steps, l.log), "
           "h as (insert into task_history (id, kind, queue, state, priority, payload, run_at, attempt, max_attempts, "
           "rescues, unique_key, batch_id, depends_on, node, provider, on_unknown, progress_value, progress_stage, "
           "cancel_requested, run_lease, node_id, session_id, worker, lease_ttl, lease_expires_at, commit_state, "
           "commit_step, output, created_at, started_at, finished_at) select id, kind, queue, 'completed', priority, "
           "payload, run_at, attempt, max_attempts, rescues, unique_key, batch_id, depends_on, node, provider, "
           "on_unknown, 1, progress_stage, cancel_requested, run_lease, node_id, session_id, ran_by, lease_ttl, "
           "lease_expires_at, commit_state, commit_step, result, created_at, started_at, {now} from d "
           "returning id, batch_id), "
           "a as (insert into task_attempts (task_id, run_lease, attempt, worker, started_at, finished_at, outcome, "
           "steps, log) select id, run_lease, attempt, ran_by, started_at, {now}, 'completed', steps, log from d "
           "where steps is not null or log is not null) "
           "select count(*), string_agg(cast(batch_id as text), ','), string_agg(cast(id as text), ',') from h"_s;
}

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

QList<Id> idsFromList(const QString &text)
{
    QList<Id> ids;
    for (const QStringView id : QStringView(text).split(u',', Qt::SkipEmptyParts))
        ids.append(id.toLongLong());
    return ids;
}

/// The answer of both statements: how many ended, their batches, and which, unless all of `asked` did.
QList<Id> endedOf(const Row &row, const Runs &asked, Moves &moves)
{
    const QList<Id> batches = idsFromList(row.at(1).toString());
    for (const Id batch : batches)
        moves.countInBatch(batch, TaskState::Completed, 1);
    if (row.at(0).toLongLong() < asked.size())
        return idsFromList(row.at(2).toString());
    QList<Id> all;
    all.reserve(asked.size());
    for (const Completion *run : asked)
        all.append(run->taskId);
    return all;
}

/// `ended` gets the ids of those of `runs` that did.
Result<> endBare(Connection &connection, Moves &moves, const Runs &runs, QList<Id> &ended)
{
    if (runs.isEmpty())
        return {};
    const Workers workers = workersOf(runs);
    const Result<Rows> rows = connection.query(
        bareStatement(), {arrayOf(runs, [](const Completion &run) { return QString(u'"' + run.place + u'"'); }),
                          arrayOf(runs, [](const Completion &run) { return QString::number(run.runLease); }),
                          workers.numbers, jsonOf(workers.names), runs.size()});
    if (!rows)
        return fail(rows.error());
    ended += endedOf(rows->front(), runs, moves);
    return {};
}

Result<> endRecorded(Connection &connection, Moves &moves, const Runs &runs, QList<Id> &ended)
{
    if (runs.isEmpty())
        return {};
    QJsonArray json;
    for (const Completion *run : runs)
        json.append(rowOf(*run));
    const Result<Rows> rows = connection.query(recordedStatement(), {jsonOf(json)});
    if (!rows)
        return fail(rows.error());
    ended += endedOf(rows->front(), runs, moves);
    return {};
}

/// Those that did not end stay: their rows have moved, or are not theirs any more.
Runs without(const Runs &runs, const QList<Id> &ended)
{
    const QSet<Id> gone(ended.cbegin(), ended.cend());
    Runs left;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(left),
                 [&gone](const Completion *run) { return !gone.contains(run->taskId); });
    return left;
}

Result<QList<Id>> endPlain(Connection &connection, const Runs &bare, const Runs &recorded)
{
    Moves moves(connection);
    QList<Id> ids;
    if (const Result<> ended = endBare(connection, moves, bare, ids); !ended)
        return fail(ended.error());
    Runs others = recorded;
    if (ids.size() < bare.size())
        others += without(bare, ids);
    std::sort(others.begin(), others.end(), byTask);
    if (const Result<> ended = endRecorded(connection, moves, others, ids); !ended)
        return fail(ended.error());
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
    if (!connection.dialect().isPostgreSql())
        return QList<Id>{};
    Runs bare;
    Runs recorded;
    for (const Completion &completion : completions) {
        if (isPlain(completion))
            (isBare(completion) ? bare : recorded).append(&completion);
    }
    if (bare.isEmpty() && recorded.isEmpty())
        return QList<Id>{};
    std::sort(bare.begin(), bare.end(), byTask);
    return storage::inTransaction(
        connection, [&] { return endPlain(connection, bare, recorded); }, storage::Plan::Pinned);
}

Result<> hintTasks(Connection &connection)
{
    Moves moves(connection);
    moves.hintTasks();
    return moves.settle();
}

} // namespace pult::queue
