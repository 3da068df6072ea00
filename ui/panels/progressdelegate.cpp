// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/progressdelegate.h"

#include "models/tablemodel.h"
#include "theme/colours.h"

#include <QPainter>

namespace pult::ui {

void ProgressDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const QVariant progress = index.data(TableModelBase::ProgressRole);
    if (!progress.isValid())
        return;
    const Colours &colours = currentColours();
    QRect bar = option.rect.adjusted(8, 0, -8, -3);
    bar.setTop(bar.bottom() - 1);
    painter->fillRect(bar, colours.hover);
    bar.setWidth(static_cast<int>(bar.width() * std::clamp(progress.toDouble(), 0.0, 1.0)));
    painter->fillRect(bar, colours.tone(Tone::Running));
}

void ProgressDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->textElideMode = Qt::ElideRight;
}

} // namespace pult::ui
