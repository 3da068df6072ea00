// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/trayicon.h"

#include "theme/icons.h"

#include <QPainter>
#include <QPainterPath>

namespace pult::ui {

namespace {

/// A panel's colour is not the theme's, so the marks have colours of their own that stand out on light and dark.
QColor markColour(DeskLevel level)
{
    switch (level) {
    case DeskLevel::Ok:
        return {0x2e, 0x9e, 0x52};
    case DeskLevel::Working:
        return {0x1f, 0x8f, 0xff};
    case DeskLevel::Paused:
        return {0x8a, 0x5c, 0xe0};
    case DeskLevel::Warning:
        return {0xff, 0xb0, 0x20};
    case DeskLevel::Critical:
        return {0xe0, 0x31, 0x31};
    case DeskLevel::Disconnected:
        return {0x6b, 0x72, 0x7c};
    }
    return Qt::gray;
}

/// The sign within a mark of side 1.
QPainterPath signOf(DeskLevel level)
{
    QPainterPath sign;
    switch (level) {
    case DeskLevel::Ok:
        sign.moveTo(0.26, 0.52);
        sign.lineTo(0.44, 0.70);
        sign.lineTo(0.75, 0.34);
        break;
    case DeskLevel::Working:
        sign.moveTo(0.38, 0.28);
        sign.lineTo(0.74, 0.50);
        sign.lineTo(0.38, 0.72);
        sign.closeSubpath();
        break;
    case DeskLevel::Paused:
        sign.moveTo(0.38, 0.28);
        sign.lineTo(0.38, 0.72);
        sign.moveTo(0.62, 0.28);
        sign.lineTo(0.62, 0.72);
        break;
    case DeskLevel::Warning:
        sign.moveTo(0.50, 0.24);
        sign.lineTo(0.50, 0.56);
        sign.moveTo(0.50, 0.75);
        sign.lineTo(0.50, 0.76);
        break;
    case DeskLevel::Critical:
        sign.moveTo(0.32, 0.32);
        sign.lineTo(0.68, 0.68);
        sign.moveTo(0.68, 0.32);
        sign.lineTo(0.32, 0.68);
        break;
    case DeskLevel::Disconnected:
        sign.moveTo(0.26, 0.50);
        sign.lineTo(0.74, 0.50);
        break;
    }
    return sign;
}

QPixmap draw(DeskLevel level, int side)
{
    QPixmap picture(side, side);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    // What is not connected does not glow.
    painter.setOpacity(level == DeskLevel::Disconnected ? 0.45 : 1.0);
    programIcon().paint(&painter, QRect(0, 0, side, side));
    painter.setOpacity(1.0);
    const double mark = side * 0.62;
    painter.translate(side - mark, side - mark);
    painter.scale(mark, mark);
    painter.setPen(QPen(Qt::white, 0.09));
    painter.setBrush(markColour(level));
    painter.drawEllipse(QRectF(0.05, 0.05, 0.9, 0.9));
    const QColor ink = level == DeskLevel::Warning ? Qt::black : Qt::white;
    painter.setPen(QPen(ink, 0.14, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(level == DeskLevel::Working ? QBrush(ink) : QBrush(Qt::NoBrush));
    painter.drawPath(signOf(level));
    return picture;
}

} // namespace

QIcon trayIconOf(DeskLevel level)
{
    QIcon icon;
    for (const int side : {16, 22, 24, 32, 48, 64})
        icon.addPixmap(draw(level, side));
    return icon;
}

} // namespace pult::ui
