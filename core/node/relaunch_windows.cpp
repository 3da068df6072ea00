// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relaunch.h"

#include <windows.h>

namespace pult::node {

/// The system keeps the command line exactly as it was given; taken apart and put together it might differ.
bool relaunch(const std::vector<std::string> &)
{
    std::wstring line = GetCommandLineW();
    STARTUPINFOW start = {};
    start.cb = sizeof(start);
    PROCESS_INFORMATION process = {};
    if (!CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE, 0, nullptr, nullptr, &start, &process))
        return false;
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return true;
}

} // namespace pult::node
