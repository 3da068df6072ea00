// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foreground.h"

#include <windows.h>

namespace pult::ui {

void passForegroundOn()
{
    AllowSetForegroundWindow(ASFW_ANY);
}

} // namespace pult::ui
