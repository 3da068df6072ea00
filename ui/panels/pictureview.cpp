// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/pictureview.h"

#include "theme/colours.h"
#include "theme/metrics.h"

#include <QDialog>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

PictureView::PictureView(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"pictureView"_s);
    setMinimumHeight(6 * gridStep);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PictureView::setPicture(const QImage &picture, const QString &instead)
{
    m_picture = picture;
    m_scaled = {};
    m_instead = instead;
    setCursor(picture.isNull() ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
}

void PictureView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Colours &colours = currentColours();
    if (m_picture.isNull()) {
        painter.setPen(colours.muted);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_instead);
        return;
    }
    const QSize size = m_picture.size().scaled(rect().size() - QSize(2, 2), Qt::KeepAspectRatio);
    const QRect target(QPoint((width() - size.width()) / 2, 1), size);
    // The painter's own smoothing looks at four pixels each: of a page made this small, letters would be crumbs.
    const QSize pixels = size * devicePixelRatioF();
    if (m_scaled.size() != pixels)
        m_scaled = m_picture.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    painter.drawImage(target, m_scaled);
    painter.setPen(colours.border);
    painter.drawRect(target.adjusted(-1, -1, 0, 0));
}

void PictureView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && !m_picture.isNull())
        Q_EMIT clicked();
}

void showPicture(const QImage &picture, const QString &title, QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setObjectName(u"pictureDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto *label = new QLabel(dialog);
    label->setPixmap(QPixmap::fromImage(picture));
    auto *area = new QScrollArea(dialog);
    area->setWidget(label);
    area->setAlignment(Qt::AlignCenter);
    area->setFrameShape(QFrame::NoFrame);
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(area);
    const QSize room = parent->screen()->availableSize() * 0.9;
    dialog->resize((picture.size() + QSize(4, 4)).boundedTo(room));
    dialog->show();
}

} // namespace pult::ui
