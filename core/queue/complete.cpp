// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "artifacts.h"
#include "moves.h"
#include "runends.h"
#include "taskstore.h"

#include <QHash>

#include <cmath>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// Whose lease is `runLease`, locked; lease_lost when nobody's any more.
Result<LiveTask> ownedTask(Moves &moves, Id task, qint64 runLease)
{
    const Result<std::vector<LiveTask>> locked = moves.lockTasks({task});
    if (!locked)
        return fail(locked.error());
    if (locked->empty() || locked->front().runLease != runLease || locked->front().state != "running"_L1)
        return fail(ErrorKind::Conflict, "lease_lost", {QString::number(task)});
    return locked->front();
}

/// A draw for the `number`th of a batch, so that what failed together does not come back together.
double drawOf(double jitter, qsizetype number)
{
    constexpr double goldenRatio = 0.6180339887498949; // multiples of it spread evenly
    const double draw = jitter + double(number) * goldenRatio;
    return draw - std::floor(draw);
}

/// `tasks` that still belong to their completion, each with its verdict.
std::vector<RunEnd> accepted(std::vector<LiveTask> &tasks, const QList<Completion> &completions, double jitter)
{
    QHash<qint64, LiveTask *> running;
    for (LiveTask &task : tasks) {
        if (task.state == "running"_L1)
            running.insert(task.runLease, &task);
    }
    std::vector<RunEnd> ends;
    for (const Completion &completion : completions) {
        LiveTask *const task = running.value(completion.runLease);
        if (!task || task->id != completion.taskId)
            continue;
        if (!completion.worker.isEmpty())
            task->worker = completion.worker;
        ends.push_back({task, judge(*task, completion, drawOf(jitter, qsizetype(ends.size()))), &completion});
    }
    return ends;
}

Result<QList<Id>> completeLocked(Connection &connection, const QList<Completion> &completions, double jitter)
{
    Moves moves(connection);
    QList<Id> ids;
    for (const Completion &completion : completions)
        ids.append(completion.taskId);
    Result<std::vector<LiveTask>> tasks = moves.lockTasks(ids);
    if (!tasks)
        return fail(tasks.error());
    const std::vector<RunEnd> ends = accepted(*tasks, completions, jitter);
    if (const Result<> ended = endRuns(connection, moves, ends); !ended)
        return fail(ended.error());
    if (const Result<> settled = moves.settle(); !settled)
        return fail(settled.error());
    QList<Id> done;
    for (const RunEnd &end : ends)
        done.append(end.task->id);
    return done;
}

/// As a completion, but without an attempt to show: the run never began.
Result<> handBackLocked(Connection &connection, const QList<Completion> &completions)
{
    Moves moves(connection);
    QList<Id> ids;
    for (const Completion &completion : completions)
        ids.append(completion.taskId);
    Result<std::vector<LiveTask>> tasks = moves.lockTasks(ids);
    if (!tasks)
        return fail(tasks.error());
    std::vector<Ending> endings;
    std::vector<std::pair<const LiveTask *, Verdict>> waiting;
    for (const RunEnd &end : accepted(*tasks, completions, 0)) {
        if (isFinished(end.verdict.state))
            endings.push_back({end.task, end.verdict, {}});
        else
            waiting.emplace_back(end.task, end.verdict);
    }
    if (const Result<> waits = moves.wait(waiting); !waits)
        return waits;
    if (const Result<> ended = moves.end(endings); !ended)
        return ended;
    return moves.settle();
}

} // namespace

Result<QList<Id>> complete(Connection &connection, const QList<Completion> &completions, double jitter)
{
    if (completions.isEmpty())
        return QList<Id>{};
    return storage::inTransaction(
        connection, [&] { return completeLocked(connection, completions, jitter); }, storage::Plan::Pinned);
}

Result<> handBack(Connection &connection, const QList<Assignment> &runs)
{
    if (runs.isEmpty())
        return {};
    QList<Completion> completions;
    for (const Assignment &run : runs) {
        completions.append({.taskId = run.task,
                            .runLease = run.runLease,
                            .place = {},
                            .worker = {},
                            .outcome = run.pause.count() > 0 ? Outcome::Snoozed : Outcome::Interrupted,
                            .error = {},
                            .snooze = run.pause,
                            .output = {},
                            .steps = {},
                            .log = {},
                            .artifacts = {}});
    }
    return storage::inTransaction(
        connection, [&] { return handBackLocked(connection, completions); }, storage::Plan::Pinned);
}

Result<> setProgress(Connection &connection, Id task, qint64 runLease, const Progress &progress)
{
    return storage::inTransaction(connection, [&]() -> Result<> {
        const Result<qint64> changed = connection.execute(
            u"update tasks set progress_value = ?, progress_stage = ?, progress_steps = ? "
            "where id = ? and run_lease = ? and state = 'running'"_s,
            {progress.value, progress.stage,
             progress.steps.isEmpty() ? QVariant() : QVariant(QString::fromUtf8(progress.steps)), task, runLease});
        if (!changed)
            return fail(changed.error());
        if (*changed == 0)
            return fail(ErrorKind::Conflict, "lease_lost", {QString::number(task)});
        Moves moves(connection);
        moves.hintTasks();
        return moves.settle();
    });
}

Result<> recordCommit(Connection &connection, Id task, qint64 runLease, int step, bool begun, bool lastStep,
                      const std::optional<Artifact> &screenshot)
{
    return storage::inTransaction(connection, [&]() -> Result<> {
        Moves moves(connection);
        const Result<LiveTask> owned = ownedTask(moves, task, runLease);
        if (!owned)
            return fail(owned.error());
        // Nothing has happened yet, so the operator's wish comes in time.
        if (begun && owned->cancelRequested)
            return fail(ErrorKind::Cancelled, "task_cancelled");
        const CommitState state = begun ? CommitBegun : lastStep ? LastCommitEnded : CommitEnded;
        // The lease starts anew: what is about to happen must not be overtaken by its end.
        const Result<qint64> changed = connection.execute(
            u"update tasks set commit_state = ?, commit_step = ?, lease_expires_at = {now} + lease_ttl where id = ?"_s,
            {static_cast<int>(state), step, task});
        if (!changed)
            return fail(changed.error());
        if (screenshot)
            return storeArtifacts(connection, task, runLease, {*screenshot});
        return {};
    });
}

Result<QList<HeldRun>> renewLeases(Connection &connection, const QString &sessionId)
{
    // In the order of the ids, as everybody locks.
    const Result<Rows> rows = storage::inTransaction(
        connection,
        [&] {
            return connection.query(
                u"update tasks set lease_expires_at = {now} + lease_ttl where state = 'running' and id {any} "
                "(select id from tasks where state = 'running' and session_id = ? order by id "
                "{for_update}) {end} returning id, run_lease, cancel_requested"_s,
                {sessionId});
        },
        storage::Plan::Pinned);
    if (!rows)
        return fail(rows.error());
    QList<HeldRun> held;
    for (const Row &row : *rows)
        held.append({row.at(0).toLongLong(), row.at(1).toLongLong(), row.at(2).toInt() != 0});
    return held;
}

} // namespace pult::queue
