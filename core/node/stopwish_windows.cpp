// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "stopwish.h"

#include <atomic>
#include <windows.h>

namespace pult::node {

namespace {

constexpr UINT forcedExit = 3;
/// Windows ends the process some seconds after the handler of a close or logoff returns; until then it may clean up.
constexpr DWORD cleanUpMillis = 30000;

std::function<void()> onWish;
std::atomic<int> wishes = 0;

/// Called by Windows on a thread of its own.
BOOL WINAPI onConsoleEvent(DWORD event)
{
    if (++wishes > 1)
        ExitProcess(forcedExit);
    onWish();
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
        Sleep(cleanUpMillis);
    return TRUE;
}

} // namespace

void watchStopWishes(std::function<void()> wish)
{
    onWish = std::move(wish);
    SetConsoleCtrlHandler(onConsoleEvent, TRUE);
}

} // namespace pult::node
