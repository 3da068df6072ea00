// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The engine with jobs of the test's own: dispatch, cancellation, time-outs, clean stop; on both databases.
#include "stageengine.h"

#include <queue/nodes.h>
#include <queue/taskcommands.h>
#include <queue/taskqueries.h>
#include <queue/taskstore.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>
#include <work/dispatcher.h>

#include <QMutex>
#include <QSemaphore>
#include <QSet>

using namespace pult;
using test::Engine;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_Dispatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        // Who outlasts a server's refusals says so, as often as it is refused.
        if (qstrcmp(QTest::currentTestFunction(), "d29_aReadOnlyServerIsOutlasted") != 0)
            test::failOnWarnings();
    }

    void everyTaskRunsOnce_data() { test::databaseRows(); }
    void everyTaskRunsOnce()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        Engine engine(temporary.config(), {2, 2});
        const QList<queue::Id> ids = engine.add(u"quick"_s, 100);
        engine.begin();
        QTRY_VERIFY_WITH_TIMEOUT(engine.all(ids, queue::TaskState::Completed), 30000);
        QCOMPARE(engine.stage->order().size(), 100);
        QCOMPARE(engine.task(ids.first()).attempt, 1);
        const QList<queue::Attempt> attempts = engine.attempts(ids.first());
        QCOMPARE(attempts.size(), 1);
        QVERIFY(attempts.first().log.contains("on stage"));
        engine.stop(0ms);
    }

    void quickShortTasksRunOnceEach_data() { test::databaseRows(); }
    void quickShortTasksRunOnceEach()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        Engine engine(temporary.config(), {2, 3});
        const QList<queue::Id> ids = engine.add(u"probe"_s, 700);
        engine.begin();
        QTRY_COMPARE_WITH_TIMEOUT(engine.stage->order().size(), 700, 60000);
        QTRY_VERIFY_WITH_TIMEOUT(engine.all(ids, queue::TaskState::Completed), 60000);
        QCOMPARE(QSet<qint64>(ids.begin(), ids.end()).size(), 700);
        const auto order = engine.stage->order();
        QCOMPARE(QSet<qint64>(order.begin(), order.end()).size(), 700);
        QCOMPARE(engine.task(ids.last()).attempt, 1);
        QCOMPARE(engine.attempts(ids.last()).size(), 1);
        engine.stop(0ms);
    }

    /// Claimed ahead because all was quick, then nothing ends: what has no slot is there for others, unused.
    void whatFindsNoSlotGoesBack_data() { test::databaseRows(); }
    void whatFindsNoSlotGoesBack()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        Engine engine(temporary.config(), {2});
        engine.add(u"probe"_s, 60, 1);
        const QList<queue::Id> slow = engine.add(u"probe"_s, 40, 0, R"({"waits":true})");
        engine.begin();
        QTRY_COMPARE_WITH_TIMEOUT(engine.stage->order().size(), 62, 30000);
        const auto running = [&] {
            return std::count_if(slow.begin(), slow.end(),
                                 [&](queue::Id id) { return engine.task(id).state == queue::TaskState::Running; });
        };
        QTRY_COMPARE_WITH_TIMEOUT(running(), 2, 30000);
        QCOMPARE(engine.task(slow.last()).attempt, 0);
        QVERIFY(engine.attempts(slow.last()).isEmpty());
        QCOMPARE(engine.stage->most(), 2);
        engine.stop(0ms);
        QCOMPARE(running(), 0);
        QVERIFY(engine.attempts(slow.last()).isEmpty());
    }

    /// A claim was written, but its answer never came: the node renews what it does not know of, and gives it back.
    void d06_aClaimWhoseAnswerWasLostComesBack_data() { test::databaseRows(); }
    void d06_aClaimWhoseAnswerWasLostComesBack()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        Engine engine(temporary.config(), {3});
        const queue::Id running = engine.add(u"waiting"_s, 1).first(); // keeps the renewals going
        engine.begin();
        QTRY_COMPARE_WITH_TIMEOUT(engine.stage->inside(), 1, 20000);
        const auto lost = engine.pool
                              .run<QList<queue::ClaimedTask>>([](storage::Connection &c) {
                                  // In one transaction, so that the node itself cannot be faster.
                                  return storage::inTransaction(c, [&c]() -> Result<QList<queue::ClaimedTask>> {
                                      const Result<QList<queue::Id>> added = queue::enqueue(c, {{.kind = u"probe"_s}});
                                      if (!added)
                                          return fail(added.error());
                                      queue::ClaimRequest request;
                                      request.nodeId = u"test-1"_s;
                                      request.nodeName = u"test"_s;
                                      request.sessionId = u"session-1"_s;
                                      request.kinds = {u"probe"_s};
                                      return queue::claim(c, request);
                                  });
                              })
                              .result();
        PULT_VERIFY_RESULT(lost);
        QCOMPARE(lost->size(), 1);
        const queue::Id id = lost->constFirst().task.id;
        QTRY_COMPARE_WITH_TIMEOUT(engine.task(id).state, queue::TaskState::Completed, 20000);
        QCOMPARE(engine.task(id).attempt, 1);
        QCOMPARE(engine.task(running).state, queue::TaskState::Running);
        engine.stop(0ms);
    }

    /// As after a fail-over to a replica: every write is refused for a while.
    void d29_aReadOnlyServerIsOutlasted()
    {
        const test::TempDatabase temporary(u"postgresql"_s);
        Engine engine(temporary.config(), {2});
        engine.begin();
        const queue::Id before = engine.add(u"waiting"_s, 1).first();
        QTRY_COMPARE_WITH_TIMEOUT(engine.stage->inside(), 1, 20000);
        const QList<queue::Id> waiting = engine.add(u"quick"_s, 1);
        QTRY_VERIFY_WITH_TIMEOUT(engine.all(waiting, queue::TaskState::Completed), 20000);

        const auto setReadOnly = [&temporary](bool on) -> Result<> {
            const Result<std::unique_ptr<storage::Connection>> admin =
                storage::Connection::open(temporary.config(), u"admin"_s);
            if (!admin)
                return fail(admin.error());
            const QString name = temporary.config().database;
            const Result<> set = (*admin)->executeScript(
                u"set default_transaction_read_only = off;\nalter database "_s + name +
                u" set default_transaction_read_only = "_s + (on ? u"on"_s : u"off"_s) +
                u";\nselect pg_terminate_backend(pid) from pg_stat_activity where datname = '"_s + name +
                u"' and pid <> pg_backend_pid();\n"_s);
            return set;
        };
        const queue::Id draft = engine.pool
                                    .run<QList<queue::Id>>([](storage::Connection &c) {
                                        return queue::enqueue(c, {{.kind = u"quick"_s, .draft = true}});
                                    })
                                    .result()
                                    .value_or(QList<queue::Id>{0})
                                    .first();
        PULT_VERIFY_RESULT(setReadOnly(true));
        const auto refused = [&engine] {
            const auto written = engine.pool
                                     .run<qint64>([](storage::Connection &c) {
                                         return c.execute(u"update tasks set priority = 0 where id = 0"_s);
                                     })
                                     .result();
            return !written && written.error().code == "database_readonly"_L1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(refused(), 20000);
        PULT_VERIFY_RESULT(setReadOnly(false));
        const auto released = [&engine, draft] {
            const auto moved =
                engine.pool
                    .run<qint64>([draft](storage::Connection &c) {
                        return c.execute(u"update tasks set state = 'available' where id = ?"_s, {draft});
                    })
                    .result();
            return moved.value_or(0) == 1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(released(), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(engine.task(draft).state, queue::TaskState::Completed, 20000);
        QCOMPARE(engine.task(before).state, queue::TaskState::Running);
        engine.stop(0ms);
    }

    void capacityIsKeptAndSpread_data() { test::databaseRows(); }
    void capacityIsKeptAndSpread()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        Engine engine(temporary.config(), {2, 2, 2});
        const QList<queue::Id> ids = engine.add(u"waiting"_s, 9);
        engine.begin();
        QTRY_COMPARE_WITH_TIMEOUT(engine.stage->inside(), 6, 20000);
        QCOMPARE(engine.stage->threads(), 3); // the least loaded one gets the next
        QTRY_VERIFY_WITH_TIMEOUT(engine.task(ids[0]).lease->worker.startsWith("test-1/"_L1), 20000);
        engine.stop(0ms);
        QCOMPARE(engine.stage->most(), 6);
    }

    void stopHandsUnfinishedTasksBackUnused_data() { test::databaseRows(); }
    void stopHandsUnfinishedTasksBackUnused()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        Engine engine(temporary.config(), {3});
        const QList<queue::Id> ids = engine.add(u"waiting"_s, 3);
        engine.begin();
        QTRY_COMPARE_WITH_TIMEOUT(engine.stage->inside(), 3, 20000);
        engine.stop(0ms);
        for (const queue::Id id : ids) {
            const queue::Task task = engine.task(id);
            QCOMPARE(task.state, queue::TaskState::Available);
            QCOMPARE(task.attempt, 0);
            QVERIFY(!task.lease);
        }
    }

    void cancelReachesARunningTask_data() { test::databaseRows(); }
    void cancelReachesARunningTask()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        Engine engine(temporary.config(), {1});
        const queue::Id id = engine.add(u"waiting"_s, 1).first();
        engine.begin();
        QTRY_COMPARE_WITH_TIMEOUT(engine.stage->inside(), 1, 20000);
        const auto cancelled = engine.pool.run<void>([id](storage::Connection &c) {
            return queue::cancelTasks(c, {id}, {u"operator"_s, u"test"_s});
        });
        PULT_VERIFY_RESULT(cancelled.result());
        QTRY_COMPARE_WITH_TIMEOUT(engine.task(id).state, queue::TaskState::Cancelled, 20000);
        engine.stop(0ms);
    }

    void timeoutCountsAsAFailedAttempt_data() { test::databaseRows(); }
    void timeoutCountsAsAFailedAttempt()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        Engine engine(temporary.config(), {1}, 1s);
        const queue::Id id = engine.add(u"waiting"_s, 1).first();
        engine.begin();
        QTRY_VERIFY_WITH_TIMEOUT(engine.task(id).lastError.has_value(), 20000);
        const queue::Task task = engine.task(id);
        QCOMPARE(task.lastError->code, u"task_timeout"_s);
        // The log says how it ended.
        const QList<queue::Attempt> attempts = engine.attempts(id);
        QCOMPARE(attempts.size(), 1);
        QVERIFY(attempts.first().log.trimmed().split('\n').last().contains("task_timeout"));
        QCOMPARE(task.attempt, 1);
        engine.stop(0ms);
    }

    void lostLeaseStopsTheRunAndWritesNothing_data() { test::databaseRows(); }
    void lostLeaseStopsTheRunAndWritesNothing()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        Engine engine(temporary.config(), {1});
        const queue::Id id = engine.add(u"waiting"_s, 1).first();
        engine.begin();
        QTRY_COMPARE_WITH_TIMEOUT(engine.stage->inside(), 1, 20000);
        // Another node decides that this one is gone and takes its tasks back.
        const auto taken = engine.pool.run<QList<queue::Id>>(
            [](storage::Connection &c) { return queue::rescueEarlierSessions(c, u"test-1"_s, u"session-2"_s); });
        QCOMPARE(taken.result().value_or(QList<queue::Id>()), QList<queue::Id>{id});
        // The run ends, the task is claimed and runs again under a new lease.
        QTRY_COMPARE_WITH_TIMEOUT(engine.stage->order().size(), 2, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(engine.stage->inside(), 1, 20000);
        QCOMPARE(engine.task(id).state, queue::TaskState::Running);
        engine.stop(0ms);
    }
};

QTEST_GUILESS_MAIN(tst_Dispatcher)
#include "tst_dispatcher.moc"
