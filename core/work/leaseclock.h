// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/sleepclock.h>

#include <algorithm>
#include <atomic>

namespace pult::work {

/// When the database last confirmed this node's leases, on a clock that goes on in sleep. A lease that could have
/// expired since is not trusted before a side effect: another node may run its task. Written by the dispatcher, read
/// by the workers.
class LeaseClock final
{
public:
    /// `asked`: when the renewal that has been answered was sent.
    void confirm(std::chrono::nanoseconds asked) { m_confirmed = std::max(m_confirmed.load(), asked.count()); }

    /// Whether a lease that was taken at `taken` and lasts `ttl` surely holds now.
    bool covers(std::chrono::nanoseconds taken, std::chrono::nanoseconds ttl) const
    {
        const auto from = std::max(taken, std::chrono::nanoseconds(m_confirmed.load()));
        return timeWithSleep() - from < ttl;
    }

private:
    std::atomic<std::chrono::nanoseconds::rep> m_confirmed{0};
};

} // namespace pult::work
