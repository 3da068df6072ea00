// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Locks with a time to live for anything that is no task. One holder per (kind, key) over all nodes, by the database's
// clock. An expired lock is free: the next to ask gets it, with a larger token. What a holder writes elsewhere it
// fences with its token, as a run does with its lease.
#pragma once

#include "taskcommands.h"
#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

struct LockRequest
{
    QString kind; ///< "profile", "backup"
    QString key;
    QString worker; ///< `<node>/<n>`
    std::chrono::seconds ttl{3600};
    std::optional<Id> taskId;
};

/// The fencing token, larger than any given out before. A lock is not re-entrant: its holder renews it.
/// lock_held(kind:key, worker, until) · lock_invalid(field)
Result<qint64> acquireLock(storage::Connection &connection, const LockRequest &request);
/// `ttl` more from now. lock_lost(kind:key) when the token's lock has expired, was freed, or is another's.
Result<> renewLock(storage::Connection &connection, const QString &kind, const QString &key, qint64 token,
                   std::chrono::seconds ttl);
/// lock_lost(kind:key) when it was not held any more; then nothing is changed.
Result<> releaseLock(storage::Connection &connection, const QString &kind, const QString &key, qint64 token);
/// Whether the token's lock is held now.
Result<bool> holdsLock(storage::Connection &connection, const QString &kind, const QString &key, qint64 token);

/// The lock list: leases of running tasks and named locks, newest first; expired ones too until they are freed.
Result<QList<LockInfo>> listLocks(storage::Connection &connection);

struct LockCleanup
{
    bool dryRun = false;
    QString worker;     ///< only of this worker, or of all workers of this node (id or name)
    bool force = false; ///< with a worker or `only`: also those that have not expired
    /// Only this one, as it was listed: whoever got it since keeps it.
    std::optional<LockInfo> only;
};
/// Frees expired locks and leases (a lease's task waits again or, cut off while it published, ends as an unknown
/// outcome); what was freed or, in a dry run, would be. Audited, one entry each. locks_force_needs_worker()
Result<QList<LockInfo>> cleanupLocks(storage::Connection &connection, const LockCleanup &what,
                                     const AuditOrigin &origin);

/// Frees at once the locks of nodes that are dead by now (three heartbeats missed); their leases are rescued elsewhere.
Result<qint64> freeLocksOfDeadNodes(storage::Connection &connection, std::chrono::seconds heartbeat);

} // namespace pult::queue
