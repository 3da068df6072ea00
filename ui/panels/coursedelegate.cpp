// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/coursedelegate.h"

#include "models/tablemodel.h"
#include "theme/colours.h"

#include <QPainter>

namespace pult::ui {

namespace {

constexpr int sideMargin = 8;
constexpr int endMargin = 5;

} // namespace

void CourseDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const auto values = index.data(TableModelBase::SeriesRole).value<QList<double>>();
    if (values.size() < 2)
        return;
    const QRectF area = QRectF(option.rect).adjusted(sideMargin, endMargin, -sideMargin, -endMargin);
    const double most = std::max(*std::max_element(values.begin(), values.end()), 1e-9);
    QPolygonF line;
    for (qsizetype i = 0; i < values.size(); ++i) {
        line.append({area.left() + area.width() * double(i) / double(values.size() - 1),
                     area.bottom() - area.height() * values.at(i) / most});
    }
    const Colours &colours = currentColours();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(colours.tone(most > 1e-9 ? Tone::Running : Tone::Waiting), 1.25));
    painter->drawPolyline(line);
    painter->restore();
}

} // namespace pult::ui
