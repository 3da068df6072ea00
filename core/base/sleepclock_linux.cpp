// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sleepclock.h"

#include <ctime>

namespace pult {

namespace {

std::chrono::nanoseconds read(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

std::chrono::nanoseconds timeWithSleep()
{
    return read(CLOCK_BOOTTIME);
}

std::chrono::nanoseconds timeAwake()
{
    return read(CLOCK_MONOTONIC);
}

} // namespace pult
