// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/emptystate.h"

#include "theme/icons.h"
#include "theme/metrics.h"

#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int sentenceWidth = 50 * gridStep;
constexpr int lowHeight = 18 * gridStep;

/// Paints its icon anew with every change of the theme.
class IconLabel final : public QLabel
{
public:
    IconLabel(const char *iconName, QWidget *parent) : QLabel(parent), m_icon(icon(iconName, Tone::Muted))
    {
        setFixedSize(largeIcon, largeIcon);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        m_icon.paint(&painter, rect());
    }

private:
    QIcon m_icon;
};

} // namespace

EmptyState::EmptyState(const char *iconName, QWidget *parent)
    : QWidget(parent), m_icon(new IconLabel(iconName, this)), m_sentence(new QLabel(this)),
      m_button(new QPushButton(this))
{
    setObjectName(u"emptyState"_s);
    m_sentence->setObjectName(u"emptySentence"_s);
    m_sentence->setProperty("role", u"muted"_s);
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setMaximumWidth(sentenceWidth);
    m_button->setObjectName(u"emptyButton"_s);
    m_button->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * gridStep, gridStep, 2 * gridStep, gridStep);
    layout->setSpacing(gridStep);
    layout->addStretch(1);
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_sentence, 100);
    row->addStretch(1);
    layout->addLayout(row);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(1);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::activated);
}

void EmptyState::setTexts(const QString &sentence, const QString &button)
{
    m_sentence->setText(sentence);
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
    fit();
}

void EmptyState::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

/// In a low panel the words matter more than the icon, and may be longer lines.
void EmptyState::fit()
{
    const bool low = height() < lowHeight;
    m_sentence->setMaximumWidth((low ? 2 : 1) * sentenceWidth);
    const int line = std::min(width() - 4 * gridStep, m_sentence->maximumWidth());
    int needed = m_sentence->heightForWidth(line) + largeIcon + 4 * gridStep;
    if (!m_button->isHidden())
        needed += m_button->sizeHint().height() + gridStep;
    m_icon->setVisible(height() >= needed);
}

void EmptyState::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), currentColours().base);
}

} // namespace pult::ui
