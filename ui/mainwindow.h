// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/chartspanel.h"
#include "panels/statusline.h"
#include "panels/uicontext.h"
#include "theme/theme.h"

#include <QMainWindow>
#include <node/outagefile.h>

#include <memory>

class QActionGroup;

namespace pult::ui {

class Banner;
class DockLayouts;
class MainActions;
class PanelFeed;
class PanelFrame;
class ProfilesPanel;
class QueueActions;
class TaskActions;
class TaskDetailPanel;
class TasksPanel;

/// The window: the task list in the middle, docks around it. GUI thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MainWindow)

public:
    /// What the foot and the title say of this computer.
    struct Place
    {
        QString nodeName;
        QString provider;
        QString database;
        QString environment; ///< may be empty
    };
    MainWindow(UiContext context, Place place);
    ~MainWindow() override;

    /// Which language and theme are ticked in the menus.
    void setChoices(const QString &language, Theme::Choice theme);
    void saveLayout() const;
    TasksPanel &tasks() { return *m_tasks; }
    MainActions &mainActions() { return *m_actions; }
    void showFailure(const Error &error);
    /// In the detail, whatever the list shows.
    void showTask(queue::Id id);
    /// What this computer's node says of the database's absence; nullopt: it is back.
    void setOutage(const std::optional<work::Outage> &outage);

public Q_SLOTS:
    void newBulkUpload(const QStringList &profiles = {});
    void newReport();
    void openFlow(const QString &path = {});

Q_SIGNALS:
    void languageChosen(const QString &language);
    void themeChosen(pult::ui::Theme::Choice choice);

protected:
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void makeCentre();
    /// One line a dock; see DockLayouts.
    void makeDocks();
    ChartsPanel *makeCharts(ChartsPanel::Page page);
    void makeBars();
    void connectActions();
    void retranslate();
    void restoreLayout();
    void resetLayout();
    void updateActions();
    void updateSelection();
    void updateAvailability();
    void updateStatus();
    QString targetQueue() const;
    void toggleQueue();
    void showContextMenu(const QPoint &position);

    UiContext m_context;
    Place m_place;
    PanelFeed *m_panelFeed;
    std::unique_ptr<MainActions> m_actions;
    TaskActions *m_taskActions;
    QueueActions *m_queueActions;
    Banner *m_away = nullptr;
    Banner *m_failure = nullptr;
    TasksPanel *m_tasks = nullptr;
    TaskDetailPanel *m_detail = nullptr;
    ProfilesPanel *m_profiles = nullptr;
    DockLayouts *m_layouts = nullptr;
    StatusLine *m_status;
    QList<queue::NodeInfo> m_nodes;
    std::optional<work::Outage> m_outage;
    QList<queue::QueueInfo> m_queues;
    Error m_shownFailure;
    bool m_hasLayout = false; ///< a stored one was restored
    bool m_wasShown = false;
};

} // namespace pult::ui
