// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow.h"

#include "charts/chartsession.h"
#include "dialogs/flowdialog.h"
#include "dialogs/newbulkuploaddialog.h"
#include "dialogs/reportdialog.h"
#include "docklayouts.h"
#include "mainactions.h"
#include "models/humantext.h"
#include "models/panelfeed.h"
#include "models/taskfeed.h"
#include "panels/auditpanel.h"
#include "panels/banner.h"
#include "panels/breakerspanel.h"
#include "panels/chartspanel.h"
#include "panels/lockspanel.h"
#include "panels/logpanel.h"
#include "panels/operationspanel.h"
#include "panels/profilespanel.h"
#include "panels/queueactions.h"
#include "panels/queuespanel.h"
#include "panels/schedulespanel.h"
#include "panels/taskactions.h"
#include "panels/taskdetailpanel.h"
#include "panels/taskspanel.h"
#include "panels/timechip.h"
#include "panels/workerspanel.h"
#include "screenfit.h"

#include <base/errortext.h>

#include <QCloseEvent>
#include <QDockWidget>
#include <QMenu>
#include <QMessageBox>
#include <QStatusBar>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

/// A window manager has answered by then.
constexpr std::chrono::milliseconds frameWait{200};

} // namespace

MainWindow::MainWindow(UiContext context, Place place)
    : m_context(std::move(context)), m_place(std::move(place)), m_panelFeed(new PanelFeed(m_context.commands, this)),
      m_actions(std::make_unique<MainActions>(*this)), m_taskActions(new TaskActions(m_context, this)),
      m_queueActions(new QueueActions(m_context, this)), m_status(new StatusLine(this))
{
    setObjectName(u"mainWindow"_s);
    setDockOptions(AnimatedDocks | AllowTabbedDocks);
    setTabPosition(Qt::BottomDockWidgetArea, QTabWidget::North);
    setTabPosition(Qt::RightDockWidgetArea, QTabWidget::North);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    makeCentre();
    makeDocks();
    makeBars();
    connectActions();
    resetLayout();
    retranslate();
    restoreLayout();
    updateActions();
    updateAvailability();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeCentre()
{
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_away = new Banner(centre);
    m_away->setObjectName(u"awayBanner"_s);
    m_away->hide();
    m_failure = new Banner(centre);
    m_failure->setObjectName(u"failureBanner"_s);
    m_failure->hide();
    m_tasks = new TasksPanel(m_context, centre);
    layout->addWidget(m_away);
    layout->addWidget(m_failure);
    layout->addWidget(new TimeChip(m_context.timeWindow, centre));
    layout->addWidget(m_tasks, 1);
    setCentralWidget(centre);
}

void MainWindow::makeDocks()
{
    m_detail = new TaskDetailPanel(m_context, this);
    m_profiles = new ProfilesPanel(m_context, *m_panelFeed, this);
    m_layouts = new DockLayouts(*this, *centralWidget(), m_context.state);
    const auto add = [this](const QString &name, QWidget *panel, Qt::DockWidgetArea area, DockLayouts::Title title) {
        m_layouts->add(name, panel, area, std::move(title));
    };
    const auto addPanel = [this, add](const QString &name, PanelFrame *panel, DockLayouts::Title title) {
        add(name, panel, Qt::BottomDockWidgetArea, std::move(title));
        connect(panel, &PanelFrame::failed, this, &MainWindow::showFailure);
    };
    add(u"dockDetail"_s, m_detail, Qt::RightDockWidgetArea, [] { return tr("Task"); });
    auto *queues = new QueuesPanel(m_context, *m_panelFeed, this);
    auto *locks = new LocksPanel(m_context, *m_panelFeed, this);
    auto *schedules = new SchedulesPanel(m_context, *m_panelFeed, this);
    addPanel(u"dockQueues"_s, queues, [] { return tr("Queues"); });
    addPanel(u"dockLocks"_s, locks, [] { return tr("Locks"); });
    addPanel(u"dockWorkers"_s, new WorkersPanel(m_context, *m_panelFeed, this), [] { return tr("Workers"); });
    add(u"dockProfiles"_s, m_profiles, Qt::BottomDockWidgetArea, [] { return tr("Profiles"); });
    add(u"dockResources"_s, makeCharts(ChartsPanel::Page::Resources), Qt::BottomDockWidgetArea,
        [] { return tr("Resources"); });
    add(u"dockThroughput"_s, makeCharts(ChartsPanel::Page::Throughput), Qt::BottomDockWidgetArea,
        [] { return tr("Throughput"); });
    addPanel(u"dockBreakers"_s, new BreakersPanel(m_context, *m_panelFeed, this), [] { return tr("Breakers"); });
    addPanel(u"dockSchedules"_s, schedules, [] { return tr("Schedules"); });
    add(u"dockOperations"_s, new OperationsPanel(m_context, *m_taskActions, this), Qt::BottomDockWidgetArea,
        [] { return tr("Operations"); });
    auto *log = new LogPanel(m_context, this);
    connect(&m_context.timeWindow, &TimeWindow::narrowed, log, &LogPanel::setTimeWindow);
    connect(&m_context.timeWindow, &TimeWindow::cleared, log, [log] { log->setTimeWindow(std::nullopt); });
    add(u"dockLog"_s, log, Qt::BottomDockWidgetArea, [] { return tr("Log"); });
    addPanel(u"dockAudit"_s, new AuditPanel(m_context, *m_panelFeed, this), [] { return tr("Changes"); });
    connect(m_layouts, &DockLayouts::panesChanged, m_panelFeed, &PanelFeed::refresh);
    connect(queues, &QueuesPanel::pauseRequested, m_queueActions, &QueueActions::pause);
    connect(queues, &QueuesPanel::resumeRequested, m_queueActions, &QueueActions::resume);
    connect(queues, &QueuesPanel::tasksRequested, m_tasks, &TasksPanel::setFilterText);
    connect(locks, &LocksPanel::taskRequested, this, &MainWindow::showTask);
    connect(schedules, &SchedulesPanel::taskRequested, this, &MainWindow::showTask);
}

ChartsPanel *MainWindow::makeCharts(ChartsPanel::Page page)
{
    auto *panel = new ChartsPanel(m_context, page, this);
    connect(panel, &ChartsPanel::failed, this, &MainWindow::showFailure);
    connect(panel, &ChartsPanel::reportRequested, this, &MainWindow::newReport);
    return panel;
}

void MainWindow::showTask(queue::Id id)
{
    m_detail->showTask(id);
    m_layouts->show(u"dockDetail"_s);
}

void MainWindow::makeBars()
{
    m_actions->fill(m_layouts->viewActions());
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_status, 1);
}

void MainWindow::connectActions()
{
    connect(m_actions->newUpload, &QAction::triggered, this, [this] { newBulkUpload(); });
    connect(m_actions->openFlow, &QAction::triggered, this, [this] { openFlow(); });
    connect(m_actions->pauseQueue, &QAction::triggered, this, &MainWindow::toggleQueue);
    connect(m_actions->findTasks, &QAction::triggered, m_tasks, &TasksPanel::focusFilter);
    connect(m_actions->report, &QAction::triggered, this, &MainWindow::newReport);
    connect(m_actions->refresh, &QAction::triggered, this, [this] {
        m_context.feed.refreshAll();
        m_panelFeed->refresh();
        m_context.charts.refresh();
    });
    connect(m_actions->resetLayout, &QAction::triggered, this, &MainWindow::resetLayout);
    connect(m_actions->about, &QAction::triggered, this, [this] {
        auto *box = new QMessageBox(QMessageBox::NoIcon, tr("About Pult"),
                                    tr("Pult %1: a control desk for browser profiles and their queues.\n"
                                       "Free software under the GNU General Public License 3.")
                                        .arg(QStringLiteral(PULT_VERSION)),
                                    QMessageBox::Close, this);
        box->button(QMessageBox::Close)->setText(tr("Close"));
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->open();
    });
    connect(m_actions.get(), &MainActions::languageChosen, this, &MainWindow::languageChosen);
    connect(m_actions.get(), &MainActions::themeChosen, this, &MainWindow::themeChosen);
    connect(m_actions.get(), &MainActions::verbTriggered, this,
            [this](Verb verb) { m_taskActions->run(verb, m_tasks->choice()); });
    connect(m_taskActions, &TaskActions::failed, this, &MainWindow::showFailure);
    connect(m_tasks, &TasksPanel::selectionChanged, this, &MainWindow::updateSelection);
    connect(m_tasks, &TasksPanel::contextMenuRequested, this, &MainWindow::showContextMenu);
    connect(m_taskActions, &TaskActions::told, m_tasks, &TasksPanel::tell);
    connect(m_queueActions, &QueueActions::failed, this, &MainWindow::showFailure);
    connect(m_queueActions, &QueueActions::told, m_tasks, &TasksPanel::tell);
    connect(m_tasks, &TasksPanel::failed, this, &MainWindow::showFailure);
    connect(m_tasks, &TasksPanel::retryRequested, m_taskActions,
            [this](const TaskChoice &choice) { m_taskActions->run(Verb::Retry, choice); });
    m_tasks->addListAction(m_actions->verb(Verb::Delete));
    connect(m_tasks, &TasksPanel::newUploadRequested, this, [this] { newBulkUpload(); });
    connect(m_detail, &TaskDetailPanel::verbRequested, m_taskActions,
            qOverload<Verb, const QList<queue::Task> &>(&TaskActions::run));
    connect(m_detail, &TaskDetailPanel::neverRequested, m_taskActions, &TaskActions::never);
    connect(m_detail, &TaskDetailPanel::failed, this, &MainWindow::showFailure);
    connect(m_profiles, &ProfilesPanel::uploadRequested, this, &MainWindow::newBulkUpload);
    connect(&m_context.timeWindow, &TimeWindow::narrowed, &m_context.feed, &TaskFeed::setTimeWindow);
    connect(&m_context.timeWindow, &TimeWindow::cleared, &m_context.feed,
            [this] { m_context.feed.setTimeWindow(std::nullopt); });
    connect(&m_context.feed, &TaskFeed::availabilityChanged, this, &MainWindow::updateAvailability);
    connect(&m_context.feed, &TaskFeed::nodesArrived, this, [this](const QList<queue::NodeInfo> &nodes) {
        m_nodes = nodes;
        updateStatus();
    });
    connect(&m_context.feed, &TaskFeed::queuesArrived, this, [this](const QList<queue::QueueInfo> &queues) {
        m_queues = queues;
        updateActions();
        updateStatus();
    });
}

void MainWindow::setChoices(const QString &language, Theme::Choice theme)
{
    m_actions->setChoices(language, theme);
}

void MainWindow::newBulkUpload(const QStringList &profiles)
{
    auto *dialog = new NewBulkUploadDialog(m_context, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (!profiles.isEmpty()) {
        UploadForm form;
        form.profiles = profiles;
        dialog->setForm(form);
    }
    connect(dialog, &NewBulkUploadDialog::created, this,
            [this](const queue::Batch &batch) { m_tasks->showBatch(batch.id); });
    dialog->open();
}

void MainWindow::newReport()
{
    auto *dialog = new ReportDialog(m_context, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (m_context.timeWindow.range())
        dialog->setRange(*m_context.timeWindow.range());
    dialog->open();
}

void MainWindow::openFlow(const QString &path)
{
    auto *dialog = new FlowDialog(m_context, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->openFile(path);
    dialog->open();
}

void MainWindow::showFailure(const Error &error)
{
    m_shownFailure = error;
    m_failure->setMessage("failed", Tone::Failed, errorText(error));
    m_failure->setClosable(true, tr("Hide this message"));
    m_failure->show();
}

void MainWindow::updateSelection()
{
    const QList<queue::Task> tasks = m_tasks->selectedTasks();
    if (!tasks.isEmpty())
        m_detail->showTask(tasks.first().id);
    updateActions();
}

void MainWindow::updateActions()
{
    m_actions->updateVerbs(m_tasks->selectedTasks());
    const QString queue = targetQueue();
    const bool paused = std::any_of(m_queues.begin(), m_queues.end(), [&queue](const queue::QueueInfo &info) {
        return info.name == queue && info.paused;
    });
    m_actions->updateQueue(queue, paused);
}

QString MainWindow::targetQueue() const
{
    const QList<queue::Task> tasks = m_tasks->selectedTasks();
    return tasks.isEmpty() ? u"default"_s : tasks.first().queue;
}

void MainWindow::toggleQueue()
{
    const QString queue = targetQueue();
    for (const auto &info : std::as_const(m_queues)) {
        if (info.name == queue && info.paused) {
            m_queueActions->resume(queue);
            return;
        }
    }
    m_queueActions->pause(queue);
}

void MainWindow::showContextMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const Verb verb :
         {Verb::Start, Verb::Retry, Verb::Later, Verb::Cancel, Verb::Done, Verb::Again, Verb::Priority, Verb::Delete})
        menu->addAction(m_actions->verb(verb));
    menu->addSeparator();
    menu->addActions(m_tasks->actions());
    menu->addSeparator();
    menu->addAction(m_actions->pauseQueue);
    menu->setToolTipsVisible(true);
    menu->popup(position);
}

void MainWindow::setOutage(const std::optional<work::Outage> &outage)
{
    m_outage = outage;
    updateAvailability();
}

void MainWindow::updateAvailability()
{
    const bool there = m_context.feed.isAvailable();
    if (!there) {
        const QString waits =
            m_outage ? QString(u' ' + node::outageSentence(*m_outage, HumanText::clock(m_outage->since))) : QString();
        const QString message =
            tr("No answer from the database since %1. The list shows what was known then; Pult keeps "
               "asking. %2")
                .arg(HumanText::clock(m_context.feed.awaySince()), errorText(m_context.feed.awayReason()));
        m_away->setMessage("warning", Tone::Failed, message + waits);
    }
    m_away->setVisible(!there);
    updateStatus();
}

void MainWindow::updateStatus()
{
    StatusLine::Facts facts{
        m_context.feed.isAvailable(), m_place.database, m_place.provider, m_place.nodeName, m_nodes, {}};
    for (const auto &queue : std::as_const(m_queues)) {
        if (queue.paused)
            facts.pausedQueues.append(queue.name);
    }
    m_status->setFacts(facts);
}

void MainWindow::saveLayout() const
{
    m_layouts->save();
    m_tasks->saveState();
}

void MainWindow::restoreLayout()
{
    m_hasLayout = m_layouts->restore();
    m_tasks->restoreState();
    fitToScreen(*this, m_wasShown);
}

void MainWindow::resetLayout()
{
    m_layouts->reset();
    m_tasks->resetLayout();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveLayout();
    event->accept();
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    m_context.feed.setVisible(true);
    m_panelFeed->start();
    if (std::exchange(m_wasShown, true))
        return;
    // Docks take sizes, and the screen's free room and the frame are known, once the window stands.
    QTimer::singleShot(frameWait, this, [this] {
        fitToScreen(*this, true);
        m_layouts->fitFloating();
        if (!m_hasLayout)
            m_layouts->sizeDocks();
    });
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QMainWindow::hideEvent(event);
    m_context.feed.setVisible(false);
}

void MainWindow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    if (event->type() == QEvent::WindowStateChange)
        m_context.feed.setVisible(isVisible() && !isMinimized());
    QMainWindow::changeEvent(event);
}

void MainWindow::retranslate()
{
    QString title = m_place.nodeName.isEmpty() ? tr("Pult") : tr("Pult · %1").arg(m_place.nodeName);
    if (!m_place.environment.isEmpty())
        title += u" · "_s + m_place.environment;
    setWindowTitle(title);
    m_layouts->retranslate();
    m_actions->retranslate();
    if (!m_failure->isHidden())
        showFailure(m_shownFailure);
    updateAvailability();
}

} // namespace pult::ui
