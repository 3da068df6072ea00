// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "callwindow.h"

#include <algorithm>

namespace pult::net {

CallWindow::CallWindow(std::chrono::milliseconds length)
    : m_bucketLength(std::max<std::chrono::nanoseconds>(std::chrono::milliseconds{1},
                                                        std::chrono::nanoseconds(length) / bucketCount))
{
}

void CallWindow::roll(TimePoint now)
{
    const long long current = now.time_since_epoch() / m_bucketLength;
    if (current <= m_newest)
        return;
    const long long passed = std::min<long long>(bucketCount, current - m_newest);
    for (long long i = 0; i < passed; ++i)
        m_buckets[std::size_t((current - i) % bucketCount)] = {};
    m_newest = current;
}

void CallWindow::add(TimePoint now, bool failed, bool slow)
{
    roll(now);
    Sums &bucket = m_buckets[std::size_t(m_newest % bucketCount)];
    ++bucket.calls;
    bucket.failures += failed ? 1 : 0;
    bucket.slow += slow ? 1 : 0;
}

CallWindow::Sums CallWindow::sums(TimePoint now)
{
    roll(now);
    Sums all;
    for (const Sums &bucket : m_buckets) {
        all.calls += bucket.calls;
        all.failures += bucket.failures;
        all.slow += bucket.slow;
    }
    return all;
}

void CallWindow::clear()
{
    m_buckets.fill({});
}

} // namespace pult::net
