// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How the task panel is put together, and its texts.
#include "models/taskfeed.h"
#include "panels/emptystate.h"
#include "panels/errorgroupsview.h"
#include "panels/faultline.h"
#include "panels/filteredit.h"
#include "panels/listtools.h"
#include "panels/progressdelegate.h"
#include "panels/tableview.h"
#include "panels/taskspanel.h"
#include "panels/undobar.h"
#include "panels/viewsidebar.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <node/filterline.h>

#include <QAction>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

namespace {

constexpr int sidebarWidth = 22 * gridStep;
constexpr auto typingPause = 150ms;
/// A group of failures is shown by its newest tasks.
constexpr qsizetype mostShownOfGroup = 200;
/// An operation takes its tasks by number up to here.
constexpr qsizetype mostOfGroup = 10'000;

QFrame *makeBar(const QString &name, QWidget *parent)
{
    auto *bar = new QFrame(parent);
    bar->setObjectName(name);
    bar->hide();
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(gridStep, 0, gridStep, 0);
    layout->setSpacing(gridStep);
    return bar;
}

} // namespace

TasksPanel::TasksPanel(const UiContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_list(m_tasks), m_splitter(new QSplitter(this)),
      m_sidebar(new ViewSidebar(context, this)), m_filterTimer(new QTimer(this)), m_columnsOf(u"all"_s),
      m_day(QDate::currentDate())
{
    setObjectName(u"tasksPanel"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_sidebar);
    m_splitter->addWidget(makeList());
    m_splitter->setStretchFactor(1, 1);
    m_filterTimer->setSingleShot(true);
    m_filterTimer->setInterval(typingPause);
    connect(m_filterTimer, &QTimer::timeout, this, &TasksPanel::applyFilter);
    connect(m_sidebar, &ViewSidebar::filterChosen, this, &TasksPanel::setFilterText);
    connectList();
    connectFeed();
    resetLayout();
    retranslate();
    m_sidebar->follow({});
    m_tools->setView(false);
}

QWidget *TasksPanel::makeList()
{
    auto *list = new QWidget(this);
    list->setProperty("surface", u"base"_s);
    list->setAttribute(Qt::WA_StyledBackground);
    auto *layout = new QVBoxLayout(list);
    layout->setContentsMargins(0, gridStep, 0, 0);
    layout->setSpacing(gridStep / 2);
    layout->addWidget(makeTop(list));
    m_stack = new QStackedWidget(list);
    m_stack->addWidget(makeTable(list));
    m_groups = new ErrorGroupsView(m_context, m_stack);
    m_stack->addWidget(m_groups);
    layout->addWidget(m_stack, 1);
    layout->addWidget(makeBars(list));
    return list;
}

QWidget *TasksPanel::makeTop(QWidget *list)
{
    auto *top = new QWidget(list);
    m_filter = new FilterEdit(top);
    m_filter->setObjectName(u"filterLine"_s);
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(icon("search", Tone::Muted), QLineEdit::LeadingPosition);
    m_fault = new FaultLine(top);
    m_fault->setObjectName(u"filterFault"_s);
    m_fault->hide();
    m_tools = new ListTools(top);
    auto *line = new QHBoxLayout;
    line->setSpacing(gridStep);
    line->addWidget(m_filter, 1);
    line->addWidget(m_tools);
    auto *layout = new QVBoxLayout(top);
    layout->setContentsMargins(gridStep, 0, gridStep, gridStep / 2);
    layout->setSpacing(0);
    layout->addLayout(line);
    layout->addWidget(m_fault);
    return top;
}

QWidget *TasksPanel::makeTable(QWidget *list)
{
    m_table = new TableView(list);
    m_table->setObjectName(u"taskTable"_s);
    m_table->setTable(&m_tasks);
    m_table->setStretchColumn(TaskModel::ProgressColumn);
    m_table->setItemDelegateForColumn(TaskModel::ProgressColumn, new ProgressDelegate(m_table));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_empty = new EmptyState("upload", m_table);
    m_table->setEmptyState(m_empty);
    // Over the list, where the new ones would come.
    m_waiting = new QPushButton(m_table);
    m_waiting->setObjectName(u"newTasks"_s);
    m_waiting->setProperty("primary", true);
    m_waiting->setFocusPolicy(Qt::NoFocus);
    m_waiting->hide();
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    return m_table;
}

QWidget *TasksPanel::makeBars(QWidget *list)
{
    auto *bars = new QWidget(list);
    m_whole = makeBar(u"wholeBar"_s, bars);
    m_wholeText = new QLabel(m_whole);
    m_wholeText->setObjectName(u"wholeText"_s);
    m_wholeText->setWordWrap(true);
    m_wholeChoose = new QPushButton(m_whole);
    m_wholeChoose->setObjectName(u"wholeChoose"_s);
    m_whole->layout()->addWidget(m_wholeText);
    m_whole->layout()->addWidget(m_wholeChoose);
    static_cast<QHBoxLayout *>(m_whole->layout())->addStretch(1);
    m_undo = new UndoBar(bars);
    m_foot = new QLabel(bars);
    m_foot->setObjectName(u"taskFoot"_s);
    m_foot->setProperty("role", u"muted"_s);
    m_older = new QPushButton(bars);
    m_older->setObjectName(u"searchOlder"_s);
    m_older->setFlat(true);
    m_older->hide();
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(gridStep, 0, gridStep, gridStep / 2);
    foot->setSpacing(gridStep);
    foot->addWidget(m_foot);
    foot->addWidget(m_older);
    foot->addStretch(1);
    auto *layout = new QVBoxLayout(bars);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep / 2);
    layout->addWidget(m_whole);
    layout->addWidget(m_undo);
    layout->addLayout(foot);
    return bars;
}

void TasksPanel::connectList()
{
    connect(&m_tasks, &TaskModel::sortRequested, this, [this](int column, Qt::SortOrder order) {
        m_list.sort(column, order);
        updateFoot();
    });
    m_table->setSortingEnabled(true);
    connect(m_filter, &QLineEdit::textChanged, m_filterTimer, qOverload<>(&QTimer::start));
    connect(m_tools, &ListTools::saveRequested, this, [this](bool again) {
        m_sidebar->save(m_filter->text().trimmed(), again);
        m_tools->setView(m_sidebar->isEdited());
    });
    connect(m_sidebar, &ViewSidebar::viewAdded, this, [this](const QString &id) {
        m_table->saveColumns(m_context.state, m_columnsOf);
        m_table->saveColumns(m_context.state, id);
        m_columnsOf = id;
        m_tools->setView(false);
    });
    connect(m_tools, &ListTools::groupedChosen, this, &TasksPanel::showGroups);
    connect(m_tools, &ListTools::intervalChosen, this, [this](std::chrono::seconds interval) {
        m_context.feed.setInterval(interval);
        m_context.feed.setPaused(false);
        m_tools->setPace(interval, false);
        updateFoot();
    });
    connect(m_tools, &ListTools::pauseChosen, this, [this](bool paused) { m_context.feed.setPaused(paused); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TasksPanel::onSelection);
    // What is legal for a selected task changes with its state.
    connect(&m_tasks, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &first) {
        // Not every second, when only ages change.
        if (first.column() <= TaskModel::State && m_table->selectionModel()->hasSelection())
            Q_EMIT selectionChanged();
    });
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint &position) {
        Q_EMIT contextMenuRequested(m_table->viewport()->mapToGlobal(position));
    });
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &TasksPanel::onScrolled);
    connect(m_empty, &EmptyState::activated, this, &TasksPanel::onEmptyActivated);
    connect(m_waiting, &QPushButton::clicked, this, [this] {
        m_list.settle();
        m_table->scrollToTop();
        updateWaiting();
    });
    connect(m_wholeChoose, &QPushButton::clicked, this, [this] {
        m_everything = !m_everything;
        updateWhole();
        Q_EMIT selectionChanged();
    });
    connect(m_older, &QPushButton::clicked, this, [this] { m_context.feed.searchEverything(); });
    connect(m_groups, &ErrorGroupsView::failed, this, &TasksPanel::failed);
    connect(m_groups, &ErrorGroupsView::tasksRequested, this, [this](const QList<queue::Id> &tasks) {
        showGroups(false);
        QStringList ids;
        for (const queue::Id id : tasks.first(std::min<qsizetype>(tasks.size(), mostShownOfGroup)))
            ids.append(QString::number(id));
        setFilterText(u"id:"_s + ids.join(u','));
    });
    connect(m_groups, &ErrorGroupsView::retryRequested, this, [this](const QList<queue::Id> &tasks) {
        TaskChoice choice;
        choice.everything = true;
        choice.filter.ids = tasks.first(std::min<qsizetype>(tasks.size(), mostOfGroup));
        choice.line = node::filterLineOf(choice.filter);
        Q_EMIT retryRequested(choice);
    });
    for (auto [name, copy] :
         {std::pair("actionCopyIds", &TasksPanel::copyIds), std::pair("actionCopyJson", &TasksPanel::copyJson)}) {
        auto *action = new QAction(this);
        action->setObjectName(QString::fromLatin1(name));
        connect(action, &QAction::triggered, this, copy);
        addAction(action);
    }
}

bool TasksPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Leave || event->type() == QEvent::Enter)
        QTimer::singleShot(0, this, &TasksPanel::updateFrozen);
    if (watched == m_table && (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)) {
        m_waiting->adjustSize();
        m_waiting->move((m_table->width() - m_waiting->width()) / 2, rowHeight + gridStep);
    }
    return QWidget::eventFilter(watched, event);
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
    retranslateFilter();
    m_table->setAccessibleName(tr("Tasks"));
    m_older->setText(tr("Search older ones too"));
    findChild<QAction *>(u"actionCopyIds"_s)->setText(tr("Copy numbers"));
    findChild<QAction *>(u"actionCopyJson"_s)->setText(tr("Copy as JSON"));
    m_tasks.refreshTexts();
    m_sidebar->retranslate();
    m_tools->retranslate();
    m_groups->retranslate();
    showFault(node::parseFilterLine(m_filter->text()));
    updateWaiting();
    updateWhole();
    updateEmptyState();
    updateFoot();
}

void TasksPanel::retranslateFilter()
{
    m_filter->setPlaceholderText(
        tr("Filter: profile, error text, state:failed, kind:bulk_upload, age:>1h, -queue:slow"));
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setToolTip(tr("Words are looked for in the profile, the keys and the last error. "
                            "state:, kind:, queue:, profile:, error:, age:, attempt:, priority:, node:, batch:, id:, "
                            "key:, created:, finished: narrow the list; -word turns round, OR separates alternatives, "
                            "parentheses group."));
}

} // namespace pult::ui
