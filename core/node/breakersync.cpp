// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "breakersync.h"

#include "logging.h"

#include <base/whendone.h>
#include <storage/changelistener.h>

#include <algorithm>

namespace pult::node {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using queue::BreakerInfo;
using queue::BreakerReport;

namespace {

constexpr auto leaseLimit = 60s; ///< of the probes: as long as half-open lasts
constexpr auto leastPause = 20ms;

queue::BreakerCounters countersOf(const net::BreakerSnapshot &shot)
{
    return {shot.calls, shot.failures, shot.slow, shot.notPermitted};
}

/// What was counted since; a reset in between begins anew.
queue::BreakerCounters difference(const queue::BreakerCounters &now, const queue::BreakerCounters &then)
{
    const auto grown = [](qint64 a, qint64 b) { return a >= b ? a - b : a; };
    return {grown(now.calls, then.calls), grown(now.failures, then.failures), grown(now.slow, then.slow),
            grown(now.notPermitted, then.notPermitted)};
}

queue::BreakerWindow windowOf(const net::BreakerSnapshot &shot)
{
    return {shot.window.calls, shot.window.failures, shot.window.slow};
}

std::optional<BreakerState> turnOf(const net::BreakerSnapshot &shot, quint64 opened, quint64 closed)
{
    if (shot.opened != opened && (shot.state == BreakerState::Open || shot.state == BreakerState::HalfOpen))
        return BreakerState::Open;
    if ((shot.closed != closed || shot.opened != opened) && shot.state == BreakerState::Closed)
        return BreakerState::Closed;
    return std::nullopt;
}

/// Whether tasks may have been put back for longer than the breaker stays open now.
bool isShortened(BreakerState was, BreakerState now)
{
    if (was == BreakerState::ForcedOpen)
        return now != BreakerState::ForcedOpen;
    return was == BreakerState::Open && (now == BreakerState::Closed || now == BreakerState::Disabled);
}

} // namespace

net::BreakerPolicy breakerPolicy(int failureThreshold, std::chrono::seconds recovery)
{
    net::BreakerPolicy policy;
    policy.failureThreshold = failureThreshold;
    // So few failures open it, so it cannot wait for more calls.
    policy.minimumCalls = std::min(policy.minimumCalls, failureThreshold);
    policy.openWait = recovery;
    policy.longestWait = std::max(policy.longestWait, policy.openWait);
    return policy;
}

BreakerSync::BreakerSync(storage::Pool &pool, net::OutsideShared &outside, QString nodeId, QString computer)
    : BreakerSync(pool, outside, std::move(nodeId), std::move(computer), Timing{})
{
}

BreakerSync::BreakerSync(storage::Pool &pool, net::OutsideShared &outside, QString nodeId, QString computer,
                         Timing timing)
    : m_pool(pool), m_outside(outside), m_nodeId(std::move(nodeId)), m_computer(std::move(computer)), m_timing(timing),
      m_inbox(std::make_shared<Inbox>()), m_allowances(pool, outside.limiters)
{
    m_pollTimer.setParent(this); // so that they move to its thread with it
    m_allowances.setParent(this);
    m_pollTimer.setSingleShot(true);
    connect(&m_pollTimer, &QTimer::timeout, this, &BreakerSync::sync);
    m_inbox->owner = this;
    m_outside.breakers.setLeasedProbes(true);
}

BreakerSync::~BreakerSync()
{
    m_outside.breakers.onChange({});
    m_outside.breakers.setLeasedProbes(false);
    const std::lock_guard lock(m_inbox->mutex);
    m_inbox->owner = nullptr;
}

QString BreakerSync::scopeOf(const QString &name) const
{
    return m_outside.breakers.isOfThisComputer(name) ? m_computer : QString();
}

Result<> BreakerSync::restore()
{
    QFuture<Result<QList<BreakerInfo>>> asked =
        m_pool.run<QList<BreakerInfo>>([node = m_nodeId, computer = m_computer](storage::Connection &connection) {
            return queue::reportBreakers(connection, node, computer, {});
        });
    asked.waitForFinished();
    const Result<QList<BreakerInfo>> rows = asked.result();
    if (!rows)
        return fail(rows.error());
    for (const BreakerInfo &row : *rows)
        adopt(row);
    return {};
}

void BreakerSync::start()
{
    m_running = true;
    m_listens = storage::ChangeListener::takesConnection(m_pool.config());
    connect(&m_pool.changes(), &storage::ChangeListener::changed, this, &BreakerSync::onHint);
    m_outside.breakers.onChange([inbox = m_inbox](const QString &) {
        const std::lock_guard lock(inbox->mutex);
        if (inbox->owner)
            QMetaObject::invokeMethod(inbox->owner, &BreakerSync::sync, Qt::QueuedConnection);
    });
    m_allowances.start(m_timing.allowance);
    sync();
}

void BreakerSync::stop()
{
    m_running = false;
    m_pollTimer.stop();
    m_allowances.stop();
}

void BreakerSync::onHint(const QString &topic)
{
    if (topic == "any"_L1)
        m_vagueHintAt = std::chrono::steady_clock::now();
    if (topic == "breakers"_L1)
        sync();
}

void BreakerSync::sync()
{
    if (!m_running)
        return;
    if (m_syncing) {
        m_again = true;
        return;
    }
    m_syncing = true;
    m_again = false;
    const auto now = std::chrono::steady_clock::now();
    const bool figures = now - m_figuresAt >= m_timing.figures;
    if (figures)
        m_figuresAt = now;
    QHash<QString, Known> told;
    const QList<BreakerReport> reports = collect(figures, told);
    whenDone(m_pool.run<QList<BreakerInfo>>(
                 [node = m_nodeId, computer = m_computer, reports](storage::Connection &connection) {
                     return queue::reportBreakers(connection, node, computer, reports);
                 }),
             this, [this, told](const Result<QList<BreakerInfo>> &rows) { onSynced(rows, told); });
}

/// What changed since the last report, in the order of the names.
QList<BreakerReport> BreakerSync::collect(bool figures, QHash<QString, Known> &told) const
{
    QList<BreakerReport> reports;
    for (const net::BreakerSnapshot &shot : m_outside.breakers.snapshots()) {
        const Known known = m_known.value(shot.name);
        const auto turned = turnOf(shot, known.opened, known.closed);
        // A host that never failed needs no row.
        const bool isNew = known.revision < 0 && (shot.failures > 0 || dependencyTitle(shot.name) != shot.name);
        const bool counted =
            figures && known.revision >= 0 && (countersOf(shot) != known.counters || windowOf(shot) != known.window);
        if (!turned && !isNew && !counted)
            continue;
        BreakerReport report;
        report.name = shot.name;
        report.scope = scopeOf(shot.name);
        report.turned = turned;
        report.left = shot.left;
        report.attempts = shot.attempts;
        report.since = difference(countersOf(shot), known.counters);
        if (report.since.failures > 0)
            report.lastError = shot.lastError;
        report.window = windowOf(shot);
        reports.append(report);
        told.insert(shot.name,
                    {shot.opened, shot.closed, countersOf(shot), report.window, known.revision, known.resets});
    }
    return reports;
}

void BreakerSync::onSynced(const Result<QList<BreakerInfo>> &rows, const QHash<QString, Known> &told)
{
    m_syncing = false;
    if (!m_running)
        return;
    if (!rows) {
        if (!std::exchange(m_away, true))
            qCWarning(lcNode).noquote() << "breakers not shared with other nodes:" << toLogString(rows.error());
    } else {
        m_away = false;
        for (auto it = told.cbegin(); it != told.cend(); ++it)
            m_known.insert(it.key(), *it);
        for (const BreakerInfo &row : *rows)
            adopt(row);
    }
    leaseWanted(!rows);
    schedule();
}

void BreakerSync::adopt(const BreakerInfo &row)
{
    if (row.scope != scopeOf(row.name))
        return;
    net::CircuitBreaker &breaker = m_outside.breakers.breaker(row.name);
    Known &known = m_known[row.name];
    const net::BreakerSnapshot shot = breaker.snapshot();
    // What this one did meanwhile is told first.
    if (turnOf(shot, known.opened, known.closed)) {
        m_again = true;
        return;
    }
    if (known.resets >= 0 && row.resets != known.resets) {
        breaker.resetCounters();
        known.counters = {};
        known.window = {};
    }
    known.resets = row.resets;
    const bool othersTry = row.state == BreakerState::HalfOpen && !row.probeNode.isEmpty() && row.probeNode != m_nodeId;
    if (row.revision == known.revision && !(othersTry && shot.needsProbes))
        return;
    const bool isFirst = known.revision < 0;
    known.revision = row.revision;
    // Closed to closed is no news, nor is what this node is at itself.
    if (shot.state == BreakerState::Closed && row.state == BreakerState::Closed)
        return;
    if (!isFirst && row.changedBy == m_nodeId && row.state == shot.state)
        return;
    applyRow(breaker, row);
    if (isShortened(shot.state, row.state))
        bringBackLater(row.name);
    qCInfo(lcNode).noquote() << u"breaker taken up name=%1 state=%2 was=%3 by=%4"_s.arg(
        row.name, nameOf(row.state), nameOf(shot.state), row.changedBy);
}

/// Until this node had heard of the end, its runs met the breaker as it was and were put back for as long, after the
/// order had brought back those before them.
void BreakerSync::bringBackLater(const QString &name)
{
    QTimer::singleShot(m_timing.late, this, [this, name] {
        if (!m_running)
            return;
        whenDone(
            m_pool.run<void>([name](storage::Connection &connection) { return queue::bringBack(connection, name); }),
            this, [](const Result<> &done) {
                if (!done)
                    qCWarning(lcNode).noquote() << "tasks not brought back:" << toLogString(done.error());
            });
    });
}

void BreakerSync::applyRow(net::CircuitBreaker &breaker, const BreakerInfo &row)
{
    switch (row.state) {
    case BreakerState::Closed:
        breaker.close();
        break;
    case BreakerState::Disabled:
        breaker.disable(row.reason);
        break;
    case BreakerState::ForcedOpen:
        breaker.forceOpen(row.reason, row.until ? std::optional(row.left) : std::nullopt);
        break;
    case BreakerState::Open:
        breaker.adoptOpen(row.left, row.attempts, row.lastError);
        break;
    case BreakerState::HalfOpen: {
        // Another tries: look again soon. Nobody does: whoever is asked first will.
        const bool othersTry = !row.probeNode.isEmpty() && row.probeNode != m_nodeId;
        breaker.adoptOpen(othersTry ? std::min(row.probeLeft, m_timing.hold) : 0ms, row.attempts, row.lastError);
        break;
    }
    }
}

void BreakerSync::leaseWanted(bool databaseAway)
{
    for (const net::BreakerSnapshot &shot : m_outside.breakers.snapshots()) {
        if (!shot.needsProbes)
            continue;
        if (databaseAway) // nobody to agree with: this node tries for itself
            m_outside.breakers.breaker(shot.name).grantProbes();
        else
            lease(shot.name);
    }
}

void BreakerSync::lease(const QString &name)
{
    if (m_leasing.contains(name))
        return;
    m_leasing.insert(name);
    whenDone(m_pool.run<bool>([node = m_nodeId, name, scope = scopeOf(name)](storage::Connection &connection) {
        return queue::leaseProbes(connection, node, name, scope, leaseLimit);
    }),
             this, [this, name](const Result<bool> &mine) {
                 m_leasing.remove(name);
                 if (mine && *mine) {
                     m_outside.breakers.breaker(name).grantProbes();
                     qCInfo(lcNode).nospace().noquote() << "breaker tried by this node name=" << name;
                 } else if (m_running) {
                     schedule();
                 }
             });
}

/// The next look: soon when there is news, when a breaker's time is over, or when it is time.
void BreakerSync::schedule()
{
    const QList<net::BreakerSnapshot> shots = m_outside.breakers.snapshots();
    const bool hears = m_listens && std::chrono::steady_clock::now() - m_vagueHintAt > m_timing.poll;
    const bool quiet = hears && std::all_of(shots.begin(), shots.end(), [](const net::BreakerSnapshot &shot) {
                           return shot.state == BreakerState::Closed;
                       });
    std::chrono::milliseconds next = quiet ? m_timing.quietPoll : m_timing.poll;
    if (std::exchange(m_again, false))
        next = leastPause;
    for (const net::BreakerSnapshot &shot : shots) {
        if (shot.state == BreakerState::Open || shot.state == BreakerState::ForcedOpen)
            next = std::min(next, shot.left);
    }
    m_pollTimer.start(std::max<std::chrono::milliseconds>(next, leastPause));
}

} // namespace pult::node
