// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sleepguard.h"

#include <windows.h>

namespace pult::ui {

class SleepGuard::Private final
{
public:
    bool held = false;
};

SleepGuard::SleepGuard() : d(std::make_unique<Private>()) {}

SleepGuard::~SleepGuard()
{
    release();
}

void SleepGuard::hold(const std::string &)
{
    // The system stays awake, the screen may go dark. It counts for this thread, which is why one thread holds it.
    if (!d->held)
        d->held = SetThreadExecutionState(ES_CONTINUOUS | ES_SYSTEM_REQUIRED) != 0;
}

void SleepGuard::release()
{
    if (d->held)
        SetThreadExecutionState(ES_CONTINUOUS);
    d->held = false;
}

bool SleepGuard::isHeld() const
{
    return d->held;
}

} // namespace pult::ui
