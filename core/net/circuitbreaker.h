// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "breakerhistory.h"
#include "breakerpolicy.h"
#include "proberound.h"

#include <base/result.h>

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

namespace pult::net {

/// Keeps calls away from a dependency that fails, and finds out by itself when it is well again. Thread-safe; its time
/// is monotonic. A few dozen nanoseconds a call.
///
/// What counts as a failure is the caller's to say: refused, reset, timed out, 5xx; never an answer that a caller does
/// not like. A call that was cancelled is neither.
class CircuitBreaker final
{
public:
    using Clock = std::chrono::steady_clock;
    using Now = std::function<Clock::time_point()>;
    using Draw = std::function<double()>; ///< from [0, 1)
    using Ms = std::chrono::milliseconds;

    /// Leave to make one call. Say how it went; without a word it is handed back, as if it had never been asked for.
    class Permit final
    {
    public:
        Permit() = default;
        Permit(Permit &&other) noexcept
            : m_breaker(std::exchange(other.m_breaker, nullptr)), m_spell(other.m_spell), m_probe(other.m_probe),
              m_began(other.m_began), m_slowAfter(other.m_slowAfter)
        {
        }
        Permit &operator=(Permit &&other) noexcept
        {
            std::swap(m_breaker, other.m_breaker);
            std::swap(m_spell, other.m_spell);
            std::swap(m_probe, other.m_probe);
            std::swap(m_began, other.m_began);
            std::swap(m_slowAfter, other.m_slowAfter);
            return *this;
        }
        ~Permit() { release(); }

        void succeeded();
        /// `retryAfter`: the dependency asked for at least so much rest.
        void failed(Error error, Ms retryAfter = Ms{0});
        void release();

    private:
        friend class CircuitBreaker;
        CircuitBreaker *m_breaker = nullptr;
        quint64 m_spell = 0; ///< of the breaker's state when it was given
        quint64 m_probe = 0; ///< its number among the probes; 0: not one
        Clock::time_point m_began{};
        Ms m_slowAfter{0};
    };

    explicit CircuitBreaker(QString name, BreakerPolicy policy = {}, Now now = {}, Draw draw = {});
    CircuitBreaker(const CircuitBreaker &) = delete;
    CircuitBreaker &operator=(const CircuitBreaker &) = delete;

    const QString &name() const { return m_name; }

    /// `limit`: when the call will have ended one way or another; a probe that says nothing by then has failed.
    /// `slowAfter`: a longer call is a slow one; 0: never. Errors: breaker_open(title, seconds left, seconds to spread
    /// the return over, name). The permit must not outlive the breaker.
    Result<Permit> acquire(Ms limit, Ms slowAfter = Ms{0});
    /// Turns away at once whom acquire would turn away, before they wait for anything else. Who may go on must acquire.
    std::optional<Error> rejection();

    BreakerState state();
    BreakerSnapshot snapshot();
    /// How long it lets nobody pass; 0 when it does. Without an end: `longestWait`.
    Ms closedFor();

    // By an operator, or as other nodes know it. None of these is told to onChange.
    void forceOpen(QString reason, std::optional<Ms> time);
    void disable(QString reason);
    void close();
    /// Probes may pass now; nothing unless it is open.
    void halfOpen();
    void resetCounters();
    void adoptOpen(Ms left, int attempts, std::optional<Error> error);
    /// This node is to probe: HalfOpen with all its permits.
    void grantProbes();
    void setLeasedProbes(bool leased);

    /// Called after every change that the breaker made by itself, and when a probe is wanted that must be leased; on
    /// the thread of the call, without its lock.
    void onChange(std::function<void()> told);

private:
    class Turn;

    void record(const Permit &permit, bool failed, Error *error, Ms retryAfter);
    void handBack(const Permit &permit);
    void tick(Clock::time_point now);
    void judgeWindow(Clock::time_point now);
    void judgeProbes(Clock::time_point now);
    void open(Clock::time_point now, int attempts);
    void enterHalfOpen(Clock::time_point now, int probes);
    void enter(BreakerState state);
    bool turnsAway() const;
    Error turnAway(Clock::time_point now);
    Error rejectionAt(Clock::time_point now) const;
    Ms leftAt(Clock::time_point now) const;
    bool isUnleased() const;

    const QString m_name;
    const Now m_now;
    const Draw m_draw;
    std::mutex m_mutex; ///< protects everything below
    BreakerPolicy m_policy;
    CallWindow m_window;
    BreakerState m_state = BreakerState::Closed;
    quint64 m_spell = 1; ///< grows with every change of state
    int m_attempts = 0;
    Clock::time_point m_until{}; ///< end of Open, HalfOpen, ForcedOpen
    bool m_endless = false;      ///< ForcedOpen without an end
    Ms m_wait{0};
    Ms m_retryAfter{0}; ///< the longest that was asked for since it was closed
    ProbeRound m_probes;
    bool m_wanted = false; ///< somebody was turned away since it opened
    BreakerHistory m_history;
    QString m_reason;
    bool m_changed = false; ///< to be told when the lock is let go
    std::function<void()> m_told;
};

} // namespace pult::net
