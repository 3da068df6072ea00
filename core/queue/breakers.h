// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The truth about breakers over all nodes. Nodes keep theirs in memory (net) and report here what they saw; the
// database's clock decides until when one is open. The first report of a trip counts, the others take it up.
#pragma once

#include "taskcommands.h"
#include "types.h"

#include <base/breakerstate.h>
#include <storage/connection.h>

namespace pult::queue {

/// The calls of a last minute.
struct BreakerWindow
{
    int calls = 0;
    int failures = 0;
    int slow = 0;
    bool operator==(const BreakerWindow &) const = default;
};

struct BreakerCounters
{
    qint64 calls = 0;
    qint64 failures = 0;
    qint64 slow = 0;
    qint64 notPermitted = 0;
    bool operator==(const BreakerCounters &) const = default;
};

/// A breaker as all nodes know it.
struct BreakerInfo
{
    QString name;
    QString scope;                             ///< empty, or the computer whose own dependency it is
    BreakerState state = BreakerState::Closed; ///< by the database's clock, as is all below
    std::optional<TimePoint> openedAt;         ///< of Open, HalfOpen, ForcedOpen
    std::optional<TimePoint> until;            ///< of Open and ForcedOpen
    std::chrono::milliseconds left{0};         ///< until then, and never more than the whole
    std::chrono::milliseconds wait{0};         ///< the whole
    int attempts = 0;                          ///< recoveries that failed
    QString probeNode;                         ///< who tries, while HalfOpen
    std::chrono::milliseconds probeLeft{0};
    QString reason; ///< of ForcedOpen and Disabled
    QString changedBy;
    TimePoint changedAt{};
    std::optional<Error> lastError;
    TimePoint lastErrorAt{};
    BreakerCounters counters; ///< over all nodes, since they were reset
    BreakerWindow window;     ///< of the nodes that told theirs lately
    int tripsOfTheDay = 0;
    int resets = 0;
    qint64 revision = 0;
    bool operator==(const BreakerInfo &) const = default;

    /// Lets nobody pass now, but for the probes of HalfOpen.
    bool isBlocking() const { return state != BreakerState::Closed && state != BreakerState::Disabled; }
};
QJsonObject toJson(const BreakerInfo &breaker);

/// What a node's own breaker did by itself, and what it counted since the last report.
struct BreakerReport
{
    QString name;
    QString scope;
    /// Open: it tripped, or its probes failed. Closed: its probes went well. Nothing: figures only.
    std::optional<BreakerState> turned;
    std::chrono::milliseconds left{0}; ///< of Open
    int attempts = 0;
    std::optional<Error> lastError;
    BreakerCounters since;
    BreakerWindow window;
};

/// Stores the reports (a report against what the row says by now changes its state no more); then all breakers of
/// everybody and of `computer`.
Result<QList<BreakerInfo>> reportBreakers(storage::Connection &connection, const QString &node, const QString &computer,
                                          const QList<BreakerReport> &reports);
/// Whether this node is the one to try the dependency now, for `limit`. Only one is, and only when its wait is over.
Result<bool> leaseProbes(storage::Connection &connection, const QString &node, const QString &name,
                         const QString &scope, std::chrono::milliseconds limit);

/// All, by name.
Result<QList<BreakerInfo>> listBreakers(storage::Connection &connection);

/// What an operator wants of the breakers called `name` (in every scope). Audited, and told to all nodes at once; what
/// waits for one that is let go comes back within seconds.
/// Errors: breaker_unknown(name); breaker_reason_missing() when a forced opening lacks its reason or its end;
/// breaker_not_open(name, state).
enum class BreakerWish { ForceOpen, Close, HalfOpen, Reset, Disable };
struct BreakerOrder
{
    BreakerWish wish = BreakerWish::Close;
    QString name;
    QString reason;
    std::chrono::seconds time{0}; ///< of ForceOpen
};
Result<QList<BreakerInfo>> orderBreaker(storage::Connection &connection, const BreakerOrder &order,
                                        const AuditOrigin &origin);

/// Tasks that were put back for a breaker need not wait any longer; within five seconds, not all at once. Who is at one
/// of them at this moment keeps it. An order does so itself; a node once more when it has heard that a breaker is not
/// open any longer, for what was put back meanwhile.
Result<> bringBack(storage::Connection &connection, const QString &name);

/// What tasks that were put back because of a breaker wait for, by the breaker's name: breaker(title, ISO) ·
/// breaker_forced(title, ISO, who, reason) · breaker_probing(title).
Result<QHash<QString, WaitReason>> blockingBreakers(storage::Connection &connection);

} // namespace pult::queue
