// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "node.h"

#include "leftovers.h"
#include "logging.h"
#include "outagefile.h"

#include <browser/forcedstop.h>
#include <jobs/registry.h>
#include <observe/outsidemetrics.h>

#include <QHostAddress>

namespace pult::node {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Error words(const char *code, const QStringList &arguments)
{
    return {ErrorKind::Conflict, QString::fromLatin1(code), arguments, {}};
}

/// An app that is asked through the loopback is another on every computer.
bool isOfThisComputer(const QString &address)
{
    const QString host = QUrl::fromUserInput(address).host();
    return address.isEmpty() || host == "localhost"_L1 || QHostAddress(host).isLoopback();
}

std::unique_ptr<jobs::PreflightShared> makePreflight(const NodeConfig &config)
{
    jobs::PreflightShared::Config preflight;
    preflight.dataDir = config.dataDir;
    preflight.sharedMediaRoots = config.sharedMediaRoots;
    preflight.leastFreeBytes = qint64(config.limits.diskBrowserMb * 1024 * 1024);
    return std::make_unique<jobs::PreflightShared>(std::move(preflight));
}

} // namespace

Commands::Place placeOf(const NodeConfig &config)
{
    return {config.name, config.provider.name, config.sharedMediaRoots, config.heartbeat, config.breaker.minimumCalls};
}

Node::Node(NodeConfig config, Actor actor, QObject *parent)
    : QObject(parent), m_config(std::move(config)), m_actor(std::move(actor)),
      m_outside(m_config.breaker, m_config.httpTimeout),
      m_shared(std::make_unique<browser::ProviderShared>(m_config.provider.timings, &m_outside)),
      m_observation(std::make_unique<Observation>(m_config, m_shared->session())), m_preflight(makePreflight(m_config)),
      m_pool(std::make_unique<storage::Pool>(m_observation->metered(m_config.database)))
{
    m_dispatcherThread.setObjectName(u"dispatcher"_s);
    observe::addOutsideMetrics(m_observation->metrics(), m_outside);
}

Node::~Node()
{
    m_logWriter.reset();
    m_steward.reset();
    m_dispatcherThread.quit();
    m_dispatcherThread.wait();
    m_observation->end();
    m_commands.reset();
    m_pool->stop();
}

Result<> Node::start()
{
    if (const Result<> opened = m_pool->start(); !opened)
        return opened;
    if (const Result<> restored = restoreBreakers(); !restored) {
        m_pool->stop();
        return restored;
    }
    m_commands = std::make_unique<Commands>(*m_pool, placeOf(m_config), m_actor);
    m_commands->setObserver(m_observation.get());
    m_commands->watch();

    m_dispatcher = new work::Dispatcher(dispatcherConfig(), *m_pool);
    m_dispatcher->moveToThread(&m_dispatcherThread);
    connect(&m_dispatcherThread, &QThread::finished, m_dispatcher, &QObject::deleteLater);
    listenToDispatcher();
    connect(m_observation.get(), &Observation::stopped, this, &Node::stopped);
    connect(m_observation.get(), &Observation::admissionChanged, m_dispatcher, &work::Dispatcher::reconsider);
    connect(m_observation.get(), &Observation::recycleWanted, m_dispatcher,
            [dispatcher = m_dispatcher] { dispatcher->recycle({}); });
    connect(m_commands.get(), &Commands::changed, m_dispatcher, &work::Dispatcher::wake);
    m_timekeeper = new work::Timekeeper(*m_pool, m_config.heartbeat);
    connect(
        m_timekeeper, &work::Timekeeper::ticksMissed, m_timekeeper,
        [observation = m_observation.get()](const QHash<QString, int> &missed) { observation->ticksMissed(missed); });
    m_timekeeper->moveToThread(&m_dispatcherThread);
    connect(&m_dispatcherThread, &QThread::finished, m_timekeeper, &QObject::deleteLater);
    m_housekeeper = new work::Housekeeper(*m_pool, m_config.retention);
    m_housekeeper->moveToThread(&m_dispatcherThread);
    connect(&m_dispatcherThread, &QThread::finished, m_housekeeper, &QObject::deleteLater);
    connect(m_commands.get(), &Commands::changed, m_housekeeper, &work::Housekeeper::wake);
    m_breakerSync->moveToThread(&m_dispatcherThread);
    connect(&m_dispatcherThread, &QThread::finished, m_breakerSync, &QObject::deleteLater);
    auto *const enginePulse = new Pulse;
    m_enginePulse = enginePulse->age();
    enginePulse->moveToThread(&m_dispatcherThread);
    connect(&m_dispatcherThread, &QThread::started, enginePulse, &Pulse::start);
    connect(&m_dispatcherThread, &QThread::finished, enginePulse, &QObject::deleteLater);
    m_pulse.start();
    m_limiterTeller = new LimiterTeller(*m_pool, m_outside.limiters, m_config.id, m_shared->session());
    m_limiterTeller->moveToThread(&m_dispatcherThread);
    connect(&m_dispatcherThread, &QThread::finished, m_limiterTeller, &QObject::deleteLater);
    m_observation->start(*m_pool);
    m_dispatcherThread.start();
    QMetaObject::invokeMethod(m_breakerSync, &BreakerSync::start);
    QMetaObject::invokeMethod(m_limiterTeller, &LimiterTeller::start);
    QMetaObject::invokeMethod(m_dispatcher, &work::Dispatcher::start);
    QMetaObject::invokeMethod(m_timekeeper, &work::Timekeeper::start);
    QMetaObject::invokeMethod(m_housekeeper, &work::Housekeeper::start);
    m_steward = std::make_unique<NodeSteward>(*m_pool, m_config.id, m_shared->session(),
                                              [this](const queue::NodeCommand &command) { return carryOut(command); });
    m_steward->start();
    m_logWriter = std::make_unique<NodeLogWriter>(*m_pool, m_config.id, m_config.name);
    m_logWriter->start();
    qCInfo(lcNode).noquote() << u"node started id="_s % m_config.id % u" name="_s % m_config.name % u" session="_s %
                                    m_shared->session() % u" database="_s % m_config.database.display() %
                                    u" provider="_s % m_config.provider.name;
    return {};
}

/// What this node knew of its dependencies before it was restarted, and what others know of them.
Result<> Node::restoreBreakers()
{
    if (m_config.provider.name == "dolphin"_L1) {
        const QString name = QString::fromLatin1(dependency::dolphin);
        m_outside.breakers.setOfThisComputer(name, isOfThisComputer(m_config.provider.dolphinHost));
        m_outside.breakers.breaker(name);
    }
    auto made = std::make_unique<BreakerSync>(*m_pool, m_outside, m_config.id, QSysInfo::machineHostName());
    if (const Result<> restored = made->restore(); !restored)
        return restored;
    m_breakerSync = made.release(); // its thread deletes it
    return {};
}

work::Dispatcher::Config Node::dispatcherConfig() const
{
    work::Dispatcher::Config config;
    config.node.id = m_config.id;
    config.node.name = m_config.name;
    config.node.group = m_config.group;
    config.node.sessionId = m_shared->session();
    config.node.version = QStringLiteral(PULT_VERSION);
    config.node.queues = m_config.queues;
    config.node.pid = int(QCoreApplication::applicationPid());
    config.node.startedAt = localNow();
    config.kinds = jobs::kinds();
    config.capacities = m_config.capacities;
    config.taskTimeout = m_config.taskTimeout;
    config.leaseTtl = m_config.leaseTtl;
    config.renewInterval = std::max(1s, m_config.leaseTtl / 3);
    config.heartbeatInterval = m_config.heartbeat;
    jobs::Environment environment;
    environment.pool = m_pool.get();
    environment.browser = {m_config.provider, m_shared.get(), m_config.headless, m_config.flowHostPause};
    environment.preflight = m_preflight.get();
    environment.nodeId = m_config.id;
    config.prepare = [own = m_config, shared = m_shared.get(), pool = m_pool.get(), observation = m_observation.get()] {
        return recoverEarlierLife(own, shared, pool, observation);
    };
    config.stopBrowsers = [own = m_config, shared = m_shared.get()](QStringList profiles) {
        return stopBrowsers(own, shared, std::move(profiles));
    };
    config.supervision.restartMax = m_config.restartMax;
    config.drainTimeout = m_config.drainTimeout;
    config.spillPath = m_config.dataDir + u"/unwritten-ends"_s;
    config.observer = m_observation.get();
    config.makeJobs = [environment] { return jobs::makeRegistry(environment); };
    return config;
}

void Node::listenToDispatcher()
{
    connect(m_dispatcher, &work::Dispatcher::stopped, this, [this](int threadsLeft) {
        m_threadsLeft = threadsLeft;
        m_observation->stop();
    });
    connect(m_dispatcher, &work::Dispatcher::loadChanged, this, [this](int running, int capacity) {
        m_running = running;
        Q_EMIT loadChanged(running, capacity);
    });
    connect(m_dispatcher, &work::Dispatcher::drained, this, [this] {
        if (m_wish != Wish::None)
            Q_EMIT endWanted(m_wish == Wish::Restart);
    });
    writeOutage(m_config.dataDir, std::nullopt); // an earlier life's
    connect(m_dispatcher, &work::Dispatcher::outageChanged, this, [this](const std::optional<work::Outage> &outage) {
        writeOutage(m_config.dataDir, outage);
        Q_EMIT outageChanged(outage);
    });
}

NodeSteward::Answer Node::carryOutForWorker(const queue::NodeCommand &command)
{
    const QStringList worker{m_config.name, QString::number(command.worker)};
    if (command.verb == queue::NodeVerb::Kill) {
        QMetaObject::invokeMethod(
            m_dispatcher, [dispatcher = m_dispatcher, number = command.worker] { dispatcher->killWorker(number); });
        return {true, words("worker_told_kill", worker)};
    }
    const bool drained = command.verb == queue::NodeVerb::Drain;
    QMetaObject::invokeMethod(m_dispatcher, [dispatcher = m_dispatcher, worker = command.worker, drained] {
        dispatcher->drainWorker(worker, drained);
    });
    return {true, words(drained ? "worker_told_drain" : "worker_told_resume", worker)};
}

NodeSteward::Answer Node::carryOut(const queue::NodeCommand &command)
{
    if (command.worker > 0)
        return carryOutForWorker(command);
    const QStringList arguments{m_config.name, QString::number(m_running)};
    switch (command.verb) {
    case queue::NodeVerb::Drain:
        m_wish = Wish::None;
        drain();
        return {true, words("node_told_drain", arguments)};
    case queue::NodeVerb::Pause:
        m_wish = Wish::None;
        QMetaObject::invokeMethod(m_dispatcher, &work::Dispatcher::pauseIntake);
        return {true, words("node_told_pause", arguments)};
    case queue::NodeVerb::Kill:
        m_wish = Wish::Stop;
        QMetaObject::invokeMethod(m_dispatcher, &work::Dispatcher::interrupt);
        return {true, words("node_told_kill", arguments)};
    case queue::NodeVerb::Resume:
        m_wish = Wish::None;
        resume();
        return {true, words("node_told_resume", arguments)};
    case queue::NodeVerb::Restart:
        if (!m_restartable)
            return {false, words("node_not_restartable", arguments)};
        break;
    case queue::NodeVerb::Stop:
        break;
    }
    const bool restart = command.verb == queue::NodeVerb::Restart;
    m_wish = restart ? Wish::Restart : Wish::Stop;
    drain(); // drained already, it says so once more
    return {true, words(restart ? "node_told_restart" : "node_told_stop", arguments)};
}

std::function<void()> Node::browserKiller() const
{
    return [dataDir = m_config.dataDir, session = m_shared->session()] { browser::killRecorded(dataDir, session); };
}

void Node::stop(std::chrono::milliseconds grace, std::chrono::milliseconds rest)
{
    m_stopping = true;
    if (!m_dispatcher) {
        Q_EMIT stopped();
        return;
    }
    m_steward->stop();
    QMetaObject::invokeMethod(m_timekeeper, &work::Timekeeper::stop);
    QMetaObject::invokeMethod(m_housekeeper, &work::Housekeeper::stop);
    // The breaker sync goes on: jobs that end by themselves still ask the outside.
    QMetaObject::invokeMethod(m_dispatcher,
                              [dispatcher = m_dispatcher, grace, rest] { dispatcher->stop(grace, rest); });
}

void Node::drain()
{
    QMetaObject::invokeMethod(m_dispatcher, &work::Dispatcher::drain);
}

void Node::resume()
{
    QMetaObject::invokeMethod(m_dispatcher, &work::Dispatcher::resume);
}

void Node::apply(const NodeConfig &config)
{
    QMetaObject::invokeMethod(m_dispatcher, [dispatcher = m_dispatcher, queues = config.queues,
                                             time = config.drainTimeout] { dispatcher->setIntake(queues, time); });
    QMetaObject::invokeMethod(
        m_housekeeper, [housekeeper = m_housekeeper, policy = config.retention] { housekeeper->setPolicy(policy); });
    m_observation->setLimits(config.limits);
    m_observation->mark(u"config"_s, u"settings read again"_s);
}

QFuture<Result<QList<browser::Profile>>> Node::listProfiles()
{
    return listProfilesOf(m_config.provider, *m_shared);
}

QFuture<Result<>> Node::checkProvider()
{
    return checkProviderOf(m_config.provider, *m_shared);
}

} // namespace pult::node
