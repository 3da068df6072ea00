// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/faultline.h"

#include "theme/colours.h"
#include "theme/metrics.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace pult::ui {

FaultLine::FaultLine(QWidget *parent) : QLabel(parent)
{
    setProperty("role", u"fault"_s);
    setWordWrap(true);
    setContentsMargins(0, gridStep, 0, 0);
}

void FaultLine::setCaret(int x)
{
    m_caret = x;
    update();
}

void FaultLine::paintEvent(QPaintEvent *event)
{
    QLabel::paintEvent(event);
    if (m_caret < 0)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(currentColours().tone(Tone::Failed));
    const qreal x = std::clamp(m_caret, gridStep / 2, width() - gridStep / 2);
    const qreal half = gridStep * 0.6;
    painter.drawPolygon(QPolygonF{{x, 1}, {x - half, gridStep - 1.0}, {x + half, gridStep - 1.0}});
}

} // namespace pult::ui
