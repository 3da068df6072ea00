// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <queue/taskqueries.h>
#include <queue/taskstore.h>
#include <storage/pool.h>
#include <work/dispatcher.h>

#include <QHash>
#include <QMutex>
#include <QSet>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <chrono>
#include <optional>

namespace pult::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

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
        m_begun.insert(task, std::chrono::steady_clock::now());
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
    /// When its last run began.
    std::optional<std::chrono::steady_clock::time_point> begun(qint64 task) const
    {
        const QMutexLocker locker(&m_mutex);
        const auto found = m_begun.constFind(task);
        return found == m_begun.cend() ? std::nullopt : std::optional(*found);
    }

private:
    mutable QMutex m_mutex; // protects everything below
    int m_inside = 0;
    int m_most = 0;
    QSet<QString> m_threads;
    QList<qint64> m_order;
    QHash<qint64, std::chrono::steady_clock::time_point> m_begun;
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

} // namespace pult::test
