// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/operationspanel.h"

#include "models/taskfeed.h"
#include "panels/emptystate.h"
#include "panels/progressdelegate.h"
#include "panels/tableview.h"
#include "panels/taskactions.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <base/whendone.h>

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int listed = 200;
constexpr qsizetype mostFailuresShown = 3;

} // namespace

OperationsPanel::OperationsPanel(const UiContext &context, TaskActions &actions, QWidget *parent)
    : QWidget(parent), m_context(context), m_actions(actions), m_table(new TableView(this)),
      m_empty(new EmptyState("tasks", m_table)), m_failures(new QLabel(this)), m_cancel(new QPushButton(this)),
      m_undo(new QPushButton(this))
{
    setObjectName(u"operationsPanel"_s);
    setProperty("surface", u"base"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_table->setObjectName(u"operationTable"_s);
    m_table->setTable(&m_model);
    m_table->setWholeHeaders();
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegateForColumn(OperationModel::Progress, new ProgressDelegate(m_table));
    m_table->setEmptyState(m_empty);
    m_failures->setObjectName(u"operationFailures"_s);
    m_failures->setProperty("role", u"muted"_s);
    m_failures->setWordWrap(true);
    m_failures->setTextFormat(Qt::PlainText);
    m_failures->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_cancel->setObjectName(u"operationCancel"_s);
    m_cancel->setIcon(icon("cancel"));
    m_undo->setObjectName(u"operationUndo"_s);
    m_undo->setIcon(icon("again"));
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(gridStep, gridStep / 2, gridStep, gridStep / 2);
    foot->setSpacing(gridStep);
    foot->addWidget(m_failures, 1);
    foot->addWidget(m_cancel);
    foot->addWidget(m_undo);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addLayout(foot);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &OperationsPanel::updateChosen);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &OperationsPanel::updateChosen);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (const queue::Operation *operation = current())
            m_actions.cancelOperation(operation->id);
    });
    connect(m_undo, &QPushButton::clicked, this, [this] {
        if (const queue::Operation *operation = current())
            m_actions.undo(operation->id);
    });
    connect(&actions, &TaskActions::operationChanged, this, &OperationsPanel::ask);
    connect(&context.feed, &TaskFeed::ticked, this, [this] {
        m_model.tick();
        if (isVisible() && !m_context.feed.isPaused())
            ask();
    });
    retranslate();
}

QSize OperationsPanel::sizeHint() const
{
    return {80 * gridStep, 22 * gridStep};
}

void OperationsPanel::ask()
{
    if (m_asked) {
        m_again = true;
        return;
    }
    m_asked = true;
    whenDone(m_context.commands.listOperations(listed), this, [this](const Result<QList<queue::Operation>> &result) {
        m_asked = false;
        m_model.setStale(!result);
        if (result)
            onOperations(*result);
        if (std::exchange(m_again, false))
            ask();
    });
}

void OperationsPanel::onOperations(const QList<queue::Operation> &operations)
{
    m_model.setRows(operations);
    updateChosen();
}

const queue::Operation *OperationsPanel::current() const
{
    const int row = m_table->currentModelRow();
    return row >= 0 && row < m_model.rowCount() ? &m_model.rowAt(row) : nullptr;
}

bool OperationsPanel::isUndone(qint64 id) const
{
    const QList<queue::Operation> &all = m_model.rows();
    return std::any_of(all.begin(), all.end(), [id](const queue::Operation &other) { return other.undoes == id; });
}

void OperationsPanel::updateChosen()
{
    const queue::Operation *operation = current();
    const bool running = operation && operation->state == "running"_L1;
    const bool undone = operation && isUndone(operation->id);
    m_cancel->setEnabled(running);
    m_cancel->setToolTip(running ? tr("What is done stays done; the rest is left as it is.")
                                 : tr("Only for an operation that is running."));
    const bool undoable = operation && !undone && queue::isUndoable(*operation, localNow());
    m_undo->setEnabled(undoable);
    m_undo->setToolTip(
        undoable ? tr("Puts its tasks back as they were before; what was changed since stays as it is.")
        : undone ? tr("This operation was undone already.")
                 : tr("What ended within the last 24 hours can be undone, but for a second run of completed tasks."));
    QStringList lines;
    if (operation) {
        for (const queue::Refusal &refusal :
             operation->failures.first(std::min(mostFailuresShown, operation->failures.size())))
            lines.append(errorSentence(refusal.error));
        if (operation->failed > lines.size())
            lines.append(tr("… and %n more", nullptr, static_cast<int>(operation->failed - lines.size())));
    }
    m_failures->setText(lines.join(u'\n'));
}

void OperationsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    ask();
}

void OperationsPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void OperationsPanel::retranslate()
{
    m_cancel->setText(tr("Stop"));
    m_undo->setText(tr("Undo"));
    m_empty->setTexts(
        tr("Nothing was done to tasks yet. What you retry, cancel or delete is listed here, for others to "
           "see and for a day to undo."));
    m_table->setAccessibleName(tr("Operations"));
    m_model.refreshTexts();
    updateChosen();
}

} // namespace pult::ui
