// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "node.h"

#include "logging.h"

#include <browser/orphans.h>
#include <jobs/registry.h>
#include <queue/taskstore.h>

#include <QUuid>

namespace pult::node {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto orphanLimit = 30s;

} // namespace

Commands::Place placeOf(const NodeConfig &config)
{
    return {config.name, config.provider.name, config.sharedMediaRoots, config.heartbeat};
}

Node::Node(NodeConfig config, Actor actor, QObject *parent)
    : QObject(parent), m_config(std::move(config)), m_actor(std::move(actor)),
      m_sessionId(QUuid::createUuid().toString(QUuid::WithoutBraces)),
      m_shared(std::make_unique<browser::ProviderShared>()), m_pool(std::make_unique<storage::Pool>(m_config.database))
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
    if (const Result<> recovered = recoverEarlierLife(); !recovered)
        return recovered;
    m_commands = std::make_unique<Commands>(*m_pool, placeOf(m_config), m_actor);
    m_commands->watch();

    m_dispatcher = new work::Dispatcher(dispatcherConfig(), *m_pool);
    m_dispatcher->moveToThread(&m_dispatcherThread);
    connect(&m_dispatcherThread, &QThread::finished, m_dispatcher, &QObject::deleteLater);
    connect(m_dispatcher, &work::Dispatcher::stopped, this, &Node::stopped);
    connect(m_dispatcher, &work::Dispatcher::loadChanged, this, &Node::loadChanged);
    connect(m_commands.get(), &Commands::changed, m_dispatcher, &work::Dispatcher::wake);
    m_dispatcherThread.start();
    QMetaObject::invokeMethod(m_dispatcher, &work::Dispatcher::start);
    qCInfo(lcNode).noquote() << "node started id=" % m_config.id % " name=" % m_config.name % " session=" % m_sessionId
            % " database=" % m_config.database.display() % " provider=" % m_config.provider.name;
    return {};
}

Result<> Node::recoverEarlierLife()
{
    const Result<browser::OrphanReport> orphans = browser::reapOrphans(m_config.provider, *m_shared, orphanLimit);
    if (!orphans)
        qCWarning(lcNode).noquote() << "left-over browsers not closed:" << toLogString(orphans.error());
    else if (orphans->closed > 0)
        qCInfo(lcNode) << "closed left-over browsers count=" << orphans->closed;

    const auto taken = m_pool->run<QList<queue::Id>>([this](storage::Connection &connection) {
        return queue::rescueEarlierSessions(connection, m_config.id, m_sessionId);
    });
    const Result<QList<queue::Id>> rescued = taken.result();
    if (!rescued)
        return fail(rescued.error());
    if (!rescued->isEmpty())
        qCInfo(lcNode) << "took back tasks of an earlier start count=" << rescued->size();
    return {};
}

work::Dispatcher::Config Node::dispatcherConfig() const
{
    work::Dispatcher::Config config;
    config.node.id = m_config.id;
    config.node.name = m_config.name;
    config.node.group = m_config.group;
    config.node.sessionId = m_sessionId;
    config.node.version = QStringLiteral(PULT_VERSION);
    config.node.queues = m_config.queues;
    config.node.pid = int(QCoreApplication::applicationPid());
    config.node.startedAt = localNow();
    config.kinds = jobs::kinds();
    config.workers = m_config.workers;
    config.tasksPerWorker = m_config.tasksPerWorker;
    config.taskTimeout = m_config.taskTimeout;
    config.renewInterval = std::max(1s, m_config.leaseTtl / 3);
    config.heartbeatInterval = m_config.heartbeat;
    jobs::Environment environment;
    environment.pool = m_pool.get();
    environment.browser = {m_config.provider, m_shared.get(), m_config.headless};
    environment.nodeId = m_config.id;
    config.makeJobs = [environment] { return jobs::makeRegistry(environment); };
    return config;
}

void Node::stop(std::chrono::milliseconds grace)
{
    if (!m_dispatcher) {
        Q_EMIT stopped();
        return;
    }
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
    using Profiles = Result<QList<browser::Profile>>;
    auto promise = std::make_shared<QPromise<Profiles>>();
    promise->start();
    // A provider lives on a thread with an event loop; this one ends with the answer.
    auto *thread = new QThread;
    thread->setObjectName(u"profiles"_s);
    auto *context = new QObject;
    context->moveToThread(thread);
    QObject::connect(thread, &QThread::started, context, [=, &shared] {
        [](auto promise, browser::ProviderConfig config, browser::ProviderShared *shared, QObject *context) -> QCoro::Task<> {
            const std::unique_ptr<browser::Provider> provider = browser::makeProvider(config, *shared);
            CancelToken token;
            Profiles profiles = co_await provider->profiles(token);
            promise->addResult(std::move(profiles));
            promise->finish();
            context->deleteLater();
            context->thread()->quit();
        }(promise, config, &shared, context);
    });
    QObject::connect(thread, &QThread::finished, thread, &QObject::deleteLater);
    thread->start();
    return promise->future();
}

} // namespace pult::node
