// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pace.h"

#include <algorithm>
#include <cmath>

namespace pult::work {

using namespace std::chrono_literals;

namespace {

/// What a node holds is worked off within so much time, what a worker holds within so much.
constexpr std::chrono::nanoseconds nodeHorizon = 50ms;
constexpr std::chrono::nanoseconds workerHorizon = 5ms;
constexpr double mostForSlot = 20;
constexpr std::chrono::nanoseconds shortest = 1us;

} // namespace

void Pace::note(const QList<EndedRun> &ended)
{
    if (ended.isEmpty())
        return;
    std::chrono::nanoseconds sum{0};
    for (const EndedRun &run : ended)
        sum += run.duration;
    const std::chrono::nanoseconds average = std::max<std::chrono::nanoseconds>(shortest, sum / ended.size());
    // Slower at once, faster by and by.
    if (m_average == 0ns || average > m_average)
        m_average = average;
    else
        m_average = (m_average * 7 + average * 3) / 10;
}

double Pace::ahead(std::chrono::nanoseconds horizon) const
{
    if (m_average == 0ns)
        return 0;
    return std::max(0.0, double(horizon.count()) / double(m_average.count()) - 1);
}

int Pace::claimAhead(int capacity) const
{
    return int(std::min(double(mostForNode), std::floor(capacity * ahead(nodeHorizon))));
}

double Pace::handAhead() const
{
    return std::min(mostForSlot, ahead(workerHorizon));
}

} // namespace pult::work
