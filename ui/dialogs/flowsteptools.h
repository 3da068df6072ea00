// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QMenu;
class QPushButton;

namespace pult::ui {

class FlowEditor;
class TableView;

/// The buttons and keys that change a flow's steps where their table stands: add, remove, move, undo, redo. GUI thread.
class FlowStepTools final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FlowStepTools)

public:
    /// Both outlive it; the keys work within `parent`.
    FlowStepTools(FlowEditor &editor, TableView &table, QWidget *parent);

    /// While a test run plays the steps they stay as they are.
    void setIdle(bool idle);
    void retranslate();

private:
    void makeAddMenu();
    void connectAll();
    void addStep(const QString &name);
    void removeSteps();
    void moveStep(int by);
    void updateButtons();

    FlowEditor &m_editor;
    TableView &m_table;
    bool m_idle = true;
    QMenu *m_addMenu;
    QPushButton *m_add;
    QPushButton *m_remove;
    QPushButton *m_up;
    QPushButton *m_down;
    QPushButton *m_undo;
    QPushButton *m_redo;
};

} // namespace pult::ui
