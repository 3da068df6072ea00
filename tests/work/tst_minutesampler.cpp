// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The minutes that a node writes, with a steady clock of the test's own, on both databases.
#include <observe/enginemetrics.h>
#include <observe/minutesampler.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QSignalSpy>
#include <QTest>

#include <atomic>

using namespace pult;
using namespace pult::observe;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A sampler on this thread whose minute never comes by itself.
class Station
{
public:
    explicit Station(const storage::DatabaseConfig &database, const QString &session = u"s1"_s) : pool(database)
    {
        const Result<> started = pool.start();
        if (!started)
            qFatal("%s", qPrintable(toLogString(started.error())));
        make(session);
    }
    ~Station() { pool.stop(); }

    void make(const QString &session)
    {
        metrics = std::make_unique<Metrics>();
        engine = std::make_unique<EngineMetrics>(*metrics, QStringList{u"probe"_s}, EngineMetrics::Build{});
        MinuteSampler::Config config;
        config.node = u"n1"_s;
        config.session = session;
        config.interval = 24h;
        config.firstRollUp = 24h;
        config.clock = [this] { return SteadyTime(clock.load()); };
        sampler = std::make_unique<MinuteSampler>(config, *metrics, pool);
    }
    bool start()
    {
        QSignalSpy looked(sampler.get(), &MinuteSampler::lookedAtDatabase);
        sampler->start();
        return looked.wait(20'000);
    }
    bool sample()
    {
        QSignalSpy written(sampler.get(), &MinuteSampler::written);
        sampler->sample();
        return written.wait(20'000);
    }
    bool stop()
    {
        QSignalSpy stopped(sampler.get(), &MinuteSampler::stopped);
        sampler->stop();
        return stopped.wait(20'000);
    }
    void run(int tasks, std::chrono::nanoseconds duration)
    {
        for (int i = 0; i < tasks; ++i) {
            queue::ClaimedTask task;
            task.task.kind = u"probe"_s;
            task.runLease = ++lease;
            task.leaseExpiresAt = task.task.runAt + 33s;
            engine->began(task, 30s);
            queue::Completion end;
            end.runLease = lease;
            engine->ended(end, false, duration);
        }
    }
    QList<MetricPoint> points()
    {
        const auto read =
            pool.run<MetricSeriesRange>([](storage::Connection &c) {
                    return readMetrics(c, {u"n1"_s, localNow() - 3h, localNow() + 3h, 100'000, Resolution::Minute});
                })
                .result();
        QList<MetricPoint> points;
        if (!read)
            return points;
        for (const MetricPoint &point : read->points) {
            if (point.coverage > 0)
                points.append(point);
        }
        events = read->events;
        return points;
    }
    MetricSample sum()
    {
        MetricSample all;
        for (const MetricPoint &point : points())
            all.add(point.sample);
        return all;
    }

    storage::Pool pool;
    std::atomic<SteadyTime::duration> clock{std::chrono::hours(100)};
    std::unique_ptr<Metrics> metrics;
    std::unique_ptr<EngineMetrics> engine;
    std::unique_ptr<MinuteSampler> sampler;
    QList<MetricEvent> events;
    qint64 lease = 0;

    void pass(SteadyTime::duration time) { clock = clock.load() + time; }
};

} // namespace

class tst_MinuteSampler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void whatHappenedInAMinute_data() { test::databaseRows(); }
    void whatHappenedInAMinute()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        PULT_VERIFY_RESULT(temporary.made());
        Station station(temporary.config());
        QVERIFY(station.start());
        station.run(10, 2s);
        ResourceSample use;
        use.memoryMb = 120;
        use.machineMb = 1000;
        use.machineFreeMb = 250;
        station.sampler->addResources(use, 40);
        use.memoryMb = 180;
        station.sampler->addResources(use, 20);
        station.sampler->mark(u"config"_s, u"MEMORY_LIMIT_MB"_s);
        station.pass(60s);
        QVERIFY(station.sample());
        const MetricSample sum = station.sum();
        QCOMPARE(sum.seconds, 60.0);
        QCOMPARE(sum.counters.value(u"started"_s), 10.0);
        QCOMPARE(sum.counters.value(u"completed"_s), 10.0);
        QVERIFY(!sum.counters.contains(u"failed"_s));
        QCOMPARE(sum.gauges.value(u"memory_mb"_s).average(), 140.0);
        QCOMPARE(sum.gauges.value(u"memory_mb"_s).most, 180.0);
        QCOMPARE(sum.gauges.value(u"machine_memory_percent"_s).average(), 75.0);
        QVERIFY(sum.gauges.contains(u"queue_waiting/default"_s));
        QCOMPARE(sum.histograms.value(u"run"_s).count(), 10.0);
        const double median = quantile(boundsOf(Buckets::Run), sum.histograms.value(u"run"_s), 0.5);
        QVERIFY(median > 1 && median <= 2.5);
        QCOMPARE(sum.histograms.value(u"wait"_s).count(), 10.0);
        QCOMPARE(station.events.size(), 1);
        QCOMPARE(station.events[0].detail, u"MEMORY_LIMIT_MB"_s);
        QVERIFY(station.stop());
    }

    /// Each task once, however often the program is stopped and started.
    void restartsCountNothingTwice_data() { test::databaseRows(); }
    void restartsCountNothingTwice()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        PULT_VERIFY_RESULT(temporary.made());
        Station station(temporary.config());
        for (int life = 1; life <= 3; ++life) {
            station.make(u"s%1"_s.arg(life));
            QVERIFY(station.start());
            station.run(5, 1s);
            station.pass(10s);
            QVERIFY(station.sample());
            station.run(2, 1s);
            station.pass(5s);
            QVERIFY(station.stop());
        }
        const MetricSample sum = station.sum();
        QCOMPARE(sum.counters.value(u"completed"_s), 21.0);
        QCOMPARE(sum.histograms.value(u"run"_s).count(), 21.0);
        QCOMPARE(sum.seconds, 45.0);
    }

    /// The stamps are the database's; this computer's steady clock only measures how much of a minute was covered.
    void theDatabasesClockStamps_data() { test::databaseRows(); }
    void theDatabasesClockStamps()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        PULT_VERIFY_RESULT(temporary.made());
        Station station(temporary.config());
        QVERIFY(station.start());
        station.run(1, 1s);
        station.pass(60s); // by the steady clock only: the database's has hardly moved
        QVERIFY(station.sample());
        station.run(1, 1s);
        station.pass(60s);
        QVERIFY(station.sample());
        // The same minute twice, as after a clock that was set back: the parts add up.
        const QList<MetricPoint> points = station.points();
        QVERIFY(!points.isEmpty() && points.size() <= 2);
        for (const MetricPoint &point : points) {
            const auto distance = point.at - localNow();
            QVERIFY(distance > -3min && distance < 3min);
        }
        QCOMPARE(station.sum().counters.value(u"completed"_s), 2.0);
        QVERIFY(station.stop());
    }

    /// Nothing is lost while the database is away, and each minute keeps its time.
    void anOutageIsMadeUpFor()
    {
        test::TempDatabase temporary(u"sqlite"_s);
        PULT_VERIFY_RESULT(temporary.made());
        Station station(temporary.config());
        QVERIFY(station.start());
        const auto locker = temporary.connect();
        PULT_VERIFY_RESULT(locker);
        PULT_VERIFY_RESULT((*locker)->executeScript(
            u"alter table metric_samples rename to elsewhere;\n"_s)); // whatever is written fails
        for (int i = 0; i < 3; ++i) {
            station.run(4, 1s);
            station.pass(60s);
            QVERIFY(station.sample());
        }
        PULT_VERIFY_RESULT((*locker)->executeScript(u"alter table elsewhere rename to metric_samples;\n"_s));
        QVERIFY(station.sample());
        QTRY_COMPARE(station.sum().counters.value(u"completed"_s), 12.0);
        QVERIFY(station.stop());
    }

    void stoppingWithoutADatabaseTakesNotLong()
    {
        test::TempDatabase temporary(u"sqlite"_s);
        PULT_VERIFY_RESULT(temporary.made());
        Station station(temporary.config());
        QVERIFY(station.start());
        station.pool.stop();
        QVERIFY(station.stop());
    }
};

QTEST_GUILESS_MAIN(tst_MinuteSampler)

#include "tst_minutesampler.moc"
