// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commands.h"
#include "nodeconfig.h"

#include <observe/enginemetrics.h>
#include <observe/minutesampler.h>
#include <observe/resourceguard.h>
#include <observe/resourcemonitor.h>
#include <storage/pool.h>
#include <storage/querymeter.h>
#include <work/engineobserver.h>

#include <QObject>
#include <QThread>

#include <atomic>
#include <memory>
#include <mutex>

namespace pult::node {

/// What watches over a node: its metrics, the guard of its resources and the samples for the charts, on a thread of
/// their own. Stands between them and the dispatcher, which knows none of them. Lives on the main thread; what it
/// implements of others is called on theirs, as they say.
class Observation final : public QObject,
                          public work::EngineObserver,
                          public storage::QueryMeter,
                          public CommandObserver
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Observation)

public:
    Observation(const NodeConfig &config, const QString &session);
    ~Observation() override;

    /// The same database, whose statements this is told of.
    storage::DatabaseConfig metered(storage::DatabaseConfig database);

    /// `pool` outlives end().
    void start(storage::Pool &pool);
    /// The last sample is written; stopped() follows, also when the database is away.
    void stop();
    /// Ends the thread.
    void end();

    observe::Metrics &metrics() { return m_metrics; }
    const observe::EngineMetrics &engineMetrics() const { return m_engine; }
    /// Thread-safe.
    void setLimits(const observe::ResourceLimits &limits) { m_guard.setLimits(limits); }
    const observe::ResourceGuard &guard() const { return m_guard; }
    /// A mark on the charts: "config", "breaker" … Thread-safe.
    void mark(const QString &kind, const QString &detail);
    /// Of the HTTP API, for the node's row. Thread-safe.
    void setApiPort(int port) { m_apiPort = port; }
    /// What the node's row was last to tell; without an id when there was none yet. Thread-safe.
    queue::NodeInfo described() const;
    /// Thread-safe.
    void orphansReaped(int browsers) { m_engine.orphansReaped(browsers); }
    /// By schedule. Thread-safe.
    void ticksMissed(const QHash<QString, int> &missed) const;

    // The dispatcher's
    queue::Admission admission() override;
    void describe(queue::NodeInfo &node) override;
    bool begins(const queue::ClaimedTask &task) override;
    void ended(const QList<work::EndedRun> &runs) override;
    void returned(qint64 runLease) override;
    void rescued(int tasks) override;

    // The database threads'
    void queryDone(Kind kind, std::chrono::nanoseconds time) override;
    void enqueued(const QList<queue::NewTask> &tasks) override;
    void locksForced(int locks) override { m_engine.locksForced(locks); }

Q_SIGNALS:
    void stopped();
    /// Whether tasks may begin, or why not, has changed.
    void admissionChanged();
    /// The own memory does not go down below its limit: make idle workers anew.
    void recycleWanted();

private:
    void addSources(storage::Pool &pool);
    void addBrowserSource();
    void makeMonitor(storage::Pool &pool);
    void makeSampler(storage::Pool &pool);

    const NodeConfig m_config;
    const QString m_session;
    observe::Metrics m_metrics;
    observe::EngineMetrics m_engine;
    observe::ResourceGuard m_guard;
    QThread m_thread;
    observe::ResourceMonitor *m_monitor = nullptr; ///< lives on m_thread, deleted when that ends
    observe::MinuteSampler *m_sampler = nullptr;   ///< the same
    std::atomic_int m_apiPort = 0;
    mutable std::mutex m_mutex;
    queue::NodeInfo m_described; ///< m_mutex protects it
    bool m_limited = false;      ///< touched on m_thread only
};

} // namespace pult::node
