// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace pult::ui {

struct Colours;

/// What Fusion cannot be told by a palette: flat headers, docks, fields and buttons on the eight-pixel grid.
QString styleSheetOf(const Colours &colours);

} // namespace pult::ui
