// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "peakmemory.h"

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

} // namespace pult::bench
