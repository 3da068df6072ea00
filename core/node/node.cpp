// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "node.h"

#include "logging.h"

#include <browser/orphans.h>
#include <jobs/registry.h>
#include <queue/taskstore.h>

namespace pult::node {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto orphanLimit = 30s;
constexpr auto rescueLimit = 60s;

/// Closes the browsers of an earlier life, then takes back the tasks it held: in this order, so that no profile is
/// started while its old browser still runs.
QCoro::Task<> recoverEarlierLife(NodeConfig config, browser::ProviderShared *shared, storage::Pool *pool)
{
    CancelToken token;
    QTimer::singleShot(orphanLimit, &token, [&token] {
        token.cancel({ErrorKind::Timeout, u"orphans_timeout"_s, {}, {}});
    });
    Result<std::unique_ptr<browser::Provider>> provider = browser::makeProvider(config.provider, *shared);
    browser::Provider *const dolphin = provider && config.provider.name == "dolphin"_L1 ? provider->get() : nullptr;
    const browser::ReapReport report = co_await browser::reapOrphans(config.dataDir, shared->session(), dolphin, token);
    if (report.closed > 0)
        qCInfo(lcNode) << "closed left-over browsers count=" << report.closed;
    if (!report.left.isEmpty())
        qCWarning(lcNode).noquote() << "left-over browsers not closed:" << report.left.join(u", "_s);

    const auto taken =
        pool->run<QList<queue::Id>>([id = config.id, session = shared->session()](storage::Connection &c) {
            return queue::rescueEarlierSessions(c, id, session);
        });
    const Result<QList<queue::Id>> rescued =
        co_await awaitFuture<QList<queue::Id>>(taken, rescueLimit, "database_timeout");
    if (!rescued)
        qCWarning(lcNode).noquote() << "tasks of an earlier start not taken back yet:" << toLogString(rescued.error());
    else if (!rescued->isEmpty())
        qCInfo(lcNode) << "took back tasks of an earlier start count=" << rescued->size();
}

} // namespace

using Profiles = Result<QList<browser::Profile>>;

namespace {

QCoro::Task<Profiles> askForProfiles(browser::ProviderConfig config, browser::ProviderShared *shared)
{
    const Result<std::unique_ptr<browser::Provider>> provider = browser::makeProvider(config, *shared);
    if (!provider)
        co_return fail(provider.error());
    CancelToken token;
    Profiles profiles = co_await (*provider)->profiles(token);
    co_return profiles;
}

/// The provider is gone before the answer is there: whoever waits for it may then let `shared` go.
QCoro::Task<> answerProfiles(std::shared_ptr<QPromise<Profiles>> promise, browser::ProviderConfig config,
                             browser::ProviderShared *shared, QThread *thread, QObject *context)
{
    Profiles profiles = co_await askForProfiles(config, shared);
    context->deleteLater();
    promise->addResult(std::move(profiles));
    promise->finish();
    thread->quit();
}

} // namespace

Commands::Place placeOf(const NodeConfig &config)
{
    return {config.name, config.provider.name, config.sharedMediaRoots, config.heartbeat};
}

namespace {

std::unique_ptr<jobs::PreflightShared> makePreflight(const NodeConfig &config)
{
    jobs::PreflightShared::Config preflight;
    preflight.dataDir = config.dataDir;
    preflight.sharedMediaRoots = config.sharedMediaRoots;
    return std::make_unique<jobs::PreflightShared>(std::move(preflight));
}

} // namespace

Node::Node(NodeConfig config, Actor actor, QObject *parent)
    : QObject(parent), m_config(std::move(config)), m_actor(std::move(actor)),
      m_shared(std::make_unique<browser::ProviderShared>(m_config.provider.timings)),
      m_preflight(makePreflight(m_config)), m_pool(std::make_unique<storage::Pool>(m_config.database))
{
    m_dispatcherThread.setObjectName(u"dispatcher"_s);
}

Node::~Node()
{
    m_dispatcherThread.quit();
    m_dispatcherThread.wait();
    m_commands.reset();
    m_pool->stop();
}

Result<> Node::start()
{
    if (const Result<> opened = m_pool->start(); !opened)
        return opened;
    m_commands = std::make_unique<Commands>(*m_pool, placeOf(m_config), m_actor);
    m_commands->watch();

    m_dispatcher = new work::Dispatcher(dispatcherConfig(), *m_pool);
    m_dispatcher->moveToThread(&m_dispatcherThread);
    connect(&m_dispatcherThread, &QThread::finished, m_dispatcher, &QObject::deleteLater);
    connect(m_dispatcher, &work::Dispatcher::stopped, this, &Node::stopped);
    connect(m_dispatcher, &work::Dispatcher::loadChanged, this, &Node::loadChanged);
    connect(m_commands.get(), &Commands::changed, m_dispatcher, &work::Dispatcher::wake);
    m_timekeeper = new work::Timekeeper(*m_pool, m_config.heartbeat);
    m_timekeeper->moveToThread(&m_dispatcherThread);
    connect(&m_dispatcherThread, &QThread::finished, m_timekeeper, &QObject::deleteLater);
    m_housekeeper = new work::Housekeeper(*m_pool, m_config.retention);
    m_housekeeper->moveToThread(&m_dispatcherThread);
    connect(&m_dispatcherThread, &QThread::finished, m_housekeeper, &QObject::deleteLater);
    connect(m_commands.get(), &Commands::changed, m_housekeeper, &work::Housekeeper::wake);
    m_dispatcherThread.start();
    QMetaObject::invokeMethod(m_dispatcher, &work::Dispatcher::start);
    QMetaObject::invokeMethod(m_timekeeper, &work::Timekeeper::start);
    QMetaObject::invokeMethod(m_housekeeper, &work::Housekeeper::start);
    qCInfo(lcNode).noquote() << u"node started id="_s % m_config.id % u" name="_s % m_config.name % u" session="_s %
                                    m_shared->session() % u" database="_s % m_config.database.display() %
                                    u" provider="_s % m_config.provider.name;
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
    environment.browser = {m_config.provider, m_shared.get(), m_config.headless};
    environment.preflight = m_preflight.get();
    environment.nodeId = m_config.id;
    config.prepare = [own = m_config, shared = m_shared.get(), pool = m_pool.get()] {
        return recoverEarlierLife(own, shared, pool);
    };
    config.makeJobs = [environment] { return jobs::makeRegistry(environment); };
    return config;
}

void Node::stop(std::chrono::milliseconds grace)
{
    if (!m_dispatcher) {
        Q_EMIT stopped();
        return;
    }
    QMetaObject::invokeMethod(m_timekeeper, &work::Timekeeper::stop);
    QMetaObject::invokeMethod(m_housekeeper, &work::Housekeeper::stop);
    QMetaObject::invokeMethod(m_dispatcher, [dispatcher = m_dispatcher, grace] { dispatcher->stop(grace); });
}

void Node::drain()
{
    QMetaObject::invokeMethod(m_dispatcher, &work::Dispatcher::drain);
}

void Node::resume()
{
    QMetaObject::invokeMethod(m_dispatcher, &work::Dispatcher::resume);
}

QFuture<Result<QList<browser::Profile>>> Node::listProfiles()
{
    return listProfilesOf(m_config.provider, *m_shared);
}

QFuture<Result<QList<browser::Profile>>> listProfilesOf(const browser::ProviderConfig &config,
                                                        browser::ProviderShared &shared)
{
    auto promise = std::make_shared<QPromise<Profiles>>();
    promise->start();
    // A provider lives on a thread with an event loop; this one ends with the answer.
    auto *thread = new QThread;
    thread->setObjectName(u"profiles"_s);
    auto *context = new QObject;
    context->moveToThread(thread);
    QObject::connect(thread, &QThread::started, context, [promise, config, shared = &shared, thread, context] {
        answerProfiles(promise, config, shared, thread, context);
    });
    QObject::connect(thread, &QThread::finished, thread, &QObject::deleteLater);
    thread->start();
    return promise->future();
}

} // namespace pult::node
