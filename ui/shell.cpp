// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell.h"

#include "dialogs/prompts.h"
#include "mainactions.h"
#include "mainwindow.h"
#include "models/taskfeed.h"
#include "panels/environmentbadge.h"
#include "panels/taskspanel.h"
#include "shellactions.h"
#include "shelldialogs.h"
#include "tray/tray.h"

#include <base/whendone.h>

#include <QCloseEvent>
#include <QDockWidget>
#include <QMenuBar>
#include <QSettings>
#include <QToolBar>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

namespace {

const QString closingKey = u"window/closing"_s;
/// What arrives together is looked at together.
constexpr auto gather = 200ms;
constexpr auto hiddenLook = 3s;
constexpr auto awakeAfterwards = 30s;
constexpr int breakersEvery = 10; // ticks of a second

} // namespace

Shell::Shell(const UiContext &context, MainWindow &window, Place place)
    : m_context(context), m_place(std::move(place)), m_window(window),
      m_actions(new ShellActions(window, window.mainActions())),
      m_dialogs(std::make_unique<ShellDialogs>(context, window, m_notices, m_place.russian))
{
    m_dialogs->setSettings(m_place.settings);
    MainActions &main = window.mainActions();
    m_tray = std::make_unique<Tray>(Tray::Actions{main.newUpload, m_actions->intake, m_actions->notices, main.quit});
    m_facts.nodeName = context.commands.place().nodeName;
    m_lookTimer.setSingleShot(true);
    m_lookTimer.setInterval(gather);
    connect(&m_lookTimer, &QTimer::timeout, this, &Shell::look);
    m_hiddenTimer.setInterval(hiddenLook);
    connect(&m_hiddenTimer, &QTimer::timeout, this, [this] {
        if (!Tray::isThere())
            raise();
    });
    m_sleepTimer.setSingleShot(true);
    m_sleepTimer.setInterval(awakeAfterwards);
    connect(&m_sleepTimer, &QTimer::timeout, this, [this] { m_sleepGuard.release(); });
    connect(main.quit, &QAction::triggered, this, &Shell::quit);
    connect(main.newUpload, &QAction::triggered, this, &Shell::raise);
    connect(m_actions->intake, &QAction::triggered, this, &Shell::toggleIntake);
    connectDialogs();
    makeBadge();
    connectTray();
    connectFeed();
    window.installEventFilter(this);
}

Shell::~Shell()
{
    m_window.removeEventFilter(this);
}

void Shell::connectDialogs()
{
    ShellDialogs *const dialogs = m_dialogs.get();
    connect(m_actions->notices, &QAction::triggered, this, &Shell::showNotices);
    connect(m_actions->settings, &QAction::triggered, this, [this] {
        raise();
        m_dialogs->showSettings(closing());
    });
    connect(m_actions->palette, &QAction::triggered, dialogs, &ShellDialogs::showPalette);
    connect(m_actions->shortcuts, &QAction::triggered, dialogs, &ShellDialogs::showShortcuts);
    connect(m_actions->firstRun, &QAction::triggered, this, &Shell::showFirstRun);
    connect(dialogs, &ShellDialogs::targetRequested, this, &Shell::open);
    connect(dialogs, &ShellDialogs::noticesClosed, this, &Shell::look);
    connect(dialogs, &ShellDialogs::restartNeeded, this, &Shell::offerRestart);
    connect(dialogs, &ShellDialogs::closingChosen, this, &Shell::setClosing);
}

void Shell::connectTray()
{
    connect(m_tray.get(), &Tray::openRequested, this, &Shell::raise);
    connect(m_tray.get(), &Tray::toggleRequested, this, [this] {
        if (m_window.isVisible() && !m_window.isMinimized() && m_window.isActiveWindow() && Tray::isThere())
            hideToTray();
        else
            raise();
    });
    connect(m_tray.get(), &Tray::targetRequested, this, &Shell::open);
    connect(m_tray.get(), &Tray::noticesRequested, this, &Shell::showNotices);
}

void Shell::connectFeed()
{
    TaskFeed &feed = m_context.feed;
    const auto soon = [this] {
        if (!m_lookTimer.isActive())
            m_lookTimer.start();
    };
    connect(&feed, &TaskFeed::statsArrived, this, [this, soon](const queue::TaskStats &stats) {
        m_facts.stats = stats;
        m_hasStats = true;
        soon();
    });
    connect(&feed, &TaskFeed::nodesArrived, this, [this, soon](const QList<queue::NodeInfo> &nodes) {
        m_facts.nodes = nodes;
        m_hasNodes = true;
        soon();
    });
    connect(&feed, &TaskFeed::batchesArrived, this, [this, soon](const QList<queue::Batch> &batches) {
        m_facts.batches = batches;
        m_hasBatches = true;
        soon();
    });
    connect(&feed, &TaskFeed::queuesArrived, this, [this, soon](const QList<queue::QueueInfo> &queues) {
        m_facts.queues = queues;
        soon();
    });
    connect(&feed, &TaskFeed::availabilityChanged, this, [this, soon] {
        m_facts.available = m_context.feed.isAvailable();
        m_facts.awaySince = m_context.feed.awaySince();
        soon();
    });
    connect(&feed, &TaskFeed::ticked, this, [this] {
        if (m_ticks++ % breakersEvery == 0)
            askBreakers();
    });
}

void Shell::askBreakers()
{
    whenDone(m_context.commands.listBreakers(), this, [this](const Result<QList<queue::BreakerInfo>> &breakers) {
        if (breakers)
            m_facts.breakers = *breakers;
    });
}

void Shell::look()
{
    m_facts.now = localNow();
    // Half of what there is would look like news later.
    if (m_hasStats && m_hasNodes && m_hasBatches) {
        const QList<Notice> news = m_watch.look(m_facts);
        if (!news.isEmpty()) {
            m_notices.add(news);
            m_tray->tell(news);
        }
    }
    m_facts.unseenFailures = m_notices.unseenFailures();
    // Without its nodes a database looks as if nobody worked.
    if (m_facts.available && !(m_hasStats && m_hasNodes))
        return;
    const DeskStatus status = DeskTexts::statusOf(m_facts);
    m_tray->setStatus(status);
    m_actions->setIntakePaused(status.intakePaused);
    m_actions->setUnseen(m_notices.unseen());
}

void Shell::start(bool minimized)
{
    // Nobody could find a hidden window where there is no tray.
    if (minimized && Tray::isThere()) {
        m_context.feed.setVisible(false);
        m_tray->setWindowVisible(false);
        m_hiddenTimer.start();
    } else if (minimized) {
        m_window.showMinimized();
    } else {
        m_window.show();
    }
}

void Shell::raise()
{
    m_hiddenTimer.stop();
    if (m_window.isMinimized())
        m_window.showNormal();
    else
        m_window.show();
    m_window.raise();
    m_window.activateWindow();
}

void Shell::open(const DeskTarget &target)
{
    raise();
    if (target.batch > 0)
        m_window.tasks().showBatch(target.batch);
    else if (!target.filter.isEmpty())
        m_window.tasks().setFilterText(target.filter);
    if (auto *dock = m_window.findChild<QDockWidget *>(target.dock); dock && !target.dock.isEmpty()) {
        dock->show();
        dock->raise();
    }
    if (target.filter == "state:failed"_L1)
        m_notices.markSeen();
    look();
}

QString Shell::closing() const
{
    const QString closing = m_context.state.value(closingKey).toString();
    return closing == "tray"_L1 || closing == "quit"_L1 ? closing : u"ask"_s;
}

void Shell::setClosing(const QString &closing)
{
    m_context.state.setValue(closingKey, closing);
}

bool Shell::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::Close:
        if (m_leaving)
            break;
        event->ignore();
        onClose();
        return true;
    case QEvent::LanguageChange:
        retranslate();
        break;
    case QEvent::Show:
    case QEvent::Hide:
        m_tray->setWindowVisible(event->type() == QEvent::Show);
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

void Shell::onClose()
{
    if (!Tray::isThere() || closing() == "quit"_L1)
        quit();
    else if (closing() == "tray"_L1)
        hideToTray();
    else
        askWhereTo();
}

void Shell::askWhereTo()
{
    Choice choice;
    choice.title = tr("Close the window");
    choice.text = tr("Should Pult go on in the tray? It works, warns and is one click away there. Pult keeps your "
                     "answer; you can change it in the settings.");
    choice.answers = {tr("Go on in the tray"), tr("Quit Pult"), tr("Leave the window open")};
    m_context.prompts.choose(&m_window, choice, [this](int answer) {
        if (answer == 2)
            return;
        setClosing(answer == 0 ? u"tray"_s : u"quit"_s);
        onClose();
    });
}

void Shell::hideToTray()
{
    m_window.saveLayout();
    m_window.hide();
    m_hiddenTimer.start();
}

void Shell::quit()
{
    if (m_running == 0) {
        leave(ExitWay::Now);
        return;
    }
    if (!m_window.isVisible())
        raise();
    Choice choice;
    choice.title = tr("Quit Pult");
    choice.text = tr("%n task(s) still running on this computer.", nullptr, m_running) + u"\n\n"_s +
                  tr("Pult can finish what runs and then quit, or quit now: then it goes back to the queue and its "
                     "browsers are closed.");
    choice.answers = {tr("Finish, then quit"), tr("Quit now"), tr("Do not quit")};
    m_context.prompts.choose(&m_window, choice, [this](int answer) {
        // What ran may have ended while this was asked; no other end would come to quit at.
        if (answer < 2)
            leave(answer == 0 && m_running > 0 ? ExitWay::Drain : ExitWay::Now);
    });
}

void Shell::leave(ExitWay way)
{
    if (way == ExitWay::Drain) {
        m_facts.leaving = true;
        look();
        m_window.tasks().tell(tr("Pult ends when the running tasks are done."), {}, false);
    } else {
        letGo();
        m_window.saveLayout();
        m_window.hide();
    }
    Q_EMIT exitWanted(way);
}

void Shell::letGo()
{
    m_leaving = true;
    m_hiddenTimer.stop();
}

void Shell::setRunning(int running)
{
    m_running = running;
    if (running == 0) {
        if (m_sleepGuard.isHeld() && !m_sleepTimer.isActive())
            m_sleepTimer.start();
        return;
    }
    m_sleepTimer.stop();
    m_sleepGuard.hold(tr("Pult is running tasks").toStdString());
}

void Shell::toggleIntake()
{
    const bool paused = DeskTexts::statusOf(m_facts).intakePaused;
    if (std::exchange(m_facts.leaving, false))
        Q_EMIT exitWanted(ExitWay::Stay);
    queue::NodeRequest request;
    request.node = m_facts.nodeName;
    request.verb = paused ? queue::NodeVerb::Resume : queue::NodeVerb::Drain;
    whenDone(m_context.commands.commandNode(request), this, [this](const Result<queue::NodeCommand> &command) {
        if (!command) {
            raise();
            m_window.showFailure(command.error());
        }
        m_context.feed.refresh();
    });
}

void Shell::showNotices()
{
    raise();
    m_dialogs->showNotices();
}

void Shell::showFirstRun()
{
    raise();
    m_dialogs->showFirstRun();
}

void Shell::setSettings(const Settings &settings)
{
    m_dialogs->setSettings(settings);
}

void Shell::setChoices(const QString &language, const QString &theme)
{
    m_dialogs->setChoices(language, theme);
}

void Shell::offerRestart()
{
    Choice choice;
    choice.title = tr("Start Pult again");
    choice.text = tr("The new settings take effect when Pult is started again.");
    if (m_running > 0)
        choice.text += u"\n\n"_s + tr("%n running task(s) would go back to the queue.", nullptr, m_running);
    choice.answers = {tr("Start again now"), tr("Later")};
    choice.usual = m_running > 0 ? 1 : 0;
    m_context.prompts.choose(&m_window, choice, [this](int answer) {
        if (answer == 0)
            leave(ExitWay::Again);
    });
}

void Shell::makeBadge()
{
    auto *badge = new EnvironmentBadge(m_place.environment, m_place.database, m_window.menuBar());
    // A menu bar that stands at the top of the screen has no corner.
    if (auto *bar = m_window.findChild<QToolBar *>(u"toolBar"_s); bar && m_window.menuBar()->isNativeMenuBar())
        bar->addWidget(badge);
    else
        m_window.menuBar()->setCornerWidget(badge, Qt::TopRightCorner);
}

void Shell::retranslate()
{
    m_actions->retranslate();
    m_notices.refreshTexts();
    look();
    m_tray->retranslate();
}

} // namespace pult::ui
