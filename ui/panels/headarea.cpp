// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/headarea.h"

#include <QEvent>

namespace pult::ui {

HeadArea::HeadArea(QWidget *head, QWidget *parent) : QScrollArea(parent)
{
    setWidget(head);
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    // What is behind shows through.
    viewport()->setAutoFillBackground(false);
    head->setAutoFillBackground(false);
}

int HeadArea::heightForWidth(int width) const
{
    return widget()->hasHeightForWidth() ? widget()->heightForWidth(width) : widget()->sizeHint().height();
}

QSize HeadArea::sizeHint() const
{
    return widget()->sizeHint();
}

/// QScrollArea watches its widget already.
bool HeadArea::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        updateGeometry();
    return QScrollArea::eventFilter(watched, event);
}

} // namespace pult::ui
