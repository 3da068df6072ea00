// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dolphinstart.h"

#include "browserlog.h"
#include "devtoolsprobe.h"
#include "dolphinstarterror.h"

#include <base/coretr.h>

#include <QRandomGenerator>

namespace pult::browser {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int maxLockWaits = 3;
constexpr int maxInitRetries = 1;
constexpr int maxPortRestarts = 1;
constexpr int maxUnknowns = 1;        ///< undecided starts that are followed by another
constexpr auto giveUpStopLimit = 10s; ///< nobody waits long for a start that has failed

QString seconds(std::chrono::milliseconds time)
{
    return QString::number(std::chrono::ceil<std::chrono::seconds>(time).count());
}

Error unreadable(const StartAnswer &answer)
{
    return {ErrorKind::Network, u"dolphin_reply_unreadable"_s, {u"start"_s}, answer.text};
}

} // namespace

DolphinStart::DolphinStart(const DolphinConfig &config, ProviderShared &shared, DolphinApp &app, QString profileId,
                           StartOptions options, CancelToken &token)
    : m_config(config), m_shared(shared), m_app(app), m_profileId(std::move(profileId)), m_options(std::move(options)),
      m_token(token), m_record(config.dataDir, m_profileId, shared.session())
{
}

void DolphinStart::tell(const QString &stage) const
{
    qCInfo(lcBrowser, "dolphin_start profile=%s stage=\"%s\"", qUtf8Printable(m_profileId), qUtf8Printable(stage));
    if (m_options.stage)
        m_options.stage(stage);
}

QCoro::Task<Result<BrowserEndpoint>> DolphinStart::run()
{
    Result<BrowserEndpoint> result = co_await untilDecided();
    if (result)
        co_return result;
    if (m_mayRun) {
        CancelToken own; // the caller's may be what ended the start
        const Result<> stopped = co_await m_app.stop(m_profileId, 1, giveUpStopLimit, own);
        if (!stopped)
            co_return result; // the record stays: the next start or the next life of the node settles it
    }
    m_record.giveUp(!m_stopped && !m_mayRun);
    co_return result;
}

QCoro::Task<Result<BrowserEndpoint>> DolphinStart::untilDecided()
{
    const Result<> ready = co_await m_app.ready(m_token);
    if (!ready)
        co_return fail(ready.error());
    const Result<> open = checkPause();
    if (!open)
        co_return fail(open.error());
    const Result<> settled = co_await settleEarlierStart();
    if (!settled)
        co_return fail(settled.error());
    for (;;) {
        Result<net::HttpReply> reply = co_await sendStart();
        Step step = co_await judge(std::move(reply));
        if (step)
            co_return std::move(*step);
    }
}

/// Somebody was told to slow down: whoever comes now waits outside, without a place of a worker.
Result<> DolphinStart::checkPause() const
{
    const auto pause = m_shared.dolphinStarts.pausedFor();
    if (pause > 0ms)
        return fail(ErrorKind::Limited, "dolphin_limited", {seconds(pause)});
    return {};
}

/// A start of an earlier call or life that never got its answer may still be under way.
QCoro::Task<Result<>> DolphinStart::settleEarlierStart()
{
    if (!m_record.earlier() || !m_record.earlier()->starting)
        co_return Result<>{};
    const Result<QStringList> running = co_await m_app.running(m_token);
    if (!running && (m_token.isCancelled() || running.error().kind == ErrorKind::Unavailable))
        co_return fail(running.error());
    const auto age = std::chrono::seconds(m_record.earlier()->startedAt.secsTo(QDateTime::currentDateTimeUtc()));
    if (running && !running->contains(m_profileId) && age > m_options.deadline + m_config.timings.unknownWait)
        co_return Result<>{};
    tell(CoreTr::tr("settling an earlier start"));
    const Result<> stopped = co_await stopBrowser();
    if (!stopped)
        co_return stopped;
    const Result<> waited = co_await sleepFor(m_config.timings.unknownWait, m_token);
    co_return waited;
}

QCoro::Task<Result<net::HttpReply>> DolphinStart::sendStart()
{
    const Result<StartGate::Permit> permit = co_await m_shared.dolphinStarts.enter(m_token);
    if (!permit)
        co_return fail(permit.error());
    const Result<> saved = m_record.begin(!m_stopped);
    if (!saved)
        co_return fail(saved.error());
    tell(CoreTr::tr("starting the browser"));
    m_generation = m_shared.loginGeneration();
    m_mayRun = true;
    Result<net::HttpReply> reply =
        co_await m_app.api().start(m_profileId, m_options.headless, m_options.deadline, m_token);
    co_return reply;
}

QCoro::Task<DolphinStart::Step> DolphinStart::judge(Result<net::HttpReply> reply)
{
    if (!reply && !m_mayRun) // it was never sent
        co_return Step(fail(reply.error()));
    Step step;
    if (!reply && (m_token.isCancelled() || net::outcomeUnknown(reply.error()))) {
        step = co_await onUnknown(reply.error());
        co_return step;
    }
    m_mayRun = false;
    if (!reply)
        co_return Step(fail(m_app.judged(reply.error())));

    const StartAnswer answer = decodeStart(reply->status, reply->body);
    switch (answer.verdict) {
    case StartVerdict::Started:
        step = co_await onStarted(answer);
        break;
    case StartVerdict::Unreadable:
        step = co_await onUnknown(unreadable(answer));
        break;
    case StartVerdict::Duplicate:
        step = co_await onDuplicate();
        break;
    case StartVerdict::Unauthorized:
        step = co_await onUnauthorized(m_generation);
        break;
    case StartVerdict::TooMany:
        step = onTooMany(reply->header("Retry-After").toInt());
        break;
    case StartVerdict::FilesLocked:
        step = co_await retryAfterFailure(answer, ++m_locks <= maxLockWaits, lockedWait());
        break;
    case StartVerdict::InitConnection:
        step = co_await retryAfterFailure(answer, ++m_initFailures <= maxInitRetries, m_config.timings.initRetryWait);
        break;
    default:
        m_mayRun = answer.verdict == StartVerdict::NoAutomation;
        step = Step(fail(startError(answer, reply->status, m_profileId)));
        break;
    }
    co_return step;
}

QCoro::Task<DolphinStart::Step> DolphinStart::onStarted(StartAnswer answer)
{
    m_mayRun = true;
    const Result<> saved = m_record.answered(answer.port, answer.webSocketPath);
    if (!saved)
        co_return Step(fail(saved.error()));
    const Result<QUrl> webSocket = co_await awaitPort(answer.port);
    if (webSocket) {
        const Result<> kept = m_record.settled(*webSocket);
        if (!kept)
            co_return Step(fail(kept.error()));
        co_return Step(BrowserEndpoint{*webSocket, 0});
    }
    if (m_token.isCancelled())
        co_return Step(fail(m_token.reason()));
    if (++m_closedPorts > maxPortRestarts)
        co_return Step(fail(ErrorKind::Network, "dolphin_port_closed", {m_profileId, QString::number(answer.port)}));
    const Step step = co_await stopThenRetryAfter(m_config.timings.duplicateWaits.front());
    co_return step;
}

/// The app answers before the browser listens.
QCoro::Task<Result<QUrl>> DolphinStart::awaitPort(quint16 port)
{
    Result<QUrl> webSocket = fail(ErrorKind::Network, "devtools_silent", {QString::number(port)});
    for (const auto wait : m_config.timings.portWaits) {
        if (wait > 0ms) {
            tell(CoreTr::tr("waiting for the browser's port"));
            const Result<> waited = co_await sleepFor(wait, m_token);
            if (!waited)
                co_return fail(waited.error());
        }
        webSocket = co_await probeDevTools(port, m_config.timings.probeTimeout, m_token);
        if (webSocket || m_token.isCancelled())
            break;
    }
    co_return webSocket;
}

/// Time-out, or the connection went before the answer: the browser may be running, or about to.
QCoro::Task<DolphinStart::Step> DolphinStart::onUnknown(Error cause)
{
    m_mayRun = true;
    if (m_token.isCancelled())
        co_return Step(fail(m_token.reason()));
    if (++m_unknowns > maxUnknowns)
        co_return Step(fail(ErrorKind::Timeout, "dolphin_start_unknown", {m_profileId}, toLogString(cause)));
    tell(CoreTr::tr("no answer: asking what runs"));
    const Result<QStringList> running = co_await m_app.running(m_token);
    if (!running && (m_token.isCancelled() || running.error().kind == ErrorKind::Unavailable))
        co_return Step(fail(running.error()));
    qCInfo(lcBrowser, "dolphin_start_unknown profile=%s running=%s", qUtf8Printable(m_profileId),
           !running                         ? "unknown"
           : running->contains(m_profileId) ? "yes"
                                            : "no");
    // Also when it does not run (yet): a start may be on its way through the app.
    const Step step = co_await stopThenRetryAfter(m_config.timings.unknownWait);
    co_return step;
}

QCoro::Task<DolphinStart::Step> DolphinStart::onDuplicate()
{
    if (!m_stopped && m_record.earlier()) {
        const Result<BrowserEndpoint> endpoint = co_await reattach();
        if (endpoint || m_token.isCancelled())
            co_return Step(endpoint);
    }
    if (!m_stopped && !m_record.earlier() && !m_config.takeOverRunning)
        co_return Step(fail(ErrorKind::Conflict, "dolphin_profile_open", {m_profileId}));
    if (m_duplicates >= int(m_config.timings.duplicateWaits.size()))
        co_return Step(fail(ErrorKind::Conflict, "dolphin_profile_busy", {m_profileId}));
    const Step step = co_await stopThenRetryAfter(m_config.timings.duplicateWaits.at(std::size_t(m_duplicates++)));
    co_return step;
}

/// The browser that we started before, if it is the same one still.
QCoro::Task<Result<BrowserEndpoint>> DolphinStart::reattach()
{
    const QString expected = m_record.earlier()->webSocketPath;
    Result<QUrl> webSocket = fail(ErrorKind::NotFound, "devtools_silent", {QString::number(m_record.earlier()->port)});
    if (m_record.earlier()->port != 0)
        webSocket = co_await probeDevTools(m_record.earlier()->port, m_config.timings.probeTimeout, m_token);
    if (m_token.isCancelled())
        co_return fail(m_token.reason());
    if (!webSocket || (!expected.isEmpty() && webSocket->path() != expected))
        co_return fail(ErrorKind::NotFound, "devtools_silent", {QString::number(m_record.earlier()->port)});
    tell(CoreTr::tr("it runs already: taken up again"));
    const Result<> kept = m_record.settled(*webSocket);
    if (!kept)
        co_return fail(kept.error());
    co_return BrowserEndpoint{*webSocket, 0};
}

QCoro::Task<DolphinStart::Step> DolphinStart::onUnauthorized(quint64 generation)
{
    if (m_loggedInAgain)
        co_return Step(fail(ErrorKind::Denied, "dolphin_token_invalid"));
    m_loggedInAgain = true;
    const Result<> again = co_await m_app.loginAgain(generation, m_token);
    if (!again)
        co_return Step(fail(again.error()));
    co_return Step();
}

DolphinStart::Step DolphinStart::onTooMany(int retryAfterSeconds)
{
    const auto wait = std::max<std::chrono::milliseconds>(m_config.timings.backOff,
                                                          std::chrono::seconds(std::clamp(retryAfterSeconds, 0, 3600)));
    m_shared.dolphinStarts.slowDown(wait, m_config.timings.recovery);
    return Step(fail(ErrorKind::Limited, "dolphin_limited", {seconds(wait)}));
}

std::chrono::milliseconds DolphinStart::lockedWait() const
{
    const auto [least, most] = std::pair(m_config.timings.lockedWaitMin, m_config.timings.lockedWaitMax);
    return least + std::chrono::milliseconds(QRandomGenerator::global()->bounded(qint64((most - least).count()) + 1));
}

QCoro::Task<DolphinStart::Step> DolphinStart::retryAfterFailure(StartAnswer answer, bool again,
                                                                std::chrono::milliseconds wait)
{
    if (!again)
        co_return Step(fail(startError(answer, 500, m_profileId)));
    const Step step = co_await retryAfter(wait);
    co_return step;
}

QCoro::Task<DolphinStart::Step> DolphinStart::retryAfter(std::chrono::milliseconds wait)
{
    tell(CoreTr::tr("starting again in %1 s").arg(seconds(wait)));
    const Result<> waited = co_await sleepFor(wait, m_token);
    if (!waited)
        co_return Step(fail(waited.error()));
    const Result<> open = checkPause();
    if (!open)
        co_return Step(fail(open.error()));
    co_return Step();
}

QCoro::Task<DolphinStart::Step> DolphinStart::stopThenRetryAfter(std::chrono::milliseconds wait)
{
    tell(CoreTr::tr("stopping it first"));
    const Result<> stopped = co_await stopBrowser();
    if (!stopped)
        co_return Step(fail(stopped.error()));
    const Step step = co_await retryAfter(wait);
    co_return step;
}

QCoro::Task<Result<>> DolphinStart::stopBrowser()
{
    const Result<> stopped = co_await m_app.stop(m_profileId, 2, m_config.timings.stopTimeout, m_token);
    if (stopped) {
        m_mayRun = false;
        m_stopped = true;
    }
    co_return stopped;
}

} // namespace pult::browser
