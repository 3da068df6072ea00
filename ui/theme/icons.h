// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/colours.h"

#include <QIcon>

namespace pult::ui {

/// An icon of resources/icons, drawn in the tone's colour of whatever theme is current when it is painted.
QIcon icon(const char *name, Tone tone = Tone::Plain);
/// The program's own picture.
QIcon programIcon();

} // namespace pult::ui
