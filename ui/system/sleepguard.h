// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

namespace pult::ui {

/// Keeps the computer from falling asleep by itself while it is held: logind's inhibitor on Linux,
/// SetThreadExecutionState on Windows, IOPM on macOS. It ends with the process, however that ends. No Qt in here, one
/// file per system. One thread.
class SleepGuard final
{
public:
    SleepGuard();
    ~SleepGuard();
    SleepGuard(const SleepGuard &) = delete;
    SleepGuard &operator=(const SleepGuard &) = delete;

    /// `why` is told to whoever asks the system (UTF-8). Held already: nothing changes.
    void hold(const std::string &why);
    void release();
    /// Whether it is held as far as is known; a system without such a thing never holds.
    bool isHeld() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace pult::ui
