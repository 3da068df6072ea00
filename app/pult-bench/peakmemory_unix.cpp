// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "peakmemory.h"

#include <QtGlobal>

#include <sys/resource.h>

namespace pult::bench {

int peakMemoryMb()
{
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return 0;
#ifdef Q_OS_MACOS
    constexpr long unitsPerMb = 1024 * 1024;
#else
    constexpr long unitsPerMb = 1024;
#endif
    return static_cast<int>(usage.ru_maxrss / unitsPerMb);
}

double processorSeconds()
{
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return 0;
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace pult::bench
