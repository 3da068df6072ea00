// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/taskmodel.h"
#include "models/viewmodel.h"
#include "panels/uicontext.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QSplitter;
class QTimer;

namespace pult::ui {

class EmptyState;
class TableView;

/// The middle of the window: the views at the left, the filter line, the task table. GUI thread.
class TasksPanel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TasksPanel)

public:
    explicit TasksPanel(const UiContext &context, QWidget *parent = nullptr);

    QList<queue::Task> selectedTasks() const;
    void setFilterText(const QString &text);
    void focusFilter();
    /// Selects the task once it is in the list.
    void showBatch(queue::Id batch);
    void saveState() const;
    void restoreState();
    void resetLayout();

Q_SIGNALS:
    void selectionChanged();
    void contextMenuRequested(const QPoint &globalPosition);
    void newUploadRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeSidebar();
    QWidget *makeList();
    void retranslate();
    void applyFilter();
    void onTasks(const QList<queue::Task> &tasks, bool more, bool sameSet);
    void onAvailability();
    void onEmptyActivated();
    void updateEmptyState();
    void updateViewSelection();
    void updateFoot();

    const UiContext &m_context;
    ViewModel m_views;
    BatchModel m_batches;
    TaskModel m_tasks;
    SortProxy m_proxy;
    QSplitter *m_splitter;
    QLabel *m_viewsTitle = nullptr;
    QLabel *m_batchesTitle = nullptr;
    TableView *m_viewTable = nullptr;
    TableView *m_batchTable = nullptr;
    EmptyState *m_batchesEmpty = nullptr;
    QLineEdit *m_filter = nullptr;
    QLabel *m_fault = nullptr;
    TableView *m_table = nullptr;
    EmptyState *m_empty = nullptr;
    QLabel *m_foot = nullptr;
    QTimer *m_filterTimer;
    bool m_more = false;
    bool m_arrived = false;
};

} // namespace pult::ui
