// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "enginemetrics.h"

#include <queue/kindrules.h>

namespace pult::observe {

using namespace Qt::StringLiterals;
using queue::Outcome;

namespace {

constexpr double megabyte = 1024.0 * 1024.0;
/// Routes of the API times the classes of status that they may answer with.
constexpr int mostRouteSeries = 400;
/// Queues whose runs are counted apart; those of others count as "other".
constexpr std::size_t mostQueues = 20;
/// Kinds, queues and outcomes are all few, but their product is not.
constexpr int mostFinishedSeries = 600;
constexpr const char *ops[] = {"select", "insert", "update", "delete", "with", "transaction", "other"};
constexpr const char *methods[] = {"GET", "HEAD", "POST", "DELETE", "OTHER"};
constexpr const char *codes[] = {"1xx", "2xx", "3xx", "4xx", "5xx", "none"};
constexpr const char *limits[] = {"node_memory",       "node_browser_memory", "node_free_memory", "node_disk",
                                  "node_browser_disk", "node_files",          "node_cpu",         "no_room"};

/// "lost": another took the task over meanwhile.
QString outcomeName(int index)
{
    return index > static_cast<int>(Outcome::Unknown) ? u"lost"_s : queue::nameOf(static_cast<Outcome>(index));
}

Labels one(const QString &name, const QString &value)
{
    return {{name, value}};
}

QString methodOf(const QString &method)
{
    for (const char *known : methods) {
        if (method == QLatin1StringView(known))
            return method;
    }
    return u"OTHER"_s;
}

QString codeOf(int status)
{
    return status >= 100 && status < 600 ? QString::number(status / 100) + u"xx"_s : u"none"_s;
}

CounterHandle routeCounter(Metrics &metrics, const QString &method, const QString &route, int status)
{
    return metrics.counter("pult_http_requests_total", "Answers of this node's API by route and class of status.",
                           {{u"route"_s, route}, {u"method"_s, method}, {u"code"_s, codeOf(status)}});
}

} // namespace

EngineMetrics::EngineMetrics(Metrics &metrics, const QStringList &kinds, const Build &build) : m_metrics(metrics)
{
    metrics
        .gauge("pult_build_info", "The program that answers; always 1.",
               {{u"version"_s, build.version}, {u"commit"_s, build.commit}, {u"qt"_s, build.qt}})
        .set(1);
    metrics.gauge("pult_process_start_time_seconds", "When this process began, in seconds since 1970.")
        .set(double(toMicros(localNow())) / 1e6);
    m_started = metrics.counter("tasks_started_total", "Tasks begun by this node.");
    m_completed = metrics.counter("tasks_completed_total", "Tasks completed by this node.");
    m_activeTasks = metrics.gauge("active_tasks", "Tasks that run on this node now.");
    m_activeWorkers = metrics.gauge("active_workers", "Worker threads of this node that take tasks.");
    const char *const workers = "Worker threads of this node by what they do.";
    m_workersBusy = metrics.gauge("pult_workers", workers, one(u"state"_s, u"busy"_s));
    m_workersIdle = metrics.gauge("pult_workers", workers, one(u"state"_s, u"idle"_s));
    m_locksExpired = metrics.counter("pult_locks_expired_total", "Locks of tasks that this node freed as expired.");
    m_locksForced = metrics.counter("pult_locks_force_released_total", "Locks that were freed before their time.");
    for (const QString &name : kinds)
        m_kinds.emplace(name, makeKind(name));
    m_other = makeKind(u"other"_s);
    metrics.allowSeries("pult_jobs_finished_total", mostFinishedSeries);
    m_otherQueue = makeQueue(u"other"_s);
    for (const auto &[name, made] : m_kinds)
        finishedOf(queue(u"default"_s), made);
    makeCalls();
    makeResources();
    makeNotices();
    for (const QString &name : kinds)
        enqueued(u"default"_s, name, 0);
    metrics.addTimer(u"database"_s, "pult_db_query_seconds");
    metrics.addTimer(u"http"_s, "http_request_duration_seconds");
    metrics.addTimer(u"tasks"_s, "task_duration_seconds");
    metrics.addTimer(u"task_wait"_s, "pult_job_wait_seconds");
}

void EngineMetrics::makeCalls()
{
    for (const char *op : ops) {
        m_queries.push_back(m_metrics.histogram("pult_db_query_seconds", "Time of a statement in the database.",
                                                Buckets::Call, one(u"op"_s, QLatin1StringView(op))));
    }
    for (const char *method : methods) {
        for (const char *code : codes) {
            const QString key = QLatin1StringView(method) + u' ' + QLatin1StringView(code);
            m_http.insert(key, m_metrics.counter(
                                   "http_requests_total", "HTTP requests by method and class of status.",
                                   {{u"method"_s, QLatin1StringView(method)}, {u"code"_s, QLatin1StringView(code)}}));
        }
    }
    m_httpSeconds = m_metrics.histogram("http_request_duration_seconds", "Time of an HTTP request.", Buckets::Call);
}

void EngineMetrics::makeResources()
{
    m_memoryMb = m_metrics.gauge("memory_usage_mb", "Resident memory of this process in MB.");
    m_cpuPercent = m_metrics.gauge("cpu_usage_percent", "Use of all processors of the computer.");
    m_residentBytes = m_metrics.gauge("process_resident_memory_bytes", "Resident memory of this process.");
    m_openFds = m_metrics.gauge("process_open_fds", "Open file descriptors of this process.");
    m_cpuSeconds = m_metrics.counter("process_cpu_seconds_total", "Processor time of this process.");
    m_browsers = m_metrics.gauge("pult_browsers", "Browsers that this node has open.");
    m_browserBytes = m_metrics.gauge("pult_browser_memory_bytes", "Memory of the browsers that this node has open.");
    m_machineFree = m_metrics.gauge("pult_machine_memory_available_bytes", "Memory of the computer that can be had.");
    m_diskFree = m_metrics.gauge("pult_disk_free_bytes", "Free space on the disk of the data folder.");
    m_orphans = m_metrics.counter("pult_browser_orphans_reaped_total", "Browsers of earlier lives that were closed.");
    for (const char *limit : limits) {
        const QString name = QLatin1StringView(limit);
        m_stops.insert(name, m_metrics.gauge("pult_intake_stopped", "1 while this limit keeps the node from tasks.",
                                             one(u"limit"_s, name)));
    }
}

/// Nothing raises alerts or sends notifications yet; whoever watches this node finds the names.
void EngineMetrics::makeNotices()
{
    for (const char *severity : {"info", "warning", "critical"}) {
        for (const char *state : {"pending", "firing"}) {
            m_metrics.gauge("pult_alerts", "Alerts by severity and state.",
                            {{u"severity"_s, QLatin1StringView(severity)}, {u"state"_s, QLatin1StringView(state)}});
        }
    }
    for (const char *channel : {"tray", "telegram", "webhook"}) {
        for (const char *result : {"sent", "failed"}) {
            m_metrics.counter("pult_notifications_total", "Notifications by channel and result.",
                              {{u"channel"_s, QLatin1StringView(channel)}, {u"result"_s, QLatin1StringView(result)}});
        }
    }
}

EngineMetrics::Kind &EngineMetrics::kind(const QString &name)
{
    const auto known = m_kinds.find(name);
    return known == m_kinds.end() ? m_other : known->second;
}

EngineMetrics::Kind EngineMetrics::makeKind(const QString &name) const
{
    Kind made;
    made.label = name;
    for (int i = 0; i < outcomes; ++i) {
        const QString outcome = outcomeName(i);
        made.totals[size_t(i)] = m_metrics.counter("tasks_total", "Runs that ended, by kind and outcome.",
                                                   {{u"task_type"_s, name}, {u"status"_s, outcome}});
    }
    made.duration =
        m_metrics.histogram("task_duration_seconds", "Time of a run.", Buckets::Run, one(u"task_type"_s, name));
    return made;
}

EngineMetrics::Queue EngineMetrics::makeQueue(const QString &name) const
{
    Queue made;
    made.label = name;
    made.run = m_metrics.histogram("pult_job_run_seconds", "Time of a run.", Buckets::Run, one(u"queue"_s, name));
    made.wait = m_metrics.histogram("pult_job_wait_seconds", "From a task's being due to its claim.", Buckets::Wait,
                                    one(u"queue"_s, name));
    return made;
}

EngineMetrics::Queue &EngineMetrics::queue(const QString &name)
{
    const auto known = m_queues.find(name);
    if (known != m_queues.end())
        return known->second;
    return m_queues.size() < mostQueues ? m_queues.emplace(name, makeQueue(name)).first->second : m_otherQueue;
}

std::array<CounterHandle, EngineMetrics::outcomes> &EngineMetrics::finishedOf(Queue &queue, const Kind &kind) const
{
    const auto [made, isNew] = queue.finished.try_emplace(&kind);
    for (int i = 0; isNew && i < outcomes; ++i) {
        made->second[size_t(i)] =
            m_metrics.counter("pult_jobs_finished_total", "Runs that ended on this node.",
                              {{u"queue"_s, queue.label}, {u"kind"_s, kind.label}, {u"outcome"_s, outcomeName(i)}});
    }
    return made->second;
}

void EngineMetrics::began(const queue::ClaimedTask &task, std::chrono::seconds ownLease)
{
    Held held;
    held.kind = &kind(task.task.kind);
    held.queue = &queue(task.queue);
    held.finished = &finishedOf(*held.queue, *held.kind);
    m_held.insert(task.runLease, held);
    m_started.add();
    // Both are the database's times.
    const std::chrono::seconds rule = queue::kindRule(task.task.kind).leaseTtl;
    const auto claimed = task.leaseExpiresAt - (rule.count() > 0 ? rule : ownLease);
    held.queue->wait.observe(std::max(0.0, std::chrono::duration<double>(claimed - task.task.runAt).count()));
}

void EngineMetrics::ended(const queue::Completion &completion, bool stale, std::chrono::nanoseconds duration)
{
    const Held held = m_held.take(completion.runLease);
    if (!held.kind)
        return;
    const size_t outcome = stale ? outcomes - 1 : size_t(completion.outcome);
    held.kind->totals[outcome].add();
    (*held.finished)[outcome].add();
    const double seconds = std::chrono::duration<double>(duration).count();
    held.kind->duration.observe(seconds);
    held.queue->run.observe(seconds);
    if (!stale && completion.outcome == Outcome::Completed)
        m_completed.add();
}

void EngineMetrics::returned(qint64 runLease)
{
    m_held.remove(runLease);
}

void EngineMetrics::setLoad(int running, int workers, int busyWorkers)
{
    m_activeTasks.set(running);
    m_activeWorkers.set(workers);
    m_workersBusy.set(busyWorkers);
    m_workersIdle.set(workers - busyWorkers);
}

void EngineMetrics::setResources(const ResourceSample &sample)
{
    m_memoryMb.set(sample.memoryMb);
    m_residentBytes.set(sample.memoryMb * megabyte);
    m_cpuPercent.set(sample.machineCpuPercent);
    m_openFds.set(sample.openFiles);
    m_cpuSeconds.raiseTo(sample.cpuSeconds);
    m_browsers.set(double(sample.browsers.size()));
    m_browserBytes.set(sample.browserMemoryMb() * megabyte);
    m_machineFree.set(sample.machineFreeMb * megabyte);
    m_diskFree.set(sample.diskFreeMb * megabyte);
}

void EngineMetrics::setStops(const QList<queue::IntakeStop> &stops)
{
    for (auto it = m_stops.cbegin(); it != m_stops.cend(); ++it) {
        const bool stopped = std::any_of(stops.cbegin(), stops.cend(), [&it](const queue::IntakeStop &stop) {
            return !stop.warning && stop.reason.code == it.key();
        });
        it->set(stopped ? 1 : 0);
    }
}

void EngineMetrics::httpDone(const QString &method, int status, double seconds) const
{
    m_http.value(methodOf(method) + u' ' + codeOf(status)).add();
    m_httpSeconds.observe(seconds);
}

void EngineMetrics::setRoutes(const QList<std::pair<QString, QString>> &routes) const
{
    m_metrics.allowSeries("pult_http_requests_total", mostRouteSeries);
    for (const auto &[method, route] : routes)
        routeCounter(m_metrics, method, route, 200);
}

void EngineMetrics::routeDone(const QString &method, const QString &route, int status) const
{
    const bool isKnown = !route.isEmpty();
    routeCounter(m_metrics, isKnown ? methodOf(method) : u"OTHER"_s, isKnown ? route : u"other"_s, status).add();
}

void EngineMetrics::enqueued(const QString &queue, const QString &kind, int tasks) const
{
    const QString known = m_kinds.contains(kind) ? kind : u"other"_s;
    m_metrics
        .counter("pult_jobs_enqueued_total", "Tasks added by way of this node.",
                 {{u"queue"_s, queue}, {u"kind"_s, known}})
        .add(tasks);
}

void EngineMetrics::ticksMissed(const QString &schedule, int ticks) const
{
    m_metrics
        .counter("pult_schedule_missed_total", "Ticks of a schedule that came more than a minute late, or never.",
                 one(u"schedule"_s, schedule))
        .add(ticks);
}

void EngineMetrics::queryDone(storage::QueryMeter::Kind kind, std::chrono::nanoseconds time) const
{
    m_queries[static_cast<size_t>(kind)].observe(std::chrono::duration<double>(time).count());
}

} // namespace pult::observe
