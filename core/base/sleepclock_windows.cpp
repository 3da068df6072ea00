// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sleepclock.h"

#include <windows.h>

namespace pult {

namespace {

/// Windows counts in steps of 100 ns.
std::chrono::nanoseconds ofSteps(ULONGLONG steps)
{
    return std::chrono::nanoseconds(static_cast<long long>(steps) * 100);
}

} // namespace

std::chrono::nanoseconds timeWithSleep()
{
    return std::chrono::milliseconds(static_cast<long long>(GetTickCount64()));
}

std::chrono::nanoseconds timeAwake()
{
    ULONGLONG steps = 0;
    QueryUnbiasedInterruptTime(&steps);
    return ofSteps(steps);
}

} // namespace pult
