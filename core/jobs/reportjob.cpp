// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reportjob.h"

#include <queue/taskqueries.h>
#include <upkeep/scheduledreport.h>

#include <QDir>
#include <QJsonDocument>
#include <QtConcurrentRun>

#include <atomic>

namespace pult::jobs {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto clockLimit = 60s;
/// TASK_TIMEOUT_SECS ends it before.
constexpr auto reportLimit = 24h;

work::JobEnd failed(const Error &error)
{
    work::JobEnd end;
    end.outcome = error.kind == ErrorKind::Invalid    ? queue::Outcome::FailedForGood
                  : error.kind == ErrorKind::Database ? queue::Outcome::Interrupted
                                                      : queue::Outcome::Failed;
    end.error = error;
    return end;
}

Result<upkeep::ReportDone> write(storage::Pool &pool, const upkeep::ScheduledReport &report, TimePoint now,
                                 const std::atomic<bool> &given)
{
    if (!QDir().mkpath(report.folder))
        return fail(ErrorKind::Disk, "file_not_written", {report.folder, u"mkdir"_s});
    const upkeep::ReportRequest request = report.request(now);
    const QString path = QDir(report.folder).filePath(upkeep::reportFileName(request));
    Result<upkeep::ReportDone> done =
        upkeep::makeReport(pool, request, path, [&given](qint64) { return !given.load(); });
    if (done)
        upkeep::removeOldReports(report.folder, report.kind, report.format, report.keep);
    return done;
}

} // namespace

QCoro::Task<work::JobEnd> ReportJob::run(work::JobContext &context)
{
    context.startTimeout();
    const QByteArray payload = context.claimed().task.payload;
    const Result<upkeep::ScheduledReport> report = upkeep::scheduledReportFromPayload(payload);
    if (!report)
        co_return failed(report.error());
    const QFuture<Result<TimePoint>> asked =
        m_pool.run<TimePoint>([](storage::Connection &connection) { return queue::databaseNow(connection); });
    const Result<TimePoint> now =
        co_await awaitFuture<TimePoint>(asked, clockLimit, "database_timeout", &context.token());
    if (!now)
        co_return failed(now.error());

    // Shared, since the writing may go on for a page when this run has been cancelled.
    const auto givenUp = std::make_shared<std::atomic<bool>>(false);
    const QFuture<Result<upkeep::ReportDone>> writing = QtConcurrent::run(
        [pool = &m_pool, report = *report, now = *now, givenUp] { return write(*pool, report, now, *givenUp); });
    const Result<upkeep::ReportDone> done =
        co_await awaitFuture<upkeep::ReportDone>(writing, reportLimit, "database_timeout", &context.token());
    givenUp->store(true);
    if (!writing.isFinished()) {
        // It reads over the pool, which must not go before.
        const Result<upkeep::ReportDone> left =
            co_await awaitFuture<upkeep::ReportDone>(writing, clockLimit, "cancelled");
        Q_UNUSED(left)
    }
    if (!done)
        co_return failed(done.error());
    context.log(QtInfoMsg, u"report written rows=%1 bytes=%2"_s.arg(done->rows).arg(done->bytes));
    work::JobEnd end;
    end.output = QJsonDocument(QJsonObject{{u"file"_s, done->path}, {u"rows"_s, done->rows}, {u"bytes"_s, done->bytes}})
                     .toJson(QJsonDocument::Compact);
    co_return end;
}

} // namespace pult::jobs
