// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/metrics.h"

#include <QScreen>
#include <QWidget>

namespace pult::ui {

/// Gives a dialog its first size, but never more than the screen of its window has: at 200 % that is not much.
inline void resizeWithinScreen(QWidget &dialog, const QSize &wanted)
{
    constexpr QSize frame(2 * gridStep, 6 * gridStep); // a usual window manager's
    const QScreen *screen = dialog.parentWidget() ? dialog.parentWidget()->screen() : dialog.screen();
    dialog.resize(wanted.boundedTo(screen->availableSize() - frame));
}

} // namespace pult::ui
