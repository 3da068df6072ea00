// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "screenfit.h"

#include "theme/metrics.h"

#include <QScreen>
#include <QWidget>

#include <algorithm>

namespace pult::ui {

void fitToScreen(QWidget &window, bool frameKnown)
{
    if (window.isMaximized() || window.isFullScreen())
        return;
    const QRect inner = window.geometry();
    const QRect outer = window.frameGeometry();
    const QMargins frameMargins = frameKnown ? QMargins(inner.left() - outer.left(), inner.top() - outer.top(),
                                                        outer.right() - inner.right(), outer.bottom() - inner.bottom())
                                             : QMargins(0, 4 * gridStep, 0, 0);
    const QRect room = window.screen()->availableGeometry().marginsRemoved(frameMargins);
    QRect place(inner.topLeft(), inner.size().boundedTo(room.size()).expandedTo(window.minimumSizeHint()));
    place.moveLeft(std::clamp(place.left(), room.left(), std::max(room.left(), room.right() - place.width() + 1)));
    place.moveTop(std::clamp(place.top(), room.top(), std::max(room.top(), room.bottom() - place.height() + 1)));
    if (place != inner)
        window.setGeometry(place);
}

} // namespace pult::ui
