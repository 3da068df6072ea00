// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowjob.h"

#include "flowhistory.h"
#include "flowobserver.h"

#include <browser/cdpconnection.h>
#include <queue/batches.h>

#include <QtConcurrentRun>

namespace pult::jobs {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto databaseLimit = 60s;
constexpr auto diskLimit = 60s;
constexpr auto connectLimit = 30s;
constexpr auto stopLimit = 35s;
constexpr auto historyLimit = 5s;

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

/// Where the flow goes first, for a look whether its proxy answers.
QString firstTarget(const browser::Flow &flow)
{
    for (const browser::FlowStep &step : flow.steps) {
        const QUrl url(step.type == "navigate"_L1 ? step.json.value(u"url").toString() : QString());
        if (url.scheme() == "http"_L1 || url.scheme() == "https"_L1)
            return url.host() + u':' + QString::number(url.port(url.scheme() == "http"_L1 ? 80 : 443));
    }
    return {};
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

work::JobEnd endForStartFailure(const Preflight::Fault &fault)
{
    work::JobEnd end;
    end.error = fault.error;
    end.outcome = isTerminal(fault.error.kind) ? queue::Outcome::FailedForGood : queue::Outcome::Failed;
    if (fault.delay) {
        end.outcome = queue::Outcome::Snoozed;
        end.snooze = *fault.delay;
    }
    return end;
}

QCoro::Task<work::JobEnd> FlowJob::run(work::JobContext &context)
{
    context.progress(0, u"checking"_s);
    Result<Prepared> prepared = co_await prepare(context);
    if (!prepared) {
        const Error error = prepared.error();
        if (isTerminal(error.kind))
            co_return failedForGood(error);
        const QString provider = context.claimed().task.provider.section(u':', 0, 0);
        const Result<browser::Provider *> known = m_sessions.provider(provider);
        if (!known)
            co_return endForStartFailure({error, m_preflight.delayFor(error.code)});
        co_return endForFault(error.code + error.arguments.value(0), error, **known);
    }
    Preflight preflight(m_preflight, *prepared->provider);
    const std::optional<Preflight::Fault> fault =
        co_await preflight.check(prepared->profile, prepared->target, context.token());
    if (fault)
        co_return endForStartFailure(*fault);
    work::JobEnd end = co_await playInBrowser(std::move(*prepared), context);
    co_return end;
}

work::JobEnd FlowJob::endForFault(const QString &what, const Error &error, browser::Provider &provider)
{
    return endForStartFailure(Preflight(m_preflight, provider).judge(what, error));
}

QCoro::Task<Result<QByteArray>> FlowJob::flowOf(const queue::RunnableTask &task, work::JobContext &context)
{
    const QFuture<Result<QByteArray>> asked = m_pool.run<QByteArray>(
        [id = *task.batchId](storage::Connection &connection) { return queue::batchPayload(connection, id); });
    const Result<QByteArray> payload =
        co_await awaitFuture<QByteArray>(asked, databaseLimit, "database_timeout", &context.token());
    if (!payload)
        co_return fail(payload.error());
    co_return flowOfBatchPayload(*payload);
}

QCoro::Task<Result<FlowJob::Prepared>> FlowJob::prepare(work::JobContext &context)
{
    const queue::RunnableTask task = context.claimed().task;
    Result<FlowPayload> payload = readFlowPayload(task.kind, task.payload);
    if (!payload)
        co_return fail(payload.error());
    if (payload->flow.isEmpty() && task.batchId) {
        const Result<QByteArray> flow = co_await flowOf(task, context);
        if (!flow)
            co_return fail(flow.error());
        payload->flow = *flow;
    }

    const QFuture<Result<>> checked =
        QtConcurrent::run([media = payload->media, sizes = payload->mediaSizes,
                           roots = m_preflight.config().sharedMediaRoots] { return checkMedia(media, sizes, roots); });
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
    const QString target = firstTarget(*filled);
    co_return Prepared{std::move(*filled), *provider, payload->profile, flowKey(payload->flow), target};
}

/// For comparison only: that it could not be kept is no failure of the run.
QCoro::Task<> FlowJob::noteGoodRun(QString key, QByteArray steps, work::JobContext &context)
{
    const qint64 id = context.claimed().task.id;
    const QString provider = context.claimed().task.provider.section(u':', 0, 0);
    const QFuture<Result<>> noted = m_pool.run<void>(
        [=](storage::Connection &connection) { return queue::noteGoodRun(connection, key, provider, id, steps); });
    const Result<> done = co_await awaitFuture<void>(noted, historyLimit, "database_timeout", &context.token());
    if (!done)
        context.log(QtDebugMsg, u"step times not kept: "_s + toLogString(done.error()));
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
    const QString what = u"start of "_s + context.claimed().task.provider;
    if (endpoint) {
        m_preflight.arrived(what);
        browser::FlowRun run = co_await play(std::move(prepared.flow), *endpoint, context);
        end = endForRun(std::move(run));
    } else {
        end = endForFault(what, endpoint.error(), *prepared.provider);
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
    if (end.outcome == queue::Outcome::Completed)
        co_await noteGoodRun(prepared.key, end.steps, context);
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
