// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/operationmodel.h"
#include "panels/uicontext.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace pult::ui {

class EmptyState;
class TableView;
class TaskActions;

/// What was done to many tasks at once: how far it is, by whom and why, what it could not change; stop it, take it
/// back. GUI thread.
class OperationsPanel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OperationsPanel)

public:
    /// `actions` outlives this.
    OperationsPanel(const UiContext &context, TaskActions &actions, QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void ask();
    void onOperations(const QList<queue::Operation> &operations);
    const queue::Operation *current() const;
    bool isUndone(qint64 id) const;
    void updateChosen();
    void retranslate();

    const UiContext &m_context;
    TaskActions &m_actions;
    OperationModel m_model;
    TableView *m_table;
    EmptyState *m_empty;
    QLabel *m_failures;
    QPushButton *m_cancel;
    QPushButton *m_undo;
    bool m_asked = false;
    bool m_again = false;
};

} // namespace pult::ui
