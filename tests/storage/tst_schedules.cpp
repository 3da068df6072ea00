// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/audit.h>
#include <queue/schedules.h>

#include <QThread>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// Schedules over a clock that the tests move: `shift` is the database's now.
class tst_Schedules : public test::StorageTest
{
    Q_OBJECT

    std::chrono::seconds m_shift{0};

    NewSchedule every(const QString &expression, const QString &name = u"report"_s)
    {
        NewSchedule schedule;
        schedule.name = name;
        schedule.expression = expression;
        schedule.task = task();
        schedule.task.payload = "{\"n\":12345678901234567890}";
        return schedule;
    }
    bool begin()
    {
        m_shift = 0s;
        if (!open())
            return false;
        // Ten seconds after a full hour, so that minutes do not pass by themselves within a test.
        const Result<TimePoint> now = databaseNow(db());
        if (!now)
            return false;
        go(std::chrono::duration_cast<std::chrono::seconds>(std::chrono::ceil<std::chrono::hours>(*now) - *now) + 10s);
        return true;
    }
    void go(std::chrono::seconds time)
    {
        m_shift += time;
        shift(m_shift);
    }
    int enqueueDue()
    {
        const Result<DueSchedules> due = enqueueDueSchedules(db());
        if (!due)
            qCritical().noquote() << toLogString(due.error());
        return due ? due->enqueued : -1;
    }
    qint64 live() { return number(u"select count(*) from tasks"_s); }

private Q_SLOTS:
    void aScheduleIsKeptAsItWasAsked_data() { bothDatabases(); }
    void aScheduleIsKeptAsItWasAsked()
    {
        QVERIFY(begin());
        NewSchedule asked = every(u"30 9 * * mon-fri"_s);
        asked.timeZone = u"Europe/Berlin"_s;
        asked.overlap = Overlap::Queue;
        asked.missed = Missed::All;
        asked.task.queue = u"reports"_s;
        asked.task.priority = 7;
        asked.task.maxAttempts = 2;
        asked.task.node = u"office-1"_s;
        PULT_GET(added, addSchedule(db(), asked, tester()));
        QCOMPARE(added.nextRuns.size(), 5);
        PULT_GET(listed, listSchedules(db()));
        QCOMPARE(listed.size(), 1);
        const Schedule &one = listed.constFirst();
        QCOMPARE(one.name, u"report"_s);
        QCOMPARE(one.expression, asked.expression);
        QCOMPARE(one.timeZone, asked.timeZone);
        QCOMPARE(one.overlap, Overlap::Queue);
        QCOMPARE(one.missed, Missed::All);
        QCOMPARE(one.task.payload, asked.task.payload);
        QCOMPARE(one.task.queue, asked.task.queue);
        QCOMPARE(one.task.priority, 7);
        QCOMPARE(one.task.maxAttempts, std::optional(2));
        QVERIFY(!one.lastRun);

        QCOMPARE(addSchedule(db(), asked, tester()).error().code, u"schedule_exists"_s);
        asked.name = u"17"_s;
        QCOMPARE(addSchedule(db(), asked, tester()).error().code, u"schedule_name_invalid"_s);
        asked.name = u"other"_s;
        asked.expression = u"* * * * * *"_s;
        QCOMPARE(addSchedule(db(), asked, tester()).error().code, u"cron_seconds"_s);
        asked.expression = u"* * * * *"_s;
        asked.task.uniqueKey = u"u"_s;
        QCOMPARE(addSchedule(db(), asked, tester()).error().code, u"schedule_task_invalid"_s);
    }

    void aTickIsEnqueuedOnceWhenItIsDue_data() { bothDatabases(); }
    void aTickIsEnqueuedOnceWhenItIsDue()
    {
        QVERIFY(begin());
        PULT_GET(added, addSchedule(db(), every(u"*/5 * * * *"_s), tester()));
        PULT_GET(early, enqueueDueSchedules(db()));
        QCOMPARE(early.enqueued, 0);
        QVERIFY(early.untilNext && *early.untilNext > 280s && *early.untilNext <= 291s);
        go(5min);
        QCOMPARE(enqueueDue(), 1);
        QCOMPARE(enqueueDue(), 0);
        const auto claimed = claimOne();
        QVERIFY(claimed);
        QCOMPARE(claimed->task.payload, added.task.payload);
        QCOMPARE(claimed->task.exclusiveKey, u"schedule:%1"_s.arg(added.id));
        QVERIFY(finish(*claimed));
        PULT_GET(now, showSchedule(db(), u"report"_s));
        QVERIFY(now.lastRun);
        QCOMPARE(now.lastRun->result, u"enqueued"_s);
        QCOMPARE(now.lastRun->tick, added.nextRuns.at(0));
        QCOMPARE(now.lastRun->taskId, std::optional(claimed->task.id));
        QCOMPARE(now.lastRun->taskState, std::optional(TaskState::Completed));
        QCOMPARE(now.nextRuns.at(0), added.nextRuns.at(1));
    }

    void ticksThatNobodyWasThereForAreCounted_data() { bothDatabases(); }
    void ticksThatNobodyWasThereForAreCounted()
    {
        QVERIFY(begin());
        PULT_GET(added, addSchedule(db(), every(u"*/5 * * * *"_s), tester()));
        go(5min);
        PULT_GET(inTime, enqueueDueSchedules(db()));
        QCOMPARE(inTime.missed, (QHash<QString, int>()));
        go(22min);
        PULT_GET(late, enqueueDueSchedules(db()));
        QCOMPARE(late.missed, (QHash<QString, int>{{added.name, 4}}));
    }

    /// queues.md D 31, the clock's part: back an hour repeats nothing, forward an hour follows the policy.
    void aClockThatGoesBackRepeatsNothing_data() { bothDatabases(); }
    void aClockThatGoesBackRepeatsNothing()
    {
        QVERIFY(begin());
        NewSchedule schedule = every(u"*/5 * * * *"_s);
        schedule.overlap = Overlap::Queue;
        PULT_GET(added, addSchedule(db(), schedule, tester()));
        QCOMPARE(added.nextRuns.size(), 5);
        go(2h);
        QCOMPARE(enqueueDue(), 1);
        go(-1h);
        for (int i = 0; i < 12; ++i) {
            QCOMPARE(enqueueDue(), 0);
            go(5min);
        }
        // Back where it was: the next tick is a new one.
        go(5min);
        QCOMPARE(enqueueDue(), 1);
    }

    void missedTicks_data()
    {
        QTest::addColumn<QString>("database");
        QTest::addColumn<int>("policy");
        QTest::addColumn<int>("hours");
        QTest::addColumn<int>("expected");
        for (const char *database : {"sqlite", "postgresql"}) {
            const auto row = [database](const char *name, Missed policy, int hours, int expected) {
                QTest::addRow("%s %s", database, name)
                    << QString::fromLatin1(database) << static_cast<int>(policy) << hours << expected;
            };
            row("skip", Missed::Skip, 3, 0);
            row("once", Missed::Once, 3, 1);
            row("all", Missed::All, 3, 12);
            row("all, capped", Missed::All, 24 * 400, 100);
        }
    }
    void missedTicks()
    {
        QFETCH(int, policy);
        QFETCH(int, hours);
        QFETCH(int, expected);
        QVERIFY(begin());
        NewSchedule schedule = every(u"*/15 * * * *"_s);
        schedule.missed = static_cast<Missed>(policy);
        PULT_GET(added, addSchedule(db(), schedule, tester()));
        go(std::chrono::hours(hours) + 5min);
        QCOMPARE(enqueueDue(), expected);
        QCOMPARE(live(), expected);
        QCOMPARE(enqueueDue(), 0);
        // Whatever was missed, the next one comes on time.
        go(10min);
        if (policy == static_cast<int>(Missed::Skip))
            QCOMPARE(enqueueDue(), 1);
        PULT_GET(now, showSchedule(db(), QString::number(added.id)));
        QVERIFY(now.nextRuns.at(0) > *databaseNow(db()));
    }

    void overlapSkips_data() { bothDatabases(); }
    void overlapSkips()
    {
        QVERIFY(begin());
        PULT_VERIFY_RESULT(addSchedule(db(), every(u"* * * * *"_s), tester()));
        go(1min);
        QCOMPARE(enqueueDue(), 1);
        const auto running = claimOne();
        QVERIFY(running);
        go(1min);
        QCOMPARE(enqueueDue(), 0);
        PULT_GET(skipped, showSchedule(db(), u"report"_s));
        QCOMPARE(skipped.lastRun->result, u"skipped"_s);
        QVERIFY(!skipped.lastRun->taskId);
        QVERIFY(finish(*running));
        go(1min);
        QCOMPARE(enqueueDue(), 1);
    }

    void overlapQueuesOneAfterAnother_data() { bothDatabases(); }
    void overlapQueuesOneAfterAnother()
    {
        QVERIFY(begin());
        NewSchedule schedule = every(u"* * * * *"_s);
        schedule.overlap = Overlap::Queue;
        PULT_VERIFY_RESULT(addSchedule(db(), schedule, tester()));
        go(1min);
        QCOMPARE(enqueueDue(), 1);
        const auto running = claimOne();
        QVERIFY(running);
        go(1min);
        QCOMPARE(enqueueDue(), 1);
        QVERIFY(!claimOne());
        QVERIFY(finish(*running));
        QVERIFY(claimOne());
    }

    void overlapReplaces_data() { bothDatabases(); }
    void overlapReplaces()
    {
        QVERIFY(begin());
        NewSchedule schedule = every(u"* * * * *"_s);
        schedule.overlap = Overlap::Replace;
        schedule.missed = Missed::All;
        PULT_VERIFY_RESULT(addSchedule(db(), schedule, tester()));
        go(1min);
        QCOMPARE(enqueueDue(), 1);
        PULT_GET(first, showSchedule(db(), u"report"_s));
        go(5min);
        QCOMPARE(enqueueDue(), 1);
        QCOMPARE(stateOf(*first.lastRun->taskId), u"cancelled"_s);
        const auto running = claimOne();
        QVERIFY(running);
        go(1min);
        QCOMPARE(enqueueDue(), 1);
        // A running one is asked to stop, and the new one waits until it has.
        QVERIFY(!claimOne());
        PULT_GET(held, renewLeases(db(), u"session-1"_s));
        QCOMPARE(held.size(), 1);
        QVERIFY(held.constFirst().cancelRequested);
        QVERIFY(finish(*running, Outcome::Cancelled));
        QVERIFY(claimOne());
    }

    void pauseResumeRunAndRemove_data() { bothDatabases(); }
    void pauseResumeRunAndRemove()
    {
        QVERIFY(begin());
        PULT_VERIFY_RESULT(addSchedule(db(), every(u"*/5 * * * *"_s), tester()));
        PULT_GET(paused, pauseSchedule(db(), u"report"_s, tester()));
        QVERIFY(paused.paused);
        QVERIFY(paused.nextRuns.isEmpty());
        go(1h);
        PULT_GET(none, enqueueDueSchedules(db()));
        QCOMPARE(none.enqueued, 0);
        QVERIFY(!none.untilNext);
        PULT_GET(id, runSchedule(db(), u"report"_s, tester()));
        QCOMPARE(stateOf(id), u"available"_s);
        PULT_GET(resumed, resumeSchedule(db(), u"report"_s, tester()));
        QVERIFY(!resumed.paused);
        QCOMPARE(resumed.lastRun->result, u"manual"_s);
        QCOMPARE(enqueueDue(), 0); // what came by during the pause was not wanted
        QVERIFY(finish(*claimOne()));
        go(5min);
        QCOMPARE(enqueueDue(), 1);
        PULT_VERIFY_RESULT(removeSchedule(db(), u"report"_s, tester()));
        QCOMPARE(live(), 1);
        QCOMPARE(number(u"select count(*) from schedule_ticks"_s), 0);
        QCOMPARE(removeSchedule(db(), u"report"_s, tester()).error().code, u"schedule_unknown"_s);
        QCOMPARE(runSchedule(db(), u"99"_s, tester()).error().code, u"schedule_unknown"_s);
        PULT_GET(entries, listAudit(db(), {10}));
        QStringList what;
        for (const AuditEntry &entry : entries)
            what << entry.what;
        QCOMPARE(what, (QStringList{u"schedule.remove"_s, u"schedule.resume"_s, u"schedule.run"_s, u"schedule.pause"_s,
                                    u"schedule.add"_s}));
        QCOMPARE(entries.constFirst().object, u"schedule report"_s);
    }

    void aRefusedTaskDoesNotStopTheOthers_data() { bothDatabases(); }
    void aRefusedTaskDoesNotStopTheOthers()
    {
        QVERIFY(begin());
        NewSchedule bad = every(u"* * * * *"_s, u"bad"_s);
        bad.task.priority = 1000;
        PULT_VERIFY_RESULT(addSchedule(db(), bad, tester()));
        PULT_VERIFY_RESULT(addSchedule(db(), every(u"* * * * *"_s, u"good"_s), tester()));
        go(1min);
        QCOMPARE(enqueueDue(), 1);
        PULT_GET(refused, showSchedule(db(), u"bad"_s));
        QCOMPARE(refused.lastRun->result, u"failed"_s);
        QCOMPARE(refused.lastRun->error->code, u"task_invalid"_s);
        go(1min);
        QVERIFY(finish(*claimOne()));
        QCOMPARE(enqueueDue(), 1);
    }

    /// queues.md D 31: five instances over a simulated day, each tick once.
    void fiveNodesEnqueueEachTickOnce_data() { bothDatabases(); }
    void fiveNodesEnqueueEachTickOnce()
    {
        QVERIFY(begin());
        NewSchedule schedule = every(u"0 * * * *"_s);
        schedule.overlap = Overlap::Queue;
        schedule.missed = Missed::All;
        PULT_VERIFY_RESULT(addSchedule(db(), schedule, tester()));
        schedule.name = u"other"_s;
        PULT_VERIFY_RESULT(addSchedule(db(), schedule, tester()));
        std::atomic<int> enqueued{0};
        std::atomic<int> failures{0};
        std::vector<std::unique_ptr<QThread>> threads;
        for (int node = 0; node < 5; ++node) {
            threads.emplace_back(QThread::create([this, node, start = m_shift, &enqueued, &failures] {
                const auto connection = connect();
                if (!connection) {
                    ++failures;
                    return;
                }
                // Each with a clock of its own, some minutes apart, looking every 20 minutes.
                for (auto time = 0min; time <= 24h; time += 20min) {
                    connection->setClockOffset(start + time + std::chrono::minutes(node * 3));
                    const Result<DueSchedules> due = enqueueDueSchedules(*connection);
                    if (due)
                        enqueued += due->enqueued;
                    else
                        ++failures;
                }
            }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            thread->wait();
        QCOMPARE(failures.load(), 0);
        QCOMPARE(enqueued.load(), 48);
        QCOMPARE(live(), 48);
        QCOMPARE(number(u"select count(*) from schedule_ticks where result = 'enqueued'"_s), 48);
    }
};

QTEST_GUILESS_MAIN(tst_Schedules)
#include "tst_schedules.moc"
