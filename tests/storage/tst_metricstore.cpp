// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Minutes, hours and days of metrics, with the database's clock set by the test.
#include "storagetest.h"

#include <observe/metricstore.h>

using namespace pult;
using namespace pult::observe;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

MetricSample minute(double completed, double memory, double seconds = 60)
{
    MetricSample sample;
    sample.seconds = seconds;
    sample.counters[u"completed"_s] = completed;
    sample.gauges[u"memory_mb"_s].note(memory, seconds);
    BucketCounts counts;
    counts.counts.resize(boundsOf(Buckets::Run).size() + 1);
    counts.counts[2] = completed;
    counts.sum = completed * 2;
    sample.histograms[u"run"_s] = counts;
    return sample;
}

} // namespace

class tst_MetricStore : public test::StorageTest
{
    Q_OBJECT

    /// The beginning of an hour two hours ago, by this computer's clock, which is the database's, too.
    TimePoint recentHour() const { return stretchOf(localNow() - 2h, Resolution::Hour); }
    Result<TimePoint> write(const QString &node, TimePoint at, const MetricSample &sample, const QString &part)
    {
        return writeMinutes(db(), {{node, part, at, sample}});
    }
    Result<MetricSeriesRange> read(TimePoint from, TimePoint to, std::optional<Resolution> resolution,
                                   const QString &node = u"n1"_s)
    {
        return readMetrics(db(), {node, from, to, 1500, resolution});
    }

private Q_SLOTS:
    void minutesComeBack_data() { bothDatabases(); }
    void minutesComeBack()
    {
        QVERIFY(open());
        const TimePoint at = recentHour() + 10min;
        PULT_VERIFY_RESULT(write(u"n1"_s, at + 31s, minute(5, 100), u"s/1"_s));
        PULT_VERIFY_RESULT(write(u"n1"_s, at + 31s, minute(5, 100), u"s/1"_s)); // its answer was lost
        PULT_VERIFY_RESULT(write(u"n1"_s, at + 2min, minute(7, 200, 30), u"s/2"_s));
        PULT_VERIFY_RESULT(write(u"n1"_s, at + 2min + 40s, minute(1, 400, 20), u"t/1"_s)); // after a restart
        PULT_VERIFY_RESULT(write(u"n2"_s, at, minute(10, 50), u"u/1"_s));
        PULT_GET(range, read(at, at + 4min, {}));
        QCOMPARE(range.resolution, Resolution::Minute);
        QCOMPARE(range.points.size(), 4);
        QCOMPARE(range.points[0].at, at);
        QCOMPARE(range.points[0].sample.counters[u"completed"_s], 5.0);
        QCOMPARE(range.points[0].coverage, 1.0);
        QVERIFY(range.points[0].late);           // two hours after
        QCOMPARE(range.points[1].coverage, 0.0); // missing, and said so
        QVERIFY(range.points[1].sample.counters.isEmpty());
        QCOMPARE(range.points[2].sample.counters[u"completed"_s], 8.0);
        QCOMPARE(range.points[2].sample.gauges[u"memory_mb"_s].average(), 280.0);
        QCOMPARE(range.points[2].coverage, 50.0 / 60);
        PULT_GET(all, read(at, at + 1min, {}, {}));
        QCOMPARE(all.points[0].sample.counters[u"completed"_s], 15.0);
        QCOMPARE(all.points[0].sample.gauges[u"memory_mb"_s].average(), 150.0);
        QCOMPARE(all.points[0].coverage, 1.0);
    }

    void aFreshMinuteIsNotLate_data() { bothDatabases(); }
    void aFreshMinuteIsNotLate()
    {
        QVERIFY(open());
        const TimePoint at = stretchOf(localNow(), Resolution::Minute);
        PULT_VERIFY_RESULT(write(u"n1"_s, at, minute(1, 1), u"s/1"_s));
        PULT_GET(range, read(at, at + 1min, {}));
        QVERIFY(!range.points[0].late);
    }

    void hoursAndDaysAreMadeOfMinutes_data() { bothDatabases(); }
    void hoursAndDaysAreMadeOfMinutes()
    {
        QVERIFY(open());
        const TimePoint hour = recentHour();
        for (int i = 0; i < 60; ++i)
            PULT_VERIFY_RESULT(write(u"n1"_s, hour + i * 1min, minute(i % 3, 100 + i), u"s/%1"_s.arg(i)));
        PULT_VERIFY_RESULT(write(u"n2"_s, hour, minute(100, 10), u"s/1"_s));
        PULT_GET(report, rollUp(db()));
        QCOMPARE(report.hours, 2); // of two nodes
        QVERIFY(report.days >= 2);
        PULT_GET(hours, read(hour, hour + 1h, Resolution::Hour));
        QCOMPARE(hours.points.size(), 1);
        const MetricSample sum = hours.points[0].sample;
        QCOMPARE(sum.seconds, 3600.0);
        QCOMPARE(sum.counters[u"completed"_s], 60.0);
        QCOMPARE(sum.gauges[u"memory_mb"_s].average(), 129.5);
        QCOMPARE(sum.gauges[u"memory_mb"_s].most, 159.0);
        QCOMPARE(sum.histograms[u"run"_s].count(), 60.0);
        PULT_GET(days, read(hour, hour + 1h, Resolution::Day));
        QCOMPARE(days.points[0].sample.counters[u"completed"_s], 60.0);
        QVERIFY(days.points[0].coverage < 0.1); // under way
    }

    /// However often and by whomever it is done, also at the same time.
    void rollingUpTwiceChangesNothing_data() { bothDatabases(); }
    void rollingUpTwiceChangesNothing()
    {
        QVERIFY(open());
        const TimePoint hour = recentHour();
        for (int i = 0; i < 30; ++i)
            PULT_VERIFY_RESULT(write(u"n1"_s, hour + i * 1min, minute(2, 100), u"s/%1"_s.arg(i)));
        std::vector<std::unique_ptr<QThread>> nodes;
        std::atomic<int> failed{0};
        for (int n = 0; n < 4; ++n) {
            nodes.emplace_back(QThread::create([this, &failed] {
                const auto connection = connect();
                for (int i = 0; i < 5; ++i)
                    failed += connection && rollUp(*connection) ? 0 : 1;
            }));
            nodes.back()->start();
        }
        for (const auto &node : nodes)
            node->wait();
        QCOMPARE(failed.load(), 0);
        PULT_GET(hours, read(hour, hour + 1h, Resolution::Hour));
        QCOMPARE(hours.points[0].sample.counters[u"completed"_s], 60.0);
        QCOMPARE(hours.points[0].coverage, 0.5);
        QCOMPARE(number(u"select count(*) from metric_samples where resolution = 3600"_s), 1);
    }

    void lateMinutesAreAddedToTheirHour_data() { bothDatabases(); }
    void lateMinutesAreAddedToTheirHour()
    {
        QVERIFY(open());
        const TimePoint hour = recentHour();
        PULT_VERIFY_RESULT(write(u"n1"_s, hour, minute(2, 100), u"s/1"_s));
        PULT_VERIFY_RESULT(rollUp(db()));
        shift(10min);
        PULT_GET(nothing, rollUp(db())); // written shortly before: once more, to be sure
        QCOMPARE(nothing.hours, 1);
        PULT_GET(really, rollUp(db()));
        QCOMPARE(really.hours, 0);
        PULT_VERIFY_RESULT(write(u"n1"_s, hour + 5min, minute(3, 100), u"s/2"_s)); // kept back by an outage
        PULT_GET(again, rollUp(db()));
        QCOMPARE(again.hours, 1);
        PULT_GET(hours, read(hour, hour + 1h, Resolution::Hour));
        QCOMPARE(hours.points[0].sample.counters[u"completed"_s], 5.0);
        PULT_GET(days, read(hour, hour + 1h, Resolution::Day));
        QCOMPARE(days.points[0].sample.counters[u"completed"_s], 5.0);
    }

    void oldRowsGoAndLeaveTheirSums_data() { bothDatabases(); }
    void oldRowsGoAndLeaveTheirSums()
    {
        QVERIFY(open());
        const TimePoint hour = recentHour();
        PULT_VERIFY_RESULT(write(u"n1"_s, hour, minute(2, 100), u"s/1"_s));
        PULT_VERIFY_RESULT(writeEvents(
            db(), {{u"n1"_s, u"s/2"_s, hour, u"start"_s, u"1.0"_s}, {u"n1"_s, u"s/2"_s, hour, u"start"_s, u"1.0"_s}}));
        PULT_VERIFY_RESULT(rollUp(db()));
        const auto rows = [this](int resolution) {
            return number(u"select count(*) from metric_samples where resolution = ?"_s, {resolution});
        };
        shift(72h);
        PULT_VERIFY_RESULT(rollUp(db()));
        QCOMPARE(rows(60), 0);
        QCOMPARE(rows(3600), 1);
        PULT_GET(hours, read(hour, hour + 1h, {})); // minutes are not kept so long
        QCOMPARE(hours.resolution, Resolution::Hour);
        QCOMPARE(hours.points[0].sample.counters[u"completed"_s], 2.0);
        QCOMPARE(hours.events.size(), 1);
        QCOMPARE(hours.events[0].kind, u"start"_s);
        shift(40 * 24h);
        PULT_VERIFY_RESULT(rollUp(db()));
        QCOMPARE(rows(3600), 0);
        QCOMPARE(rows(86400), 1);
        PULT_GET(days, read(hour, hour + 1h, {}));
        QCOMPARE(days.resolution, Resolution::Day);
        QCOMPARE(days.points[0].sample.counters[u"completed"_s], 2.0);
        // A part of an hour whose other minutes are gone must not replace it.
        PULT_VERIFY_RESULT(write(u"n1"_s, hour + 1min, minute(50, 100), u"s/9"_s));
        PULT_VERIFY_RESULT(rollUp(db()));
        PULT_GET(still, read(hour, hour + 1h, Resolution::Day));
        QCOMPARE(still.points[0].sample.counters[u"completed"_s], 2.0);
        shift(410 * 24h);
        PULT_VERIFY_RESULT(rollUp(db()));
        QCOMPARE(rows(86400), 0);
        QCOMPARE(number(u"select count(*) from metric_events"_s), 0);
    }

    void theResolutionFollowsTheRange()
    {
        const TimePoint now = fromMicros(1'700'000'000'000'000);
        const auto chosen = [now](std::chrono::seconds ago, std::chrono::seconds length, int points = 1500) {
            return resolutionFor({{}, now - ago, now - ago + length, points, {}}, now);
        };
        QCOMPARE(chosen(1h, 1h), Resolution::Minute);
        QCOMPARE(chosen(24h, 24h), Resolution::Minute);
        QCOMPARE(chosen(24h, 24h, 500), Resolution::Hour);
        QCOMPARE(chosen(72h, 1h), Resolution::Hour);
        QCOMPARE(chosen(7 * 24h, 7 * 24h), Resolution::Hour);
        QCOMPARE(chosen(60 * 24h, 1h), Resolution::Day);
        QCOMPARE(chosen(365 * 24h, 365 * 24h), Resolution::Day);
    }
};

QTEST_GUILESS_MAIN(tst_MetricStore)

#include "tst_metricstore.moc"
