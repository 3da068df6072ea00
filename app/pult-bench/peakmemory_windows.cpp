// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "peakmemory.h"

#include <QtGlobal>

#include <qt_windows.h>

#include <psapi.h>

namespace pult::bench {

int peakMemoryMb()
{
    PROCESS_MEMORY_COUNTERS counters{};
    if (!GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters))
        return 0;
    return static_cast<int>(counters.PeakWorkingSetSize / (1024 * 1024));
}

double processorSeconds()
{
    FILETIME made{};
    FILETIME ended{};
    FILETIME kernel{};
    FILETIME user{};
    if (!GetProcessTimes(GetCurrentProcess(), &made, &ended, &kernel, &user))
        return 0;
    const auto seconds = [](const FILETIME &time) {
        return static_cast<double>((quint64(time.dwHighDateTime) << 32) | time.dwLowDateTime) / 1e7;
    };
    return seconds(kernel) + seconds(user);
}

} // namespace pult::bench
