// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/taskspanel.h"

#include "models/humantext.h"
#include "models/taskfeed.h"
#include "models/timewindow.h"
#include "panels/emptystate.h"
#include "panels/errorgroupsview.h"
#include "panels/faultline.h"
#include "panels/filteredit.h"
#include "panels/listtools.h"
#include "panels/tableview.h"
#include "panels/undobar.h"
#include "panels/viewsidebar.h"

#include <base/errortext.h>
#include <node/filterline.h>

#include <QClipboard>
#include <QCursor>
#include <QEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QSet>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyle>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

/// So many rows before the end the next page is asked for.
constexpr int aheadOfEnd = 50;
/// A longer list is held still: to move all of it whenever a task comes would take the window's time.
constexpr int mostMoved = 10'000;

} // namespace

void TasksPanel::connectFeed()
{
    const TaskFeed &feed = m_context.feed;
    connect(&feed, &TaskFeed::tasksArrived, this, &TasksPanel::onTasks);
    connect(&feed, &TaskFeed::moreArrived, this, [this](const QList<queue::Task> &tasks, bool more) {
        m_more = more;
        m_list.append(tasks);
        updateWhole();
        updateFoot();
    });
    connect(&feed, &TaskFeed::rangeArrived, this,
            [this](const QList<queue::Task> &tasks, queue::Id before) { m_list.updateRange(tasks, before); });
    connect(&feed, &TaskFeed::rowsArrived, this,
            [this](const QList<queue::Task> &tasks, const QList<queue::Id> &asked) {
                if (!m_list.isFrozen())
                    return;
                m_list.refreshRows(tasks, asked);
                Q_EMIT selectionChanged();
            });
    connect(&feed, &TaskFeed::listFailed, this, [this](const Error &error) {
        m_listFault = error;
        updateEmptyState();
        updateFoot();
    });
    connect(&feed, &TaskFeed::countsArrived, this, [this](const node::Commands::Counts &counts) {
        m_total = counts.states.all;
        updateFoot();
    });
    connect(&feed, &TaskFeed::ticked, this, &TasksPanel::onTick);
    connect(&feed, &TaskFeed::pausedChanged, this, [this] {
        m_tools->setPace(m_context.feed.interval(), m_context.feed.isPaused());
        updateFoot();
    });
    connect(&feed, &TaskFeed::availabilityChanged, this, [this] { m_tasks.setStale(!m_context.feed.isAvailable()); });
    connect(&feed, &TaskFeed::queuesArrived, this, [this](const QList<queue::QueueInfo> &queues) {
        QStringList names;
        for (const queue::QueueInfo &queue : queues)
            names.append(queue.name);
        m_filter->setValues(u"queue"_s, names);
    });
    connect(&feed, &TaskFeed::nodesArrived, this, [this](const QList<queue::NodeInfo> &nodes) {
        QStringList names;
        for (const queue::NodeInfo &node : nodes)
            names.append(node.name);
        m_filter->setValues(u"node"_s, names);
    });
    connect(&feed, &TaskFeed::batchesArrived, this, [this](const QList<queue::Batch> &batches) {
        QStringList ids;
        for (const queue::Batch &batch : batches)
            ids.append(QString::number(batch.id));
        m_filter->setValues(u"batch"_s, ids);
    });
}

void TasksPanel::onTick()
{
    // Ages on view change; redrawing all of a long list for it would cost.
    if (isVisible()) {
        m_tasks.tick();
        updateFrozen();
    }
    // "Today" means another day after midnight.
    if (std::exchange(m_day, QDate::currentDate()) != m_day)
        applyFilter();
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

TaskChoice TasksPanel::choice() const
{
    return {selectedTasks(), m_everything, m_context.feed.filter(), m_filter->text().trimmed()};
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

void TasksPanel::tell(const QString &text, const std::function<void()> &undo, bool longer)
{
    m_undo->tell(text, undo, longer);
}

void TasksPanel::applyFilter()
{
    m_filterTimer->stop();
    const Result<queue::TaskFilter> filter = node::parseFilterLine(m_filter->text());
    showFault(filter);
    m_sidebar->follow(m_filter->text().trimmed());
    m_tools->setView(m_sidebar->isEdited());
    // Any other filter is looked at with the columns that are there.
    if (!m_sidebar->isEdited() && !m_sidebar->current().isEmpty())
        switchColumns(m_sidebar->current());
    // Half a word while typing must not empty the list.
    if (!filter)
        return;
    m_everything = false;
    m_listFault.reset();
    m_context.feed.setFilter(*filter);
    if (m_stack->currentWidget() == m_groups)
        m_groups->showFilter(*filter);
}

void TasksPanel::showFault(const Result<queue::TaskFilter> &filter)
{
    m_fault->setVisible(!filter);
    m_fault->setText(filter ? QString() : errorText(filter.error()));
    const bool wasInvalid = m_filter->property("invalid").toBool();
    if (wasInvalid != !filter.has_value()) {
        m_filter->setProperty("invalid", !filter);
        m_filter->style()->polish(m_filter);
    }
    if (filter) {
        m_filter->setFault(std::nullopt);
        return;
    }
    const node::FilterFault fault = node::filterFault(filter.error());
    m_filter->setFault(FilterEdit::Span{fault.position, fault.length});
    m_fault->setCaret(m_filter->faultX() + m_filter->x() - m_fault->x());
}

void TasksPanel::onTasks(const QList<queue::Task> &tasks, bool more, bool sameSet)
{
    m_arrived = true;
    m_listFault.reset();
    const bool wasSelected = m_table->selectionModel()->hasSelection();
    if (sameSet) {
        const bool cut = m_list.update(tasks, !more);
        m_more = more && (m_more || cut || m_tasks.rowCount() <= tasks.size());
        // What left the filter while the order is frozen stays, but shows what became of it.
        if (const QList<queue::Id> gone = m_list.gone(); !gone.isEmpty())
            m_context.feed.askRows(gone.first(std::min<qsizetype>(gone.size(), TaskFeed::taskLimit)));
    } else {
        const int row = m_table->currentModelRow();
        const queue::Id current = row < 0 ? 0 : m_tasks.rowAt(row).id;
        m_list.reset(tasks);
        m_more = more;
        if (m_tasks.rowOf(current) >= 0)
            m_table->selectModelRow(m_tasks.rowOf(current));
    }
    if (wasSelected && !m_table->selectionModel()->hasSelection())
        Q_EMIT selectionChanged();
    offerValues(tasks);
    updateFrozen();
    updateEmptyState();
    updateFoot();
}

/// What is seen is what one may want to look for.
void TasksPanel::offerValues(const QList<queue::Task> &tasks)
{
    QSet<QString> kinds;
    QSet<QString> profiles;
    for (const queue::Task &task : tasks) {
        kinds.insert(task.kind);
        if (!task.provider.isEmpty())
            profiles.insert(HumanText::profile(task.provider));
    }
    for (const auto &[key, seen] : {std::pair(u"kind"_s, kinds), std::pair(u"profile"_s, profiles)}) {
        QStringList values(seen.cbegin(), seen.cend());
        values.sort();
        // A filter that finds nothing must not take away what it could be corrected with.
        if (!values.isEmpty())
            m_filter->setValues(key, values);
    }
}

void TasksPanel::onSelection()
{
    if (!m_table->selectionModel()->hasSelection())
        m_everything = false;
    // Not at once: rows that go take their selection with them, and the list is in the middle of that.
    QMetaObject::invokeMethod(this, &TasksPanel::updateFrozen, Qt::QueuedConnection);
    updateWhole();
    Q_EMIT selectionChanged();
}

void TasksPanel::onScrolled()
{
    const QScrollBar *bar = m_table->verticalScrollBar();
    const int rowSize = m_table->rowHeight(0) > 0 ? m_table->rowHeight(0) : 1;
    if (m_more && bar->value() >= bar->maximum() - aheadOfEnd * rowSize)
        m_context.feed.loadMore(m_list.oldest());
    // Rows further down than the first page are asked for again while they are on view.
    const int top = m_table->rowAt(0);
    const bool below = top >= TaskFeed::taskLimit - aheadOfEnd && top < m_tasks.rowCount();
    m_context.feed.watchRange(below ? std::optional(m_tasks.rowAt(top).id + 1) : std::nullopt);
}

/// The mouse over the rows or something selected: nobody wants them to move now.
void TasksPanel::updateFrozen()
{
    const QWidget *rows = m_table->viewport();
    const bool under =
        rows->isVisible() && rows->rect().contains(rows->mapFromGlobal(QCursor::pos())) && window()->isActiveWindow();
    const bool isLong = m_tasks.rowCount() > mostMoved;
    m_list.setFrozen(under || isLong || m_table->selectionModel()->hasSelection());
    updateWaiting();
}

void TasksPanel::updateWaiting()
{
    const int count = m_list.waiting();
    m_waiting->setVisible(count > 0);
    if (count > 0)
        m_waiting->setText(tr("%n new ↑", nullptr, count));
}

void TasksPanel::updateWhole()
{
    const qsizetype selected = m_table->selectionModel()->selectedRows().size();
    const bool offered = m_more && selected > 1 && selected >= m_tasks.rowCount();
    m_whole->setVisible(offered || m_everything);
    m_wholeText->setText(m_everything
                             ? tr("All tasks that match the filter are chosen, also those that are not listed.")
                             : tr("%n listed task(s) are chosen.", nullptr, static_cast<int>(selected)));
    m_wholeChoose->setText(m_everything ? tr("Only the listed ones") : tr("Choose all that match"));
}

void TasksPanel::onEmptyActivated()
{
    if (m_context.timeWindow.range())
        m_context.timeWindow.clear();
    else if (m_context.feed.found().bounded)
        m_context.feed.searchEverything();
    else if (m_filter->text().trimmed().isEmpty())
        Q_EMIT newUploadRequested();
    else
        setFilterText({});
}

void TasksPanel::updateEmptyState()
{
    if (m_listFault)
        m_empty->setTexts(errorText(*m_listFault), tr("Show all tasks"));
    else if (!m_arrived)
        m_empty->setTexts(tr("Reading the tasks…"));
    else if (m_context.timeWindow.range())
        m_empty->setTexts(tr("No task of this filter ran in the chosen stretch of time."), tr("Show all times"));
    else if (m_context.feed.found().bounded)
        m_empty->setTexts(tr("None of the newest 100,000 tasks matches this filter."), tr("Search older ones too"));
    else if (m_filter->text().trimmed().isEmpty())
        m_empty->setTexts(tr("No tasks yet. A bulk upload puts one task for each profile into the queue."),
                          tr("New bulk upload…"));
    else
        m_empty->setTexts(tr("No task matches this filter."), tr("Show all tasks"));
}

/// What is listed, of how many, as of when.
void TasksPanel::updateFoot()
{
    const int count = m_tasks.rowCount();
    const queue::FoundTasks &found = m_context.feed.found();
    QStringList parts{m_more ? tr("the newest %n task(s), more below", nullptr, count)
                             : tr("%n task(s)", nullptr, count)};
    if (m_more && m_list.isSorted())
        parts.append(tr("sorted among these alone"));
    if (found.bounded)
        parts.append(tr("searched: the newest 100,000 of %1").arg(HumanText::count(m_total)));
    if (m_listFault)
        parts.append(errorSentence(*m_listFault));
    if (m_context.feed.isPaused() || m_context.feed.interval() > std::chrono::seconds(1))
        parts.append(tr("as of %1").arg(HumanText::clock(found.asOf)));
    if (m_context.feed.isPaused())
        parts.append(tr("paused"));
    m_foot->setText(parts.join(u" · "_s));
    m_foot->setToolTip(found.asOf == TimePoint{} ? QString() : tr("As of %1").arg(HumanText::moment(found.asOf)));
    m_foot->setVisible(count > 0 || found.bounded || m_context.feed.isPaused());
    m_older->setVisible(found.bounded && count > 0);
}

void TasksPanel::showGroups(bool shown)
{
    m_tools->setGrouped(shown);
    m_stack->setCurrentIndex(shown ? 1 : 0);
    if (shown)
        m_groups->showFilter(m_context.feed.filter());
}

void TasksPanel::switchColumns(const QString &view)
{
    if (view == m_columnsOf)
        return;
    m_table->saveColumns(m_context.state, m_columnsOf);
    m_columnsOf = view;
    m_table->resetColumns();
    m_table->restoreColumns(m_context.state, view);
}

void TasksPanel::copyIds() const
{
    QStringList ids;
    for (const queue::Task &task : selectedTasks())
        ids.append(QString::number(task.id));
    QGuiApplication::clipboard()->setText(ids.join(u'\n'));
}

void TasksPanel::copyJson() const
{
    QByteArrayList tasks;
    for (const queue::Task &task : selectedTasks())
        tasks.append(queue::toJsonText(task, false));
    const QByteArray text = tasks.size() == 1 ? tasks.first() : "[" + tasks.join(",\n") + "]";
    QGuiApplication::clipboard()->setText(QString::fromUtf8(text));
}

void TasksPanel::addListAction(QAction *action)
{
    m_table->addAction(action);
}

void TasksPanel::saveState() const
{
    m_table->saveColumns(m_context.state, m_columnsOf);
    m_context.state.setValue(u"tasks/splitter"_s, m_splitter->saveState());
    m_context.state.setValue(u"tasks/interval"_s, qint64{m_context.feed.interval().count()});
}

void TasksPanel::restoreState()
{
    m_table->restoreColumns(m_context.state, m_columnsOf);
    m_splitter->restoreState(m_context.state.value(u"tasks/splitter"_s).toByteArray());
    const std::chrono::seconds interval(m_context.state.value(u"tasks/interval"_s, 1).toLongLong());
    m_context.feed.setInterval(std::clamp(interval, std::chrono::seconds(1), std::chrono::seconds(60)));
    m_tools->setPace(m_context.feed.interval(), m_context.feed.isPaused());
}

} // namespace pult::ui
