// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/noticemodel.h"
#include "panels/uicontext.h"
#include "system/sleepguard.h"

#include <QObject>
#include <QTimer>

#include <base/settings.h>

#include <memory>

class QTranslator;

namespace pult::ui {

class MainWindow;
class ShellActions;
class ShellDialogs;
class Tray;

/// How the program is to end.
enum class ExitWay {
    Now,   ///< running tasks go back to the queue
    Drain, ///< when the running tasks are done
    Stay,  ///< not after all
    Again, ///< and begin anew, with the settings as they are now
};

/// What is around the window: the tray, notifications, closing and quitting, the computer's sleep. GUI thread.
class Shell final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Shell)

public:
    struct Place
    {
        Settings settings;                    ///< what the program goes by
        QString environment;                  ///< ENVIRONMENT
        QString database;                     ///< as it may be shown
        const QTranslator *russian = nullptr; ///< for the command palette; not owned
    };
    Shell(const UiContext &context, MainWindow &window, Place place);
    ~Shell() override;

    /// Shows the window, or with a tray leaves it hidden when it is to begin so.
    void start(bool minimized);
    /// Tasks that the engine in this program runs; it is asked for before the program ends.
    void setRunning(int running);
    /// From now on closing the window is not asked about: the session or a signal ends the program.
    void letGo();
    void raise();
    void showFirstRun();
    void open(const DeskTarget &target);

    Tray &tray() { return *m_tray; }
    NoticeModel &notices() { return m_notices; }
    ShellActions &actions() { return *m_actions; }
    /// What the settings dialog shows from now on.
    void setSettings(const Settings &settings);
    /// Which language and theme the settings dialog shows as chosen.
    void setChoices(const QString &language, const QString &theme);

    /// What closing the window does: "ask", "tray" or "quit".
    QString closing() const;
    void setClosing(const QString &closing);

Q_SIGNALS:
    void exitWanted(pult::ui::ExitWay way);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void connectDialogs();
    void connectTray();
    void connectFeed();
    void look();
    void askBreakers();
    void onClose();
    void askWhereTo();
    void hideToTray();
    void quit();
    void leave(ExitWay way);
    void toggleIntake();
    void showNotices();
    void offerRestart();
    void makeBadge();
    void retranslate();

    const UiContext m_context;
    Place m_place;
    MainWindow &m_window;
    ShellActions *m_actions;
    std::unique_ptr<Tray> m_tray;
    NoticeModel m_notices;
    std::unique_ptr<ShellDialogs> m_dialogs; ///< uses m_notices
    NoticeWatch m_watch;
    DeskFacts m_facts;
    bool m_hasStats = false;
    bool m_hasNodes = false;
    bool m_hasBatches = false;
    QTimer m_lookTimer;
    QTimer m_hiddenTimer; ///< a hidden window comes back when its tray goes
    QTimer m_sleepTimer;  ///< tasks come one after the other: the computer stays awake in between
    int m_ticks = 0;
    SleepGuard m_sleepGuard;
    int m_running = 0;
    bool m_leaving = false;
};

} // namespace pult::ui
