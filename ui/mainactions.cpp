// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainactions.h"

#include "theme/icons.h"
#include "theme/metrics.h"

#include <QAction>
#include <QActionGroup>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr Verb allVerbs[] = {Verb::Retry, Verb::Later, Verb::Cancel,   Verb::Done,
                             Verb::Again, Verb::Start, Verb::Priority, Verb::Delete};
constexpr const char *verbNames[] = {"actionRetry", "actionLater", "actionCancel",   "actionDone",
                                     "actionAgain", "actionStart", "actionPriority", "actionDelete"};
constexpr Theme::Choice allThemes[] = {Theme::Choice::System, Theme::Choice::Light, Theme::Choice::Dark,
                                       Theme::Choice::Contrast};

} // namespace

MainActions::MainActions(QMainWindow &window)
    : QObject(&window), newUpload(nullptr), openFlow(nullptr), m_window(window), m_taskMenu(new QMenu(&window)),
      m_viewMenu(new QMenu(&window)), m_languageMenu(new QMenu(&window)), m_themeMenu(new QMenu(&window)),
      m_helpMenu(new QMenu(&window)), m_toolBar(new QToolBar(&window))
{
    newUpload = make(u"actionNewUpload"_s, "upload");
    newUpload->setShortcut(QKeySequence::New);
    openFlow = make(u"actionOpenFlow"_s, "flow");
    openFlow->setShortcut(QKeySequence::Open);
    pauseQueue = make(u"actionPauseQueue"_s, "pause");
    findTasks = make(u"actionFind"_s, "search");
    findTasks->setShortcut(QKeySequence::Find);
    report = make(u"actionReport"_s, "save");
    refresh = make(u"actionRefresh"_s, "refresh");
    refresh->setShortcut(QKeySequence(Qt::Key_F5));
    resetLayout = make(u"actionResetLayout"_s);
    quit = make(u"actionQuit"_s);
    quit->setShortcut(QKeySequence::Quit);
    quit->setMenuRole(QAction::QuitRole);
    about = make(u"actionAbout"_s);
    about->setMenuRole(QAction::AboutRole);
    for (const Verb verb : allVerbs) {
        QAction *action = make(QString::fromLatin1(verbNames[m_verbs.size()]), Verbs::iconName(verb));
        connect(action, &QAction::triggered, this, [this, verb] { Q_EMIT verbTriggered(verb); });
        m_verbs.append(action);
    }
    // Where the task list has the keyboard (TasksPanel::addListAction), not in the lists around it.
    verb(Verb::Delete)->setShortcut(QKeySequence::Delete);
    verb(Verb::Delete)->setShortcutContext(Qt::WidgetShortcut);
    makeChoices();
}

QAction *MainActions::make(const QString &name, const char *iconName)
{
    auto *action = new QAction(&m_window);
    action->setObjectName(name);
    if (iconName)
        action->setIcon(icon(iconName));
    m_window.addAction(action);
    return action;
}

void MainActions::makeChoices()
{
    auto *languages = new QActionGroup(this);
    for (const QString &language : {u"ru"_s, u"en"_s}) {
        QAction *action = make(u"actionLanguage_"_s + language);
        action->setCheckable(true);
        languages->addAction(action);
        m_languages.append(action);
        connect(action, &QAction::triggered, this, [this, language] { Q_EMIT languageChosen(language); });
    }
    auto *themes = new QActionGroup(this);
    for (const Theme::Choice theme : allThemes) {
        QAction *action = make(u"actionTheme_"_s + Theme::nameOf(theme));
        action->setCheckable(true);
        themes->addAction(action);
        m_themes.append(action);
        connect(action, &QAction::triggered, this, [this, theme] { Q_EMIT themeChosen(theme); });
    }
}

void MainActions::fill(const QList<QAction *> &dockActions)
{
    m_taskMenu->addAction(newUpload);
    m_taskMenu->addAction(openFlow);
    m_taskMenu->addSeparator();
    m_taskMenu->addActions(m_verbs);
    m_taskMenu->addSeparator();
    m_taskMenu->addAction(pauseQueue);
    m_taskMenu->addAction(findTasks);
    m_taskMenu->addAction(report);
    m_taskMenu->addSeparator();
    m_taskMenu->addAction(quit);
    m_viewMenu->addAction(refresh);
    m_viewMenu->addSeparator();
    m_viewMenu->addActions(dockActions);
    m_viewMenu->addAction(resetLayout);
    m_viewMenu->addSeparator();
    m_viewMenu->addMenu(m_languageMenu);
    m_viewMenu->addMenu(m_themeMenu);
    m_languageMenu->addActions(m_languages);
    m_themeMenu->addActions(m_themes);
    m_helpMenu->addAction(about);
    for (QMenu *menu : {m_taskMenu, m_viewMenu, m_helpMenu})
        m_window.menuBar()->addMenu(menu);
    fillToolBar();
}

void MainActions::fillToolBar()
{
    m_toolBar->setObjectName(u"toolBar"_s);
    m_toolBar->setMovable(false);
    m_toolBar->setIconSize({toolIcon, toolIcon});
    m_toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_toolBar->setContextMenuPolicy(Qt::PreventContextMenu);
    m_toolBar->addAction(newUpload);
    m_toolBar->addSeparator();
    m_toolBar->addAction(pauseQueue);
    m_toolBar->addSeparator();
    for (const Verb verb : {Verb::Retry, Verb::Cancel})
        m_toolBar->addAction(this->verb(verb));
    m_toolBar->addSeparator();
    for (const Verb verb : {Verb::Done, Verb::Again})
        m_toolBar->addAction(this->verb(verb));
    auto *space = new QWidget(m_toolBar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_toolBar->addWidget(space);
    for (QAction *language : m_languages) {
        auto *button = new QToolButton(m_toolBar);
        button->setObjectName(u"button"_s + language->objectName().mid(6));
        button->setCheckable(true);
        button->setText(language->objectName().right(2).toUpper());
        button->setToolTip(language->objectName().endsWith(u"ru") ? u"Русский"_s : u"English"_s);
        connect(button, &QToolButton::clicked, language, &QAction::trigger);
        connect(language, &QAction::toggled, button, &QToolButton::setChecked);
        // A second click must not leave both buttons up.
        connect(button, &QToolButton::clicked, language,
                [button, language] { button->setChecked(language->isChecked()); });
        m_toolBar->addWidget(button);
    }
    m_window.addToolBar(Qt::TopToolBarArea, m_toolBar);
}

QAction *MainActions::verb(Verb verb) const
{
    return m_verbs.at(std::find(std::begin(allVerbs), std::end(allVerbs), verb) - std::begin(allVerbs));
}

void MainActions::retranslate()
{
    newUpload->setText(tr("New bulk upload…"));
    newUpload->setIconText(tr("New bulk upload"));
    newUpload->setToolTip(tr("Puts one upload for each chosen profile into the queue"));
    openFlow->setText(tr("Flows…"));
    openFlow->setToolTip(tr("Imports, edits and tries out a recording"));
    findTasks->setText(tr("Find tasks"));
    report->setText(tr("Report…"));
    report->setToolTip(tr("Tasks, metrics, profiles or errors as a table, or JSON"));
    refresh->setText(tr("Refresh"));
    refresh->setToolTip(tr("Asks the database again for everything that is shown, also while paused"));
    resetLayout->setText(tr("Reset layout"));
    quit->setText(tr("Quit"));
    about->setText(tr("About Pult"));
    m_taskMenu->setTitle(tr("Tasks"));
    m_viewMenu->setTitle(tr("View"));
    m_languageMenu->setTitle(tr("Language"));
    m_themeMenu->setTitle(tr("Theme"));
    m_helpMenu->setTitle(tr("Help"));
    m_toolBar->setWindowTitle(tr("Tool bar"));
    // The names of languages are the same in every language.
    m_languages.at(0)->setText(u"Русский"_s);
    m_languages.at(1)->setText(u"English"_s);
    //: theme: as the system's
    m_themes.at(0)->setText(tr("As the system"));
    //: theme
    m_themes.at(1)->setText(tr("Light"));
    //: theme
    m_themes.at(2)->setText(tr("Dark"));
    //: theme
    m_themes.at(3)->setText(tr("High contrast"));
    for (const Verb verb : allVerbs)
        this->verb(verb)->setText(Verbs::name(verb));
    updateVerbs(m_tasks);
    updateQueue(m_queue, m_paused);
}

void MainActions::updateVerbs(const QList<queue::Task> &tasks)
{
    m_tasks = tasks;
    for (const Verb verb : allVerbs) {
        QAction *action = this->verb(verb);
        const QString whyNot = Verbs::whyNot(verb, tasks);
        const int legal = static_cast<int>(Verbs::countLegal(verb, tasks));
        QString toolTip = whyNot.isEmpty() ? Verbs::explain(verb) : whyNot;
        if (legal > 0 && legal < tasks.size())
            toolTip = tr("%1 Applies to %2 of the %3 selected tasks.").arg(toolTip).arg(legal).arg(tasks.size());
        action->setEnabled(whyNot.isEmpty());
        action->setToolTip(toolTip);
    }
}

void MainActions::updateQueue(const QString &queue, bool paused)
{
    m_queue = queue;
    m_paused = paused;
    pauseQueue->setIcon(icon(paused ? "play" : "pause"));
    pauseQueue->setText(paused ? tr("Resume queue %1").arg(queue) : tr("Pause queue %1…").arg(queue));
    pauseQueue->setIconText(paused ? tr("Resume queue") : tr("Pause queue"));
    pauseQueue->setToolTip(paused ? tr("Lets the tasks of queue %1 start again").arg(queue)
                                  : tr("No new task of queue %1 starts until it is resumed").arg(queue));
}

void MainActions::setChoices(const QString &language, Theme::Choice theme)
{
    for (QAction *action : std::as_const(m_languages))
        action->setChecked(action->objectName().endsWith(language));
    for (QAction *action : std::as_const(m_themes))
        action->setChecked(action->objectName().endsWith(Theme::nameOf(theme)));
}

} // namespace pult::ui
