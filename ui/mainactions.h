// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/verbs.h"
#include "theme/theme.h"

#include <QObject>

class QAction;
class QActionGroup;
class QMainWindow;
class QMenu;
class QToolBar;

namespace pult::ui {

/// The window's actions, its menus and its tool bar, and what they say. GUI thread.
class MainActions final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MainActions)

public:
    explicit MainActions(QMainWindow &window);

    /// After the docks are there.
    void fill(const QList<QAction *> &dockActions);
    void retranslate();
    void updateVerbs(const QList<queue::Task> &tasks);
    void updateQueue(const QString &queue, bool paused);
    void setChoices(const QString &language, Theme::Choice theme);
    QAction *verb(Verb verb) const;
    QMenu *taskMenu() const { return m_taskMenu; }
    QMenu *helpMenu() const { return m_helpMenu; }

    QAction *newUpload;
    QAction *openFlow;
    QAction *pauseQueue;
    QAction *findTasks;
    QAction *report;
    QAction *refresh;
    QAction *resetLayout;
    QAction *quit;
    QAction *about;

Q_SIGNALS:
    void languageChosen(const QString &language);
    void themeChosen(pult::ui::Theme::Choice choice);
    void verbTriggered(pult::ui::Verb verb);

private:
    QAction *make(const QString &name, const char *iconName = nullptr);
    void makeChoices();
    void fillToolBar();

    QMainWindow &m_window;
    QMenu *m_taskMenu;
    QMenu *m_viewMenu;
    QMenu *m_languageMenu;
    QMenu *m_themeMenu;
    QMenu *m_helpMenu;
    QToolBar *m_toolBar;
    QList<QAction *> m_verbs;
    QList<QAction *> m_languages;
    QList<QAction *> m_themes;
    QList<queue::Task> m_tasks;
    QString m_queue;
    bool m_paused = false;
};

} // namespace pult::ui
