// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/workerspanel.h"

#include "models/taskfeed.h"
#include "panels/emptystate.h"
#include "panels/tableview.h"
#include "theme/metrics.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QSplitter>

using namespace Qt::StringLiterals;

namespace pult::ui {

WorkersPanel::WorkersPanel(const UiContext &context, QWidget *parent)
    : QWidget(parent), m_nodeTable(new TableView(this)), m_workerTable(new TableView(this)),
      m_noNodes(new EmptyState("node", m_nodeTable)), m_noWorkers(new EmptyState("worker", m_workerTable))
{
    setObjectName(u"workersPanel"_s);
    m_nodeTable->setObjectName(u"nodeTable"_s);
    m_nodeTable->setTable(&m_nodes, &m_nodeOrder);
    m_nodeTable->sortByColumn(NodeModel::Name, Qt::AscendingOrder);
    m_nodeTable->setEmptyState(m_noNodes);
    m_workerTable->setObjectName(u"workerTable"_s);
    m_workerTable->setTable(&m_workers, &m_workerOrder);
    m_workerTable->sortByColumn(WorkerModel::Worker, Qt::AscendingOrder);
    m_workerTable->setEmptyState(m_noWorkers);
    auto *splitter = new QSplitter(this);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_nodeTable);
    splitter->addWidget(m_workerTable);
    splitter->setSizes({600, 480});
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    connect(&context.feed, &TaskFeed::nodesArrived, this, [this](const QList<queue::NodeInfo> &nodes) {
        m_nodes.setRows(nodes);
        m_workers.setNodes(nodes);
    });
    connect(&context.feed, &TaskFeed::ticked, this, [this] { m_nodes.tick(); });
    connect(&context.feed, &TaskFeed::availabilityChanged, this, [this, &context] {
        m_nodes.setStale(!context.feed.isAvailable());
        m_workers.setStale(!context.feed.isAvailable());
    });
    retranslate();
}

QSize WorkersPanel::sizeHint() const
{
    return {80 * gridStep, 22 * gridStep};
}

void WorkersPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void WorkersPanel::retranslate()
{
    m_noNodes->setTexts(tr("No computer works on this database yet. Tasks wait until one does."));
    m_noWorkers->setTexts(tr("Workers appear here when a computer starts to work."));
    m_nodeTable->setAccessibleName(tr("Computers"));
    m_workerTable->setAccessibleName(tr("Workers"));
    m_nodes.refreshTexts();
    m_workers.refreshTexts();
}

} // namespace pult::ui
