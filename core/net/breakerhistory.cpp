// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "breakerhistory.h"

namespace pult::net {

namespace {

constexpr auto aDay = std::chrono::hours(24);
constexpr std::size_t mostTrips = 1000;

} // namespace

void BreakerHistory::called(bool failed, bool slow, Error *error)
{
    ++m_calls;
    m_failures += failed ? 1 : 0;
    m_slow += slow ? 1 : 0;
    if (error) {
        m_lastError = std::move(*error);
        m_lastErrorAt = localNow();
    }
}

void BreakerHistory::opened(Clock::time_point now)
{
    forgetOldTrips(now);
    m_trips.push_back(now);
    ++m_opened;
}

void BreakerHistory::reset()
{
    m_calls = m_failures = m_slow = m_notPermitted = 0;
    m_trips.clear();
    m_lastError.reset();
    m_lastErrorAt = {};
}

void BreakerHistory::tell(BreakerSnapshot &shot, Clock::time_point now)
{
    forgetOldTrips(now);
    shot.calls = m_calls;
    shot.failures = m_failures;
    shot.slow = m_slow;
    shot.notPermitted = m_notPermitted;
    shot.tripsOfTheDay = int(m_trips.size());
    shot.opened = m_opened;
    shot.closed = m_closed;
    shot.lastError = m_lastError;
    shot.lastErrorAt = m_lastErrorAt;
}

void BreakerHistory::forgetOldTrips(Clock::time_point now)
{
    while (!m_trips.empty() && (now - m_trips.front() > aDay || m_trips.size() > mostTrips))
        m_trips.pop_front();
}

} // namespace pult::net
