// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "breakerpolicy.h"

#include <chrono>
#include <deque>
#include <optional>

namespace pult::net {

/// What a breaker has seen since its counters were reset, for those who look at it; it decides nothing. A value; not
/// thread-safe.
class BreakerHistory final
{
public:
    using Clock = std::chrono::steady_clock;

    /// `error` is taken over; null when there was none.
    void called(bool failed, bool slow, Error *error);
    void turnedAway() { ++m_notPermitted; }
    void opened(Clock::time_point now);
    void closed() { ++m_closed; }
    /// Another node's last error.
    void adoptError(Error error) { m_lastError = std::move(error); }
    /// How often it opened and closed by itself is not forgotten.
    void reset();
    /// Writes its part of `shot`.
    void tell(BreakerSnapshot &shot, Clock::time_point now);

private:
    void forgetOldTrips(Clock::time_point now);

    quint64 m_opened = 0;
    quint64 m_closed = 0;
    qint64 m_calls = 0;
    qint64 m_failures = 0;
    qint64 m_slow = 0;
    qint64 m_notPermitted = 0;
    std::deque<Clock::time_point> m_trips;
    std::optional<Error> m_lastError;
    TimePoint m_lastErrorAt{};
};

} // namespace pult::net
