// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupingtranslator.h"
#include "panels/uicontext.h"

#include <base/settings.h>

#include <QObject>
#include <QTranslator>

#include <memory>

class QSettings;

namespace pult::ui {

class ChartSession;
class MainWindow;
class Shell;
class Theme;
class TimeWindow;

/// Puts the window together: look, language, layout store, feed, main window. Needs a QApplication. GUI thread.
class GuiApp final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GuiApp)

public:
    struct Options
    {
        ListProfiles listProfiles;  ///< may be empty
        QString stateFile;          ///< where layout, language and theme are kept: <data folder>/window.ini
        QString database;           ///< DatabaseConfig::display()
        QString language;           ///< "ru", "en"; empty: as chosen last, else the system's
        Prompts *prompts = nullptr; ///< for tests; not owned
        bool minimized = false;     ///< begins in the tray, or as an icon where there is none
        Settings settings;          ///< what the program was started with; the settings dialog shows and edits them
        QString environment;        ///< ENVIRONMENT, for the badge
    };
    GuiApp(node::Commands &commands, Options options);
    ~GuiApp() override;

    void show();
    Shell &shell() { return *m_shell; }
    MainWindow &window() { return *m_window; }
    TaskFeed &feed() { return *m_feed; }
    TimeWindow &timeWindow() { return *m_timeWindow; }

    QString language() const { return m_language; }
    void setLanguage(const QString &language);

private:
    void applyLanguage();
    void tellChoices();

    node::Commands &m_commands;
    std::unique_ptr<QSettings> m_state;
    std::unique_ptr<Prompts> m_ownPrompts;
    std::unique_ptr<Theme> m_theme;
    GroupingTranslator m_translator;
    QTranslator m_russian; ///< not installed: an English window's commands are found by Russian words, too
    QTranslator m_qtTranslator;
    QString m_language;
    std::unique_ptr<TaskFeed> m_feed;
    std::unique_ptr<TimeWindow> m_timeWindow;
    std::unique_ptr<ChartSession> m_charts;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<Shell> m_shell;
    bool m_minimized;
};

} // namespace pult::ui
