// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The numbers as Prometheus and the API show them; promtool reads them, too.
#include <observe/enginemetrics.h>
#include <observe/metrics.h>
#include <support/testresult.h>

#include <QJsonDocument>
#include <QProcess>
#include <QTest>

#include <chrono>
#include <thread>

using namespace pult;
using namespace pult::observe;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

EngineMetrics::Build build()
{
    return {u"1.2.3"_s, u"abcdef"_s, u"6.4.2"_s};
}

queue::ClaimedTask claimed(qint64 lease, const QString &kind, std::chrono::seconds waited)
{
    queue::ClaimedTask task;
    task.task.kind = kind;
    task.runLease = lease;
    task.task.runAt = fromMicros(1'000'000'000);
    task.leaseExpiresAt = task.task.runAt + waited + 30s;
    return task;
}

queue::Completion ending(qint64 lease, queue::Outcome outcome)
{
    queue::Completion completion;
    completion.runLease = lease;
    completion.outcome = outcome;
    return completion;
}

/// Seconds for one call of `action`, the best of several rounds.
template<typename Action>
double costOf(Action action)
{
    constexpr int calls = 200'000;
    double best = 1;
    for (int round = 0; round < 5; ++round) {
        const auto began = std::chrono::steady_clock::now();
        for (int i = 0; i < calls; ++i)
            action(i);
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - began;
        best = std::min(best, time.count() / calls);
    }
    return best;
}

} // namespace

class tst_Metrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void knownLabelsStandAtZero()
    {
        Metrics metrics;
        const EngineMetrics engine(metrics, {u"probe"_s, u"bulk_upload"_s}, build());
        const QByteArray text = metrics.text();
        for (const char *line : {"tasks_started_total 0", "tasks_completed_total 0",
                                 "tasks_total{status=\"completed\",task_type=\"probe\"} 0",
                                 "tasks_total{status=\"failed\",task_type=\"bulk_upload\"} 0",
                                 "pult_jobs_finished_total{kind=\"probe\",outcome=\"unknown\",queue=\"default\"} 0",
                                 "http_requests_total{code=\"5xx\",method=\"GET\"} 0", "active_tasks 0",
                                 "active_workers 0", "task_duration_seconds_bucket{task_type=\"probe\",le=\"0.5\"} 0",
                                 "task_duration_seconds_bucket{task_type=\"probe\",le=\"3600\"} 0",
                                 "pult_job_wait_seconds_bucket{queue=\"default\",le=\"7200\"} 0",
                                 "pult_db_query_seconds_bucket{op=\"select\",le=\"0.005\"} 0",
                                 "http_request_duration_seconds_count 0", "memory_usage_mb 0", "cpu_usage_percent 0",
                                 "process_open_fds 0", "pult_intake_stopped{limit=\"node_memory\"} 0",
                                 "pult_build_info{commit=\"abcdef\",qt=\"6.4.2\",version=\"1.2.3\"} 1"})
            QVERIFY2(text.contains(line), line);
        QVERIFY(text.endsWith('\n'));
    }

    void runsAreCounted()
    {
        Metrics metrics;
        EngineMetrics engine(metrics, {u"probe"_s}, build());
        engine.began(claimed(1, u"probe"_s, 4s), 30s);
        engine.began(claimed(2, u"probe"_s, 4s), 30s);
        engine.began(claimed(3, u"probe"_s, 4s), 30s);
        engine.began(claimed(4, u"newfangled"_s, 4s), 30s);
        engine.ended(ending(1, queue::Outcome::Completed), false, 2s);
        engine.ended(ending(2, queue::Outcome::Failed), false, 2s);
        engine.ended(ending(3, queue::Outcome::Completed), true, 2s); // its lease was lost
        engine.returned(4);
        engine.ended(ending(4, queue::Outcome::Completed), false, 2s);
        const QByteArray text = metrics.text();
        for (const char *line :
             {"tasks_started_total 4", "tasks_completed_total 1",
              "tasks_total{status=\"completed\",task_type=\"probe\"} 1",
              "tasks_total{status=\"failed\",task_type=\"probe\"} 1",
              "tasks_total{status=\"lost\",task_type=\"probe\"} 1",
              "tasks_total{status=\"completed\",task_type=\"other\"} 0",
              "task_duration_seconds_sum{task_type=\"probe\"} 6",
              "task_duration_seconds_bucket{task_type=\"probe\",le=\"1\"} 0",
              "task_duration_seconds_bucket{task_type=\"probe\",le=\"2.5\"} 3",
              "task_duration_seconds_bucket{task_type=\"probe\",le=\"+Inf\"} 3",
              "pult_jobs_finished_total{kind=\"probe\",outcome=\"failed\",queue=\"default\"} 1",
              "pult_job_run_seconds_sum{queue=\"default\"} 6", "pult_job_wait_seconds_sum{queue=\"default\"} 16"})
            QVERIFY2(text.contains(line), line);
    }

    void promtoolFindsNothingButTheUnit()
    {
        Metrics metrics;
        EngineMetrics engine(metrics, {u"probe"_s, u"bulk_upload"_s}, build());
        DatabaseLook look;
        queue::QueueInfo queue;
        queue.name = u"with \"quotes\" and \\ and\nlines"_s;
        look.queues = {queue};
        look.locks[u"maintenance"_s] = 1;
        look.heartbeatAges[u"office-1"_s] = 3;
        look.maintenance[u"retention"_s] = localNow();
        look.schedules = {{u"nightly"_s, localNow()}};
        engine.setDatabase(look);
        metrics.gauge("pult_db_pool_connections", "Connections.", {{u"state"_s, u"idle"_s}}).set(1);
        metrics.counter("pult_log_lines_total", "Lines.", {{u"level"_s, u"info"_s}}).add();
        QProcess promtool;
        promtool.start(u"promtool"_s, {u"check"_s, u"metrics"_s});
        QVERIFY2(promtool.waitForStarted(), "promtool is in the package prometheus");
        promtool.write(metrics.text());
        promtool.closeWriteChannel();
        QVERIFY(promtool.waitForFinished());
        const QByteArrayList found = promtool.readAllStandardError().trimmed().split('\n');
        for (const QByteArray &line : found)
            QVERIFY2(line.startsWith("memory_usage_mb "), line.constData());
        QVERIFY(promtool.exitCode() == 0 || promtool.exitCode() == 3); // 3: remarks
    }

    void jsonHasTheShapeOfTheInterface()
    {
        Metrics metrics;
        EngineMetrics engine(metrics, {u"probe"_s}, build());
        metrics.addDatabasePool(u"main"_s, [] { return DatabasePoolUse{5, 20, 6, 4, 2, 1}; });
        for (int i = 1; i <= 100; ++i) {
            engine.began(claimed(i, u"probe"_s, 1s), 30s);
            engine.ended(ending(i, queue::Outcome::Completed), false, i <= 90 ? 2s : 20s);
        }
        engine.queryDone(storage::QueryMeter::Kind::Select, 3ms);
        engine.queryDone(storage::QueryMeter::Kind::Insert, 3ms);
        engine.httpDone(u"GET"_s, 200, 0.2);
        engine.httpDone(u"BREW"_s, 418, 0.2);
        const QJsonObject json = metrics.json();
        QCOMPARE(json.keys(),
                 (QStringList{u"counters"_s, u"database_pools"_s, u"gauges"_s, u"histograms"_s, u"timers"_s}));
        QCOMPARE(json[u"counters"][u"tasks_started_total"].toInt(), 100);
        QCOMPARE(json[u"counters"][u"tasks_total{status=\"completed\",task_type=\"probe\"}"].toInt(), 100);
        QCOMPARE(json[u"counters"][u"http_requests_total{code=\"4xx\",method=\"OTHER\"}"].toInt(), 1);
        const QJsonValue pool = json[u"database_pools"][u"main"];
        QCOMPARE(pool.toObject().keys(),
                 (QStringList{u"idle"_s, u"in_use"_s, u"max"_s, u"min"_s, u"open"_s, u"waiting"_s}));
        QCOMPARE(pool[u"in_use"].toInt(), 2);
        const QJsonValue tasks = json[u"timers"][u"tasks"];
        QCOMPARE(tasks.toObject().keys(), (QStringList{u"count"_s, u"p50"_s, u"p95"_s, u"p99"_s, u"sum_seconds"_s}));
        QCOMPARE(tasks[u"count"].toInt(), 100);
        QCOMPARE(tasks[u"sum_seconds"].toDouble(), 380.0);
        QVERIFY(tasks[u"p50"].toDouble() > 1 && tasks[u"p50"].toDouble() <= 2.5);
        QVERIFY(tasks[u"p95"].toDouble() > 10 && tasks[u"p99"].toDouble() <= 30);
        QCOMPARE(json[u"timers"][u"database"][u"count"].toInt(), 2);
        QCOMPARE(json[u"timers"][u"http"][u"count"].toInt(), 2);
        const QJsonValue run = json[u"histograms"][u"task_duration_seconds{task_type=\"probe\"}"];
        QCOMPARE(run[u"buckets"][u"2.5"].toInt(), 90);
        QCOMPARE(run[u"buckets"][u"+Inf"].toInt(), 100);
    }

    /// Queues and their like come and go, and may be many.
    void labelsAreBounded()
    {
        Metrics metrics;
        for (int i = 0; i < 1000; ++i)
            metrics.counter("many_total", "Many.", {{u"name"_s, u"n%1"_s.arg(i)}}).add();
        const QByteArray text = metrics.text();
        QVERIFY(text.count("many_total{") <= 101);
        QVERIFY(text.contains("many_total{name=\"other\"} 900"));
        for (const char *name : {"a", "b", "c"})
            metrics.gauge("some", "Some.", {{u"name"_s, QLatin1StringView(name)}}).set(1);
        metrics.retainGauges("some", {{{u"name"_s, u"b"_s}}});
        QCOMPARE(metrics.text().count("some{"), 1);
        QVERIFY(metrics.text().contains("some{name=\"b\"} 1"));
    }

    void runsOfManyQueuesStayFewSeries()
    {
        Metrics metrics;
        EngineMetrics engine(metrics, {u"probe"_s}, build());
        for (int i = 1; i <= 200; ++i) {
            queue::ClaimedTask task = claimed(i, u"probe"_s, 1s);
            task.queue = u"customer-%1"_s.arg(i);
            engine.began(task, 30s);
            engine.ended(ending(i, queue::Outcome::Completed), false, 1s);
        }
        const QByteArray text = metrics.text();
        QVERIFY(text.count("pult_job_run_seconds_count{") <= 21);
        QVERIFY(text.contains("pult_job_run_seconds_count{queue=\"customer-1\"} 1\n"));
        QVERIFY(text.contains("pult_job_wait_seconds_count{queue=\"other\"} 181\n"));
        QVERIFY(text.count("pult_jobs_finished_total{") < 600);
        QVERIFY(text.contains("pult_jobs_finished_total{kind=\"probe\",outcome=\"completed\",queue=\"other\"} 181\n"));
    }

    void threadsLoseNothing()
    {
        Metrics metrics;
        const CounterHandle counter = metrics.counter("c_total", "C.");
        const HistogramHandle histogram = metrics.histogram("h_seconds", "H.", Buckets::Call);
        std::vector<std::thread> threads;
        for (int t = 0; t < 8; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 10'000; ++i) {
                    counter.add();
                    histogram.observe(0.02);
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(counter.value(), 80'000.0);
        QVERIFY(metrics.text().contains("h_seconds_count 80000"));
    }

    void countingIsCheap()
    {
        Metrics metrics;
        EngineMetrics engine(metrics, {u"probe"_s, u"bulk_upload"_s, u"browser_flow"_s}, build());
        const CounterHandle counter = metrics.counter("c_total", "C.");
        const HistogramHandle histogram = metrics.histogram("h_seconds", "H.", Buckets::Run);
        const double add = costOf([&](int) { counter.add(); });
        const double observe = costOf([&](int i) { histogram.observe(i % 100); });
        const queue::ClaimedTask task = claimed(1, u"browser_flow"_s, 1s);
        const queue::Completion end = ending(1, queue::Outcome::Completed);
        const double run = costOf([&](int) {
            engine.began(task, 30s);
            engine.ended(end, false, 1s);
        });
        qInfo("counter %.0f ns, histogram %.0f ns, a whole task %.0f ns", add * 1e9, observe * 1e9, run * 1e9);
#ifdef QT_NO_DEBUG // not under the sanitizers
        QVERIFY(add < 0.5e-6);
        QVERIFY(observe < 0.5e-6);
        QVERIFY(run < 2e-6);
#endif
    }
};

QTEST_GUILESS_MAIN(tst_Metrics)

#include "tst_metrics.moc"
