// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shellactions.h"

#include "mainactions.h"
#include "theme/icons.h"

#include <QAction>
#include <QMainWindow>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace pult::ui {

ShellActions::ShellActions(QMainWindow &window, MainActions &actions)
    : QObject(&window), intake(make(window, "actionIntake", "pause")), notices(make(window, "actionNotices", "info")),
      settings(make(window, "actionSettings")), palette(make(window, "actionPalette", "search")),
      shortcuts(make(window, "actionShortcuts")), firstRun(make(window, "actionFirstRun"))
{
    settings->setMenuRole(QAction::PreferencesRole);
    settings->setShortcut(QKeySequence(u"Ctrl+,"_s)); // macOS has it as Cmd+, the others have no usual one
    palette->setShortcut(QKeySequence(u"Ctrl+Shift+P"_s));
    shortcuts->setShortcut(QKeySequence(Qt::Key_F1));
    notices->setShortcut(QKeySequence(u"Ctrl+Shift+N"_s));
    QMenu *tasks = actions.taskMenu();
    tasks->insertActions(actions.quit, {intake, notices, settings});
    tasks->insertSeparator(actions.quit);
    QMenu *help = actions.helpMenu();
    help->insertActions(actions.about, {palette, shortcuts, firstRun});
    help->insertSeparator(actions.about);
    retranslate();
}

QAction *ShellActions::make(QMainWindow &window, const char *name, const char *iconName)
{
    auto *action = new QAction(&window);
    action->setObjectName(QString::fromLatin1(name));
    if (iconName)
        action->setIcon(icon(iconName));
    window.addAction(action);
    return action;
}

void ShellActions::retranslate()
{
    setIntakePaused(m_intakePaused);
    setUnseen(m_unseen);
    settings->setText(tr("Settings…"));
    settings->setToolTip(tr("Everything that can be set, and where each value comes from"));
    palette->setText(tr("Find a command…"));
    palette->setToolTip(tr("Any command by a few of its letters"));
    shortcuts->setText(tr("Keyboard shortcuts"));
    firstRun->setText(tr("Set Pult up…"));
    firstRun->setToolTip(tr("Language, database and browsers in four steps"));
}

void ShellActions::setIntakePaused(bool paused)
{
    m_intakePaused = paused;
    intake->setIcon(icon(paused ? "play" : "pause"));
    intake->setText(paused ? tr("Let this computer take tasks") : tr("Take no new tasks on this computer"));
    intake->setToolTip(paused ? tr("This computer begins tasks again")
                              : tr("Running tasks go on; this computer begins no new ones, others do"));
}

void ShellActions::setUnseen(int count)
{
    m_unseen = count;
    notices->setText(count > 0 ? tr("Notifications (%n new)…", nullptr, count) : tr("Notifications…"));
    notices->setToolTip(tr("What happened since Pult was started"));
}

} // namespace pult::ui
