// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/taskchoice.h"
#include "models/tasklist.h"
#include "panels/uicontext.h"

#include <QDate>
#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTimer;
class QToolButton;

namespace pult::ui {

class EmptyState;
class ErrorGroupsView;
class FaultLine;
class FilterEdit;
class ListTools;
class TableView;
class UndoBar;
class ViewSidebar;

/// The middle of the window: the views at the left, the filter line, the task table or its failures in groups. GUI
/// thread.
class TasksPanel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TasksPanel)

public:
    explicit TasksPanel(const UiContext &context, QWidget *parent = nullptr);

    QList<queue::Task> selectedTasks() const;
    /// The selected tasks, or all that match when the operator asked for them.
    TaskChoice choice() const;
    void setFilterText(const QString &text);
    void focusFilter();
    /// Selects the task once it is in the list.
    void showBatch(queue::Id batch);
    /// Says for a while what was done, and offers to take it back (UndoBar::tell).
    void tell(const QString &text, const std::function<void()> &undo, bool longer);
    /// An action whose keys are for the task list alone.
    void addListAction(QAction *action);
    void saveState() const;
    void restoreState();
    void resetLayout();

Q_SIGNALS:
    void selectionChanged();
    void contextMenuRequested(const QPoint &globalPosition);
    void newUploadRequested();
    /// A verb for tasks that are not the selected ones.
    void retryRequested(const pult::ui::TaskChoice &choice);
    void failed(const pult::Error &error);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeList();
    QWidget *makeTop(QWidget *list);
    QWidget *makeTable(QWidget *list);
    QWidget *makeBars(QWidget *list);
    void connectList();
    void connectFeed();
    void retranslate();
    void retranslateFilter();
    void applyFilter();
    void showFault(const Result<queue::TaskFilter> &filter);
    void onTasks(const QList<queue::Task> &tasks, bool more, bool sameSet);
    void offerValues(const QList<queue::Task> &tasks);
    void onSelection();
    void onScrolled();
    void onEmptyActivated();
    void onTick();
    void showGroups(bool shown);
    void updateFrozen();
    void updateWaiting();
    void updateWhole();
    void updateEmptyState();
    void updateFoot();
    void switchColumns(const QString &view);
    void copyJson() const;
    void copyIds() const;

    const UiContext &m_context;
    TaskModel m_tasks;
    TaskList m_list;
    QSplitter *m_splitter;
    ViewSidebar *m_sidebar;
    FilterEdit *m_filter = nullptr;
    FaultLine *m_fault = nullptr;
    ListTools *m_tools = nullptr;
    QStackedWidget *m_stack = nullptr;
    TableView *m_table = nullptr;
    ErrorGroupsView *m_groups = nullptr;
    EmptyState *m_empty = nullptr;
    QPushButton *m_waiting = nullptr;
    QWidget *m_whole = nullptr;
    QLabel *m_wholeText = nullptr;
    QPushButton *m_wholeChoose = nullptr;
    UndoBar *m_undo = nullptr;
    QLabel *m_foot = nullptr;
    QPushButton *m_older = nullptr;
    QTimer *m_filterTimer;
    QString m_columnsOf;      ///< the view whose columns are shown
    queue::TaskCount m_total; ///< of all tasks there are
    QDate m_day;
    bool m_more = false;
    bool m_arrived = false;
    bool m_everything = false; ///< all that match are chosen
    std::optional<Error> m_listFault;
};

} // namespace pult::ui
