// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QSet>

namespace pult::test {

/// What monitoring may count on: names with the names of their labels.
inline constexpr const char *promisedMetrics[] = {"tasks_started_total",
                                                  "tasks_completed_total",
                                                  "tasks_total{status,task_type}",
                                                  "http_requests_total{code,method}",
                                                  "active_tasks",
                                                  "active_workers",
                                                  "queue_size{task_type}",
                                                  "memory_usage_mb",
                                                  "cpu_usage_percent",
                                                  "task_duration_seconds_bucket{le,task_type}",
                                                  "http_request_duration_seconds_bucket{le}",
                                                  "pult_build_info{commit,qt,version}",
                                                  "pult_process_start_time_seconds",
                                                  "pult_jobs{queue,state}",
                                                  "pult_jobs_enqueued_total{kind,queue}",
                                                  "pult_jobs_finished_total{kind,outcome,queue}",
                                                  "pult_job_run_seconds_bucket{le,queue}",
                                                  "pult_job_wait_seconds_bucket{le,queue}",
                                                  "pult_queue_oldest_waiting_seconds{queue}",
                                                  "pult_queue_paused{queue}",
                                                  "pult_workers{state}",
                                                  "pult_worker_heartbeat_age_seconds{worker}",
                                                  "pult_locks{kind}",
                                                  "pult_locks_expired_total",
                                                  "pult_locks_force_released_total",
                                                  "pult_scheduler_lag_seconds",
                                                  "pult_schedule_last_success_timestamp_seconds{schedule}",
                                                  "pult_schedule_missed_total{schedule}",
                                                  "pult_breaker_state{name,state}",
                                                  "pult_breaker_not_permitted_total{name}",
                                                  "pult_ratelimit_waiters{name}",
                                                  "pult_ratelimit_throttled_total{name}",
                                                  "pult_dolphin_profiles{state}",
                                                  "pult_dolphin_request_seconds_bucket{le,op}",
                                                  "pult_browser_orphans_reaped_total",
                                                  "pult_alerts{severity,state}",
                                                  "pult_notifications_total{channel,result}",
                                                  "pult_db_query_seconds_bucket{le,op}",
                                                  "pult_db_pool_connections{state}",
                                                  "pult_log_lines_total{level}",
                                                  "pult_maintenance_last_success_timestamp_seconds{task}",
                                                  "pult_http_requests_total{code,method,route}",
                                                  "process_cpu_seconds_total",
                                                  "process_resident_memory_bytes",
                                                  "process_open_fds"};

/// Every series of the text format as its name and the names of its labels, in the order of the alphabet.
inline QSet<QByteArray> shapesOf(const QByteArray &text)
{
    static const QRegularExpression label(QStringLiteral("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\""));
    QSet<QByteArray> shapes;
    for (const QByteArray &line : text.split('\n')) {
        const qsizetype open = line.indexOf('{');
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        if (open < 0) {
            shapes.insert(line.left(line.indexOf(' ')));
            continue;
        }
        QStringList names;
        auto labels = label.globalMatch(QString::fromUtf8(line.sliced(open)));
        while (labels.hasNext())
            names.append(labels.next().captured(1));
        names.sort();
        shapes.insert(line.left(open) + '{' + names.join(QLatin1Char(',')).toLatin1() + '}');
    }
    return shapes;
}

} // namespace pult::test
