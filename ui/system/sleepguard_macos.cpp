// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sleepguard.h"

#include <IOKit/pwr_mgt/IOPMLib.h>

namespace pult::ui {

class SleepGuard::Private final
{
public:
    IOPMAssertionID assertion = kIOPMNullAssertionID;
};

SleepGuard::SleepGuard() : d(std::make_unique<Private>()) {}

SleepGuard::~SleepGuard()
{
    release();
}

void SleepGuard::hold(const std::string &why)
{
    if (d->assertion != kIOPMNullAssertionID)
        return;
    const CFStringRef reason = CFStringCreateWithCString(nullptr, why.c_str(), kCFStringEncodingUTF8);
    if (!reason)
        return;
    if (IOPMAssertionCreateWithName(kIOPMAssertPreventUserIdleSystemSleep, kIOPMAssertionLevelOn, reason,
                                    &d->assertion) != kIOReturnSuccess)
        d->assertion = kIOPMNullAssertionID;
    CFRelease(reason);
}

void SleepGuard::release()
{
    if (d->assertion != kIOPMNullAssertionID)
        IOPMAssertionRelease(d->assertion);
    d->assertion = kIOPMNullAssertionID;
}

bool SleepGuard::isHeld() const
{
    return d->assertion != kIOPMNullAssertionID;
}

} // namespace pult::ui
