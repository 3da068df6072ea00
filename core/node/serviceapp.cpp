// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "serviceapp.h"

#include "logging.h"
#include "relaunch.h"
#include "servicemanager.h"
#include "stopwish.h"

#include <base/errortext.h>
#include <base/whendone.h>

#include <QCoreApplication>
#include <QDir>

#include <cstdio>

namespace pult::node {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto idleInterval = 250ms;
/// After the last word of the dispatcher: connections are closed, the log is flushed.
constexpr auto lastRest = 3s;
constexpr auto statusInterval = 1s;

/// READY=1 ends it.
std::string reloadingWords()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    return "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(micros);
}

} // namespace

ServiceApp::ServiceApp(StartOptions options, MakeCompanion makeCompanion, QObject *parent)
    : QObject(parent), m_options(std::move(options)), m_makeCompanion(std::move(makeCompanion))
{
    watchStopWishes([this] { QMetaObject::invokeMethod(this, &ServiceApp::beginStop); },
                    [this] { QMetaObject::invokeMethod(this, &ServiceApp::reload); });
    m_statusTimer.setSingleShot(true);
    m_statusTimer.setInterval(statusInterval);
    connect(&m_statusTimer, &QTimer::timeout, this, [this] { tellServiceManager("STATUS=" + m_status.toStdString()); });
    connect(&m_lifeTimer, &QTimer::timeout, this, [] { tellServiceManager("WATCHDOG=1"); });
    connect(&m_idleTimer, &QTimer::timeout, this, &ServiceApp::watchIdle);
}

ServiceApp::~ServiceApp()
{
    m_settings.reset();
    m_companion.reset();
    m_node.reset();
    m_demo.reset();
}

int ServiceApp::run()
{
    if (const Result<> started = start(); !started) {
        tellError(started.error(), m_options.json);
        return exitCodeFor(started.error());
    }
    const int code = QCoreApplication::exec();
    return end(code != exitDone ? code : m_exitCode);
}

/// Lets go of everything within the deadline; does not return when the node begins anew or leaves threads that hang.
int ServiceApp::end(int code)
{
    const bool hangs = m_node && m_node->threadsLeft() > 0;
    if (!hangs) {
        m_settings.reset();
        m_companion.reset();
        m_node.reset();
    }
    m_demo.reset();
    m_deadline.disarm();
    m_lock.reset();
    std::vector<std::string> arguments{QCoreApplication::applicationFilePath().toStdString()};
    for (const QString &argument : QCoreApplication::arguments().mid(1))
        arguments.push_back(argument.toStdString());
    if (m_restart)
        qCInfo(lcNode) << "restarting";
    Logging::flush();
    if (m_restart && !relaunch(arguments))
        qCCritical(lcNode) << "cannot restart: the program does not start";
    if (hangs) {
        Logging::flush();
        std::_Exit(code); // objects that a hanging thread may still use must not go
    }
    return code;
}

Result<> ServiceApp::start()
{
    const Result<Settings::Input> input = settingsInput(m_options);
    if (!input)
        return fail(input.error());
    const Settings settings = Settings::load(*input);
    tellErrors(configFaults(settings).mid(1), m_options.json);
    const Result<NodeConfig> config = readNodeConfig(settings, false);
    if (!config)
        return fail(config.error());
    Result<std::unique_ptr<FolderLock>> lock = FolderLock::take(config->dataDir, u"service"_s);
    if (!lock)
        return fail(lock.error());
    m_lock = std::move(*lock);
    LogOptions log = logOptions(settings);
    log.toStderr = true;
    m_logging = std::make_unique<Logging>(log);
    m_shutdownTimeout = config->shutdownTimeout;
    m_readyNotice = config->readyNotice;

    if (m_options.demo) {
        Result<std::unique_ptr<demo::Demo>> prepared = demo::Demo::prepare(config->dataDir);
        if (!prepared)
            return fail(prepared.error());
        m_demo = std::move(*prepared);
    }
    m_node = std::make_unique<Node>(*config, Actor{u"system"_s, u"service"_s});
    connect(m_node.get(), &Node::stopped, this, &ServiceApp::onNodeStopped);
    m_node->setRestartable(true);
    connect(m_node.get(), &Node::endWanted, this, [this](bool restart) {
        m_restart = restart;
        beginStop();
    });
    const auto began = std::chrono::steady_clock::now();
    if (const Result<> started = startNode(settings); !started)
        return started;
    if (m_options.untilIdle) {
        const Result<TimePoint> now = m_node->commands().databaseNow().result();
        if (!now)
            return fail(now.error());
        // What an earlier life left may already have been given up.
        m_since = *now - std::chrono::duration_cast<TimePoint::duration>(std::chrono::steady_clock::now() - began);
    }
    if (m_demo) {
        if (const Result<queue::Batch> batch = m_demo->createUploads(m_node->commands()).result(); !batch)
            return fail(batch.error());
    }
    if (m_options.untilIdle)
        m_idleTimer.start(idleInterval);
    followSettings(*input, settings);
    tellManager();
    return {};
}

void ServiceApp::followSettings(const Settings::Input &input, const Settings &settings)
{
    m_settings = std::make_unique<SettingsFollower>(input, settings, false, *m_node, m_companion.get());
    connect(m_settings.get(), &SettingsFollower::followed, this, [this](const Settings &, const NodeConfig &config) {
        m_shutdownTimeout = config.shutdownTimeout;
        m_readyNotice = config.readyNotice;
    });
}

/// SIGHUP. What the service manager is told brackets the change, as Type=notify-reload wants it.
void ServiceApp::reload()
{
    if (!m_settings || m_stopping)
        return;
    tellServiceManager(reloadingWords());
    m_settings->reload();
    tellServiceManager("READY=1");
}

Result<> ServiceApp::startNode(const Settings &settings)
{
    if (m_makeCompanion) {
        Result<std::unique_ptr<Companion>> made = m_makeCompanion(*m_node, settings, true);
        if (!made)
            return fail(made.error());
        m_companion = std::move(*made);
    }
    if (m_companion) {
        if (const Result<> prepared = m_companion->prepare(); !prepared)
            return prepared;
    }
    if (const Result<> started = m_node->start(); !started)
        return started;
    return m_companion ? m_companion->start() : Result<>();
}

/// From now on the service manager knows that the node is ready and, if it wants to, that its event loop lives.
void ServiceApp::tellManager()
{
    connect(m_node.get(), &Node::loadChanged, this, [this](int running, int capacity) {
        m_status = u"running: %1 of %2"_s.arg(running).arg(capacity);
        if (!m_statusTimer.isActive())
            m_statusTimer.start();
    });
    tellServiceManager("READY=1");
    if (const std::chrono::milliseconds interval = signOfLifeInterval(); interval > 0ms)
        m_lifeTimer.start(interval);
}

void ServiceApp::watchIdle()
{
    whenDone(m_node->commands().idle(*m_since), this, [this](const Result<Commands::Idle> &idle) { onIdle(idle); });
}

void ServiceApp::onIdle(const Result<Commands::Idle> &idle)
{
    // An error means that the database is away for now; the next tick asks again.
    if (!idle || !idle->idle || m_stopping)
        return;
    m_exitCode = idle->discarded > 0 ? exitFailed : exitDone;
    if (m_demo) {
        const QByteArray report = m_demo->report(idle->completed, idle->discarded) + '\n';
        std::fputs(report.constData(), stdout);
        std::fflush(stdout);
    }
    beginStop();
}

void ServiceApp::beginStop()
{
    if (m_stopping || !m_node)
        return;
    m_stopping = true;
    m_settings.reset();
    m_idleTimer.stop();
    qCInfo(lcNode) << "stopping";
    // One budget for all phases: runs get three fifths to end by themselves, the rest is for their browsers and the
    // database.
    const std::chrono::milliseconds budget = m_shutdownTimeout;
    const auto patience = std::chrono::microseconds(budget + lastRest).count();
    // One that begins anew stays the same process: stopping would have it killed a while later.
    tellServiceManager(m_restart ? reloadingWords() : "STOPPING=1\nEXTEND_TIMEOUT_USEC=" + std::to_string(patience));
    m_endBy = std::chrono::steady_clock::now() + budget;
    if (m_companion)
        m_companion->announceEnd();
    m_node->stop(budget * 3 / 5, budget * 2 / 5);
    m_deadline.arm(budget, [kill = m_node->browserKiller()] {
        kill();
        qCCritical(lcNode) << "something hangs at the end of the shutdown; ending now";
        Logging::flush();
    });
}

/// Everything is written or kept. Proxies that still send requests here are given the time to notice.
void ServiceApp::onNodeStopped()
{
    const auto rest = m_endBy - std::chrono::steady_clock::now() - lastRest;
    const auto most = std::max(0ms, std::chrono::floor<std::chrono::milliseconds>(rest));
    const auto notice = m_companion ? std::min(most, m_companion->noticeLeft(m_readyNotice)) : 0ms;
    if (notice > 0ms)
        qCInfo(lcNode).nospace() << "stopped; answering on until proxies have noticed ms=" << notice.count();
    // A connection that hangs makes it no worse.
    m_deadline.relax(notice + lastRest, m_exitCode);
    if (notice > 0ms)
        QTimer::singleShot(notice, this, &ServiceApp::finish);
    else
        finish();
}

void ServiceApp::finish()
{
    if (m_companion)
        m_companion->stop();
    QCoreApplication::exit(m_exitCode);
}

} // namespace pult::node
