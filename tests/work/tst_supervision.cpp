// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Jobs that misbehave: they block their thread, do not hear their cancellation, throw. Workers are replaced, tasks are
// neither lost nor run twice at once, and what had begun to commit is not repeated.
#include <queue/nodes.h>
#include <queue/taskqueries.h>
#include <queue/taskstore.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>
#include <work/dispatcher.h>

#include <QMutex>
#include <QSemaphore>

#include <new>
#include <stdexcept>

using namespace pult;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// What the jobs of a test did; shared with worker threads.
struct Theatre
{
    QMutex mutex; // protects everything below
    QHash<qint64, int> runs;
    QStringList stopped; ///< providers whose browsers were to be stopped
    QSemaphore release;  ///< lets those that block go on

    int runsOf(qint64 task)
    {
        const QMutexLocker locker(&mutex);
        return runs.value(task);
    }
};

/// Its payload says how it misbehaves, in its first run only.
class BadJob final : public work::Job
{
public:
    explicit BadJob(std::shared_ptr<Theatre> theatre) : m_theatre(std::move(theatre)) {}

    QCoro::Task<work::JobEnd> run(work::JobContext &context) override
    {
        const QByteArray payload = context.claimed().task.payload;
        int run = 0;
        {
            const QMutexLocker locker(&m_theatre->mutex);
            run = ++m_theatre->runs[context.claimed().task.id];
        }
        context.startTimeout();
        const bool bad = run == 1 || payload.contains("always");
        if (bad && payload.contains("commits"))
            co_await context.recordCommit(true, 3, true, {});
        if (bad && payload.contains("blocks"))
            m_theatre->release.acquire();
        if (bad && payload.contains("throws"))
            throw std::runtime_error("a mistake");
        if (bad && payload.contains("memory"))
            throw std::bad_alloc();
        if (bad && payload.contains("number"))
            throw 17;
        if (bad && payload.contains("deaf")) {
            CancelToken nobody;
            co_await sleepFor(1h, nobody);
        }
        if (bad && payload.contains("hears")) {
            co_await sleepFor(1h, context.token());
            co_return work::JobEnd{queue::Outcome::Failed, {}};
        }
        if (bad && payload.contains("waits"))
            co_await sleepFor(1h, context.token());
        co_return work::JobEnd{};
    }

private:
    const std::shared_ptr<Theatre> m_theatre;
};

/// A dispatcher on its thread over a database of its own, with little patience.
class Engine
{
public:
    explicit Engine(const storage::DatabaseConfig &database, QList<int> capacities, int restartMax = 10)
        : pool(database), theatre(std::make_shared<Theatre>())
    {
        if (const Result<> started = pool.start(); !started)
            qFatal("%s", qPrintable(toLogString(started.error())));
        work::Dispatcher::Config config;
        config.node.id = u"test-1"_s;
        config.node.name = u"test"_s;
        config.node.sessionId = u"session-1"_s;
        config.node.queues = {u"*"_s};
        config.kinds = {u"bad"_s};
        config.capacities = std::move(capacities);
        config.taskTimeout = 1s;
        config.renewInterval = 1s;
        config.heartbeatInterval = 1s;
        config.supervision = {100ms, 8, restartMax, 600s};
        config.stopGrace = 300ms;
        config.abandonGrace = 300ms;
        config.makeJobs = [theatre = theatre] {
            return work::JobRegistry{{u"bad"_s, [theatre] { return std::make_unique<BadJob>(theatre); }}};
        };
        config.stopBrowsers = [theatre = theatre](QStringList providers) -> QCoro::Task<> {
            const QMutexLocker locker(&theatre->mutex);
            theatre->stopped += providers;
            co_return;
        };
        dispatcher = new work::Dispatcher(config, pool);
        dispatcher->moveToThread(&thread);
        QObject::connect(&thread, &QThread::finished, dispatcher, &QObject::deleteLater);
        thread.start();
        QMetaObject::invokeMethod(dispatcher, &work::Dispatcher::start);
    }
    ~Engine()
    {
        theatre->release.release(1000);
        thread.quit();
        thread.wait();
        pool.stop();
    }

    /// How many threads it left behind.
    int stop(std::chrono::milliseconds grace, std::chrono::milliseconds rest)
    {
        std::atomic<int> left = -1;
        QObject context;
        QObject::connect(dispatcher, &work::Dispatcher::stopped, &context, [&left](int threads) { left = threads; });
        QMetaObject::invokeMethod(dispatcher, [this, grace, rest] { dispatcher->stop(grace, rest); });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(left >= 0, 30000); }();
        return left;
    }
    queue::Id add(const QByteArray &payload, const QString &provider = {})
    {
        queue::NewTask task{.kind = u"bad"_s, .payload = payload, .maxAttempts = 3};
        task.provider = provider;
        const auto added =
            pool.run<QList<queue::Id>>([task](storage::Connection &c) { return queue::enqueue(c, {task}); }).result();
        if (!added)
            qFatal("%s", qPrintable(toLogString(added.error())));
        return added->constFirst();
    }
    queue::Task task(queue::Id id)
    {
        const auto shown =
            pool.run<queue::Task>([id](storage::Connection &c) { return queue::showTask(c, id); }).result();
        if (!shown)
            qFatal("%s", qPrintable(toLogString(shown.error())));
        return *shown;
    }
    QStringList outcomes(queue::Id id)
    {
        const auto attempts =
            pool.run<QList<queue::Attempt>>([id](storage::Connection &c) { return queue::attempts(c, id); }).result();
        QStringList list;
        for (const queue::Attempt &attempt : attempts.value_or(QList<queue::Attempt>()))
            list.prepend(attempt.outcome);
        return list;
    }
    QList<queue::WorkerInfo> workers()
    {
        const auto nodes =
            pool.run<QList<queue::NodeInfo>>([](storage::Connection &c) { return queue::listNodes(c, 30s); }).result();
        return nodes && !nodes->isEmpty() ? nodes->constFirst().workers : QList<queue::WorkerInfo>();
    }
    bool isCompleted(queue::Id id) { return task(id).state == queue::TaskState::Completed; }

    storage::Pool pool;
    std::shared_ptr<Theatre> theatre;
    QThread thread;
    work::Dispatcher *dispatcher = nullptr;
};

} // namespace

class tst_Supervision : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKilledWorkerHandsBackAndIsReplaced()
    {
        const test::TempDatabase temporary(u"sqlite"_s);
        Engine engine(temporary.config(), {1});
        const queue::Id id = engine.add(R"({"how":"hears"})");
        QTRY_COMPARE(engine.theatre->runsOf(id), 1);
        QMetaObject::invokeMethod(engine.dispatcher, [&engine] { engine.dispatcher->killWorker(1); });
        QTRY_VERIFY(engine.isCompleted(id)); // in the new one
        QCOMPARE(engine.outcomes(id), (QStringList{u"interrupted"_s, u"completed"_s}));
        QCOMPARE(engine.task(id).attempt, 1); // none was used up
        QCOMPARE(engine.stop(0s, 5s), 0);
    }
    void whatIsThrownEndsTheRunAlone_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QString>("code");
        QTest::addRow("exception") << QByteArray(R"({"how":"throws always"})") << u"job_threw"_s;
        QTest::addRow("out of memory") << QByteArray(R"({"how":"memory always"})") << u"job_out_of_memory"_s;
        QTest::addRow("no exception") << QByteArray(R"({"how":"number always"})") << u"job_threw"_s;
    }
    void whatIsThrownEndsTheRunAlone()
    {
        QFETCH(QByteArray, payload);
        const test::TempDatabase temporary(u"sqlite"_s);
        Engine engine(temporary.config(), {2});
        const queue::Id bad = engine.add(payload);
        const queue::Id good = engine.add("{}");
        QTRY_VERIFY(engine.task(bad).lastError.has_value());
        QTEST(engine.task(bad).lastError->code, "code");
        QTRY_VERIFY(engine.isCompleted(good));
        QCOMPARE(engine.stop(0s, 5s), 0);
    }

    void aBlockedWorkerIsReplacedAndItsTasksRunAgain_data() { test::databaseRows(); }
    void aBlockedWorkerIsReplacedAndItsTasksRunAgain()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        Engine engine(temporary.config(), {2});
        // Its neighbour on the same thread did nothing wrong and must not be lost with it.
        const queue::Id waits = engine.add(R"({"how":"waits"})", u"local:neighbour"_s);
        QTRY_COMPARE(engine.theatre->runsOf(waits), 1);
        const queue::Id blocks = engine.add(R"({"how":"blocks"})", u"local:shop"_s);
        QTRY_VERIFY_WITH_TIMEOUT(engine.isCompleted(blocks) && engine.isCompleted(waits), 20000);
        QCOMPARE(engine.theatre->runsOf(blocks), 2);
        QCOMPARE(engine.theatre->runsOf(waits), 2);
        QCOMPARE(engine.outcomes(blocks), (QStringList{u"rescued"_s, u"completed"_s}));
        QCOMPARE(engine.task(blocks).attempt, 1); // none burnt
        {
            const QMutexLocker locker(&engine.theatre->mutex);
            QVERIFY(engine.theatre->stopped.contains(u"local:shop"_s));
        }
        QTRY_COMPARE(engine.workers().constFirst().restarts, 1);
        // What it comes back to changes nothing: its lease is gone.
        engine.theatre->release.release();
        QCOMPARE(engine.stop(0s, 5s), 0);
        QCOMPARE(engine.outcomes(blocks), (QStringList{u"rescued"_s, u"completed"_s}));
    }

    void whatMayHaveBeenPublishedIsNotRepeated()
    {
        const test::TempDatabase temporary(u"sqlite"_s);
        Engine engine(temporary.config(), {1});
        const queue::Id blocks = engine.add(R"({"how":"commits blocks"})");
        QTRY_COMPARE_WITH_TIMEOUT(engine.task(blocks).outcomeUnknown, true, 20000);
        const queue::Id deaf = engine.add(R"({"how":"commits deaf"})");
        QTRY_COMPARE_WITH_TIMEOUT(engine.task(deaf).outcomeUnknown, true, 20000);
        const queue::Id throws = engine.add(R"({"how":"commits throws"})");
        QTRY_COMPARE_WITH_TIMEOUT(engine.task(throws).outcomeUnknown, true, 20000);
        for (const queue::Id id : {blocks, deaf, throws})
            QCOMPARE(engine.theatre->runsOf(id), 1);
    }

    /// Cancelled at its time-out, then its browser is stopped, then it is given up and its worker replaced.
    void aRunThatDoesNotHearItsTimeOutIsGivenUp()
    {
        const test::TempDatabase temporary(u"sqlite"_s);
        Engine engine(temporary.config(), {1});
        const queue::Id deaf = engine.add(R"({"how":"deaf"})", u"local:shop"_s);
        QTRY_COMPARE_WITH_TIMEOUT(engine.task(deaf).lastError ? engine.task(deaf).lastError->code : QString(),
                                  u"task_timeout"_s, 20000);
        {
            const QMutexLocker locker(&engine.theatre->mutex);
            QCOMPARE(engine.theatre->stopped, QStringList{u"local:shop"_s});
        }
        QTRY_COMPARE(engine.workers().constFirst().restarts, 1);
        QTRY_VERIFY_WITH_TIMEOUT(engine.isCompleted(deaf), 20000);
        QCOMPARE(engine.outcomes(deaf), (QStringList{u"failed"_s, u"completed"_s}));
    }

    void aWorkerThatIsReplacedTooOftenStaysDown()
    {
        const test::TempDatabase temporary(u"sqlite"_s);
        Engine engine(temporary.config(), {1, 1}, 2);
        // Each run blocks a worker; five of them are the poison limit.
        const queue::Id poison = engine.add(R"({"how":"blocks always"})");
        QTRY_COMPARE_WITH_TIMEOUT(engine.task(poison).state, queue::TaskState::Discarded, 30000);
        QCOMPARE(engine.task(poison).lastError->code, u"poison_task"_s);
        const queue::Id second = engine.add(R"({"how":"blocks always"})");
        const auto down = [&engine] {
            const QList<queue::WorkerInfo> workers = engine.workers();
            return std::count_if(workers.begin(), workers.end(),
                                 [](const queue::WorkerInfo &worker) { return worker.state == "down"_L1; });
        };
        QTRY_COMPARE_WITH_TIMEOUT(down(), 2, 30000);
        QTRY_COMPARE(engine.task(second).state, queue::TaskState::Available);
        const queue::Id waiting = engine.add("{}");
        const auto begins = [&] { return engine.task(waiting).state != queue::TaskState::Available; };
        QVERIFY(!QTest::qWaitFor(begins, 500));
    }

    void aRecycledWorkerIsReplacedOnceIdle()
    {
        const test::TempDatabase temporary(u"sqlite"_s);
        Engine engine(temporary.config(), {1});
        const queue::Id first = engine.add(R"({"how":"waits always"})");
        QTRY_COMPARE(engine.theatre->runsOf(first), 1);
        QMetaObject::invokeMethod(engine.dispatcher, [&engine] { engine.dispatcher->recycle(u"test-1/1"_s); });
        const queue::Id next = engine.add("{}");
        QTRY_VERIFY_WITH_TIMEOUT(engine.isCompleted(next), 20000); // after the first has timed out
        QCOMPARE(engine.workers().constFirst().restarts, 0);
        QTRY_VERIFY(engine.isCompleted(first));
    }

    void aDrainedWorkerGetsNothing()
    {
        const test::TempDatabase temporary(u"sqlite"_s);
        Engine engine(temporary.config(), {1, 1});
        QMetaObject::invokeMethod(engine.dispatcher, [&engine] { engine.dispatcher->drainWorker(1, true); });
        QTRY_COMPARE(engine.workers().value(0).state, u"drained"_s);
        for (int n = 0; n < 10; ++n)
            engine.add("{}");
        const queue::Id last = engine.add("{}");
        QTRY_VERIFY(engine.isCompleted(last));
        const auto workers = engine.pool
                                 .run<QList<QString>>([](storage::Connection &c) -> Result<QList<QString>> {
                                     const auto rows = c.query(u"select distinct worker from task_history"_s);
                                     QList<QString> names;
                                     for (const storage::Row &row : rows.value_or(storage::Rows()))
                                         names.append(row.front().toString());
                                     return names;
                                 })
                                 .result();
        QCOMPARE(*workers, QList<QString>{u"test-1/2"_s});
    }

    /// One budget: a deaf and a blocked run are handed back, and the stop does not wait for them.
    void aStopOutlastsWhatDoesNotEnd()
    {
        const test::TempDatabase temporary(u"sqlite"_s);
        Engine engine(temporary.config(), {1, 1});
        const queue::Id deaf = engine.add(R"({"how":"deaf"})", u"local:a"_s);
        QTRY_COMPARE(engine.theatre->runsOf(deaf), 1);
        const queue::Id blocks = engine.add(R"({"how":"blocks"})", u"local:b"_s);
        QTRY_COMPARE(engine.theatre->runsOf(blocks), 1);
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(engine.stop(0s, 300ms), 1);
        QVERIFY2(clock.elapsed() < 20'000, qPrintable(QString::number(clock.elapsed())));
        for (const queue::Id id : {deaf, blocks}) {
            QCOMPARE(engine.task(id).state, queue::TaskState::Available);
            QCOMPARE(engine.task(id).attempt, 0);
            QCOMPARE(engine.task(id).lastError->code, u"interrupted"_s);
        }
    }
};

QTEST_GUILESS_MAIN(tst_Supervision)
#include "tst_supervision.moc"
