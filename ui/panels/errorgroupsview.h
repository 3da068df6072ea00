// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/errorgroupmodel.h"
#include "panels/uicontext.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace pult::ui {

class EmptyState;
class TableView;

/// The failures of the filter in groups: what to look at first, and to retry together. GUI thread.
class ErrorGroupsView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ErrorGroupsView)

public:
    explicit ErrorGroupsView(const UiContext &context, QWidget *parent = nullptr);

    /// Asks for the groups of this filter.
    void showFilter(const queue::TaskFilter &filter);
    void retranslate();

Q_SIGNALS:
    void retryRequested(const QList<pult::queue::Id> &tasks);
    void tasksRequested(const QList<pult::queue::Id> &tasks);
    void failed(const pult::Error &error);

private:
    void onGroups(const queue::ErrorGroups &groups);
    const queue::ErrorGroup *current() const;
    void updateChosen();

    const UiContext &m_context;
    ErrorGroupModel m_model;
    SortProxy m_proxy;
    TableView *m_table;
    EmptyState *m_empty;
    QLabel *m_foot;
    QPushButton *m_retry;
    QPushButton *m_show;
    quint64 m_asked = 0;
    bool m_arrived = false;
    queue::ErrorGroups m_groups;
};

} // namespace pult::ui
