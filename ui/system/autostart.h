// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace pult::ui {

/// Starting with the person's session, for this user alone: an XDG autostart entry on Linux, HKCU's Run on Windows, a
/// launch agent on macOS. Texts are UTF-8; no Qt, one file per system.
class Autostart final
{
public:
    /// `program --minimized --data-dir dataDir` is what is started; without a folder the usual one is used.
    struct Entry
    {
        std::string program;
        std::string dataDir;
    };

    /// Whether the system starts Pult; on Windows not when the person switched it off in the task manager.
    static bool isOn();
    /// False: it could not be written.
    static bool turnOn(const Entry &entry);
    static bool turnOff();
};

} // namespace pult::ui
