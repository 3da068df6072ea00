// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/settingtrials.h"

#include "theme/icons.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <base/whendone.h>
#include <node/settingstrial.h>

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace pult::ui {

SettingTrials::SettingTrials(SettingsBuffer &buffer, QWidget *parent)
    : QWidget(parent), m_buffer(buffer), m_button(new QPushButton(this)), m_icon(new QLabel(this)),
      m_result(new QLabel(this))
{
    m_button->setObjectName(u"settingTrial"_s);
    m_button->setAutoDefault(false);
    m_result->setObjectName(u"settingTrialResult"_s);
    m_result->setWordWrap(true);
    m_result->setTextFormat(Qt::PlainText);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_icon->hide();
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, gridStep);
    layout->setSpacing(gridStep);
    layout->addWidget(m_button, 0, Qt::AlignTop);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addWidget(m_result, 1);
    connect(m_button, &QPushButton::clicked, this, &SettingTrials::run);
    retranslate();
}

void SettingTrials::setSubject(Subject subject)
{
    if (subject != m_subject) {
        m_subject = subject;
        ++m_number;
        m_result->clear();
        m_icon->hide();
        m_button->setEnabled(true);
    }
    setVisible(subject != Subject::None);
    retranslate();
}

QString SettingTrials::resultText() const
{
    return m_result->text();
}

void SettingTrials::run()
{
    const int number = ++m_number;
    m_button->setEnabled(false);
    m_icon->hide();
    m_result->setText(tr("Asking…"));
    const Settings settings = m_buffer.preview();
    if (m_subject == Subject::Database) {
        whenDone(node::tryDatabase(settings), this, [this, number](const Result<node::DatabaseTrial> &trial) {
            if (number != m_number)
                return;
            if (!trial)
                tell(false, errorText(trial.error()));
            else if (trial->version.isEmpty())
                tell(true, tr("%1 is made at the next start.").arg(trial->display));
            else
                tell(true, tr("%1 answers in %2 ms, version %3.")
                               .arg(trial->display)
                               .arg(trial->time.count())
                               .arg(trial->version));
        });
        return;
    }
    whenDone(node::tryDolphin(settings), this, [this, number](const Result<int> &profiles) {
        if (number != m_number)
            return;
        tell(profiles.has_value(), profiles ? tr("Dolphin Anty answers and has %n profile(s).", nullptr, *profiles)
                                            : errorText(profiles.error()));
    });
}

void SettingTrials::tell(bool good, const QString &text)
{
    m_button->setEnabled(true);
    m_icon->setPixmap(icon(good ? "done" : "failed", good ? Tone::Done : Tone::Failed)
                          .pixmap(QSize(smallIcon, smallIcon), devicePixelRatioF()));
    m_icon->show();
    m_result->setText(text);
    m_result->setAccessibleName(text);
}

void SettingTrials::retranslate()
{
    m_button->setText(m_subject == Subject::Dolphin ? tr("Test Dolphin Anty") : tr("Test the database"));
}

void SettingTrials::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace pult::ui
