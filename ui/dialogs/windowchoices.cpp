// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/windowchoices.h"

#include "theme/metrics.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace pult::ui {

WindowChoicesPage::WindowChoicesPage(const WindowChoices &choices, QWidget *parent)
    : QWidget(parent), m_before(choices), m_title(new QLabel(this)), m_languageLabel(new QLabel(this)),
      m_themeLabel(new QLabel(this)), m_closingLabel(new QLabel(this)), m_closingNote(new QLabel(this)),
      m_language(new QComboBox(this)), m_theme(new QComboBox(this)), m_closing(new QComboBox(this)),
      m_autostart(new QCheckBox(this))
{
    setObjectName(u"windowChoices"_s);
    m_language->setObjectName(u"choiceLanguage"_s);
    m_theme->setObjectName(u"choiceTheme"_s);
    m_closing->setObjectName(u"choiceClosing"_s);
    m_autostart->setObjectName(u"choiceAutostart"_s);
    m_title->setProperty("role", u"title"_s);
    m_closingNote->setProperty("role", u"muted"_s);
    m_closingNote->setWordWrap(true);
    auto *layout = new QFormLayout(this);
    layout->setContentsMargins(3 * gridStep, 2 * gridStep, 3 * gridStep, 2 * gridStep);
    layout->setVerticalSpacing(2 * gridStep);
    layout->addRow(m_title);
    layout->addRow(m_languageLabel, m_language);
    layout->addRow(m_themeLabel, m_theme);
    layout->addRow(m_closingLabel, m_closing);
    layout->addRow(QString(), m_closingNote);
    layout->addRow(m_autostart);
    m_languageLabel->setBuddy(m_language);
    m_themeLabel->setBuddy(m_theme);
    m_closingLabel->setBuddy(m_closing);
    m_closing->setEnabled(choices.hasTray);
    m_autostart->setChecked(choices.autostart);
    retranslate();
    m_language->setCurrentIndex(std::max(0, m_language->findData(choices.language)));
    m_theme->setCurrentIndex(std::max(0, m_theme->findData(choices.theme)));
    m_closing->setCurrentIndex(std::max(0, m_closing->findData(choices.closing)));
    for (QComboBox *box : {m_language, m_theme, m_closing})
        connect(box, &QComboBox::currentIndexChanged, this, &WindowChoicesPage::changed);
    connect(m_autostart, &QCheckBox::toggled, this, &WindowChoicesPage::changed);
}

WindowChoices WindowChoicesPage::choices() const
{
    return {m_language->currentData().toString(), m_theme->currentData().toString(),
            m_closing->currentData().toString(), m_autostart->isChecked(), m_before.hasTray};
}

void WindowChoicesPage::fill(QComboBox *box, const QStringList &values, const QStringList &texts)
{
    const QSignalBlocker quiet(box);
    const int chosen = std::max(0, box->currentIndex());
    box->clear();
    for (qsizetype i = 0; i < values.size(); ++i)
        box->addItem(texts.at(i), values.at(i));
    box->setCurrentIndex(chosen);
}

void WindowChoicesPage::retranslate()
{
    m_title->setText(tr("This window"));
    m_languageLabel->setText(tr("Language"));
    m_themeLabel->setText(tr("Theme"));
    m_closingLabel->setText(tr("Closing the window"));
    m_closingNote->setText(m_before.hasTray ? tr("Quit ends Pult in any case.")
                                            : tr("This desktop has no tray: closing the window quits Pult."));
    m_autostart->setText(tr("Start Pult in the tray when I log in"));
    fill(m_language, {u"ru"_s, u"en"_s}, {u"Русский"_s, u"English"_s});
    fill(m_theme, {u"system"_s, u"light"_s, u"dark"_s, u"contrast"_s},
         {tr("As the system"), tr("Light"), tr("Dark"), tr("High contrast")});
    fill(m_closing, {u"ask"_s, u"tray"_s, u"quit"_s}, {tr("Ask"), tr("Go on in the tray"), tr("Quit Pult")});
}

void WindowChoicesPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace pult::ui
