// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "circuitbreaker.h"

#include <base/backoff.h>

#include <algorithm>

namespace pult::net {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// To whoever comes while all probes are out, or have yet to be leased: soon again.
constexpr std::chrono::milliseconds probeBusyWait = 2s;

QString seconds(std::chrono::milliseconds time)
{
    return QString::number(std::chrono::ceil<std::chrono::seconds>(time).count());
}

} // namespace

/// One entry from outside: the lock, and the word to listeners after it.
class CircuitBreaker::Turn final
{
public:
    explicit Turn(CircuitBreaker &breaker) : m_breaker(breaker), m_lock(breaker.m_mutex) {}
    ~Turn()
    {
        if (!std::exchange(m_breaker.m_changed, false) || !m_breaker.m_told)
            return;
        const std::function<void()> told = m_breaker.m_told;
        m_lock.unlock();
        told();
    }
    Turn(const Turn &) = delete;
    Turn &operator=(const Turn &) = delete;

private:
    CircuitBreaker &m_breaker;
    std::unique_lock<std::mutex> m_lock;
};

void CircuitBreaker::Permit::succeeded()
{
    if (CircuitBreaker *const breaker = std::exchange(m_breaker, nullptr))
        breaker->record(*this, false, nullptr, Ms{0});
}

void CircuitBreaker::Permit::failed(Error error, Ms retryAfter)
{
    if (CircuitBreaker *const breaker = std::exchange(m_breaker, nullptr))
        breaker->record(*this, true, &error, retryAfter);
}

void CircuitBreaker::Permit::release()
{
    if (CircuitBreaker *const breaker = std::exchange(m_breaker, nullptr); breaker && m_probe != 0)
        breaker->handBack(*this);
}

CircuitBreaker::CircuitBreaker(QString name, BreakerPolicy policy, Now now, Draw draw)
    : m_name(std::move(name)), m_now(now ? std::move(now) : Now([] { return Clock::now(); })),
      m_draw(draw ? std::move(draw) : Draw(drawUnit)), m_policy(policy), m_window(policy.window)
{
}

Result<CircuitBreaker::Permit> CircuitBreaker::acquire(Ms limit, Ms slowAfter)
{
    const Clock::time_point now = m_now();
    const Turn turn(*this);
    tick(now);
    if (turnsAway())
        return fail(turnAway(now));
    Permit permit;
    permit.m_breaker = this;
    permit.m_spell = m_spell;
    permit.m_began = now;
    permit.m_slowAfter = slowAfter;
    if (m_state == BreakerState::HalfOpen)
        permit.m_probe = m_probes.go(now + limit);
    return permit;
}

std::optional<Error> CircuitBreaker::rejection()
{
    const Clock::time_point now = m_now();
    const Turn turn(*this);
    tick(now);
    return turnsAway() ? std::optional(turnAway(now)) : std::nullopt;
}

Error CircuitBreaker::turnAway(Clock::time_point now)
{
    m_history.turnedAway();
    if (!std::exchange(m_wanted, true) && m_state == BreakerState::HalfOpen && m_policy.leasedProbes)
        m_changed = true;
    return rejectionAt(now);
}

bool CircuitBreaker::turnsAway() const
{
    return m_state == BreakerState::Open || m_state == BreakerState::ForcedOpen ||
           (m_state == BreakerState::HalfOpen && !m_probes.mayGo());
}

Error CircuitBreaker::rejectionAt(Clock::time_point now) const
{
    const Ms left = m_state == BreakerState::HalfOpen ? std::min<Ms>(probeBusyWait, leftAt(now)) : leftAt(now);
    // Those who wait come back spread over a tenth of the whole wait, so that they do not all come in one instant.
    const Ms spread = m_state == BreakerState::HalfOpen ? probeBusyWait : m_wait / 10;
    return {ErrorKind::Unavailable,
            u"breaker_open"_s,
            {dependencyTitle(m_name), seconds(std::max<Ms>(left, 1ms)), seconds(spread), m_name},
            m_reason};
}

CircuitBreaker::Ms CircuitBreaker::leftAt(Clock::time_point now) const
{
    if (m_state == BreakerState::ForcedOpen && m_endless)
        return m_policy.longestWait;
    if (isUnleased())
        return probeBusyWait;
    if (m_state == BreakerState::Closed || m_state == BreakerState::Disabled || now >= m_until)
        return Ms{0};
    return std::chrono::ceil<Ms>(m_until - now);
}

void CircuitBreaker::record(const Permit &permit, bool failed, Error *error, Ms retryAfter)
{
    const Clock::time_point now = m_now();
    const bool slow = permit.m_slowAfter > 0ms && now - permit.m_began > permit.m_slowAfter;
    const Turn turn(*this);
    tick(now);
    m_history.called(failed, slow, error);
    // What began in another state is counted and decides nothing.
    if (permit.m_spell != m_spell)
        return;
    if (failed)
        m_retryAfter = std::max(m_retryAfter, retryAfter);
    if (m_state == BreakerState::Closed) {
        m_window.add(now, failed, slow);
        judgeWindow(now);
    } else if (m_state == BreakerState::HalfOpen && m_probes.ended(permit.m_probe, failed, slow)) {
        judgeProbes(now);
    }
}

void CircuitBreaker::handBack(const Permit &permit)
{
    const Turn turn(*this);
    if (permit.m_spell == m_spell)
        m_probes.handBack(permit.m_probe);
}

/// What time alone changes.
void CircuitBreaker::tick(Clock::time_point now)
{
    if (m_state == BreakerState::Closed || m_state == BreakerState::Disabled)
        return;
    if (m_state == BreakerState::HalfOpen) {
        if (m_probes.failOverdue(now))
            judgeProbes(now);
        // Without probes to give, a leased half-open is not running: whoever comes next asks for them.
        if (m_state == BreakerState::HalfOpen && !isUnleased() && now >= m_until) {
            // Where nothing was asked nothing has failed.
            open(now, m_probes.hasBegun() ? m_attempts + 1 : 0);
        }
        return;
    }
    if (now < m_until || (m_state == BreakerState::ForcedOpen && m_endless))
        return;
    if (m_state == BreakerState::Open) {
        const bool wanted = m_wanted;
        enterHalfOpen(now, m_policy.leasedProbes ? 0 : m_policy.probes);
        m_wanted = wanted;
    } else {
        enter(BreakerState::Closed);
        m_history.closed();
    }
    m_changed = true;
}

void CircuitBreaker::judgeWindow(Clock::time_point now)
{
    const CallWindow::Sums sums = m_window.sums(now);
    if (sums.calls < m_policy.minimumCalls)
        return;
    const bool fails = sums.failures >= m_policy.failureThreshold && sums.failureRate() >= m_policy.failureRate;
    if (fails || sums.slowRate() >= m_policy.slowRate)
        open(now, 0);
}

void CircuitBreaker::judgeProbes(Clock::time_point now)
{
    const CallWindow::Sums &probed = m_probes.sums();
    if (probed.calls < std::min(m_policy.minimumCalls, m_policy.probes))
        return;
    if (probed.failureRate() >= m_policy.failureRate || probed.slowRate() >= m_policy.slowRate) {
        open(now, m_attempts + 1);
        return;
    }
    enter(BreakerState::Closed);
    m_history.closed();
    m_changed = true;
}

/// Half-open in name only: the probes of all nodes are given to one, and not (yet) to this.
bool CircuitBreaker::isUnleased() const
{
    return m_state == BreakerState::HalfOpen && m_policy.leasedProbes && !m_probes.mayGo() && !m_probes.hasBegun();
}

void CircuitBreaker::open(Clock::time_point now, int attempts)
{
    const Ms rest = std::exchange(m_retryAfter, Ms{0});
    enter(BreakerState::Open);
    m_attempts = attempts;
    const Ms ceiling = backoffCeiling(m_policy.openWait, std::max(m_policy.openWait, m_policy.longestWait), attempts);
    const double jittered = double(ceiling.count()) * (1 + m_policy.jitter * (2 * m_draw() - 1));
    m_wait = std::max(Ms{static_cast<qint64>(jittered)}, rest);
    m_until = now + m_wait;
    m_history.opened(now);
    m_changed = true;
}

void CircuitBreaker::enterHalfOpen(Clock::time_point now, int probes)
{
    enter(BreakerState::HalfOpen);
    m_probes.begin(probes);
    m_wait = m_policy.halfOpenLimit;
    m_until = now + m_wait;
}

void CircuitBreaker::enter(BreakerState state)
{
    if (state == BreakerState::Closed || state == BreakerState::Disabled || state == BreakerState::ForcedOpen) {
        m_attempts = 0;
        m_retryAfter = Ms{0};
    }
    m_state = state;
    ++m_spell;
    m_window.clear();
    m_probes.clear();
    m_endless = false;
    m_reason.clear();
    m_wanted = false;
    m_wait = Ms{0};
}

BreakerState CircuitBreaker::state()
{
    const Clock::time_point now = m_now();
    const Turn turn(*this);
    tick(now);
    return m_state;
}

CircuitBreaker::Ms CircuitBreaker::closedFor()
{
    const Clock::time_point now = m_now();
    const Turn turn(*this);
    tick(now);
    if (!turnsAway())
        return Ms{0};
    return m_state == BreakerState::HalfOpen ? std::min<Ms>(probeBusyWait, leftAt(now)) : leftAt(now);
}

BreakerSnapshot CircuitBreaker::snapshot()
{
    const Clock::time_point now = m_now();
    const Turn turn(*this);
    tick(now);
    BreakerSnapshot shot;
    shot.name = m_name;
    shot.state = m_state;
    shot.left = m_state == BreakerState::ForcedOpen && m_endless ? Ms{0} : leftAt(now);
    shot.wait = m_wait;
    shot.attempts = m_attempts;
    shot.window = m_state == BreakerState::HalfOpen ? m_probes.sums() : m_window.sums(now);
    shot.rated = shot.window.calls >= (m_state == BreakerState::HalfOpen ? 1 : m_policy.minimumCalls);
    shot.needsProbes = m_wanted && isUnleased();
    shot.reason = m_reason;
    m_history.tell(shot, now);
    return shot;
}

void CircuitBreaker::forceOpen(QString reason, std::optional<Ms> time)
{
    const Clock::time_point now = m_now();
    const std::lock_guard lock(m_mutex);
    enter(BreakerState::ForcedOpen);
    m_reason = std::move(reason);
    m_endless = !time;
    m_wait = time.value_or(m_policy.longestWait);
    m_until = now + m_wait;
}

void CircuitBreaker::disable(QString reason)
{
    const std::lock_guard lock(m_mutex);
    enter(BreakerState::Disabled);
    m_reason = std::move(reason);
}

void CircuitBreaker::close()
{
    const std::lock_guard lock(m_mutex);
    enter(BreakerState::Closed);
}

void CircuitBreaker::halfOpen()
{
    const Clock::time_point now = m_now();
    const std::lock_guard lock(m_mutex);
    if (m_state == BreakerState::Open || m_state == BreakerState::ForcedOpen)
        enterHalfOpen(now, m_policy.leasedProbes ? 0 : m_policy.probes);
}

void CircuitBreaker::grantProbes()
{
    const Clock::time_point now = m_now();
    const std::lock_guard lock(m_mutex);
    if (m_state == BreakerState::Open || m_state == BreakerState::HalfOpen)
        enterHalfOpen(now, m_policy.probes);
}

void CircuitBreaker::setLeasedProbes(bool leased)
{
    const std::lock_guard lock(m_mutex);
    m_policy.leasedProbes = leased;
}

void CircuitBreaker::resetCounters()
{
    const std::lock_guard lock(m_mutex);
    m_history.reset();
    m_window.clear();
}

void CircuitBreaker::adoptOpen(Ms left, int attempts, std::optional<Error> error)
{
    const Clock::time_point now = m_now();
    const std::lock_guard lock(m_mutex);
    const bool wanted = m_wanted && m_state != BreakerState::Closed;
    enter(BreakerState::Open);
    m_wanted = wanted;
    m_attempts = attempts;
    m_wait = std::max(left, Ms{0});
    m_until = now + m_wait;
    if (error)
        m_history.adoptError(std::move(*error));
}

void CircuitBreaker::onChange(std::function<void()> told)
{
    const std::lock_guard lock(m_mutex);
    m_told = std::move(told);
}

} // namespace pult::net
