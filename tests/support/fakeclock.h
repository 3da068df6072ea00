// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <mutex>

namespace pult::test {

/// A monotonic clock that stands still until it is moved. Thread-safe.
class FakeClock final
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    std::function<TimePoint()> now()
    {
        return [this] {
            const std::lock_guard lock(m_mutex);
            return m_now;
        };
    }
    void advance(std::chrono::nanoseconds time)
    {
        const std::lock_guard lock(m_mutex);
        m_now += time;
    }

private:
    std::mutex m_mutex; ///< protects m_now
    TimePoint m_now{std::chrono::hours(1000)};
};

} // namespace pult::test
