// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "buckets.h"

#include <array>
#include <numeric>

namespace pult::observe {

namespace {

constexpr std::array run{0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0};
constexpr std::array wait{0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0};
constexpr std::array call{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0};

} // namespace

std::span<const double> boundsOf(Buckets layout)
{
    switch (layout) {
    case Buckets::Run:
        return run;
    case Buckets::Wait:
        return wait;
    case Buckets::Call:
        break;
    }
    return call;
}

double BucketCounts::count() const
{
    return std::accumulate(counts.begin(), counts.end(), 0.0);
}

void BucketCounts::add(const BucketCounts &other)
{
    if (counts.size() < other.counts.size())
        counts.resize(other.counts.size());
    for (std::size_t i = 0; i < other.counts.size(); ++i)
        counts[i] += other.counts[i];
    sum += other.sum;
}

double quantile(std::span<const double> bounds, const BucketCounts &counts, double share)
{
    const double rank = share * counts.count();
    if (rank <= 0 || bounds.empty())
        return 0;
    double before = 0;
    for (std::size_t i = 0; i < counts.counts.size() && i < bounds.size(); ++i) {
        const double within = counts.counts[i];
        if (before + within >= rank) {
            const double low = i == 0 ? 0 : bounds[i - 1];
            return low + (bounds[i] - low) * (rank - before) / within;
        }
        before += within;
    }
    return bounds.back();
}

} // namespace pult::observe
