// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The engine with jobs of the test's own: dispatch, cancellation, time-outs, clean stop; on both databases.
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
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// What the jobs of a test saw and are to do; shared with worker threads.
class Stage
{
public:
    void entered(qint64 task)
    {
        const QMutexLocker locker(&m_mutex);
        ++m_inside;
        m_most = std::max(m_most, m_inside);
        m_threads.insert(QThread::currentThread()->objectName());
        m_order.append(task);
    }
    void left()
    {
        const QMutexLocker locker(&m_mutex);
        --m_inside;
    }
    int inside() const
    {
        const QMutexLocker locker(&m_mutex);
        return m_inside;
    }
    int most() const
    {
        const QMutexLocker locker(&m_mutex);
        return m_most;
    }
    qsizetype threads() const
    {
        const QMutexLocker locker(&m_mutex);
        return m_threads.size();
    }
    QList<qint64> order() const
    {
        const QMutexLocker locker(&m_mutex);
        return m_order;
    }

private:
    mutable QMutex m_mutex; // protects everything below
    int m_inside = 0;
    int m_most = 0;
    QSet<QString> m_threads;
    QList<qint64> m_order;
};

/// Ends at once, or waits until it is cancelled when its kind says so.
class StageJob final : public work::Job
{
public:
    StageJob(std::shared_ptr<Stage> stage, bool waits) : m_stage(std::move(stage)), m_waits(waits) {}

    QCoro::Task<work::JobEnd> run(work::JobContext &context) override
    {
        context.startTimeout();
        context.log(QtInfoMsg, u"on stage"_s);
        context.progress(0.5, u"half"_s);
        m_stage->entered(context.claimed().task.id);
        work::JobEnd end;
        if (m_waits || context.claimed().task.payload.contains("waits")) {
            const Result<> waited = co_await sleepFor(1h, context.token());
            if (!waited) {
                end.outcome = queue::Outcome::Failed;
                end.error = waited.error();
            }
        }
        m_stage->left();
        co_return end;
    }

private:
    const std::shared_ptr<Stage> m_stage;
    const bool m_waits;
};

/// A dispatcher on its thread over a database of its own.
class Engine
{
public:
    Engine(const storage::DatabaseConfig &database, QList<int> capacities, std::chrono::seconds timeout = 60s)
        : pool(database), stage(std::make_shared<Stage>())
    {
        const Result<> started = pool.start();
        if (!started)
            qFatal("%s", qPrintable(toLogString(started.error())));
        work::Dispatcher::Config config;
        config.node.id = u"test-1"_s;
        config.node.name = u"test"_s;
        config.node.sessionId = u"session-1"_s;
        config.node.queues = {u"*"_s};
        config.kinds = {u"quick"_s, u"waiting"_s, u"probe"_s};
        config.capacities = std::move(capacities);
        config.taskTimeout = timeout;
        config.renewInterval = 1s;
        config.makeJobs = [stage = stage] {
            return work::JobRegistry{{u"quick"_s, [stage] { return std::make_unique<StageJob>(stage, false); }},
                                     {u"probe"_s, [stage] { return std::make_unique<StageJob>(stage, false); }},
                                     {u"waiting"_s, [stage] { return std::make_unique<StageJob>(stage, true); }}};
        };
        dispatcher = new work::Dispatcher(config, pool);
        dispatcher->moveToThread(&thread);
        QObject::connect(&thread, &QThread::finished, dispatcher, &QObject::deleteLater);
        thread.start();
    }
    ~Engine()
    {
        thread.quit();
        thread.wait();
        pool.stop();
    }

    void begin() { QMetaObject::invokeMethod(dispatcher, &work::Dispatcher::start); }
    void stop(std::chrono::milliseconds grace)
    {
        // Told on this thread: the dispatcher's may be faster than a spy begins to wait.
        bool stopped = false;
        QObject context;
        QObject::connect(dispatcher, &work::Dispatcher::stopped, &context, [&stopped] { stopped = true; });
        QMetaObject::invokeMethod(dispatcher, [this, grace] { dispatcher->stop(grace); });
        QTRY_VERIFY_WITH_TIMEOUT(stopped, 30000);
    }
    QList<queue::Id> add(const QString &kind, int count, int priority = 0, const QByteArray &payload = "{}")
    {
        QList<queue::NewTask> tasks;
        for (int n = 0; n < count; ++n)
            tasks.append({.kind = kind, .priority = priority, .payload = payload});
        const auto added =
            pool.run<QList<queue::Id>>([tasks](storage::Connection &c) { return queue::enqueue(c, tasks); }).result();
        if (!added)
            qFatal("%s", qPrintable(toLogString(added.error())));
        return *added;
    }
    queue::Task task(queue::Id id)
    {
        const auto shown =
            pool.run<queue::Task>([id](storage::Connection &c) { return queue::showTask(c, id); }).result();
        if (!shown)
            qFatal("%s", qPrintable(toLogString(shown.error())));
        return *shown;
    }
    QList<queue::Attempt> attempts(queue::Id id)
    {
        return pool.run<QList<queue::Attempt>>([id](storage::Connection &c) { return queue::attempts(c, id); })
            .result()
            .value_or(QList<queue::Attempt>());
    }
    bool all(const QList<queue::Id> &ids, queue::TaskState state)
    {
        return std::all_of(ids.begin(), ids.end(), [&](queue::Id id) { return task(id).state == state; });
    }

    storage::Pool pool;
    std::shared_ptr<Stage> stage;
    QThread thread;
    work::Dispatcher *dispatcher = nullptr;
};

} // namespace

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

    /// An idle node hears of a new task: it does not wait for its next look.
    void d02_aCommittedTaskStartsAtOnce()
    {
        const test::TempDatabase temporary(u"postgresql"_s);
        Engine engine(temporary.config(), {2});
        engine.begin();
        // Once it listens and is idle; the best of several, since other tests run beside this one.
        auto best = 1h * 1.0;
        for (int round = 0; round < 10; ++round) {
            const queue::Id id = engine.add(u"quick"_s, 1).first();
            QTRY_COMPARE_WITH_TIMEOUT(engine.task(id).state, queue::TaskState::Completed, 20000);
            const queue::Task task = engine.task(id);
            best = std::min<decltype(best)>(best, *task.startedAt - task.createdAt);
        }
        QVERIFY2(best < 100ms, qPrintable(QString::number(best.count())));
        engine.stop(0ms);
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

    /// Nobody is told that a task became available: the next look finds it.
    void d27_aLostHintCostsOneLook_data() { test::databaseRows(); }
    void d27_aLostHintCostsOneLook()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        Engine engine(temporary.config(), {1});
        engine.begin();
        const QList<queue::Id> heard = engine.add(u"quick"_s, 1);
        QTRY_VERIFY_WITH_TIMEOUT(engine.all(heard, queue::TaskState::Completed), 20000);
        const auto drafted = engine.pool
                                 .run<QList<queue::Id>>([](storage::Connection &c) {
                                     return queue::enqueue(c, {{.kind = u"quick"_s, .draft = true}});
                                 })
                                 .result();
        PULT_VERIFY_RESULT(drafted);
        PULT_VERIFY_RESULT(engine.pool
                               .run<qint64>([](storage::Connection &c) {
                                   return c.execute(u"update tasks set state = 'available' where state = 'draft'"_s);
                               })
                               .result());
        QTRY_VERIFY_WITH_TIMEOUT(engine.all(*drafted, queue::TaskState::Completed), 20000);
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
