// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "observation.h"

#include <base/logging.h>
#include <browser/browserrecord.h>
#include <browser/processinfo.h>
#include <jobs/registry.h>

#include <numeric>

namespace pult::node {

using namespace Qt::StringLiterals;

namespace {

observe::ResourceGuard::Config guardConfig(const NodeConfig &config)
{
    observe::ResourceGuard::Config guard;
    guard.node = config.name;
    guard.limits = config.limits;
    guard.browserKinds = jobs::browserKinds();
    guard.places = std::accumulate(config.capacities.cbegin(), config.capacities.cend(), 0);
    return guard;
}

/// The browsers of this life whose process is known: exactly those that still are what was recorded.
QList<observe::BrowserRoot> browserRoots(const QString &dataDir, const QString &session)
{
    QList<observe::BrowserRoot> roots;
    const QList<browser::BrowserRecord> records = browser::loadRecords(dataDir);
    for (const browser::BrowserRecord &record : records) {
        if (record.session != session || record.pid <= 0)
            continue;
        // Asked for first: should the id change hands in between, the start is another's and the mark tells.
        const std::uint64_t start = observe::processStart(record.pid);
        if (start != 0 && browser::processMark(record.pid) == record.processMark.toStdString())
            roots.append({record.provider + u':' + record.profile, {record.pid, start}});
    }
    return roots;
}

observe::DatabasePoolUse useOf(const storage::Pool &pool)
{
    const storage::Pool::Use use = pool.use();
    return {use.min, use.max, use.open, use.idle, use.inUse, use.waiting};
}

} // namespace

Observation::Observation(const NodeConfig &config, const QString &session)
    : m_config(config), m_session(session),
      m_engine(m_metrics, jobs::kinds(),
               {QStringLiteral(PULT_VERSION), QStringLiteral(PULT_COMMIT), QString::fromLatin1(qVersion())}),
      m_guard(guardConfig(config), observe::ProfileCosts::load(config.dataDir))
{
    qRegisterMetaType<pult::observe::ResourceSample>();
    m_thread.setObjectName(u"observe"_s);
}

Observation::~Observation()
{
    end();
}

storage::DatabaseConfig Observation::metered(storage::DatabaseConfig database)
{
    database.meter = this;
    return database;
}

void Observation::start(storage::Pool &pool)
{
    addSources(pool);
    makeMonitor(pool);
    makeSampler(pool);
    connect(m_monitor, &observe::ResourceMonitor::looked, m_sampler, &observe::MinuteSampler::addResources);
    m_thread.start();
    QMetaObject::invokeMethod(m_sampler, &observe::MinuteSampler::start);
    QMetaObject::invokeMethod(m_monitor, &observe::ResourceMonitor::start);
    mark(u"start"_s, QStringLiteral(PULT_VERSION));
}

void Observation::makeMonitor(storage::Pool &pool)
{
    observe::ResourceMonitor::Config config;
    config.dataDir = m_config.dataDir;
    config.roots = [dataDir = m_config.dataDir, session = m_session] { return browserRoots(dataDir, session); };
    config.nextProfiles = [&pool, node = m_config.name, kinds = jobs::browserKinds()] {
        return pool.run<QStringList>(
            [node, kinds](storage::Connection &c) { return observe::nextProfiles(c, node, kinds); });
    };
    m_monitor = new observe::ResourceMonitor(config, m_guard);
    m_monitor->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_monitor, &QObject::deleteLater);
    connect(m_monitor, &observe::ResourceMonitor::admissionChanged, this, &Observation::admissionChanged);
    connect(m_monitor, &observe::ResourceMonitor::recycleWanted, this, &Observation::recycleWanted);
    connect(m_monitor, &observe::ResourceMonitor::admissionChanged, m_monitor, [this] {
        queue::NodeInfo node;
        m_guard.describe(node);
        QStringList codes;
        for (const queue::IntakeStop &stop : std::as_const(node.stops))
            codes.append(stop.reason.code);
        if (std::exchange(m_limited, !codes.isEmpty()) || !codes.isEmpty())
            mark(u"limit"_s, codes.join(u' '));
    });
    connect(m_monitor, &observe::ResourceMonitor::looked, m_monitor, [this](const observe::ResourceSample &sample) {
        m_engine.setResources(sample);
        queue::NodeInfo node;
        m_guard.describe(node);
        m_engine.setStops(node.stops);
    });
}

void Observation::makeSampler(storage::Pool &pool)
{
    observe::MinuteSampler::Config config;
    config.node = m_config.id;
    config.session = m_session;
    m_sampler = new observe::MinuteSampler(config, m_metrics, pool);
    m_sampler->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_sampler, &QObject::deleteLater);
    connect(m_sampler, &observe::MinuteSampler::lookedAtDatabase, m_sampler,
            [this](const observe::DatabaseLook &look) { m_engine.setDatabase(look); });
    connect(m_sampler, &observe::MinuteSampler::stopped, this, &Observation::stopped);
}

/// Counted elsewhere, and fetched when somebody asks.
void Observation::addSources(storage::Pool &pool)
{
    m_metrics.addDatabasePool(u"main"_s, [&pool] { return useOf(pool); });
    const auto gauge = [this](const QString &state) {
        return m_metrics.gauge("pult_db_pool_connections", "Connections to the database, and work that waits for one.",
                               {{u"state"_s, state}});
    };
    m_metrics.addSource([&pool, idle = gauge(u"idle"_s), inUse = gauge(u"in_use"_s), waiting = gauge(u"waiting"_s)] {
        const storage::Pool::Use use = pool.use();
        idle.set(use.idle);
        inUse.set(use.inUse);
        waiting.set(use.waiting);
    });
    addBrowserSource();
    std::array<observe::CounterHandle, 5> lines;
    constexpr std::array levels{"debug", "info", "warning", "error", "fatal"};
    for (size_t i = 0; i < lines.size(); ++i)
        lines[i] = m_metrics.counter("pult_log_lines_total", "Log lines by level.",
                                     {{u"level"_s, QLatin1StringView(levels[i])}});
    m_metrics.addSource([lines] {
        const std::array<quint64, 5> counts = Logging::lineCounts();
        for (size_t i = 0; i < lines.size(); ++i)
            lines[i].raiseTo(double(counts[i]));
    });
}

/// By the records that are kept of browsers from before their start until after their stop.
void Observation::addBrowserSource()
{
    const auto gauge = [this](const QString &state) {
        return m_metrics.gauge("pult_dolphin_profiles", "Profiles of Dolphin that this node has open.",
                               {{u"state"_s, state}});
    };
    m_metrics.addSource([dataDir = m_config.dataDir, session = m_session, starting = gauge(u"starting"_s),
                         running = gauge(u"running"_s)] {
        const QList<browser::BrowserRecord> records = browser::loadRecords(dataDir);
        std::array<int, 2> counts{};
        for (const browser::BrowserRecord &record : records) {
            if (record.provider == "dolphin"_L1 && record.session == session)
                ++counts[record.starting ? 0 : 1];
        }
        starting.set(counts[0]);
        running.set(counts[1]);
    });
}

void Observation::stop()
{
    if (!m_sampler) {
        Q_EMIT stopped();
        return;
    }
    mark(u"stop"_s, {});
    QMetaObject::invokeMethod(m_monitor, &observe::ResourceMonitor::stop);
    QMetaObject::invokeMethod(m_sampler, &observe::MinuteSampler::stop);
}

void Observation::end()
{
    m_thread.quit();
    m_thread.wait();
    m_monitor = nullptr;
    m_sampler = nullptr;
}

void Observation::mark(const QString &kind, const QString &detail)
{
    if (m_sampler)
        QMetaObject::invokeMethod(m_sampler, [sampler = m_sampler, kind, detail] { sampler->mark(kind, detail); });
}

queue::Admission Observation::admission()
{
    return m_guard.admission();
}

void Observation::describe(queue::NodeInfo &node)
{
    m_guard.describe(node);
    node.apiPort = m_apiPort;
    int running = 0;
    int busy = 0;
    for (const queue::WorkerInfo &worker : std::as_const(node.workers)) {
        running += worker.running;
        busy += worker.running > 0 ? 1 : 0;
    }
    m_engine.setLoad(running, int(node.workers.size()), busy);
    const std::scoped_lock lock(m_mutex);
    m_described = node;
}

queue::NodeInfo Observation::described() const
{
    const std::scoped_lock lock(m_mutex);
    return m_described;
}

bool Observation::begins(const queue::ClaimedTask &task)
{
    if (!m_guard.begins(task.runLease, task.task.kind, task.task.provider))
        return false;
    m_engine.began(task, m_config.leaseTtl);
    return true;
}

void Observation::ended(const QList<work::EndedRun> &runs)
{
    for (const work::EndedRun &run : runs) {
        m_engine.ended(run.completion, run.stale, run.duration);
        m_guard.ended(run.completion.runLease);
    }
}

void Observation::returned(qint64 runLease)
{
    m_engine.returned(runLease);
    m_guard.ended(runLease);
}

void Observation::rescued(int tasks)
{
    m_engine.rescued(tasks);
}

void Observation::ticksMissed(const QHash<QString, int> &missed) const
{
    for (auto it = missed.cbegin(); it != missed.cend(); ++it)
        m_engine.ticksMissed(it.key(), it.value());
}

void Observation::queryDone(Kind kind, std::chrono::nanoseconds time)
{
    m_engine.queryDone(kind, time);
}

void Observation::enqueued(const QList<queue::NewTask> &tasks)
{
    QHash<std::pair<QString, QString>, int> counts;
    for (const queue::NewTask &task : tasks)
        ++counts[{task.queue, task.kind}];
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        m_engine.enqueued(it.key().first, it.key().second, it.value());
}

} // namespace pult::node
