// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QAction;
class QMainWindow;

namespace pult::ui {

class MainActions;

/// What the window offers around its work: notifications, settings, help, the intake of this computer. They stand in
/// MainActions' menus. GUI thread.
class ShellActions final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ShellActions)

public:
    ShellActions(QMainWindow &window, MainActions &actions);

    void retranslate();
    /// Whether this computer takes no new tasks, as the action then says.
    void setIntakePaused(bool paused);
    void setUnseen(int count);

    QAction *intake;
    QAction *notices;
    QAction *settings;
    QAction *palette;
    QAction *shortcuts;
    QAction *firstRun;

private:
    QAction *make(QMainWindow &window, const char *name, const char *iconName = nullptr);

    bool m_intakePaused = false;
    int m_unseen = 0;
};

} // namespace pult::ui
