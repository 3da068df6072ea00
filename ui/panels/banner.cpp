// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/banner.h"

#include "theme/icons.h"
#include "theme/metrics.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace pult::ui {

Banner::Banner(QWidget *parent)
    : QFrame(parent), m_layout(new QHBoxLayout(this)), m_text(new QLabel(this)), m_close(new QToolButton(this))
{
    m_text->setObjectName(u"bannerText"_s);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_close->setObjectName(u"bannerClose"_s);
    m_close->setIcon(icon("cancel", Tone::Muted));
    m_close->hide();
    m_layout->setContentsMargins(2 * gridStep + smallIcon + gridStep, gridStep, gridStep, gridStep);
    m_layout->addWidget(m_text, 1);
    m_layout->addWidget(m_close, 0, Qt::AlignTop);
    connect(m_close, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT closed();
    });
}

void Banner::setMessage(const char *iconName, Tone tone, const QString &text)
{
    m_icon = icon(iconName, tone);
    m_tone = tone;
    m_text->setText(text);
    update();
}

QString Banner::text() const
{
    return m_text->text();
}

void Banner::setClosable(bool closable, const QString &toolTip)
{
    m_close->setVisible(closable);
    m_close->setToolTip(toolTip);
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Colours &colours = currentColours();
    painter.fillRect(rect(), tintOf(colours, m_tone));
    painter.fillRect(QRect(0, 0, 3, height()), colours.tone(m_tone));
    const int top = m_text->y() + std::max(0, (std::min(m_text->height(), rowHeight) - smallIcon) / 2);
    m_icon.paint(&painter, QRect(2 * gridStep, top, smallIcon, smallIcon));
}

} // namespace pult::ui
