// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "startgate.h"

namespace pult::browser {

StartGate::StartGate(int limit, std::chrono::milliseconds stagger, std::chrono::milliseconds poll)
    : m_fullLimit(limit), m_stagger(stagger), m_poll(poll), m_slowLimit(limit)
{
}

QCoro::Task<Result<StartGate::Permit>> StartGate::enter(CancelToken &token)
{
    /// Leaves the queue however the wait ends, also when the coroutine is destroyed.
    struct Place
    {
        StartGate &gate;
        quint64 ticket;
        ~Place() { gate.forget(ticket); }
    };
    quint64 ticket = 0;
    {
        const std::lock_guard lock(m_mutex);
        ticket = m_nextTicket++;
        m_queue.push_back(ticket);
    }
    const Place place{*this, ticket};
    while (!tryEnter(ticket)) {
        // Waiting outside costs nothing; in here it would hold a worker's place.
        const auto pause = pausedFor();
        if (pause.count() > 0)
            co_return fail(ErrorKind::Limited, "dolphin_limited",
                           {QString::number(std::chrono::ceil<std::chrono::seconds>(pause).count())});
        const Result<> waited = co_await sleepFor(m_poll, token);
        if (!waited)
            co_return fail(waited.error());
    }
    co_return Permit(this);
}

bool StartGate::tryEnter(quint64 ticket)
{
    const auto now = Clock::now();
    const std::lock_guard lock(m_mutex);
    if (m_queue.empty() || m_queue.front() != ticket || m_inside >= limitNow(now) || now < m_pausedUntil ||
        (m_lastEntry != Clock::time_point::min() && now - m_lastEntry < m_stagger))
        return false;
    m_lastEntry = now;
    ++m_inside;
    m_queue.pop_front();
    return true;
}

void StartGate::forget(quint64 ticket)
{
    const std::lock_guard lock(m_mutex);
    std::erase(m_queue, ticket);
}

void StartGate::leave()
{
    const std::lock_guard lock(m_mutex);
    --m_inside;
}

void StartGate::slowDown(std::chrono::milliseconds time, std::chrono::milliseconds recovery)
{
    const auto now = Clock::now();
    const std::lock_guard lock(m_mutex);
    // Those who were let in together are refused together: that is one overload, not several.
    if (now >= m_pausedUntil)
        m_slowLimit = std::max(1, limitNow(now) / 2);
    m_pausedUntil = std::max(m_pausedUntil, now + time);
    m_recovery = recovery;
}

std::chrono::milliseconds StartGate::pausedFor() const
{
    const std::lock_guard lock(m_mutex);
    const auto now = Clock::now();
    if (now >= m_pausedUntil)
        return std::chrono::milliseconds{0};
    return std::chrono::ceil<std::chrono::milliseconds>(m_pausedUntil - now);
}

int StartGate::limit() const
{
    const std::lock_guard lock(m_mutex);
    return limitNow(Clock::now());
}

int StartGate::limitNow(Clock::time_point now) const
{
    if (m_slowLimit >= m_fullLimit || now < m_pausedUntil || m_recovery.count() <= 0)
        return m_slowLimit;
    const auto steps = (now - m_pausedUntil) / m_recovery;
    return int(std::min<std::int64_t>(m_fullLimit, m_slowLimit + steps));
}

} // namespace pult::browser
