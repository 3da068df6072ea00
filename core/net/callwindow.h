// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>

namespace pult::net {

/// What became of the calls of the last minute: 12 buckets of 5 s (or of whatever a twelfth of the window is). A value;
/// not thread-safe.
class CallWindow final
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    static constexpr int bucketCount = 12;

    struct Sums
    {
        int calls = 0;
        int failures = 0;
        int slow = 0;
        /// 0…1.
        double failureRate() const { return calls == 0 ? 0 : double(failures) / calls; }
        double slowRate() const { return calls == 0 ? 0 : double(slow) / calls; }
        bool operator==(const Sums &) const = default;
    };

    explicit CallWindow(std::chrono::milliseconds length);

    void add(TimePoint now, bool failed, bool slow);
    Sums sums(TimePoint now);
    void clear();

private:
    void roll(TimePoint now);

    std::chrono::nanoseconds m_bucketLength;
    std::array<Sums, bucketCount> m_buckets{};
    long long m_newest = 0; ///< number of the newest bucket since the clock's epoch
};

} // namespace pult::net
