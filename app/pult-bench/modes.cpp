// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "modes.h"

#include "benchnode.h"
#include "change.h"
#include "peakmemory.h"
#include "uimode.h"

#include <base/async.h>
#include <base/errortext.h>
#include <queue/taskstore.h>
#include <storage/migrations.h>

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>

#include <cstdio>
#include <functional>

namespace pult::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int failed = 1;
constexpr int enqueuedAtOnce = 1000;
constexpr auto producerLimit = 1h;

using MakeTask = std::function<queue::NewTask(int)>;

Result<std::unique_ptr<storage::Connection>> connect(const storage::DatabaseConfig &database)
{
    Result<std::unique_ptr<storage::Connection>> connection = storage::Connection::open(database, u"bench"_s);
    if (!connection)
        return connection;
    if (const Result<> migrated = storage::migrate(**connection); !migrated)
        return fail(migrated.error());
    return connection;
}

queue::NewTask plainTask(int)
{
    queue::NewTask task;
    task.kind = u"probe"_s;
    return task;
}

/// Priorities, three of ten scheduled within two seconds, one of ten failing once, one of five with one of 100 keys.
queue::NewTask mixedTask(int index)
{
    queue::NewTask task = plainTask(index);
    QRandomGenerator &random = *QRandomGenerator::global();
    task.priority = random.bounded(-100, 101);
    if (index % 10 < 3)
        task.runAt = localNow() + std::chrono::milliseconds(random.bounded(2000));
    if (index % 10 == 5)
        task.payload = QByteArrayLiteral(R"({"fails":true})");
    if (index % 5 == 4)
        task.exclusiveKey = u"bench:%1"_s.arg(random.bounded(100));
    return task;
}

/// Tasks a second.
Result<double> fill(storage::Connection &connection, int count, const MakeTask &make)
{
    const qint64 began = steadyMicros();
    for (int done = 0; done < count;) {
        QList<queue::NewTask> tasks;
        for (; done < count && tasks.size() < enqueuedAtOnce; ++done)
            tasks.append(make(done));
        if (const Result<QList<queue::Id>> stored = queue::enqueue(connection, tasks); !stored)
            return fail(stored.error());
    }
    return count * 1e6 / static_cast<double>(steadyMicros() - began);
}

/// Waits until nothing is left to do: every job ran and every end is written.
QCoro::Task<Result<>> waitUntilDone(const BenchNode &node, int tasks, storage::Connection &connection)
{
    CancelToken never;
    while (node.tally().done() < tasks)
        co_await sleepFor(1ms, never);
    for (;;) {
        const Result<storage::Rows> left = connection.query(
            u"select 1 where exists (select 1 from tasks where state = 'running') or exists (select 1 from tasks where "
            "state = 'available')"_s);
        if (!left)
            co_return fail(left.error());
        if (left->empty())
            co_return Result<>();
        co_await sleepFor(1ms, never);
    }
}

void print(QJsonObject line)
{
    line[u"peer"_s] = u"pult"_s;
    line[u"peak_rss_mb"_s] = peakMemoryMb();
    std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

QCoro::Task<Result<>> drain(Request request, storage::DatabaseConfig database, QString mode, MakeTask make)
{
    Result<std::unique_ptr<storage::Connection>> connection = connect(database);
    if (!connection)
        co_return fail(connection.error());
    const Result<double> enqueued = fill(**connection, request.tasks, make);
    if (!enqueued)
        co_return fail(enqueued.error());
    const qint64 began = steadyMicros();
    BenchNode node(database, request.concurrency);
    if (const Result<> started = node.start(); !started)
        co_return started;
    if (const Result<> done = co_await waitUntilDone(node, request.tasks, **connection); !done)
        co_return done;
    const double seconds = static_cast<double>(steadyMicros() - began) / 1e6;
    print({{u"mode"_s, mode},
           {u"tasks"_s, request.tasks},
           {u"enqueue_per_s"_s, qRound(*enqueued)},
           {u"drain_per_s"_s, qRound(request.tasks / seconds)}});
    co_return Result<>();
}

/// Evenly spaced tasks, each saying when its enqueue call began. One that comes late by this computer's fault does not
/// move the others.
QCoro::Task<Result<>> produce(Request request, storage::DatabaseConfig database)
{
    Result<std::unique_ptr<storage::Connection>> connection = connect(database);
    if (!connection)
        co_return fail(connection.error());
    CancelToken never;
    const qint64 began = steadyMicros();
    for (int n = 0; n < request.tasks; ++n) {
        queue::NewTask task = plainTask(n);
        task.payload = R"({"sent_us":)" + QByteArray::number(steadyMicros()) + R"(,"job_ms":)" +
                       QByteArray::number(request.jobMs) + '}';
        if (const Result<QList<queue::Id>> stored = queue::enqueue(**connection, {task}); !stored)
            co_return fail(stored.error());
        const qint64 next = began + (n + 1) * qint64{1'000'000} / request.rate;
        co_await sleepFor(std::chrono::milliseconds(std::max<qint64>(0, (next - steadyMicros()) / 1000)), never);
    }
    co_return Result<>();
}

QCoro::Task<Result<>> latency(Request request, storage::DatabaseConfig database, QString mode)
{
    Result<std::unique_ptr<storage::Connection>> connection = connect(database);
    if (!connection)
        co_return fail(connection.error());
    BenchNode node(database, request.concurrency);
    if (const Result<> started = node.start(); !started)
        co_return started;
    CancelToken never;
    co_await sleepFor(500ms, never); // as with the peers: the node has come to rest
    QProcess producer;
    producer.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    producer.start(QCoreApplication::applicationFilePath(),
                   {u"produce"_s, u"--tasks"_s, QString::number(request.tasks), u"--rate"_s,
                    QString::number(request.rate), u"--job-ms"_s, QString::number(request.jobMs)});
    if (!producer.waitForFinished(static_cast<int>(std::chrono::milliseconds(producerLimit).count())) ||
        producer.exitCode() != 0)
        co_return pult::fail(ErrorKind::Internal, "internal_error", {}, u"the producer did not end well"_s);
    if (const Result<> done = co_await waitUntilDone(node, request.tasks, **connection); !done)
        co_return done;
    const auto rounded = [](double ms) { return std::round(ms * 100) / 100; };
    QJsonObject line{{u"mode"_s, mode},
                     {u"tasks"_s, request.tasks},
                     {u"p50_ms"_s, rounded(node.tally().quantile(0.5))},
                     {u"p99_ms"_s, rounded(node.tally().quantile(0.99))}};
    if (request.mode == Mode::Steady)
        line[u"latest_ms"_s] = rounded(node.tally().quantile(1));
    print(line);
    co_return Result<>();
}

QCoro::Task<Result<>> measure(const Request &request, const storage::DatabaseConfig &database)
{
    switch (request.mode) {
    case Mode::Latency:
        return latency(request, database, u"latency"_s);
    case Mode::Steady:
        return latency(request, database, u"steady"_s);
    case Mode::Produce:
        return produce(request, database);
    case Mode::Mixed:
        return drain(request, database, u"mixed"_s, mixedTask);
    case Mode::Change:
        return change(request, database);
    case Mode::Drain:
    case Mode::Overhead: // has no database
    case Mode::Ui:       // waits for a program
        break;
    }
    return drain(request, database, u"drain"_s, plainTask);
}

} // namespace

int run(const Request &request, const storage::DatabaseConfig &database)
{
    const auto codeOf = [](const auto &measured, int code) {
        if (measured)
            return code;
        std::fprintf(stderr, "%s\n", qPrintable(toLogString(measured.error())));
        return failed;
    };
    if (request.mode == Mode::Ui) {
        const Result<int> measured = measureUi(request, database);
        return codeOf(measured, measured.value_or(failed));
    }
    return codeOf(QCoro::waitFor(measure(request, database)), 0);
}

} // namespace pult::bench
