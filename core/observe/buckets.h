// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace pult::observe {

/// The bucket layouts. The same ones everywhere, and for good: counts of different layouts cannot be added up.
enum class Buckets {
    Run,  ///< of a task: half a second to an hour
    Wait, ///< the same and two hours
    Call, ///< HTTP and database: 5 ms to 10 s
};

/// Upper bounds in seconds; what is above the last has a bucket of its own.
std::span<const double> boundsOf(Buckets layout);

/// How many observations fell into each bucket (one more than bounds), and their sum.
struct BucketCounts
{
    std::vector<double> counts;
    double sum = 0;

    double count() const;
    /// Of the same layout; empty ones take the other's.
    void add(const BucketCounts &other);
    bool operator==(const BucketCounts &) const = default;
};

/// The value below which a share of the observations lies, evenly spread within its bucket; what lies above the last
/// bound reads as that. 0 without observations.
double quantile(std::span<const double> bounds, const BucketCounts &counts, double share);

} // namespace pult::observe
