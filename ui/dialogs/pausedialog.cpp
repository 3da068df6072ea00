// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/pausedialog.h"

#include "dialogs/endchoice.h"
#include "models/humantext.h"
#include "theme/metrics.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

PauseDialog::PauseDialog(QString queue, QWidget *parent)
    : QDialog(parent), m_queue(std::move(queue)), m_text(new QLabel(this)), m_reason(new QLineEdit(this)),
      m_end(new EndChoice(true, this)), m_pause(new QPushButton(this)), m_cancel(new QPushButton(this))
{
    setObjectName(u"pauseDialog"_s);
    m_text->setObjectName(u"pauseText"_s);
    m_text->setWordWrap(true);
    m_reason->setObjectName(u"pauseReason"_s);
    m_pause->setObjectName(u"pauseAccept"_s);
    m_pause->setProperty("primary", true);
    m_pause->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(3 * gridStep, 2 * gridStep, 3 * gridStep, 2 * gridStep);
    layout->setSpacing(2 * gridStep);
    layout->addWidget(m_text);
    layout->addWidget(m_reason);
    layout->addWidget(m_end);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_pause);
    layout->addLayout(buttons);
    setMinimumWidth(52 * gridStep);
    connect(m_end, &EndChoice::changed, this, &PauseDialog::tellEnd);
    connect(m_pause, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    retranslate();
}

QString PauseDialog::reason() const
{
    return m_reason->text().trimmed();
}

std::optional<TimePoint> PauseDialog::until() const
{
    return m_end->end();
}

void PauseDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

void PauseDialog::retranslate()
{
    setWindowTitle(tr("Pause queue %1").arg(m_queue));
    m_reason->setPlaceholderText(tr("Reason, shown to everyone (optional)"));
    m_reason->setAccessibleName(tr("Reason"));
    m_end->retranslate();
    tellEnd();
    m_pause->setText(tr("Pause"));
    m_cancel->setText(tr("Do not pause"));
}

void PauseDialog::tellEnd()
{
    const std::optional<TimePoint> end = until();
    m_text->setText(end ? tr("Running tasks go on; no new ones of this queue start on any computer until %1. Then it "
                             "goes on by itself; it can be resumed before.")
                              .arg(HumanText::moment(*end))
                        : tr("Running tasks go on; no new ones of this queue start on any computer until it is "
                             "resumed."));
}

} // namespace pult::ui
