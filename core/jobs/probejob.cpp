// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probejob.h"

#include <queue/taskqueries.h>

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <cstdlib>
#include <new>
#include <stdexcept>
#include <thread>

namespace pult::jobs {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto limit = 60s;

/// One write() of one line: appends of several processes do not mix.
Result<> appendLine(const QString &path, const QByteArray &line)
{
    QFile file(path);
    if (!file.open(QIODevice::Append | QIODevice::Unbuffered) || file.write(line) != line.size())
        return fail(ErrorKind::Disk, "file_not_written", {path, file.errorString()});
    return {};
}

work::JobEnd failure(const QString &how)
{
    work::JobEnd end;
    end.outcome = how == "permanent"_L1 ? queue::Outcome::FailedForGood : queue::Outcome::Failed;
    end.error = Error{ErrorKind::Unavailable, u"probe_failed"_s, {how}, {}};
    return end;
}

work::JobEnd failed(const Error &error)
{
    work::JobEnd end;
    // A database that is away is no fault of the task.
    end.outcome = error.kind == ErrorKind::Database ? queue::Outcome::Interrupted : queue::Outcome::Failed;
    end.error = error;
    return end;
}

} // namespace

QCoro::Task<work::JobEnd> ProbeJob::run(work::JobContext &context)
{
    context.startTimeout();
    const QJsonObject payload = QJsonDocument::fromJson(context.claimed().task.payload).object();
    const QString path = payload[u"append_to"].toString();
    const Result<> started = co_await record(context, path, u"start"_s);
    if (!started)
        co_return failed(started.error());

    const QString commit = payload[u"commit"].toString();
    if (commit == "around"_L1) {
        const Result<> begun = co_await context.recordCommit(true, 1, true, {});
        if (!begun)
            co_return failed(begun.error());
    }
    const Result<> slept = co_await sleep(context, payload);
    if (!slept)
        co_return failed(slept.error());
    if (commit == "after"_L1) {
        const Result<> begun = co_await context.recordCommit(true, 1, true, {});
        if (!begun)
            co_return failed(begun.error());
    }
    if (!commit.isEmpty()) {
        const Result<> committed = co_await context.recordCommit(false, 1, true, {});
        if (!committed)
            co_return failed(committed.error());
    }

    const QString how = payload[u"fail"].toString();
    const bool fails = !how.isEmpty() && context.claimed().task.attempt <= payload[u"fail_times"].toInt(INT_MAX);
    if (fails && how == "crash"_L1)
        std::abort();
    if (fails && how == "throw"_L1)
        throw std::runtime_error("a probe threw");
    if (fails && how == "memory"_L1)
        throw std::bad_alloc();
    const Result<> ended = co_await record(context, path, u"end"_s);
    if (!ended)
        co_return failed(ended.error());
    if (fails)
        co_return failure(how);
    co_return work::JobEnd{};
}

QCoro::Task<Result<>> ProbeJob::sleep(work::JobContext &context, QJsonObject payload)
{
    const std::chrono::milliseconds time(payload[u"sleep_ms"].toInteger());
    const QString hang = payload[u"hang"].toString();
    if (hang == "block"_L1) {
        std::this_thread::sleep_for(time); // what a job must never do
        co_return Result<>{};
    }
    CancelToken deaf;
    Result<> slept = co_await sleepFor(time, hang == "deaf"_L1 ? deaf : context.token());
    const QString until = payload[u"until"].toString();
    while (slept && !until.isEmpty() && !QFileInfo::exists(until))
        slept = co_await sleepFor(20ms, context.token());
    co_return slept;
}

QCoro::Task<Result<>> ProbeJob::record(work::JobContext &context, QString path, QString event)
{
    if (path.isEmpty())
        co_return Result<>{};
    const queue::ClaimedTask claimed = context.claimed();
    const double now = double(toMicros(localNow())) / 1e6;
    const QJsonObject object{{u"event"_s, event},
                             {u"task"_s, claimed.task.id},
                             {u"attempt"_s, claimed.task.attempt},
                             {u"run_lease"_s, claimed.runLease},
                             {u"key"_s, claimed.task.exclusiveKey},
                             {u"node"_s, m_node},
                             {u"time"_s, now}};
    const QByteArray line = QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    const bool isEnd = event == "end"_L1;
    const QFuture<Result<>> written = m_pool.run<void>(
        [=, task = claimed.task.id, lease = claimed.runLease](storage::Connection &connection) -> Result<> {
            if (isEnd) {
                const Result<bool> held = queue::holdsLease(connection, task, lease);
                if (!held)
                    return fail(held.error());
                if (!*held)
                    return fail(ErrorKind::Conflict, "lease_lost");
            }
            return appendLine(path, line);
        });
    Result<> result = co_await awaitFuture<void>(written, limit, "database_timeout");
    co_return result;
}

} // namespace pult::jobs
