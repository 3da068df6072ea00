// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "benchnode.h"

#include <base/async.h>
#include <queue/taskstore.h>

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSemaphore>
#include <QUuid>

#include <algorithm>
#include <cmath>

namespace pult::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int mostWorkers = 5; ///< WORKERS_COUNT's default

class CountingJob final : public work::Job
{
public:
    explicit CountingJob(Tally &tally) : m_tally(tally) {}

    QCoro::Task<work::JobEnd> run(work::JobContext &context) override
    {
        context.startTimeout();
        const queue::RunnableTask &task = context.claimed().task;
        work::JobEnd end;
        double waited = -1;
        std::chrono::milliseconds jobTime{0};
        if (task.payload.size() > 2) {
            const QJsonObject payload = QJsonDocument::fromJson(task.payload).object();
            if (const qint64 sent = payload[u"sent_us"_s].toInteger(); sent > 0)
                waited = static_cast<double>(steadyMicros() - sent) / 1000;
            jobTime = std::chrono::milliseconds(payload[u"job_ms"_s].toInteger());
            if (payload[u"fails"_s].toBool() && task.attempt == 1) {
                end.outcome = queue::Outcome::Failed;
                end.error = Error{ErrorKind::Unavailable, u"probe_failed"_s, {u"transient"_s}, {}};
                co_return end;
            }
        }
        if (jobTime > 0ms) {
            if (const Result<> slept = co_await sleepFor(jobTime, context.token()); !slept) {
                end.outcome = queue::Outcome::Failed;
                end.error = slept.error();
                co_return end;
            }
        }
        m_tally.note(waited);
        co_return end;
    }

private:
    Tally &m_tally;
};

QList<int> spread(int concurrency)
{
    const int workers = std::min(concurrency, mostWorkers);
    QList<int> capacities;
    for (int n = 0; n < workers; ++n)
        capacities.append(concurrency / workers + (n < concurrency % workers ? 1 : 0));
    return capacities;
}

} // namespace

qint64 steadyMicros()
{
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

double Tally::quantile(double quantile) const
{
    const std::scoped_lock lock(m_mutex);
    if (m_waits.empty())
        return 0;
    std::vector<double> sorted = m_waits;
    std::sort(sorted.begin(), sorted.end());
    const auto index = static_cast<std::size_t>(std::floor(quantile * static_cast<double>(sorted.size())));
    return sorted[std::min(sorted.size() - 1, index)];
}

BenchNode::BenchNode(const storage::DatabaseConfig &database, int concurrency)
    : m_pool(database), m_concurrency(concurrency)
{
    m_thread.setObjectName(u"dispatcher"_s);
}

work::Dispatcher::Config BenchNode::config(int concurrency) const
{
    work::Dispatcher::Config config;
    config.node.id = u"bench"_s;
    config.node.name = u"bench"_s;
    config.node.sessionId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    config.node.version = QStringLiteral(PULT_VERSION);
    config.node.queues = {u"*"_s};
    config.node.pid = static_cast<int>(QCoreApplication::applicationPid());
    config.kinds = {u"probe"_s};
    config.capacities = spread(concurrency);
    config.makeJobs = [tally = m_tally] {
        return work::JobRegistry{{u"probe"_s, [tally] { return std::make_unique<CountingJob>(*tally); }}};
    };
    return config;
}

Result<> BenchNode::start()
{
    if (const Result<> opened = m_pool.start(); !opened)
        return opened;
    m_dispatcher = new work::Dispatcher(config(m_concurrency), m_pool);
    m_dispatcher->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_dispatcher, &QObject::deleteLater);
    m_thread.start();
    QMetaObject::invokeMethod(m_dispatcher, &work::Dispatcher::start);
    return {};
}

BenchNode::~BenchNode()
{
    if (m_dispatcher) {
        QSemaphore stopped;
        QObject::connect(m_dispatcher, &work::Dispatcher::stopped, m_dispatcher, [&stopped] { stopped.release(); });
        QMetaObject::invokeMethod(m_dispatcher, [dispatcher = m_dispatcher] { dispatcher->stop(0ms); });
        stopped.acquire();
        m_thread.quit();
        m_thread.wait();
    }
    m_pool.stop();
}

} // namespace pult::bench
