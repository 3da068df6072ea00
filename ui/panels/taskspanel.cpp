// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/taskspanel.h"

#include "models/taskfeed.h"
#include "models/timewindow.h"
#include "panels/emptystate.h"
#include "panels/progressdelegate.h"
#include "panels/tableview.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <node/filterline.h>

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSplitter>
#include <QStyle>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

namespace {

constexpr int sidebarWidth = 23 * gridStep;

/// A table of the sidebar: no header, one row at a time, the name takes the room.
TableView *makeSideTable(const QString &name, TableModelBase *model, QWidget *parent)
{
    auto *table = new TableView(parent);
    table->setObjectName(name);
    table->setTable(model);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->horizontalHeader()->hide();
    table->setStretchColumn(0);
    table->setTextElideMode(Qt::ElideRight);
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return table;
}

} // namespace

TasksPanel::TasksPanel(const UiContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_splitter(new QSplitter(this)), m_filterTimer(new QTimer(this))
{
    setObjectName(u"tasksPanel"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(makeSidebar());
    m_splitter->addWidget(makeList());
    m_splitter->setStretchFactor(1, 1);
    m_filterTimer->setSingleShot(true);
    m_filterTimer->setInterval(150ms);
    connect(m_filterTimer, &QTimer::timeout, this, &TasksPanel::applyFilter);
    connect(&context.feed, &TaskFeed::tasksArrived, this, &TasksPanel::onTasks);
    connect(&context.feed, &TaskFeed::statsArrived, this, [this](const queue::TaskStats &stats) {
        m_views.setStats(stats);
        updateFoot();
    });
    connect(&context.feed, &TaskFeed::batchesArrived, this,
            [this](const QList<queue::Batch> &batches) { m_batches.setRows(batches); });
    connect(&context.feed, &TaskFeed::ticked, this, [this] { m_tasks.tick(); });
    connect(&context.feed, &TaskFeed::availabilityChanged, this, &TasksPanel::onAvailability);
    resetLayout();
    retranslate();
    updateViewSelection();
}

QWidget *TasksPanel::makeSidebar()
{
    auto *side = new QWidget(this);
    side->setProperty("surface", u"base"_s);
    side->setAttribute(Qt::WA_StyledBackground);
    side->setMinimumWidth(18 * gridStep);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, gridStep, 0, 0);
    layout->setSpacing(gridStep / 2);
    m_viewsTitle = new QLabel(side);
    m_batchesTitle = new QLabel(side);
    for (QLabel *title : {m_viewsTitle, m_batchesTitle})
        title->setProperty("role", u"heading"_s);
    m_viewTable = makeSideTable(u"viewTable"_s, &m_views, side);
    m_viewTable->setFixedHeight(m_views.rowCount() * rowHeight);
    m_viewTable->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_batchTable = makeSideTable(u"batchTable"_s, &m_batches, side);
    m_batchesEmpty = new EmptyState("batch", m_batchTable);
    m_batchTable->setEmptyState(m_batchesEmpty);
    layout->addWidget(m_viewsTitle);
    layout->addWidget(m_viewTable);
    layout->addSpacing(gridStep);
    layout->addWidget(m_batchesTitle);
    layout->addWidget(m_batchTable, 1);
    connect(m_viewTable, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        setFilterText(QString::fromLatin1(m_views.rowAt(index.row()).filter));
    });
    connect(m_batchTable, &QAbstractItemView::clicked, this,
            [this](const QModelIndex &index) { showBatch(m_batches.rowAt(index.row()).id); });
    return side;
}

QWidget *TasksPanel::makeList()
{
    auto *list = new QWidget(this);
    list->setProperty("surface", u"base"_s);
    list->setAttribute(Qt::WA_StyledBackground);
    auto *layout = new QVBoxLayout(list);
    layout->setContentsMargins(0, gridStep, 0, 0);
    layout->setSpacing(gridStep / 2);
    m_filter = new QLineEdit(list);
    m_filter->setObjectName(u"filterLine"_s);
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(icon("search", Tone::Muted), QLineEdit::LeadingPosition);
    m_fault = new QLabel(list);
    m_fault->setObjectName(u"filterFault"_s);
    m_fault->setProperty("role", u"fault"_s);
    m_fault->setWordWrap(true);
    m_fault->hide();
    auto *top = new QVBoxLayout;
    top->setContentsMargins(gridStep, 0, gridStep, gridStep / 2);
    top->addWidget(m_filter);
    top->addWidget(m_fault);
    m_table = new TableView(list);
    m_table->setObjectName(u"taskTable"_s);
    m_table->setTable(&m_tasks, &m_proxy);
    m_table->sortByColumn(TaskModel::IdColumn, Qt::DescendingOrder);
    m_table->setStretchColumn(TaskModel::ProgressColumn);
    m_table->setItemDelegateForColumn(TaskModel::ProgressColumn, new ProgressDelegate(m_table));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_empty = new EmptyState("upload", m_table);
    m_table->setEmptyState(m_empty);
    m_foot = new QLabel(list);
    m_foot->setObjectName(u"taskFoot"_s);
    m_foot->setProperty("role", u"muted"_s);
    m_foot->setContentsMargins(gridStep, 0, gridStep, gridStep / 2);
    layout->addLayout(top);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_foot);
    connect(m_filter, &QLineEdit::textChanged, m_filterTimer, qOverload<>(&QTimer::start));
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TasksPanel::selectionChanged);
    // What is legal for a selected task changes with its state.
    connect(&m_tasks, &QAbstractItemModel::dataChanged, this, &TasksPanel::selectionChanged);
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint &position) {
        Q_EMIT contextMenuRequested(m_table->viewport()->mapToGlobal(position));
    });
    connect(m_empty, &EmptyState::activated, this, &TasksPanel::onEmptyActivated);
    return list;
}

QList<queue::Task> TasksPanel::selectedTasks() const
{
    QList<queue::Task> tasks;
    const int current = m_table->currentModelRow();
    for (const int row : m_table->selectedModelRows()) {
        if (row == current)
            tasks.prepend(m_tasks.rowAt(row));
        else
            tasks.append(m_tasks.rowAt(row));
    }
    return tasks;
}

void TasksPanel::setFilterText(const QString &text)
{
    m_filter->setText(text);
    applyFilter();
}

void TasksPanel::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

void TasksPanel::showBatch(queue::Id batch)
{
    setFilterText(u"batch:%1"_s.arg(batch));
}

void TasksPanel::applyFilter()
{
    m_filterTimer->stop();
    const Result<queue::TaskFilter> filter = node::parseFilterLine(m_filter->text());
    m_fault->setVisible(!filter);
    m_fault->setText(filter ? QString() : errorText(filter.error()));
    m_filter->setProperty("invalid", !filter);
    m_filter->style()->polish(m_filter);
    updateViewSelection();
    // Half a word while typing must not empty the list.
    if (filter)
        m_context.feed.setFilter(*filter);
}

void TasksPanel::onTasks(const QList<queue::Task> &tasks, bool more, bool sameSet)
{
    m_arrived = true;
    m_more = more;
    const bool wasSelected = !m_table->selectedModelRows().isEmpty();
    if (sameSet) {
        m_tasks.setRows(tasks);
    } else {
        const int row = m_table->currentModelRow();
        const queue::Id current = row < 0 ? 0 : m_tasks.rowAt(row).id;
        m_tasks.resetRows(tasks);
        if (m_tasks.rowOf(current) >= 0)
            m_table->selectModelRow(m_tasks.rowOf(current));
    }
    if (wasSelected && m_table->selectedModelRows().isEmpty())
        Q_EMIT selectionChanged();
    updateEmptyState();
    updateFoot();
}

void TasksPanel::onAvailability()
{
    m_tasks.setStale(!m_context.feed.isAvailable());
    m_batches.setStale(!m_context.feed.isAvailable());
    m_views.setStale(!m_context.feed.isAvailable());
}

void TasksPanel::onEmptyActivated()
{
    if (m_context.timeWindow.range())
        m_context.timeWindow.clear();
    else if (m_filter->text().trimmed().isEmpty())
        Q_EMIT newUploadRequested();
    else
        setFilterText({});
}

void TasksPanel::updateEmptyState()
{
    if (!m_arrived)
        m_empty->setTexts(tr("Reading the tasks…"));
    else if (m_context.timeWindow.range())
        m_empty->setTexts(tr("No task of this filter ran in the chosen stretch of time."), tr("Show all times"));
    else if (m_filter->text().trimmed().isEmpty())
        m_empty->setTexts(tr("No tasks yet. A bulk upload puts one task for each profile into the queue."),
                          tr("New bulk upload…"));
    else
        m_empty->setTexts(tr("No task matches this filter."), tr("Show all tasks"));
}

void TasksPanel::updateViewSelection()
{
    const QString text = m_filter->text().trimmed();
    m_viewTable->clearSelection();
    for (int row = 0; row < m_views.rowCount(); ++row) {
        if (text == QLatin1StringView(m_views.rowAt(row).filter))
            m_viewTable->selectModelRow(row);
    }
    const Result<queue::TaskFilter> filter = node::parseFilterLine(text);
    const int batchRow = filter && filter->batchId ? m_batches.rowOf(*filter->batchId) : -1;
    m_batchTable->clearSelection();
    if (batchRow >= 0)
        m_batchTable->selectModelRow(batchRow);
}

void TasksPanel::updateFoot()
{
    const int count = m_tasks.rowCount();
    m_foot->setText(m_more ? tr("Only the newest %n task(s) of this filter are listed.", nullptr, count)
                           : tr("%n task(s)", nullptr, count));
    m_foot->setVisible(count > 0);
}

void TasksPanel::saveState() const
{
    m_table->saveColumns(m_context.state);
    m_context.state.setValue(u"tasks/splitter"_s, m_splitter->saveState());
}

void TasksPanel::restoreState()
{
    m_table->restoreColumns(m_context.state);
    m_splitter->restoreState(m_context.state.value(u"tasks/splitter"_s).toByteArray());
}

void TasksPanel::resetLayout()
{
    m_splitter->setSizes({sidebarWidth, 100 * gridStep});
    m_table->resetColumns();
    m_table->sortByColumn(TaskModel::IdColumn, Qt::DescendingOrder);
}

void TasksPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void TasksPanel::retranslate()
{
    m_viewsTitle->setText(tr("Tasks"));
    m_batchesTitle->setText(tr("Bulk uploads"));
    m_filter->setPlaceholderText(tr("Filter: profile, error text, state:failed, kind:bulk_upload, batch:12"));
    m_filter->setToolTip(tr("Words are looked for in the profile, the keys and the last error. "
                            "state:, kind:, queue:, batch:, id: and unknown:yes narrow the list."));
    m_table->setAccessibleName(tr("Tasks"));
    m_viewTable->setAccessibleName(tr("Views"));
    m_batchTable->setAccessibleName(tr("Bulk uploads"));
    m_batchesEmpty->setTexts(tr("No uploads yet."));
    for (TableModelBase *model : std::initializer_list<TableModelBase *>{&m_tasks, &m_views, &m_batches})
        model->refreshTexts();
    const Result<queue::TaskFilter> filter = node::parseFilterLine(m_filter->text());
    m_fault->setText(filter ? QString() : errorText(filter.error()));
    updateEmptyState();
    updateFoot();
}

} // namespace pult::ui
