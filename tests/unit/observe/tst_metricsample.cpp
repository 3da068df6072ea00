// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Samples add up over time and over nodes; their quantiles come from buckets, never from other quantiles.
#include <observe/metricsample.h>
#include <support/testresult.h>

#include <QTest>

using namespace pult;
using namespace pult::observe;
using namespace Qt::StringLiterals;

namespace {

BucketCounts observed(Buckets layout, const QList<double> &values)
{
    const std::span<const double> bounds = boundsOf(layout);
    BucketCounts counts;
    counts.counts.resize(bounds.size() + 1);
    for (const double value : values) {
        std::size_t bucket = 0;
        while (bucket < bounds.size() && value > bounds[bucket])
            ++bucket;
        ++counts.counts[bucket];
        counts.sum += value;
    }
    return counts;
}

MetricSample sample(double seconds, double memory, double completed)
{
    MetricSample one;
    one.seconds = seconds;
    one.gauges[u"memory_mb"_s].note(memory, seconds);
    one.gauges[u"machine_cpu_percent"_s].note(memory / 10, seconds);
    one.gauges[u"queue_waiting/default"_s].note(7, seconds);
    one.counters[u"completed"_s] = completed;
    one.histograms[u"run"_s] = observed(Buckets::Run, {1.5, 40});
    return one;
}

} // namespace

class tst_MetricSample : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void layoutsAreThoseOfTheInterface()
    {
        const auto list = [](Buckets layout) {
            const auto bounds = boundsOf(layout);
            return QList<double>(bounds.begin(), bounds.end());
        };
        const QList<double> run{0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600};
        QCOMPARE(list(Buckets::Run), run);
        QCOMPARE(list(Buckets::Wait), run + QList<double>{7200});
        QCOMPARE(list(Buckets::Call), (QList<double>{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}));
    }

    void quantilesLieInTheirBuckets()
    {
        const auto bounds = boundsOf(Buckets::Run);
        QCOMPARE(quantile(bounds, {}, 0.5), 0.0);
        const BucketCounts counts = observed(Buckets::Run, {0.2, 0.3, 2, 2, 2, 2, 2, 2, 50, 5000});
        QVERIFY(quantile(bounds, counts, 0.2) <= 0.5);
        const double median = quantile(bounds, counts, 0.5);
        QVERIFY(median > 1 && median <= 2.5);
        const double most = quantile(bounds, counts, 0.85);
        QVERIFY(most > 30 && most <= 60);
        QCOMPARE(quantile(bounds, counts, 0.99), 3600.0); // above the last bound
    }

    /// However it is cut into parts, the whole is the same.
    void partsAddUp()
    {
        QList<double> values;
        for (int i = 0; i < 1000; ++i)
            values.append((i * 37 % 1000) / 10.0);
        const BucketCounts whole = observed(Buckets::Wait, values);
        BucketCounts parts;
        for (int i = 0; i < 1000; i += 10)
            parts.add(observed(Buckets::Wait, values.mid(i, 10)));
        QCOMPARE(parts.counts, whole.counts);
        QCOMPARE(parts.count(), 1000.0);
        for (const double share : {0.5, 0.95, 0.99})
            QCOMPARE(quantile(boundsOf(Buckets::Wait), parts, share), quantile(boundsOf(Buckets::Wait), whole, share));
    }

    void gaugesAreWeightedByTime()
    {
        MetricSample minute = sample(50, 100, 3);
        minute.add(sample(10, 400, 2));
        QCOMPARE(minute.seconds, 60.0);
        QCOMPARE(minute.gauges[u"memory_mb"_s].average(), 150.0);
        QCOMPARE(minute.gauges[u"memory_mb"_s].least, 100.0);
        QCOMPARE(minute.gauges[u"memory_mb"_s].most, 400.0);
        QCOMPARE(minute.counters[u"completed"_s], 5.0);
        QCOMPARE(minute.histograms[u"run"_s].count(), 4.0);
    }

    void nodesAreSummedUpWhereItMakesSense()
    {
        MetricSample all = sample(60, 100, 3);
        all.addNode(sample(60, 300, 4));
        QCOMPARE(all.seconds, 60.0);
        QCOMPARE(all.gauges[u"memory_mb"_s].average(), 400.0);
        QCOMPARE(all.gauges[u"machine_cpu_percent"_s].average(), 20.0);  // of 10 and 30
        QCOMPARE(all.gauges[u"queue_waiting/default"_s].average(), 7.0); // both saw the same queue
        QCOMPARE(all.counters[u"completed"_s], 7.0);
    }

    void theStoredFormIsWhole()
    {
        const MetricSample one = sample(59.5, 123.25, 3);
        MetricSample read = metricSampleFromText(toText(one));
        read.seconds = one.seconds;
        QCOMPARE(read, one);
        QCOMPARE(metricSampleFromText("not json"), MetricSample{});
    }
};

QTEST_GUILESS_MAIN(tst_MetricSample)

#include "tst_metricsample.moc"
