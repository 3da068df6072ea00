// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "guiapp.h"

#include "charts/chartsession.h"
#include "dialogs/prompts.h"
#include "mainwindow.h"
#include "models/taskfeed.h"
#include "models/timewindow.h"
#include "shell.h"
#include "theme/theme.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

QString systemLanguage()
{
    return QLocale::system().language() == QLocale::Russian ? u"ru"_s : u"en"_s;
}

QString knownLanguage(const QString &wanted, const QString &otherwise)
{
    return wanted == "ru"_L1 || wanted == "en"_L1 ? wanted : otherwise;
}

} // namespace

GuiApp::GuiApp(node::Commands &commands, Options options)
    : m_commands(commands), m_state(std::make_unique<QSettings>(options.stateFile, QSettings::IniFormat)),
      m_ownPrompts(options.prompts ? nullptr : std::make_unique<Prompts>()),
      m_theme(std::make_unique<Theme>(*static_cast<QApplication *>(QCoreApplication::instance()))),
      m_feed(std::make_unique<TaskFeed>(commands)), m_timeWindow(std::make_unique<TimeWindow>()),
      m_charts(std::make_unique<ChartSession>(commands, *m_timeWindow)), m_minimized(options.minimized)
{
    m_theme->setChoice(Theme::choiceOf(m_state->value(u"theme"_s).toString()));
    m_language =
        knownLanguage(options.language, knownLanguage(m_state->value(u"language"_s).toString(), systemLanguage()));
    applyLanguage();
    (void)m_russian.load(u":/i18n/pult_ru"_s);
    Prompts &prompts = options.prompts ? *options.prompts : *m_ownPrompts;
    const UiContext context{commands, *m_feed, *m_state, prompts, options.listProfiles, *m_timeWindow, *m_charts};
    m_window =
        std::make_unique<MainWindow>(context, MainWindow::Place{commands.place().nodeName, commands.place().provider,
                                                                options.database, options.environment});
    m_shell = std::make_unique<Shell>(
        context, *m_window, Shell::Place{options.settings, options.environment, options.database, &m_russian});
    tellChoices();
    connect(m_window.get(), &MainWindow::languageChosen, this, &GuiApp::setLanguage);
    connect(m_window.get(), &MainWindow::themeChosen, this, [this](Theme::Choice choice) {
        m_theme->setChoice(choice);
        m_state->setValue(u"theme"_s, Theme::nameOf(choice));
        tellChoices();
    });
}

GuiApp::~GuiApp()
{
    // Also when a signal ends the program and nobody closes the window.
    m_window->saveLayout();
    m_shell.reset();
    m_window.reset();
    QCoreApplication::removeTranslator(&m_translator);
    QCoreApplication::removeTranslator(&m_qtTranslator);
}

void GuiApp::show()
{
    m_commands.watch();
    m_feed->start();
    m_shell->start(m_minimized);
}

void GuiApp::setLanguage(const QString &language)
{
    if (language == m_language)
        return;
    m_language = knownLanguage(language, m_language);
    m_state->setValue(u"language"_s, m_language);
    applyLanguage();
    tellChoices();
}

void GuiApp::tellChoices()
{
    m_window->setChoices(m_language, m_theme->choice());
    m_shell->setChoices(m_language, Theme::nameOf(m_theme->choice()));
}

void GuiApp::applyLanguage()
{
    // Numbers and dates as the system writes them, unless the system speaks another language.
    const QLocale system = QLocale::system();
    const QLocale chosen(m_language);
    QLocale::setDefault(system.language() == chosen.language() ? system : chosen);
    QCoreApplication::removeTranslator(&m_translator);
    QCoreApplication::removeTranslator(&m_qtTranslator);
    if (m_qtTranslator.load(u"qtbase_"_s + m_language, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qtTranslator);
    if (m_translator.load(u":/i18n/pult_"_s + m_language))
        QCoreApplication::installTranslator(&m_translator);
}

} // namespace pult::ui
