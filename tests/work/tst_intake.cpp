// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A real dispatcher whose guard sees what the test shows it: intake stops, says why, and resumes by itself.
#include <observe/databaselook.h>
#include <observe/resourceguard.h>
#include <observe/resourcemonitor.h>
#include <queue/taskqueries.h>
#include <queue/taskstore.h>
#include <queue/why.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>
#include <work/dispatcher.h>

#include <QTest>

#include <mutex>

using namespace pult;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Ends at once; what starts a browser waits until it is cancelled.
class PlainJob final : public work::Job
{
public:
    explicit PlainJob(bool waits) : m_waits(waits) {}
    QCoro::Task<work::JobEnd> run(work::JobContext &context) override
    {
        work::JobEnd end;
        if (m_waits) {
            const Result<> waited = co_await sleepFor(1h, context.token());
            if (!waited) {
                end.outcome = queue::Outcome::Failed;
                end.error = waited.error();
            }
        }
        co_return end;
    }

private:
    const bool m_waits;
};

/// Guard, monitor and dispatcher as a node has them, each on its thread; the sample is the test's.
class Engine final : public work::EngineObserver
{
public:
    Engine(const storage::DatabaseConfig &database, const observe::ResourceLimits &limits,
           const observe::ProfileCosts &costs, int capacity)
        : guard({u"office"_s, limits, {u"browser_flow"_s}, capacity}, costs), pool(database)
    {
        const Result<> started = pool.start();
        if (!started)
            qFatal("%s", qPrintable(toLogString(started.error())));
        m_sample.memoryMb = 100;
        m_sample.machineMb = 16'000;
        m_sample.machineFreeMb = 12'000;
        makeMonitor();
        makeDispatcher(capacity);
        for (QThread *thread : {&m_observeThread, &m_thread})
            thread->start();
        QMetaObject::invokeMethod(m_monitor, &observe::ResourceMonitor::start);
        QMetaObject::invokeMethod(m_dispatcher, &work::Dispatcher::start);
    }
    ~Engine() override
    {
        bool stopped = false;
        QObject context;
        QObject::connect(m_dispatcher, &work::Dispatcher::stopped, &context, [&stopped] { stopped = true; });
        QMetaObject::invokeMethod(m_dispatcher, [this] { m_dispatcher->stop(0ms); });
        if (!QTest::qWaitFor([&stopped] { return stopped; }, 30000))
            qFatal("the dispatcher does not stop");
        for (QThread *thread : {&m_observeThread, &m_thread}) {
            thread->quit();
            thread->wait();
        }
        pool.stop();
    }

    queue::Admission admission() override { return guard.admission(); }
    void describe(queue::NodeInfo &node) override { guard.describe(node); }
    bool begins(const queue::ClaimedTask &task) override
    {
        return guard.begins(task.runLease, task.task.kind, task.task.provider);
    }
    void ended(const QList<work::EndedRun> &runs) override
    {
        for (const work::EndedRun &run : runs)
            guard.ended(run.completion.runLease);
    }
    void returned(qint64 runLease) override { guard.ended(runLease); }
    void rescued(int) override {}

    void show(const std::function<void(observe::ResourceSample &)> &change)
    {
        const std::scoped_lock lock(m_mutex);
        change(m_sample);
    }
    queue::Id add(const QString &kind, const QString &profile = {}, int priority = 0)
    {
        const queue::NewTask task{.kind = kind, .priority = priority, .provider = profile};
        const auto added =
            pool.run<QList<queue::Id>>([task](storage::Connection &c) { return queue::enqueue(c, {task}); }).result();
        if (!added)
            qFatal("%s", qPrintable(toLogString(added.error())));
        return added->constFirst();
    }
    queue::TaskState state(queue::Id id)
    {
        const auto task =
            pool.run<queue::Task>([id](storage::Connection &c) { return queue::showTask(c, id); }).result();
        return task ? task->state : queue::TaskState::Draft;
    }
    QStringList why(queue::Id id)
    {
        const auto chain =
            pool.run<QList<queue::WhyLink>>([id](storage::Connection &c) { return queue::explainTask(c, id); })
                .result();
        QStringList codes;
        if (chain) {
            for (const queue::WaitReason &reason : chain->constFirst().reasons)
                codes.append(reason.code);
            sentence = queue::whySentence(*chain);
        }
        return codes;
    }

    observe::ResourceGuard guard;
    storage::Pool pool;
    QString sentence;

private:
    void makeMonitor()
    {
        observe::ResourceMonitor::Config config;
        config.interval = 50ms;
        config.look = [this]() -> std::optional<observe::ResourceSample> {
            const std::scoped_lock lock(m_mutex);
            return m_sample;
        };
        config.nextProfiles = [this] {
            return pool.run<QStringList>(
                [](storage::Connection &c) { return observe::nextProfiles(c, u"office"_s, {u"browser_flow"_s}); });
        };
        m_monitor = new observe::ResourceMonitor(config, guard);
        m_monitor->moveToThread(&m_observeThread);
        QObject::connect(&m_observeThread, &QThread::finished, m_monitor, &QObject::deleteLater);
    }
    void makeDispatcher(int capacity)
    {
        work::Dispatcher::Config config;
        config.node.id = u"office-1"_s;
        config.node.name = u"office"_s;
        config.node.sessionId = u"session-1"_s;
        config.node.queues = {u"*"_s};
        config.kinds = {u"browser_flow"_s, u"probe"_s};
        config.capacities = {capacity};
        config.observer = this;
        config.makeJobs = [] {
            return work::JobRegistry{{u"probe"_s, [] { return std::make_unique<PlainJob>(false); }},
                                     {u"browser_flow"_s, [] { return std::make_unique<PlainJob>(true); }}};
        };
        m_dispatcher = new work::Dispatcher(config, pool);
        m_dispatcher->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, m_dispatcher, &QObject::deleteLater);
        QObject::connect(m_monitor, &observe::ResourceMonitor::admissionChanged, m_dispatcher,
                         &work::Dispatcher::reconsider);
    }

    std::mutex m_mutex; // protects m_sample
    observe::ResourceSample m_sample;
    QThread m_thread;
    QThread m_observeThread;
    observe::ResourceMonitor *m_monitor = nullptr;
    work::Dispatcher *m_dispatcher = nullptr;
};

/// Over at once; how long a calm lasts is told with the guard's own tests.
observe::ResourceLimits promptLimits()
{
    observe::ResourceLimits limits;
    limits.calmTime = 0s;
    return limits;
}

} // namespace

class tst_Intake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // What is stopped is warned of in the log.
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!resources at their limits)"_s)); }

    void intakeStopsWithTheReasonAndResumes_data() { test::databaseRows(); }
    void intakeStopsWithTheReasonAndResumes()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        PULT_VERIFY_RESULT(temporary.made());
        Engine engine(temporary.config(), promptLimits(), {}, 2);
        const queue::Id first = engine.add(u"probe"_s);
        QTRY_COMPARE_WITH_TIMEOUT(engine.state(first), queue::TaskState::Completed, 20000);

        engine.show([](observe::ResourceSample &sample) { sample.memoryMb = 3000; });
        QTRY_COMPARE_WITH_TIMEOUT(engine.guard.admission().all, 0, 20000);
        const queue::Id second = engine.add(u"probe"_s);
        QTRY_COMPARE_WITH_TIMEOUT(engine.why(second), QStringList{u"node_memory"_s}, 20000);
        QVERIFY2(engine.sentence.contains(u"office takes no tasks: Pult uses 3000 MB of memory there, "
                                          "MEMORY_LIMIT_MB allows 2048"_s),
                 qPrintable(engine.sentence));
        QTest::qWait(1500); // longer than the dispatcher's own look for work
        QCOMPARE(engine.state(second), queue::TaskState::Available);

        engine.show([](observe::ResourceSample &sample) { sample.memoryMb = 500; });
        QTRY_COMPARE_WITH_TIMEOUT(engine.state(second), queue::TaskState::Completed, 20000);
    }

    void aProfileThatDoesNotFitWaitsWhileOthersPass_data() { test::databaseRows(); }
    void aProfileThatDoesNotFitWaitsWhileOthersPass()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        PULT_VERIFY_RESULT(temporary.made());
        observe::ProfileCosts costs;
        costs.learn(u"local:heavy"_s, 900, 20, 1);
        costs.learn(u"local:light"_s, 300, 20, 1);
        observe::ResourceLimits limits = promptLimits();
        limits.browserMemoryMb = 1000;
        Engine engine(temporary.config(), limits, costs, 4);
        const queue::Id light = engine.add(u"browser_flow"_s, u"local:light"_s);
        QTRY_COMPARE_WITH_TIMEOUT(engine.state(light), queue::TaskState::Running, 20000);
        engine.show([](observe::ResourceSample &sample) { sample.browsers = {{u"local:light"_s, 250, 10}}; });

        const queue::Id heavy = engine.add(u"browser_flow"_s, u"local:heavy"_s, 5);
        const queue::Id probe = engine.add(u"probe"_s, {}, -5);
        QTRY_COMPARE_WITH_TIMEOUT(engine.state(probe), queue::TaskState::Completed, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(engine.why(heavy), QStringList{u"no_room"_s}, 20000);
        QVERIFY2(engine.sentence.contains(u"office has no room for the next browser (local:heavy): it needs about "
                                          "900 MB"_s),
                 qPrintable(engine.sentence));
        QCOMPARE(engine.state(heavy), queue::TaskState::Available);

        // The other browser ends: there is room.
        const auto cancelled =
            engine.pool
                .run<qint64>([light](storage::Connection &c) {
                    return c.execute(u"update tasks set cancel_requested = 1 where id = ?"_s, {light});
                })
                .result();
        PULT_VERIFY_RESULT(cancelled);
        QTRY_VERIFY_WITH_TIMEOUT(engine.state(light) != queue::TaskState::Running, 30000);
        engine.show([](observe::ResourceSample &sample) { sample.browsers.clear(); });
        QTRY_COMPARE_WITH_TIMEOUT(engine.state(heavy), queue::TaskState::Running, 20000);
    }

    /// The race between the look and the claim: what was let in a moment ago counts at once.
    void manyAtOnceAreLetInOneByOne()
    {
        const test::TempDatabase temporary(u"postgresql"_s);
        PULT_VERIFY_RESULT(temporary.made());
        observe::ProfileCosts costs;
        for (int i = 0; i < 20; ++i)
            costs.learn(u"local:p%1"_s.arg(i), 400, 20, 1);
        observe::ResourceLimits limits = promptLimits();
        limits.browserMemoryMb = 1300;
        Engine engine(temporary.config(), limits, costs, 20);
        QList<queue::Id> ids;
        for (int i = 0; i < 20; ++i)
            ids.append(engine.add(u"browser_flow"_s, u"local:p%1"_s.arg(i)));
        const auto running = [&] {
            return std::count_if(ids.begin(), ids.end(),
                                 [&](queue::Id id) { return engine.state(id) == queue::TaskState::Running; });
        };
        QTRY_COMPARE_WITH_TIMEOUT(running(), 3, 20000);
        QTest::qWait(1500);
        QCOMPARE(running(), 3);
    }
};

QTEST_GUILESS_MAIN(tst_Intake)

#include "tst_intake.moc"
