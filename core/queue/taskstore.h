// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an engine does to tasks: enqueue, claim, renew, finish, rescue. Plain functions over a connection, each one
// transaction; the caller chooses the thread (storage::Pool::run). Every write of a worker is fenced by its run lease:
// a stale one changes nothing and is reported as such. Due and expired are decided by the database's clock.
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// Stores tasks; ids in their order. A live task with the same unique key is not doubled: its id is returned instead.
/// Unknown ids in dependsOn: task_unknown(id).
Result<QList<Id>> enqueue(storage::Connection &connection, const QList<NewTask> &tasks);

/// Moves due scheduled and retryable tasks to available (or behind their busy key), at most `limit`; how many.
Result<qint64> promoteDue(storage::Connection &connection, int limit);

/// Takes up to request.limit runnable tasks for this node: highest priority, then run-at, then age. Each gets a fresh
/// run lease; never two of one exclusive key; not those of paused queues, other nodes or unknown kinds. May return
/// fewer than there are when others changed them meanwhile.
Result<QList<ClaimedTask>> claim(storage::Connection &connection, const ClaimRequest &request);

/// Which worker runs a claimed task (shown as lease.worker and in the lock list).
struct Assignment
{
    Id task = 0;
    qint64 runLease = 0;
    QString worker;
    std::chrono::milliseconds pause{0}; ///< handBack: how long it stays away
};
/// Notes it, fenced: runs whose lease is lost are left out.
Result<> assignWorkers(storage::Connection &connection, const QList<Assignment> &assignments);

/// Hands back runs that never began: available again (or behind their key) at once or after their pause, the attempt
/// given back and none recorded. Fenced; who was to be cancelled is.
Result<> handBack(storage::Connection &connection, const QList<Assignment> &runs);

/// A run still held after a renewal.
struct HeldRun
{
    Id task = 0;
    qint64 runLease = 0;
    bool cancelRequested = false;
};
/// Renews all leases of a session in one statement; what it still owns. A run that is missing was lost: cancel it.
Result<QList<HeldRun>> renewLeases(storage::Connection &connection, const QString &sessionId);

/// Finishes runs, each fenced: the ids whose completion was accepted (others were stale). Accepted ones move to history
/// or back to waiting (backoff by kind rule, `jitter` a draw from [0,1) from which each gets its own), their attempt
/// and artifacts are recorded, the next task of the key is let go, batch counters and dependents move on; a claim's
/// attempt that must not count is given back.
Result<QList<Id>> complete(storage::Connection &connection, const QList<Completion> &completions, double jitter);

/// The common case of complete() in one statement: completed runs of tasks without an exclusive key that leave no files
/// behind. The ids it accepted; about the others complete() decides. Sends no hint about changed tasks (hintTasks).
/// SQLite: accepts none.
Result<QList<Id>> completePlain(storage::Connection &connection, const QList<Completion> &completions);

/// Tells all listeners that tasks changed. claim() and completePlain() leave it to their caller, who may gather.
Result<> hintTasks(storage::Connection &connection);

/// Shown while running; fenced.
Result<> setProgress(storage::Connection &connection, Id task, qint64 runLease, const Progress &progress);

/// Records before (`begun`) and after a commit step, fenced: lease_lost when another owns the task by now.
Result<> recordCommit(storage::Connection &connection, Id task, qint64 runLease, int step, bool begun, bool lastStep,
                      const std::optional<Artifact> &screenshot);

/// Takes back tasks whose lease expired, at most `limit`, each condition repeated under the row's lock. A run that had
/// begun to commit becomes an unknown outcome (or as its OnUnknown says) unless its commit had ended and nothing
/// followed it; any other waits again with its attempt counted as a rescue, not as an attempt. Ids that were taken
/// back.
Result<QList<Id>> rescueExpired(storage::Connection &connection, int limit);
/// The same at once for whatever an earlier session of this node held (start after a crash).
Result<QList<Id>> rescueEarlierSessions(storage::Connection &connection, const QString &nodeId,
                                        const QString &sessionId);

/// Lets the next task go for keys that have waiting tasks and no runner (must find none; the audit of the key rule).
Result<qint64> sweepKeys(storage::Connection &connection);

/// What there is to do, in one cheap statement.
struct Prospect
{
    std::optional<qint64> untilDue; ///< microseconds until the next scheduled or retryable task; 0: now
    bool anyAvailable = false;      ///< maybe nothing that this node may take
    /// Microseconds until the oldest start of a rate-limited queue leaves its window, and another may follow.
    std::optional<qint64> untilRate;
};
Result<Prospect> lookAhead(storage::Connection &connection);

/// Microseconds until the next scheduled or retryable task is due (0: now), nullopt when there is none.
Result<std::optional<qint64>> microsUntilDue(storage::Connection &connection);

} // namespace pult::queue
