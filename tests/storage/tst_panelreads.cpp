// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/limiterreports.h>
#include <queue/locks.h>
#include <queue/queueflow.h>
#include <queue/ratebudgets.h>
#include <queue/schedules.h>

#include <numeric>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// What the window's panels read and write besides what others do.
class tst_PanelReads : public test::StorageTest
{
    Q_OBJECT

    static LimiterReport limiter(const QString &name, double tokens, qint64 throttled = 0)
    {
        LimiterReport report;
        report.name = name;
        report.perSecond = 2;
        report.burst = 10;
        report.tokens = tokens;
        report.waiters = 3;
        report.nextIn = 1500ms;
        report.throttled = throttled;
        return report;
    }
    static LockRequest lockOf(const QString &key)
    {
        LockRequest request;
        request.kind = u"profile"_s;
        request.key = key;
        request.worker = u"node-1/1"_s;
        return request;
    }

private Q_SLOTS:
    void theOldestAndWhatHasFinished_data() { bothDatabases(); }
    void theOldestAndWhatHasFinished()
    {
        QVERIFY(open());
        NewTask mail = task();
        mail.queue = u"mail"_s;
        const Id oldest = add(mail);
        add(mail);
        for (int i = 0; i < 3; ++i) {
            NewTask urgent = task();
            urgent.priority = 10;
            add(urgent);
            QVERIFY(finish(*claimOne(), i == 0 ? Outcome::FailedForGood : Outcome::Completed, someError()));
        }
        shift(1s); // what ends in the very moment of an answer belongs to the next
        PULT_GET(first, queueFlow(db(), std::nullopt));
        QCOMPARE(first.oldestWaiting.keys(), QStringList{u"mail"_s});
        QCOMPARE(first.oldestWaiting.value(u"mail"_s), show(oldest).runAt);
        const auto sum = [](const QueueFlow &flow, const QString &queue) {
            const QMap<TimePoint, qint64> counts = flow.finished.value(queue);
            return std::accumulate(counts.begin(), counts.end(), qint64{0});
        };
        QCOMPARE(sum(first, u"default"_s), 3);
        QCOMPARE(sum(first, u"mail"_s), 0);
        for (const TimePoint begin : first.finished.value(u"default"_s).keys())
            QCOMPARE(begin.time_since_epoch() % flowStretch, std::chrono::microseconds(0));
        // The next answer holds what came since, and nothing twice.
        QVERIFY(finish(*claimOne()));
        shift(2s);
        PULT_GET(second, queueFlow(db(), first.at));
        QCOMPARE(second.from, first.at);
        QCOMPARE(sum(second, u"mail"_s), 1);
        QCOMPARE(sum(second, u"default"_s), 0);
        // What is older than anybody looks at is not counted.
        shift(flowKept + 60s);
        PULT_GET(late, queueFlow(db(), first.at));
        QCOMPARE(sum(late, u"mail"_s) + sum(late, u"default"_s), 0);
    }

    void limitersOfAllNodes_data() { bothDatabases(); }
    void limitersOfAllNodes()
    {
        QVERIFY(open());
        PULT_VERIFY_RESULT(reportLimiters(db(), u"b"_s, u"s1"_s, {limiter(u"dolphin"_s, 4)}));
        PULT_VERIFY_RESULT(reportLimiters(db(), u"a"_s, u"s2"_s, {limiter(u"dolphin"_s, 7), limiter(u"site"_s, 1)}));
        PULT_GET(all, listLimiters(db()));
        QCOMPARE(all.size(), 3);
        QCOMPARE(all.at(0).nodeId, u"a"_s);
        QCOMPARE(all.at(1).report, limiter(u"dolphin"_s, 4));
        QVERIFY(!all.at(1).throttledAt);
        // Refused once more: the moment of the last refusal.
        PULT_VERIFY_RESULT(reportLimiters(db(), u"b"_s, u"s1"_s, {limiter(u"dolphin"_s, 0, 1)}));
        PULT_GET(refused, listLimiters(db()));
        QVERIFY(refused.at(1).throttledAt.has_value());
        const TimePoint at = *refused.at(1).throttledAt;
        shift(5s);
        PULT_VERIFY_RESULT(reportLimiters(db(), u"b"_s, u"s1"_s, {limiter(u"dolphin"_s, 2, 1)}));
        PULT_GET(later, listLimiters(db()));
        QCOMPARE(*later.at(1).throttledAt, at);
        QVERIFY(later.at(1).toldAt > at);
        // Another life of the node has its own.
        PULT_VERIFY_RESULT(reportLimiters(db(), u"a"_s, u"s3"_s, {limiter(u"site"_s, 1)}));
        PULT_GET(reborn, listLimiters(db()));
        QCOMPARE(reborn.size(), 2);
    }

    void aSharedLimiterShowsTheCommonBucket_data() { bothDatabases(); }
    void aSharedLimiterShowsTheCommonBucket()
    {
        QVERIFY(open());
        LimiterReport shared = limiter(u"adspower"_s, 0);
        shared.shared = true;
        PULT_VERIFY_RESULT(reportLimiters(db(), u"a"_s, u"s"_s, {shared}));
        PULT_GET(drawn, drawAllowance(db(), u"adspower"_s, 2, 10, 6));
        QCOMPARE(drawn, 6);
        PULT_GET(all, listLimiters(db()));
        QVERIFY2(all.at(0).report.tokens >= 4 && all.at(0).report.tokens < 6,
                 qPrintable(QString::number(all.at(0).report.tokens)));
        shift(60s);
        PULT_GET(full, listLimiters(db()));
        QCOMPARE(full.at(0).report.tokens, 10.0);
    }

    void oneLockIsFreedByForce_data() { bothDatabases(); }
    void oneLockIsFreedByForce()
    {
        QVERIFY(open());
        PULT_GET(mine, acquireLock(db(), lockOf(u"17"_s)));
        PULT_GET(other, acquireLock(db(), lockOf(u"18"_s)));
        add(keyed(u"profile:local:a"_s));
        const auto run = claimOne();
        QVERIFY(run);
        PULT_GET(locks, listLocks(db()));
        QCOMPARE(locks.size(), 3);
        const auto lock = [&locks](const QString &key) {
            return *std::find_if(locks.begin(), locks.end(), [&key](const LockInfo &one) { return one.key == key; });
        };
        LockCleanup what;
        what.force = true;
        what.only = lock(u"17"_s);
        what.dryRun = true;
        PULT_GET(would, cleanupLocks(db(), what, tester()));
        QCOMPARE(would.size(), 1);
        PULT_GET(stillHeld, holdsLock(db(), u"profile"_s, u"17"_s, mine));
        QVERIFY(stillHeld);
        what.dryRun = false;
        PULT_GET(freed, cleanupLocks(db(), what, tester()));
        QCOMPARE(freed.size(), 1);
        PULT_GET(otherHeld, holdsLock(db(), u"profile"_s, u"18"_s, other));
        QVERIFY(otherHeld);
        // Whoever has it since keeps it.
        PULT_GET(again, acquireLock(db(), lockOf(u"17"_s)));
        PULT_GET(nothing, cleanupLocks(db(), what, tester()));
        QCOMPARE(nothing.size(), 0);
        PULT_GET(newHolder, holdsLock(db(), u"profile"_s, u"17"_s, again));
        QVERIFY(newHolder);
        // A task's lease: it waits again, and its run may write nothing more.
        what.only = lock(u"profile:local:a"_s);
        PULT_GET(lease, cleanupLocks(db(), what, tester()));
        QCOMPARE(lease.size(), 1);
        QCOMPARE(stateOf(run->task.id), u"available"_s);
        QVERIFY(!finish(*run));
    }

    void aScheduleIsChanged_data() { bothDatabases(); }
    void aScheduleIsChanged()
    {
        QVERIFY(open());
        // Twelve hours ahead at whatever hour this runs: what is due after the shift below is the changed one alone.
        const int farHour = (QDateTime::currentDateTimeUtc().time().hour() + 12) % 24;
        NewSchedule report;
        report.name = u"report"_s;
        report.expression = u"0 %1 * * *"_s.arg(farHour);
        report.task = task();
        PULT_GET(made, addSchedule(db(), report, tester()));
        NewSchedule other = report;
        other.name = u"other"_s;
        PULT_VERIFY_RESULT(addSchedule(db(), other, tester()));

        NewSchedule renamed = report;
        renamed.name = u"morning"_s;
        renamed.overlap = Overlap::Queue;
        renamed.missed = Missed::Skip;
        renamed.task.priority = 7;
        PULT_GET(changed, changeSchedule(db(), u"report"_s, renamed, tester()));
        QCOMPARE(changed.id, made.id);
        QCOMPARE(changed.name, u"morning"_s);
        QCOMPARE(changed.overlap, Overlap::Queue);
        QCOMPARE(changed.missed, Missed::Skip);
        QCOMPARE(changed.task.priority, 7);
        QCOMPARE(changed.nextRuns, made.nextRuns);

        NewSchedule hourly = renamed;
        hourly.expression = u"@hourly"_s;
        hourly.missed = Missed::Once;
        PULT_GET(moved, changeSchedule(db(), u"morning"_s, hourly, tester()));
        QVERIFY(moved.nextRuns.constFirst() <= made.nextRuns.constFirst());
        shift(3600s + 60s);
        PULT_GET(due, enqueueDueSchedules(db()));
        QCOMPARE(due.enqueued, 1);

        hourly.name = u"other"_s;
        const auto taken = changeSchedule(db(), u"morning"_s, hourly, tester());
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, u"schedule_exists"_s);
        hourly.name = u"morning"_s;
        hourly.expression = u"61 * * * *"_s;
        const auto wrong = changeSchedule(db(), u"morning"_s, hourly, tester());
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, u"cron_invalid"_s);
        const auto nobody = changeSchedule(db(), u"nobody"_s, renamed, tester());
        QVERIFY(!nobody);
        QCOMPARE(number(u"select count(*) from audit where what = 'schedule.change'"_s), 2);
    }
};

QTEST_GUILESS_MAIN(tst_PanelReads)
#include "tst_panelreads.moc"
