// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowjob.h"

#include "breakerwait.h"
#include "flowobserver.h"

#include <base/backoff.h>
#include <browser/cdpconnection.h>
#include <queue/batches.h>

#include <QRandomGenerator>
#include <QtConcurrentRun>

namespace pult::jobs {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto databaseLimit = 60s;
constexpr auto diskLimit = 60s;
constexpr auto connectLimit = 30s;
constexpr auto stopLimit = 35s;
constexpr auto providerAwayWait = 10s;

work::JobEnd failedForGood(Error error)
{
    work::JobEnd end;
    end.outcome = queue::Outcome::FailedForGood;
    end.error = std::move(error);
    return end;
}

bool isTerminal(ErrorKind kind)
{
    return kind == ErrorKind::Denied || kind == ErrorKind::NotFound || kind == ErrorKind::Invalid;
}

/// The provider's program or the database is away or asks for patience, or a person has the profile open.
bool waitsWithoutAnAttempt(ErrorKind kind)
{
    return kind == ErrorKind::Unavailable || kind == ErrorKind::Limited || kind == ErrorKind::Conflict ||
           kind == ErrorKind::Database;
}

work::JobEnd endForRun(browser::FlowRun run)
{
    work::JobEnd end;
    if (run.error) {
        // Whatever went wrong after the page was asked to commit, trying again could publish twice.
        end.outcome = run.commitBegun ? queue::Outcome::Unknown : queue::Outcome::Failed;
        end.error = std::move(run.error);
    }
    end.steps = std::move(run.steps);
    end.artifacts = std::move(run.artifacts);
    return end;
}

} // namespace

work::JobEnd endForStartFailure(const Error &error)
{
    work::JobEnd end;
    end.error = error;
    end.outcome = queue::Outcome::Failed;
    if (isTerminal(error.kind))
        end.outcome = queue::Outcome::FailedForGood;
    if (waitsWithoutAnAttempt(error.kind)) {
        std::chrono::milliseconds wait = providerAwayWait;
        if (error.kind == ErrorKind::Limited && !error.arguments.isEmpty())
            wait = std::max<std::chrono::milliseconds>(wait, std::chrono::seconds(error.arguments.first().toInt()));
        // Up to a tenth more, so that the tasks that wait for one program do not come back in one instant.
        wait += std::chrono::milliseconds(QRandomGenerator::global()->bounded(int(wait.count() / 10) + 1));
        end.outcome = queue::Outcome::Snoozed;
        end.snooze = breakerWait(error, drawUnit()).value_or(wait);
    }
    return end;
}

QCoro::Task<work::JobEnd> FlowJob::run(work::JobContext &context)
{
    context.progress(0, u"checking"_s);
    Result<Prepared> prepared = co_await prepare(context);
    if (!prepared) {
        const ErrorKind kind = prepared.error().kind;
        if (isTerminal(kind))
            co_return failedForGood(prepared.error());
        co_return endForStartFailure(prepared.error());
    }
    work::JobEnd end = co_await playInBrowser(std::move(*prepared), context);
    co_return end;
}

QCoro::Task<Result<FlowJob::Prepared>> FlowJob::prepare(work::JobContext &context)
{
    const queue::RunnableTask task = context.claimed().task;
    Result<FlowPayload> payload = readFlowPayload(task.kind, task.payload);
    if (!payload)
        co_return fail(payload.error());

    if (payload->flow.isEmpty() && task.batchId) {
        const QFuture<Result<queue::Batch>> asked = m_pool.run<queue::Batch>(
            [id = *task.batchId](storage::Connection &connection) { return queue::showBatch(connection, id); });
        const Result<queue::Batch> batch =
            co_await awaitFuture<queue::Batch>(asked, databaseLimit, "database_timeout", &context.token());
        if (!batch)
            co_return fail(batch.error());
        const Result<QByteArray> flow = flowOfBatch(*batch);
        if (!flow)
            co_return fail(flow.error());
        payload->flow = *flow;
    }

    const QFuture<Result<>> checked = QtConcurrent::run([media = payload->media] { return checkMedia(media); });
    const Result<> media = co_await awaitFuture<void>(checked, diskLimit, "disk_timeout", &context.token());
    if (!media)
        co_return fail(media.error());

    const Result<browser::Flow> parsed = browser::parseFlow(payload->flow);
    if (!parsed)
        co_return fail(parsed.error());
    Result<browser::Flow> filled = browser::fillFlow(*parsed, payload->variables);
    if (!filled)
        co_return fail(filled.error());
    const Result<browser::Provider *> provider = m_sessions.provider(task.provider.section(u':', 0, 0));
    if (!provider)
        co_return fail(provider.error());
    co_return Prepared{std::move(*filled), *provider, payload->profile};
}

QCoro::Task<work::JobEnd> FlowJob::playInBrowser(Prepared prepared, work::JobContext &context)
{
    context.progress(0, u"starting the browser"_s);
    browser::StartOptions options;
    options.headless = m_sessions.headless();
    options.stage = [&context](const QString &stage) {
        context.progress(0, stage);
        context.log(QtInfoMsg, stage);
    };
    const Result<browser::BrowserEndpoint> endpoint =
        co_await prepared.provider->start(prepared.profile, options, context.token());

    work::JobEnd end;
    if (endpoint) {
        browser::FlowRun run = co_await play(std::move(prepared.flow), *endpoint, context);
        end = endForRun(std::move(run));
    } else {
        end = endForStartFailure(endpoint.error());
    }

    // Its own token: a browser that this run opened is closed however the run ended.
    CancelToken closing;
    QTimer::singleShot(stopLimit, &closing, [&closing] {
        closing.cancel({ErrorKind::Timeout, u"browser_stop_timeout"_s, {}, {}});
    });
    if (endpoint || endpoint.error().kind == ErrorKind::Cancelled || endpoint.error().kind == ErrorKind::Timeout) {
        const Result<> stopped = co_await prepared.provider->stop(prepared.profile, closing);
        if (!stopped)
            context.log(QtWarningMsg, u"the browser was not stopped: "_s + toLogString(stopped.error()));
    }
    co_return end;
}

QCoro::Task<browser::FlowRun> FlowJob::play(browser::Flow flow, browser::BrowserEndpoint endpoint,
                                            work::JobContext &context)
{
    browser::CdpConnection connection;
    const Result<> opened = co_await connection.open(endpoint.webSocket, connectLimit, context.token());
    if (!opened) {
        browser::FlowRun run;
        run.error = opened.error();
        co_return run;
    }
    context.startTimeout();
    FlowObserver observer(context, int(flow.steps.size()));
    browser::FlowOptions options;
    options.pace = m_sessions.pace();
    browser::FlowRun run = co_await browser::playFlow(connection, std::move(flow), options, observer, context.token());
    connection.close();
    co_return run;
}

} // namespace pult::jobs
