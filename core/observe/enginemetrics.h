// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "databaselook.h"
#include "metrics.h"
#include "resourcelimits.h"

#include <queue/types.h>
#include <storage/querymeter.h>

#include <array>
#include <unordered_map>

namespace pult::observe {

/// The numbers of a node by name (requirements §5 and the minimum that monitoring asks for), and where each comes from.
/// Handles are found once; what happens for each task looks nothing up but its kind. Thread-safe, but for what is said
/// to be the dispatcher's.
class EngineMetrics final
{
public:
    struct Build
    {
        QString version;
        QString commit;
        QString qt;
    };
    EngineMetrics(Metrics &metrics, const QStringList &kinds, const Build &build);

    // The dispatcher's
    void began(const queue::ClaimedTask &task, std::chrono::seconds ownLease);
    void ended(const queue::Completion &completion, bool stale, std::chrono::nanoseconds duration);
    /// It never began and went back.
    void returned(qint64 runLease);
    void setLoad(int running, int workers, int busyWorkers);
    void rescued(int tasks) const { m_locksExpired.add(tasks); }

    void orphansReaped(int browsers) const { m_orphans.add(browsers); }
    void setResources(const ResourceSample &sample);
    void setStops(const QList<queue::IntakeStop> &stops);
    void setDatabase(const DatabaseLook &look);
    /// A request that this node answered or sent, for http_requests_total and its timer.
    void httpDone(const QString &method, int status, double seconds) const;
    /// Which answers of this node's own HTTP API there may be: (method, template of the path). They stand at 0.
    void setRoutes(const QList<std::pair<QString, QString>> &routes) const;
    /// One of them; others count as route "other".
    void routeDone(const QString &method, const QString &route, int status) const;

    // Asked for by way of this node
    void enqueued(const QString &queue, const QString &kind, int tasks) const;
    void locksForced(int locks) const { m_locksForced.add(locks); }
    void ticksMissed(const QString &schedule, int ticks) const;

    void queryDone(storage::QueryMeter::Kind kind, std::chrono::nanoseconds time) const;

private:
    /// An outcome each, and one for runs that were lost.
    static constexpr int outcomes = static_cast<int>(queue::Outcome::Unknown) + 2;
    struct Kind
    {
        QString label;
        std::array<CounterHandle, outcomes> totals;
        HistogramHandle duration;
    };
    struct Queue
    {
        QString label;
        HistogramHandle run;
        HistogramHandle wait;
        std::unordered_map<const Kind *, std::array<CounterHandle, outcomes>> finished; ///< made with the first run
    };
    struct Held
    {
        const Kind *kind = nullptr;
        Queue *queue = nullptr;
        std::array<CounterHandle, outcomes> *finished = nullptr;
    };
    void makeCalls();
    void makeResources();
    void makeNotices();
    Kind makeKind(const QString &name) const;
    Kind &kind(const QString &name);
    Queue makeQueue(const QString &name) const;
    Queue &queue(const QString &name);
    std::array<CounterHandle, outcomes> &finishedOf(Queue &queue, const Kind &kind) const;
    void setQueues(const DatabaseLook &look);
    void setPlaces(const DatabaseLook &look);

    Metrics &m_metrics;
    std::unordered_map<QString, Kind> m_kinds; ///< never changed after the constructor
    Kind m_other;
    std::unordered_map<QString, Queue> m_queues; ///< the dispatcher's; the first so many, none is ever taken away
    Queue m_otherQueue;
    QHash<qint64, Held> m_held; ///< by run lease
    CounterHandle m_started;
    CounterHandle m_completed;
    CounterHandle m_locksExpired;
    CounterHandle m_locksForced;
    CounterHandle m_orphans;
    CounterHandle m_cpuSeconds;
    GaugeHandle m_activeTasks;
    GaugeHandle m_activeWorkers;
    GaugeHandle m_workersBusy;
    GaugeHandle m_workersIdle;
    GaugeHandle m_memoryMb;
    GaugeHandle m_cpuPercent;
    GaugeHandle m_residentBytes;
    GaugeHandle m_openFds;
    GaugeHandle m_browsers;
    GaugeHandle m_browserBytes;
    GaugeHandle m_machineFree;
    GaugeHandle m_diskFree;
    QHash<QString, GaugeHandle> m_stops;
    std::vector<HistogramHandle> m_queries; ///< by QueryMeter::Kind
    QHash<QString, CounterHandle> m_http;   ///< "GET 2xx"
    HistogramHandle m_httpSeconds;
};

} // namespace pult::observe
