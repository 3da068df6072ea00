// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The numbers that only the database knows, taken over once a minute.
#include "enginemetrics.h"

namespace pult::observe {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array shownStates{queue::TaskState::Draft, queue::TaskState::Scheduled, queue::TaskState::Available,
                                 queue::TaskState::Running, queue::TaskState::Retryable};

Labels one(const QString &name, const QString &value)
{
    return {{name, value}};
}

} // namespace

void EngineMetrics::setDatabase(const DatabaseLook &look)
{
    setQueues(look);
    setPlaces(look);
}

void EngineMetrics::setQueues(const DatabaseLook &look)
{
    QList<Labels> names;
    QList<Labels> states;
    for (const queue::QueueInfo &queue : look.queues) {
        const Labels name = one(u"queue"_s, queue.name);
        names.append(name);
        m_metrics.gauge("pult_queue_paused", "1 while the queue is paused.", name).set(queue.paused ? 1 : 0);
        m_metrics
            .gauge("pult_queue_oldest_waiting_seconds", "How long the oldest task that could run has waited.", name)
            .set(std::max(0.0, look.oldestSeconds.value(queue.name)));
        for (const queue::TaskState state : shownStates) {
            states.append(Labels{name.front(), {u"state"_s, queue::nameOf(state)}});
            m_metrics.gauge("pult_jobs", "Live tasks by queue and state.", states.constLast())
                .set(queue.counts.value(state));
        }
    }
    m_metrics.retainGauges("pult_queue_paused", names);
    m_metrics.retainGauges("pult_queue_oldest_waiting_seconds", names);
    m_metrics.retainGauges("pult_jobs", states);
    const char *const size = "Tasks that wait, by kind.";
    for (const auto &[name, made] : m_kinds)
        m_metrics.gauge("queue_size", size, one(u"task_type"_s, name)).set(look.waitingByKind.value(name));
}

void EngineMetrics::setPlaces(const DatabaseLook &look)
{
    m_metrics.gauge("pult_scheduler_lag_seconds", "How long the most overdue schedule waits for its task.")
        .set(look.schedulerLag);
    const char *const locks = "Locks that are held, by kind.";
    QList<Labels> kinds{one(u"kind"_s, u"task"_s)};
    for (auto it = look.locks.cbegin(); it != look.locks.cend(); ++it)
        kinds.append(one(u"kind"_s, it.key()));
    for (const Labels &lock : kinds)
        m_metrics.gauge("pult_locks", locks, lock).set(look.locks.value(lock.front().second));
    m_metrics.retainGauges("pult_locks", kinds);
    QList<Labels> nodes;
    for (auto it = look.heartbeatAges.cbegin(); it != look.heartbeatAges.cend(); ++it) {
        nodes.append(one(u"worker"_s, it.key()));
        m_metrics.gauge("pult_worker_heartbeat_age_seconds", "Since a node was last heard of.", nodes.constLast())
            .set(std::max(0.0, it.value()));
    }
    m_metrics.retainGauges("pult_worker_heartbeat_age_seconds", nodes);
    for (auto it = look.maintenance.cbegin(); it != look.maintenance.cend(); ++it) {
        m_metrics
            .gauge("pult_maintenance_last_success_timestamp_seconds", "When a maintenance task was last done.",
                   one(u"task"_s, it.key()))
            .set(double(toMicros(it.value())) / 1e6);
    }
    for (const DatabaseLook::Schedule &schedule : look.schedules) {
        ticksMissed(schedule.name, 0);
        if (!schedule.lastDone)
            continue;
        m_metrics
            .gauge("pult_schedule_last_success_timestamp_seconds", "When a schedule last made a task.",
                   one(u"schedule"_s, schedule.name))
            .set(double(toMicros(*schedule.lastDone)) / 1e6);
    }
}

} // namespace pult::observe
