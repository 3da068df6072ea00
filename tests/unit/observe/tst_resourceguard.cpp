// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// When a node takes tasks and when not, with samples and times of the test's own.
#include <observe/resourceguard.h>
#include <queue/noderesources.h>
#include <support/testresult.h>

#include <QTemporaryDir>
#include <QTest>

using namespace pult;
using namespace pult::observe;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A computer of 16 GB with nothing the matter.
ResourceSample calm()
{
    ResourceSample sample;
    sample.memoryMb = 100;
    sample.openFiles = 50;
    sample.mostFiles = 1000;
    sample.machineMb = 16'000;
    sample.machineFreeMb = 10'000;
    sample.machineCpuPercent = 10;
    sample.diskMb = 100'000;
    sample.diskFreeMb = 50'000;
    return sample;
}

ResourceGuard::Config guardConfig(ResourceLimits limits = {})
{
    return {u"office"_s, limits, {u"browser_flow"_s, u"bulk_upload"_s}, 15};
}

class Clock
{
public:
    SteadyTime now() const { return m_now; }
    SteadyTime after(std::chrono::seconds time) { return m_now += time; }

private:
    SteadyTime m_now{1h};
};

QStringList codes(const QList<queue::IntakeStop> &stops)
{
    QStringList all;
    for (const queue::IntakeStop &stop : stops)
        all.append((stop.warning ? u"warning "_s : QString()) + stop.reason.code);
    return all;
}

queue::ClaimRequest request(int limit)
{
    queue::ClaimRequest asked;
    asked.kinds = {u"browser_flow"_s, u"bulk_upload"_s, u"probe"_s};
    asked.limit = limit;
    return asked;
}

} // namespace

class tst_ResourceGuard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void reachedAndLeft_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<double>("below");   // clearly within the limit
        QTest::addColumn<double>("above");   // over it
        QTest::addColumn<double>("between"); // within it, but not clearly
        QTest::addColumn<QString>("code");
        QTest::addColumn<bool>("everything"); // not only browsers
        QTest::newRow("own memory") << u"memory"_s << 1500.0 << 2100.0 << 2000.0 << u"node_memory"_s << true;
        QTest::newRow("free memory") << u"free"_s << 10000.0 << 2300.0 << 2500.0 << u"node_free_memory"_s << false;
        QTest::newRow("disk") << u"disk"_s << 50000.0 << 200.0 << 300.0 << u"node_disk"_s << true;
        QTest::newRow("files") << u"files"_s << 50.0 << 950.0 << 880.0 << u"node_files"_s << true;
    }
    void reachedAndLeft()
    {
        QFETCH(QString, field);
        QFETCH(QString, code);
        ResourceGuard guard(guardConfig(), {});
        Clock clock;
        const auto look = [&](double value, std::chrono::seconds later) {
            ResourceSample sample = calm();
            if (field == "memory"_L1)
                sample.memoryMb = value;
            else if (field == "free"_L1)
                sample.machineFreeMb = value;
            else if (field == "disk"_L1)
                sample.diskFreeMb = value;
            else
                sample.openFiles = int(value);
            return guard.update(sample, clock.after(later), true, 0);
        };
        const auto narrowed = [&guard] {
            queue::ClaimRequest asked = request(10);
            queue::narrow(asked, guard.admission());
            return asked;
        };
        QFETCH(double, below);
        QFETCH(double, above);
        QFETCH(double, between);
        QFETCH(bool, everything);
        QCOMPARE(narrowed().limit, 0); // nothing is known yet
        QVERIFY(look(below, 2s).changed);
        QVERIFY(!look(below, 2s).changed);
        QCOMPARE(narrowed().kinds.size(), 3);
        QCOMPARE(narrowed().limit, 10);

        ResourceGuard::Verdict verdict = look(above, 2s);
        QVERIFY(verdict.changed);
        QVERIFY2(codes(verdict.stops).contains(code), qPrintable(codes(verdict.stops).join(u' ')));
        QCOMPARE(narrowed().limit, everything ? 0 : 10);
        if (!everything)
            QCOMPARE(narrowed().kinds, QStringList{u"probe"_s});

        // Not clearly below: nothing flutters, however long it lasts.
        for (int i = 0; i < 10; ++i)
            QVERIFY2(codes(look(between, 2s).stops).contains(code), qPrintable(QString::number(i)));
        // Clearly below, but only for a moment.
        look(below, 2s);
        QVERIFY(codes(look(between, 2s).stops).contains(code));
        look(below, 2s);
        look(below, 2s);
        look(below, 2s);
        QVERIFY(codes(look(below, 2s).stops).isEmpty());
        QCOMPARE(narrowed().kinds.size(), 3);
        QCOMPARE(narrowed().limit, 10);
    }

    void theProcessorsMustBeBusyForAMinute()
    {
        ResourceGuard guard(guardConfig(), {});
        Clock clock;
        ResourceSample sample = calm();
        sample.machineCpuPercent = 99;
        sample.processors = 4;
        sample.browsers = {{u"local:a"_s, 100, 40}};
        for (int i = 0; i < 60; ++i) // others keep the computer busy: waiting would help nobody
            QVERIFY(guard.update(sample, clock.after(2s), true, 0).stops.isEmpty());
        sample.browsers = {{u"local:a"_s, 100, 140}};
        for (int i = 0; i < 30; ++i)
            QVERIFY(guard.update(sample, clock.after(2s), true, 0).stops.isEmpty());
        QCOMPARE(codes(guard.update(sample, clock.after(2s), true, 0).stops), QStringList{u"node_cpu"_s});
        QCOMPARE(guard.admission().most.value(u"browser_flow"_s, -1), 0);
        QVERIFY(!guard.admission().most.contains(u"probe"_s));
        sample.machineCpuPercent = 50;
        guard.update(sample, clock.after(2s), true, 0);
        QVERIFY(guard.update(sample, clock.after(6s), true, 0).stops.isEmpty());
    }

    void aDiskThatFillsWarnsFirst()
    {
        ResourceGuard guard(guardConfig(), {});
        Clock clock;
        ResourceSample sample = calm();
        sample.diskFreeMb = 9'000; // of 100 GB
        QCOMPARE(codes(guard.update(sample, clock.after(2s), true, 0).stops), QStringList{u"warning node_disk"_s});
        QCOMPARE(guard.admission().all, -1);
        sample.diskFreeMb = 99;
        QCOMPARE(codes(guard.update(sample, clock.after(2s), true, 0).stops), QStringList{u"node_disk"_s});
        QCOMPARE(guard.admission().all, 0);
    }

    /// Five percent of it are less than a browser needs: other work goes on, and browsers start on other nodes.
    void aSmallDiskStopsBrowsersFirst()
    {
        ResourceGuard guard(guardConfig(), {});
        Clock clock;
        ResourceSample sample = calm();
        sample.diskMb = 1000;
        sample.diskFreeMb = 99;
        const ResourceGuard::Verdict verdict = guard.update(sample, clock.after(2s), true, 0);
        QCOMPARE(codes(verdict.stops), QStringList{u"node_browser_disk"_s});
        QCOMPARE(verdict.stops.first().reason.arguments, (QStringList{u"office"_s, u"99"_s, u"100"_s}));
        queue::ClaimRequest asked = request(10);
        queue::narrow(asked, guard.admission());
        QCOMPARE(asked.kinds, QStringList{u"probe"_s});
        sample.diskFreeMb = 49;
        QCOMPARE(codes(guard.update(sample, clock.after(2s), true, 0).stops), QStringList{u"node_disk"_s});
        QCOMPARE(guard.admission().all, 0);
    }

    void browsersHaveALimitOfTheirOwn()
    {
        ResourceLimits limits;
        limits.browserMemoryMb = 1000;
        ResourceGuard guard(guardConfig(limits), {});
        Clock clock;
        ResourceSample sample = calm();
        sample.machineFreeMb = 500; // no matter: the operator has said how much
        sample.browsers = {{u"local:a"_s, 600, 10}, {u"local:b"_s, 500, 10}};
        const auto verdict = guard.update(sample, clock.after(2s), true, 0);
        QCOMPARE(codes(verdict.stops), QStringList{u"node_browser_memory"_s});
        QCOMPARE(verdict.stops.front().reason.arguments, (QStringList{u"office"_s, u"1100"_s, u"1000"_s}));
        QCOMPARE(guard.admission().most.value(u"bulk_upload"_s, -1), 0);
    }

    /// What was let in counts with what it is known to need, before it has grown to it.
    void theNextBrowserIsLetInOnlyIfItFits()
    {
        ProfileCosts costs;
        costs.learn(u"local:small"_s, 200, 5, 1);
        costs.learn(u"local:middle"_s, 500, 5, 1);
        costs.learn(u"local:large"_s, 900, 5, 1);
        ResourceLimits limits;
        limits.browserMemoryMb = 1500;
        ResourceGuard guard(guardConfig(limits), costs);
        Clock clock;
        guard.setNext({u"local:large"_s, u"local:middle"_s, u"local:small"_s});
        guard.update(calm(), clock.after(2s), true, 0);
        QCOMPARE(guard.admission().most.value(u"browser_flow"_s), 2); // 900 and 500, then 100 are left

        QVERIFY(guard.begins(1, u"browser_flow"_s, u"local:large"_s));
        QCOMPARE(guard.admission().most.value(u"browser_flow"_s), 1);
        QVERIFY(guard.begins(2, u"browser_flow"_s, u"local:middle"_s));
        QCOMPARE(guard.admission().most.value(u"browser_flow"_s, -1), 0);

        // It has started and is small yet; the room it will need stays its own.
        ResourceSample sample = calm();
        sample.browsers = {{u"local:large"_s, 150, 10}, {u"local:middle"_s, 100, 10}};
        auto verdict = guard.update(sample, clock.after(2s), true, 0);
        QCOMPARE(guard.admission().most.value(u"browser_flow"_s, -1), 0);
        QCOMPARE(codes(verdict.stops), QStringList{u"no_room"_s});
        QCOMPARE(verdict.stops.front().reason.arguments,
                 (QStringList{u"office"_s, u"local:small"_s, u"200"_s, u"100"_s}));
        QCOMPARE(verdict.stops.front().kinds, (QStringList{u"browser_flow"_s, u"bulk_upload"_s}));
        // Kinds without a browser pass.
        queue::ClaimRequest asked = request(5);
        queue::narrow(asked, guard.admission());
        QCOMPARE(asked.kinds, QStringList{u"probe"_s});

        guard.ended(2);
        sample.browsers = {{u"local:large"_s, 900, 10}};
        verdict = guard.update(sample, clock.after(2s), true, 0);
        QVERIFY(verdict.stops.isEmpty());
        QVERIFY(guard.admission().most.value(u"browser_flow"_s) >= 1);
    }

    /// Nobody stood in line when the claim was made for one unknown browser, and then it is a large one.
    void whatIsClaimedAndDoesNotFitGoesBack()
    {
        ProfileCosts costs;
        costs.learn(u"local:large"_s, 900, 5, 1);
        ResourceLimits limits;
        limits.browserMemoryMb = 800;
        ResourceGuard guard(guardConfig(limits), costs);
        Clock clock;
        guard.update(calm(), clock.after(2s), true, 0);
        QCOMPARE(guard.admission().most.value(u"browser_flow"_s, -1), 2);
        QVERIFY(!guard.begins(2, u"browser_flow"_s, u"local:large"_s));
        QVERIFY(guard.begins(3, u"probe"_s, {}));
        QCOMPARE(guard.admission().most.value(u"browser_flow"_s, -1), 0); // at once, so that it is not claimed again
        QCOMPARE(codes(guard.update(calm(), clock.after(2s), true, 0).stops), QStringList{u"no_room"_s});
        guard.setNext({}); // it was cancelled
        QVERIFY(guard.update(calm(), clock.after(2s), true, 0).stops.isEmpty());
        QCOMPARE(guard.admission().most.value(u"browser_flow"_s, -1), 2);
    }

    void withoutALimitTheComputerMustKeepSomeFree()
    {
        ProfileCosts costs;
        costs.learn(u"local:a"_s, 1000, 5, 1);
        ResourceGuard guard(guardConfig(), costs);
        Clock clock;
        ResourceSample sample = calm();
        sample.machineFreeMb = 4'500; // 15 % of 16,000 are 2,400: 2,100 are left
        guard.setNext({u"local:a"_s, u"local:a"_s, u"local:a"_s, u"local:a"_s});
        guard.update(sample, clock.after(2s), true, 0);
        QCOMPARE(guard.admission().most.value(u"browser_flow"_s, -1), 2);
    }

    void costsAreLearntFromRuns()
    {
        const QTemporaryDir folder;
        ResourceGuard guard(guardConfig(), {});
        Clock clock;
        ResourceSample sample = calm();
        for (const double memory : {100.0, 700.0, 300.0}) {
            sample.browsers = {{u"local:shop"_s, memory, 30}};
            QVERIFY(!guard.update(sample, clock.after(2s), true, 1000).costsChanged);
        }
        // A look at everything but the browsers says nothing about them.
        sample.browsers.clear();
        QVERIFY(!guard.update(sample, clock.after(2s), false, 1000).costsChanged);
        QVERIFY(guard.update(sample, clock.after(2s), true, 1000).costsChanged);
        QCOMPARE(guard.costs().memoryMb(u"local:shop"_s), 700.0);
        QCOMPARE(guard.costs().all().value(u"local:shop"_s).cpuPercent, 30.0);

        PULT_VERIFY_RESULT(guard.costs().save(folder.path()));
        const ProfileCosts kept = ProfileCosts::load(folder.path());
        QCOMPARE(kept.all(), guard.costs().all());
        QCOMPARE(ProfileCosts::load(folder.filePath(u"nothing"_s)).all().size(), 0);
        QCOMPARE(kept.memoryMb(u"local:unknown"_s), 350.0); // one is not enough for an average
    }

    void costsRiseQuicklyAndFallSlowly()
    {
        ProfileCosts costs;
        costs.learn(u"a"_s, 400, 10, 1);
        costs.learn(u"a"_s, 1000, 10, 2);
        QVERIFY(costs.memoryMb(u"a"_s) > 700);
        const double high = costs.memoryMb(u"a"_s);
        costs.learn(u"a"_s, 100, 10, 3);
        QVERIFY(costs.memoryMb(u"a"_s) > high * 0.8);
        for (int i = 0; i < 50; ++i)
            costs.learn(u"a"_s, 100, 10, 4);
        QVERIFY(costs.memoryMb(u"a"_s) < 110);
        for (int i = 0; i < 6000; ++i)
            costs.learn(u"profile-%1"_s.arg(i), 100, 10, 100 + i);
        QCOMPARE(costs.all().size(), 5000);
        QVERIFY(!costs.all().contains(u"a"_s)); // the longest unused one goes first
    }

    void memoryThatStaysHighAsksForNewWorkers()
    {
        ResourceGuard guard(guardConfig(), {});
        Clock clock;
        ResourceSample sample = calm();
        sample.memoryMb = 3000;
        int wishes = 0;
        for (int i = 0; i < 29; ++i)
            wishes += guard.update(sample, clock.after(2s), true, 0).recycle ? 1 : 0;
        QCOMPARE(wishes, 0); // not within the first minute
        for (int i = 0; i < 60; ++i)
            wishes += guard.update(sample, clock.after(2s), true, 0).recycle ? 1 : 0;
        QCOMPARE(wishes, 1);
        for (int i = 0; i < 150; ++i)
            wishes += guard.update(sample, clock.after(2s), true, 0).recycle ? 1 : 0;
        QCOMPARE(wishes, 2); // five minutes later again
    }

    void theNodesRowTellsIt()
    {
        ResourceGuard guard(guardConfig(), {});
        queue::NodeInfo node;
        guard.describe(node);
        QVERIFY(!node.resources.known);
        QVERIFY(queue::toJson(node.resources).isNull());
        Clock clock;
        ResourceSample sample = calm();
        sample.memoryMb = 2500;
        sample.browsers = {{u"local:a"_s, 300.04, 10}};
        guard.update(sample, clock.after(2s), true, 0);
        guard.describe(node);
        queue::NodeInfo read;
        queue::readResources(queue::resourcesToText(node), read);
        QCOMPARE(read.stops, node.stops);
        QCOMPARE(read.resources.memoryMb, 2500.0);
        QCOMPARE(read.resources.memoryPercent, 37.5);
        QCOMPARE(read.resources.diskPercent, 50.0);
        QCOMPARE(read.resources.openFds, 50);
        QCOMPARE(read.resources.browserMemoryMb, 300.0);
        QCOMPARE(read.resources.browsers, 1);
        QCOMPARE(queue::stopsOf(read, u"probe"_s).size(), 1);
        queue::readResources(u"{}"_s, read); // of a node that knows nothing of it
        QVERIFY(!read.resources.known);
        QVERIFY(read.stops.isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_ResourceGuard)

#include "tst_resourceguard.moc"
