// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/queuespanel.h"

#include "dialogs/queuelimitsdialog.h"
#include "models/taskfeed.h"
#include "panels/coursedelegate.h"
#include "panels/emptystate.h"
#include "panels/tableview.h"

#include <node/filterline.h>

#include <QAction>

using namespace Qt::StringLiterals;

namespace pult::ui {

QueuesPanel::QueuesPanel(const UiContext &context, PanelFeed &feed, QWidget *parent)
    : PanelFrame(u"queuesPanel"_s, context, feed, parent), m_table(new TableView(this)),
      m_empty(new EmptyState("tasks", m_table))
{
    m_pause = addVerb("actionQueuePause", "pause", m_table);
    m_resume = addVerb("actionQueueResume", "play", m_table);
    m_limits = addVerb("actionQueueLimits", "filter", m_table);
    m_tasks = addVerb("actionQueueTasks", "tasks", m_table);
    m_table->setObjectName(u"queueTable"_s);
    m_table->setTable(&m_model, &m_order);
    m_table->sortByColumn(QueueModel::Name, Qt::AscendingOrder);
    m_table->setWholeHeaders();
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegateForColumn(QueueModel::Course, new CourseDelegate(m_table));
    m_table->setEmptyState(m_empty);
    setBody(m_table);
    watchAvailability(&m_model);
    connect(&context.feed, &TaskFeed::queuesArrived, this, [this](const QList<queue::QueueInfo> &queues) {
        m_model.setQueues(queues);
        updateVerbs();
    });
    connect(&context.feed, &TaskFeed::nodesArrived, &m_model, &QueueModel::setNodes);
    connect(&feed, &PanelFeed::flowArrived, &m_model, &QueueModel::setFlow);
    connect(&feed, &PanelFeed::ticked, this, [this] { m_model.tick(m_feed.now()); });
    feed.addReader(PanelFeed::Topic::Flow, this, [this] { return isSeen(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &QueuesPanel::updateVerbs);
    connect(m_pause, &QAction::triggered, this, [this] { Q_EMIT pauseRequested(current()->info.name); });
    connect(m_resume, &QAction::triggered, this, [this] { Q_EMIT resumeRequested(current()->info.name); });
    connect(m_limits, &QAction::triggered, this, &QueuesPanel::askLimits);
    connect(m_tasks, &QAction::triggered, this,
            [this] { Q_EMIT tasksRequested(u"queue:"_s + node::quotedForFilter(current()->info.name)); });
    connect(m_table, &QAbstractItemView::activated, m_tasks, &QAction::trigger);
    retranslate();
}

std::optional<QueueRow> QueuesPanel::current() const
{
    const QList<int> rows = m_table->selectedModelRows();
    return rows.isEmpty() ? std::nullopt : std::optional(m_model.rowAt(rows.first()));
}

void QueuesPanel::updateVerbs()
{
    const std::optional<QueueRow> row = current();
    const QString choose = row ? QString() : tr("Choose a queue in the list first.");
    const QString name = row ? row->info.name : QString();
    setVerb(m_pause, tr("No new task of queue %1 starts until it is resumed or the end you set").arg(name),
            row && row->info.paused ? tr("Queue %1 is paused already.").arg(name) : choose);
    setVerb(m_resume, tr("Lets the tasks of queue %1 start again").arg(name),
            row && !row->info.paused ? tr("Queue %1 is not paused.").arg(name) : choose);
    setVerb(m_limits, tr("How many tasks of queue %1 run at once and start within a time").arg(name), choose);
    setVerb(m_tasks, tr("Lists the tasks of queue %1").arg(name), choose);
}

void QueuesPanel::askLimits()
{
    const queue::QueueInfo info = current()->info;
    auto *dialog = new QueueLimitsDialog(info, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, name = info.name] {
        queue::QueueLimits limits;
        limits.concurrency = dialog->concurrency();
        limits.rateCount = dialog->rateCount();
        limits.rateWindow = dialog->rateWindow();
        expect(m_context.commands.setQueueLimits(name, limits));
    });
    dialog->open();
}

void QueuesPanel::retranslate()
{
    m_pause->setText(tr("Pause…"));
    m_resume->setText(tr("Resume"));
    m_limits->setText(tr("Limits…"));
    m_tasks->setText(tr("Show tasks"));
    m_empty->setTexts(tr("Queues appear here with their first task."));
    m_table->setAccessibleName(tr("Queues"));
    m_model.refreshTexts();
    updateVerbs();
}

} // namespace pult::ui
