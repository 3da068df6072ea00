// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workermodel.h"
#include "panels/uicontext.h"

#include <QWidget>

namespace pult::ui {

class EmptyState;
class TableView;

/// The computers that share the database, and their workers. GUI thread.
class WorkersPanel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WorkersPanel)

public:
    explicit WorkersPanel(const UiContext &context, QWidget *parent = nullptr);

    QSize sizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    NodeModel m_nodes;
    WorkerModel m_workers;
    SortProxy m_nodeOrder;
    SortProxy m_workerOrder;
    TableView *m_nodeTable;
    TableView *m_workerTable;
    EmptyState *m_noNodes;
    EmptyState *m_noWorkers;
};

} // namespace pult::ui
