// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/timechip.h"

#include "charts/charttext.h"
#include "theme/colours.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace pult::ui {

TimeChip::TimeChip(TimeWindow &window, QWidget *parent)
    : QFrame(parent), m_window(window), m_says(new QLabel(this)), m_clear(new QToolButton(this))
{
    setObjectName(u"timeChip"_s);
    m_says->setObjectName(u"timeChipText"_s);
    m_clear->setObjectName(u"timeChipClear"_s);
    m_clear->setIcon(icon("cancel", Tone::Muted));
    m_clear->setIconSize({smallIcon, smallIcon});
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * gridStep, gridStep / 2, gridStep, gridStep / 2);
    layout->setSpacing(gridStep);
    layout->addWidget(m_says);
    layout->addWidget(m_clear);
    layout->addStretch(1);
    connect(m_clear, &QToolButton::clicked, &window, &TimeWindow::clear);
    connect(&window, &TimeWindow::narrowed, this, &TimeChip::retranslate);
    connect(&window, &TimeWindow::cleared, this, &TimeChip::retranslate);
    retranslate();
}

QString TimeChip::text() const
{
    return m_says->text();
}

void TimeChip::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QFrame::changeEvent(event);
}

void TimeChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tintOf(currentColours(), Tone::Running));
    painter.fillRect(QRect(0, 0, 3, height()), currentColours().tone(Tone::Running));
}

void TimeChip::retranslate()
{
    setVisible(m_window.range().has_value());
    if (!m_window.range())
        return;
    m_says->setText(tr("What ran %1").arg(ChartText::range(m_window.range()->from, m_window.range()->to)));
    m_clear->setToolTip(tr("Show all times again"));
    m_clear->setAccessibleName(m_clear->toolTip());
}

} // namespace pult::ui
