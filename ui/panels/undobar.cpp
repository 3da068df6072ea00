// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/undobar.h"

#include "theme/colours.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeySequence>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

namespace {

constexpr auto shownFor = 10s;

} // namespace

UndoBar::UndoBar(QWidget *parent) : QFrame(parent), m_text(new QLabel(this)), m_undo(new QPushButton(this))
{
    setObjectName(u"undoBar"_s);
    m_text->setObjectName(u"undoText"_s);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_undo->setObjectName(u"undoButton"_s);
    m_undo->setIcon(icon("again"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * gridStep, gridStep / 2, gridStep, gridStep / 2);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_undo);
    m_timer.setSingleShot(true);
    m_timer.setInterval(shownFor);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_undo, &QPushButton::clicked, this, [this] {
        hide();
        // It may tell of something else meanwhile.
        if (const auto undo = std::exchange(m_undoing, {}))
            undo();
    });
    hide();
    retranslate();
}

void UndoBar::tell(const QString &text, const std::function<void()> &undo, bool longer)
{
    m_undoing = undo;
    m_longer = longer;
    m_text->setText(text);
    m_undo->setVisible(static_cast<bool>(undo));
    retranslate();
    show();
    m_timer.start();
}

QString UndoBar::text() const
{
    return m_text->text();
}

void UndoBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QFrame::changeEvent(event);
}

void UndoBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tintOf(currentColours(), Tone::Running));
    painter.fillRect(QRect(0, 0, 3, height()), currentColours().tone(Tone::Running));
}

void UndoBar::retranslate()
{
    const QKeySequence keys(QKeySequence::Undo);
    m_undo->setText(tr("Undo"));
    m_undo->setShortcut(keys); // a new text takes the old keys away
    const QString what = m_longer ? tr("Takes it back; for a day also from the Operations panel") : tr("Takes it back");
    m_undo->setToolTip(u"%1 (%2)"_s.arg(what, keys.toString(QKeySequence::NativeText)));
}

} // namespace pult::ui
