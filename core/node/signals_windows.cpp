// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "signals.h"

#include <QPointer>

#include <atomic>
#include <windows.h>

namespace pult::node {

namespace {

constexpr UINT forcedExit = 3;

std::atomic<StopSignals *> receiver = nullptr;
std::atomic<int> wishes = 0;

/// Called by Windows on a thread of its own.
BOOL WINAPI onConsoleEvent(DWORD)
{
    if (++wishes > 1)
        ExitProcess(forcedExit);
    if (StopSignals *const signals = receiver.load())
        QMetaObject::invokeMethod(signals, &StopSignals::stopWanted, Qt::QueuedConnection);
    return TRUE;
}

} // namespace

class StopSignals::Private
{
};

StopSignals::StopSignals(QObject *parent) : QObject(parent), d(std::make_unique<Private>())
{
    receiver = this;
    SetConsoleCtrlHandler(onConsoleEvent, TRUE);
}

StopSignals::~StopSignals()
{
    SetConsoleCtrlHandler(onConsoleEvent, FALSE);
    receiver = nullptr;
}

} // namespace pult::node
