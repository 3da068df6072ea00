// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/async.h>

#include <QCoroTask>

#include <chrono>
#include <deque>
#include <mutex>

namespace pult::browser {

/// Lets only so many in at once, in the order they came, with a pause between two. Thread-safe: the coroutines of all
/// worker threads queue here. Waiting is a look every few milliseconds, since a permit may be free on another thread.
class StartGate final
{
public:
    using Clock = std::chrono::steady_clock;

    StartGate(int limit, std::chrono::milliseconds stagger, std::chrono::milliseconds poll);

    /// A place in the gate, left when it goes.
    class Permit final
    {
    public:
        Permit() = default;
        explicit Permit(StartGate *gate) : m_gate(gate) {}
        Permit(Permit &&other) noexcept : m_gate(std::exchange(other.m_gate, nullptr)) {}
        Permit &operator=(Permit &&other) noexcept
        {
            std::swap(m_gate, other.m_gate);
            return *this;
        }
        ~Permit()
        {
            if (m_gate)
                m_gate->leave();
        }

    private:
        StartGate *m_gate = nullptr;
    };

    /// Errors: dolphin_limited(seconds) when the gate is or gets shut by slowDown, the token's.
    QCoro::Task<Result<Permit>> enter(CancelToken &token);

    /// The other side is overloaded: for `time` whoever comes or waits is sent away, and then half as many at once; one
    /// more again after each `recovery` without a further call.
    void slowDown(std::chrono::milliseconds time, std::chrono::milliseconds recovery);
    /// How long nobody may enter; 0 when open.
    std::chrono::milliseconds pausedFor() const;
    int limit() const;

private:
    bool tryEnter(quint64 ticket);
    void forget(quint64 ticket);
    void leave();
    int limitNow(Clock::time_point now) const;

    const int m_fullLimit;
    const std::chrono::milliseconds m_stagger;
    const std::chrono::milliseconds m_poll;
    mutable std::mutex m_mutex; ///< protects everything below
    std::deque<quint64> m_queue;
    quint64 m_nextTicket = 1;
    int m_inside = 0;
    int m_slowLimit; ///< right after the last slowDown
    Clock::time_point m_lastEntry = Clock::time_point::min();
    Clock::time_point m_pausedUntil = Clock::time_point::min();
    std::chrono::milliseconds m_recovery{0};
};

} // namespace pult::browser
