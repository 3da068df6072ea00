// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow.h"

#include "dialogs/flowdialog.h"
#include "dialogs/newbulkuploaddialog.h"
#include "mainactions.h"
#include "models/humantext.h"
#include "models/taskfeed.h"
#include "panels/banner.h"
#include "panels/logpanel.h"
#include "panels/profilespanel.h"
#include "panels/taskactions.h"
#include "panels/taskdetailpanel.h"
#include "panels/taskspanel.h"
#include "panels/workerspanel.h"
#include "theme/metrics.h"

#include <base/errortext.h>

#include <QCloseEvent>
#include <QDockWidget>
#include <QMenu>
#include <QMessageBox>
#include <QScreen>
#include <QSettings>
#include <QStatusBar>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

/// Grows when a stored layout of an older version would not fit any more.
constexpr int layoutVersion = 1;
/// A window manager has answered by then.
constexpr std::chrono::milliseconds frameWait{200};
constexpr int detailWidth = 48 * gridStep;
constexpr int footHeight = 25 * gridStep;

} // namespace

MainWindow::MainWindow(UiContext context, Place place)
    : m_context(std::move(context)), m_place(std::move(place)), m_actions(std::make_unique<MainActions>(*this)),
      m_taskActions(new TaskActions(m_context, this)), m_status(new StatusLine(this))
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
    layout->addWidget(m_tasks, 1);
    setCentralWidget(centre);
}

void MainWindow::makeDocks()
{
    m_detail = new TaskDetailPanel(m_context, this);
    m_profiles = new ProfilesPanel(m_context, this);
    addDock(u"dockDetail"_s, m_detail, Qt::RightDockWidgetArea);
    addDock(u"dockWorkers"_s, new WorkersPanel(m_context, this), Qt::BottomDockWidgetArea);
    addDock(u"dockProfiles"_s, m_profiles, Qt::BottomDockWidgetArea);
    addDock(u"dockLog"_s, new LogPanel(this), Qt::BottomDockWidgetArea);
}

QDockWidget *MainWindow::addDock(const QString &name, QWidget *panel, Qt::DockWidgetArea area)
{
    auto *dock = new QDockWidget(this);
    dock->setObjectName(name);
    dock->setWidget(panel);
    m_docks.append({dock, area});
    return dock;
}

void MainWindow::makeBars()
{
    QList<QAction *> toggles;
    for (const Dock &dock : std::as_const(m_docks))
        toggles.append(dock.widget->toggleViewAction());
    m_actions->fill(toggles);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_status, 1);
}

void MainWindow::connectActions()
{
    connect(m_actions->newUpload, &QAction::triggered, this, [this] { newBulkUpload(); });
    connect(m_actions->openFlow, &QAction::triggered, this, [this] { openFlow(); });
    connect(m_actions->pauseQueue, &QAction::triggered, this, &MainWindow::toggleQueue);
    connect(m_actions->findTasks, &QAction::triggered, m_tasks, &TasksPanel::focusFilter);
    connect(m_actions->resetLayout, &QAction::triggered, this, &MainWindow::resetLayout);
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
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
            [this](Verb verb) { m_taskActions->run(verb, m_tasks->selectedTasks()); });
    connect(m_taskActions, &TaskActions::failed, this, &MainWindow::showFailure);
    connect(m_tasks, &TasksPanel::selectionChanged, this, &MainWindow::updateSelection);
    connect(m_tasks, &TasksPanel::contextMenuRequested, this, &MainWindow::showContextMenu);
    connect(m_tasks, &TasksPanel::newUploadRequested, this, [this] { newBulkUpload(); });
    connect(m_detail, &TaskDetailPanel::verbRequested, m_taskActions, &TaskActions::run);
    connect(m_detail, &TaskDetailPanel::failed, this, &MainWindow::showFailure);
    connect(m_profiles, &ProfilesPanel::uploadRequested, this, &MainWindow::newBulkUpload);
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
            m_taskActions->resumeQueue(queue);
            return;
        }
    }
    m_taskActions->pauseQueue(queue);
}

void MainWindow::showContextMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const Verb verb : {Verb::Start, Verb::Retry, Verb::Cancel, Verb::Done, Verb::Again})
        menu->addAction(m_actions->verb(verb));
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
        const QString waits = m_outage ? QString(u' ' + node::outageSentence(*m_outage)) : QString();
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
    m_context.state.setValue(u"window/geometry"_s, saveGeometry());
    m_context.state.setValue(u"window/state"_s, saveState(layoutVersion));
    m_tasks->saveState();
}

void MainWindow::restoreLayout()
{
    const QByteArray geometry = m_context.state.value(u"window/geometry"_s).toByteArray();
    if (geometry.isEmpty() || !restoreGeometry(geometry))
        resize(QSize(180 * gridStep, 110 * gridStep).boundedTo(screen()->availableSize()));
    m_hasLayout = restoreState(m_context.state.value(u"window/state"_s).toByteArray(), layoutVersion);
    m_tasks->restoreState();
    clampToScreen();
}

void MainWindow::clampToScreen()
{
    if (isMaximized() || isFullScreen())
        return;
    // The frame is known after the first show only; until then a usual title bar is left free.
    const QMargins frameMargins =
        m_wasShown
            ? QMargins(geometry().left() - frameGeometry().left(), geometry().top() - frameGeometry().top(),
                       frameGeometry().right() - geometry().right(), frameGeometry().bottom() - geometry().bottom())
            : QMargins(0, 4 * gridStep, 0, 0);
    const QRect room = screen()->availableGeometry().marginsRemoved(frameMargins);
    resize(size().boundedTo(room.size()));
    QRect frame = geometry();
    frame.moveLeft(std::clamp(frame.left(), room.left(), std::max(room.left(), room.right() - frame.width() + 1)));
    frame.moveTop(std::clamp(frame.top(), room.top(), std::max(room.top(), room.bottom() - frame.height() + 1)));
    if (frame != geometry())
        setGeometry(frame);
}

void MainWindow::resetLayout()
{
    for (const Dock &dock : std::as_const(m_docks)) {
        dock.widget->setFloating(false);
        addDockWidget(dock.area, dock.widget);
        dock.widget->show();
    }
    QDockWidget *first = nullptr;
    for (const Dock &dock : std::as_const(m_docks)) {
        if (dock.area != Qt::BottomDockWidgetArea)
            continue;
        if (first)
            tabifyDockWidget(first, dock.widget);
        else
            first = dock.widget;
    }
    first->raise();
    sizeDocks();
    m_tasks->resetLayout();
}

void MainWindow::sizeDocks()
{
    QList<QDockWidget *> right;
    QList<QDockWidget *> bottom;
    for (const Dock &dock : std::as_const(m_docks))
        (dock.area == Qt::RightDockWidgetArea ? right : bottom).append(dock.widget);
    resizeDocks({right.first()}, {detailWidth}, Qt::Horizontal);
    resizeDocks({bottom.first()}, {footHeight}, Qt::Vertical);
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
    if (std::exchange(m_wasShown, true))
        return;
    // Docks take sizes, and the screen's free room and the frame are known, once the window stands.
    QTimer::singleShot(frameWait, this, [this] {
        clampToScreen();
        if (!m_hasLayout)
            sizeDocks();
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
    setWindowTitle(m_place.nodeName.isEmpty() ? tr("Pult") : tr("Pult · %1").arg(m_place.nodeName));
    const QString titles[] = {tr("Task"), tr("Workers"), tr("Profiles"), tr("Log")};
    for (int i = 0; i < m_docks.size(); ++i)
        m_docks.at(i).widget->setWindowTitle(titles[i]);
    m_actions->retranslate();
    if (!m_failure->isHidden())
        showFailure(m_shownFailure);
    updateAvailability();
}

} // namespace pult::ui
