// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/flowsteptools.h"

#include "dialogs/toolbutton.h"
#include "models/floweditor.h"
#include "models/flowsteptext.h"
#include "panels/tableview.h"
#include "theme/metrics.h"

#include <QBoxLayout>
#include <QMenu>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace pult::ui {

FlowStepTools::FlowStepTools(FlowEditor &editor, TableView &table, QWidget *parent)
    : QWidget(parent), m_editor(editor), m_table(table), m_addMenu(new QMenu(this)),
      m_add(makeToolButton(u"flowAdd"_s, "plus", this)), m_remove(makeToolButton(u"flowRemove"_s, "remove", this)),
      m_up(makeToolButton(u"flowUp"_s, "sortup", this)), m_down(makeToolButton(u"flowDown"_s, "sortdown", this)),
      m_undo(makeToolButton(u"flowUndo"_s, "retry", this)), m_redo(makeToolButton(u"flowRedo"_s, "again", this))
{
    makeAddMenu();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(gridStep);
    for (QPushButton *button : {m_add, m_remove, m_up, m_down, m_undo, m_redo})
        row->addWidget(button);
    connectAll();
    giveKeys(m_remove, QKeySequence::Delete, &table);
    giveKeys(m_up, Qt::ALT | Qt::Key_Up, parent);
    giveKeys(m_down, Qt::ALT | Qt::Key_Down, parent);
    giveKeys(m_undo, QKeySequence::Undo, parent);
    giveKeys(m_redo, QKeySequence::Redo, parent);
}

void FlowStepTools::makeAddMenu()
{
    for (const QString &name : FlowStepText::addable()) {
        QAction *action = m_addMenu->addAction(QString());
        action->setObjectName(u"flowAdd_"_s + name);
        action->setData(name);
        connect(action, &QAction::triggered, this, [this, name] { addStep(name); });
    }
    m_add->setMenu(m_addMenu);
}

void FlowStepTools::connectAll()
{
    connect(m_remove, &QPushButton::clicked, this, &FlowStepTools::removeSteps);
    connect(m_up, &QPushButton::clicked, this, [this] { moveStep(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { moveStep(1); });
    connect(m_undo, &QPushButton::clicked, &m_editor.undoStack(), &QUndoStack::undo);
    connect(m_redo, &QPushButton::clicked, &m_editor.undoStack(), &QUndoStack::redo);
    connect(m_table.selectionModel(), &QItemSelectionModel::selectionChanged, this, &FlowStepTools::updateButtons);
    connect(&m_editor, &FlowEditor::changed, this, &FlowStepTools::updateButtons);
}

void FlowStepTools::setIdle(bool idle)
{
    m_idle = idle;
    updateButtons();
}

void FlowStepTools::addStep(const QString &name)
{
    const int row = m_table.currentModelRow();
    const int at = row < 0 ? m_editor.document().size() : row + 1;
    m_editor.addStep(name, at);
    m_table.selectModelRow(at);
    m_table.setFocus();
}

void FlowStepTools::removeSteps()
{
    const QList<int> rows = m_table.selectedModelRows();
    if (rows.isEmpty() || !m_idle)
        return;
    m_editor.removeSteps(rows);
    m_table.selectModelRow(std::min(rows.first(), m_editor.document().size() - 1));
}

void FlowStepTools::moveStep(int by)
{
    const int row = m_table.currentModelRow();
    const int to = row + by;
    if (row < 0 || to < 0 || to >= m_editor.document().size() || !m_idle)
        return;
    m_editor.moveStep(row, to);
    m_table.selectModelRow(to);
}

void FlowStepTools::updateButtons()
{
    const int row = m_table.currentModelRow();
    const int count = m_editor.document().size();
    const QUndoStack &stack = m_editor.undoStack();
    m_add->setEnabled(m_idle);
    m_remove->setEnabled(m_idle && !m_table.selectedModelRows().isEmpty());
    m_up->setEnabled(m_idle && row > 0);
    m_down->setEnabled(m_idle && row >= 0 && row + 1 < count);
    m_undo->setEnabled(m_idle && stack.canUndo());
    m_redo->setEnabled(m_idle && stack.canRedo());
    setHint(m_undo, m_undo->isEnabled() ? tr("Undo %1").arg(stack.undoText()) : tr("Undo"));
    setHint(m_redo, m_redo->isEnabled() ? tr("Redo %1").arg(stack.redoText()) : tr("Redo"));
    setHint(m_remove, tr("Takes the chosen steps out"));
    setHint(m_up, tr("Moves the step up"));
    setHint(m_down, tr("Moves the step down"));
}

void FlowStepTools::retranslate()
{
    m_add->setText(tr("Add step"));
    m_remove->setText(tr("Remove"));
    m_up->setText(tr("Up"));
    m_down->setText(tr("Down"));
    m_undo->setText(tr("Undo"));
    m_redo->setText(tr("Redo"));
    for (QAction *action : m_addMenu->actions())
        action->setText(FlowStepText::title(action->data().toString()));
    updateButtons();
}

} // namespace pult::ui
