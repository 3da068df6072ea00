// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foreground.h"

namespace pult::ui {

void passForegroundOn() {}

} // namespace pult::ui
