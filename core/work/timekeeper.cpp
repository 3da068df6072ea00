// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timekeeper.h"

#include "logging.h"

#include <base/whendone.h>

#include <queue/locks.h>
#include <queue/schedules.h>

namespace pult::work {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A schedule that somebody adds is noticed within this.
constexpr auto longestWait = std::chrono::milliseconds(5s);
/// Something is due and still was not enqueued; not at once again.
constexpr auto waitWhenStuck = std::chrono::milliseconds(1s);
constexpr auto shortestWait = std::chrono::milliseconds(50ms);
constexpr auto lockCleanupInterval = 15min;
/// The database has been away: whoever holds a lock comes back first.
constexpr auto outageGrace = 10s;

std::chrono::milliseconds waitFor(const std::optional<std::chrono::microseconds> &untilNext)
{
    if (!untilNext)
        return longestWait;
    if (*untilNext <= 0us)
        return waitWhenStuck;
    return std::clamp(std::chrono::ceil<std::chrono::milliseconds>(*untilNext), shortestWait, longestWait);
}

} // namespace

Timekeeper::Timekeeper(storage::Pool &pool, std::chrono::seconds heartbeat) : m_pool(pool), m_heartbeat(heartbeat)
{
    for (QTimer *timer : {&m_tickTimer, &m_lockTimer, &m_deadTimer})
        timer->setParent(this); // so that they move to its thread with it
    m_tickTimer.setSingleShot(true);
    m_tickTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_tickTimer, &QTimer::timeout, this, &Timekeeper::tick);
    connect(&m_deadTimer, &QTimer::timeout, this, &Timekeeper::freeDeadLocks);
    connect(&m_lockTimer, &QTimer::timeout, this, &Timekeeper::cleanLocks);
}

void Timekeeper::start()
{
    m_running = true;
    m_lockTimer.start(lockCleanupInterval);
    m_deadTimer.start(m_heartbeat);
    freeDeadLocks();
    tick();
}

void Timekeeper::stop()
{
    m_running = false;
    m_tickTimer.stop();
    m_lockTimer.stop();
    m_deadTimer.stop();
}

void Timekeeper::tick()
{
    whenDone(m_pool.run<queue::DueSchedules>(
                 [](storage::Connection &connection) { return queue::enqueueDueSchedules(connection); }),
             this, [this](const Result<queue::DueSchedules> &due) {
                 if (due && !due->missed.isEmpty())
                     Q_EMIT ticksMissed(due->missed);
                 if (!m_running)
                     return;
                 if (!due)
                     qCWarning(lcWork).noquote() << "schedules not looked at:" << toLogString(due.error());
                 else if (due->enqueued > 0)
                     qCInfo(lcWork).nospace() << "schedules enqueued tasks count=" << due->enqueued;
                 m_tickTimer.start(due ? waitFor(due->untilNext) : longestWait);
             });
}

void Timekeeper::cleanLocks()
{
    if (!m_pool.answeredFor(outageGrace))
        return;
    whenDone(m_pool.run<QList<queue::LockInfo>>([](storage::Connection &connection) {
        return queue::cleanupLocks(connection, {}, {u"system"_s, u"engine"_s});
    }),
             this, [](const Result<QList<queue::LockInfo>> &freed) {
                 if (!freed)
                     qCWarning(lcWork).noquote() << "expired locks not freed:" << toLogString(freed.error());
                 else if (!freed->isEmpty())
                     qCInfo(lcWork).nospace() << "freed expired locks count=" << freed->size();
             });
}

void Timekeeper::freeDeadLocks()
{
    if (!m_pool.answeredFor(outageGrace))
        return;
    whenDone(m_pool.run<qint64>([heartbeat = m_heartbeat](storage::Connection &connection) {
        return queue::freeLocksOfDeadNodes(connection, heartbeat);
    }),
             this, [](const Result<qint64> &freed) {
                 if (!freed)
                     qCWarning(lcWork).noquote() << "locks of dead nodes not freed:" << toLogString(freed.error());
                 else if (*freed > 0)
                     qCInfo(lcWork).nospace() << "freed locks of dead nodes count=" << *freed;
             });
}

} // namespace pult::work
