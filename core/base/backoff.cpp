// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backoff.h"

#include <QRandomGenerator>

#include <algorithm>

namespace pult {

std::chrono::milliseconds backoffCeiling(std::chrono::milliseconds base, std::chrono::milliseconds cap, int exponent)
{
    if (base.count() <= 0 || cap.count() <= 0)
        return std::chrono::milliseconds{0};
    // Shifting the cap down instead of the base up cannot overflow.
    const int doublings = std::clamp(exponent, 0, 62);
    if (base.count() > (cap.count() >> doublings))
        return cap;
    return std::min(cap, std::chrono::milliseconds{base.count() << doublings});
}

std::chrono::milliseconds fullJitter(std::chrono::milliseconds ceiling, double unit, std::chrono::milliseconds floor)
{
    const double span = static_cast<double>(std::max<qint64>(0, (ceiling - floor).count()));
    return floor + std::chrono::milliseconds{static_cast<qint64>(span * std::clamp(unit, 0.0, 1.0))};
}

double drawUnit()
{
    return QRandomGenerator::global()->generateDouble();
}

} // namespace pult
