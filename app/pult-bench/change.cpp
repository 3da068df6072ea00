// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "change.h"

#include "benchnode.h"

#include <base/async.h>
#include <queue/taskstore.h>

#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

namespace pult::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int changesOfTask = 3; ///< it comes, it starts, it ends
constexpr int atOnce = 25;
constexpr auto pace = 20ms;
constexpr int mostAtOnce = 1000;

/// Ahead of whatever waits in the database.
queue::NewTask urgentTask()
{
    queue::NewTask task;
    task.kind = u"probe"_s;
    task.provider = u"dolphin:1001"_s;
    task.priority = 100;
    return task;
}

} // namespace

QCoro::Task<Result<>> change(Request request, storage::DatabaseConfig database)
{
    Result<std::unique_ptr<storage::Connection>> connection = storage::Connection::open(database, u"change"_s);
    if (!connection)
        co_return fail(connection.error());
    BenchNode node(database, atOnce);
    if (const Result<> started = node.start(); !started)
        co_return started;
    CancelToken never;
    const qint64 began = steadyMicros();
    const qint64 over = began + request.seconds * 1'000'000LL;
    qint64 enqueued = 0;
    while (steadyMicros() < over) {
        const qint64 due = (steadyMicros() - began) * request.changes / changesOfTask / 1'000'000;
        const auto count = std::min<qint64>(due - enqueued, mostAtOnce);
        if (count > 0) {
            const QList<queue::NewTask> tasks(count, urgentTask());
            if (const Result<QList<queue::Id>> stored = queue::enqueue(**connection, tasks); !stored)
                co_return fail(stored.error());
            enqueued += count;
        }
        co_await sleepFor(pace, never);
    }
    // What has ended has also started.
    const double changes =
        static_cast<double>(enqueued) + (changesOfTask - 1) * static_cast<double>(node.tally().done());
    const double seconds = static_cast<double>(steadyMicros() - began) / 1e6;
    const QJsonObject line{{u"mode"_s, u"change"_s}, {u"changes_per_s"_s, qRound(changes / seconds)}};
    std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
    co_return Result<>();
}

} // namespace pult::bench
