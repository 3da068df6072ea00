// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace pult::ui {

/// Moves and shrinks a window so that all of it can be reached on its screen. `frameKnown`: it was shown already, so
/// that the window manager's frame counts; until then a usual title bar is left free. GUI thread.
void fitToScreen(QWidget &window, bool frameKnown);

} // namespace pult::ui
