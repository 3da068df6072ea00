// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outsideclient.h"

#include "logging.h"

#include <base/backoff.h>

#include <QUuid>

namespace pult::net {

using namespace Qt::StringLiterals;

namespace {

QString hostOf(const QUrl &url)
{
    return url.authority(QUrl::FullyEncoded).section(u'@', -1).toLower();
}

bool isTransient(const Result<HttpReply> &reply)
{
    if (!reply)
        return reply.error().kind == ErrorKind::Network || reply.error().kind == ErrorKind::Timeout;
    switch (reply->status) {
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
        return true;
    default:
        return false;
    }
}

RateLimitAdvice adviceOf(const HttpReply &reply)
{
    return readRateLimitHeaders(reply.headers, QDateTime::currentDateTimeUtc());
}

/// What the other side asked for before the next try; only where it refused.
std::optional<std::chrono::milliseconds> askedWait(const Result<HttpReply> &reply)
{
    if (!reply || (reply->status != 429 && reply->status != 503))
        return std::nullopt;
    return adviceOf(*reply).wait();
}

Error failureOf(const Result<HttpReply> &reply, const QString &host)
{
    if (!reply)
        return reply.error();
    return {ErrorKind::Unavailable, u"http_status"_s, {host, QString::number(reply->status)}, {}};
}

void learn(RateLimiter &limiter, const HttpReply &reply)
{
    const RateLimitAdvice advice = adviceOf(reply);
    if (reply.status == 429)
        limiter.refused(advice.wait());
    else
        limiter.told(advice);
}

void report(CircuitBreaker::Permit &permit, CallVerdict verdict, const Result<HttpReply> &reply, const QString &host)
{
    switch (verdict) {
    case CallVerdict::Well:
        permit.succeeded();
        break;
    case CallVerdict::Failing:
        permit.failed(failureOf(reply, host), askedWait(reply).value_or(std::chrono::milliseconds{0}));
        break;
    case CallVerdict::Silent:
        permit.release();
        break;
    }
}

/// Not a moment less: timers may be early.
QCoro::Task<Result<>> sleepAtLeast(std::chrono::milliseconds time, CancelToken &token)
{
    const auto until = std::chrono::steady_clock::now() + time;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            co_return Result<>{};
        const Result<> slept = co_await sleepFor(left, token);
        if (!slept)
            co_return slept;
    }
}

} // namespace

CallVerdict usualVerdict(const Result<HttpReply> &reply)
{
    if (reply)
        return reply->status == 429   ? CallVerdict::Silent
               : reply->status >= 500 ? CallVerdict::Failing
                                      : CallVerdict::Well;
    switch (reply.error().kind) {
    case ErrorKind::Network:
    case ErrorKind::Timeout:
        return CallVerdict::Failing;
    case ErrorKind::Limited: // too large: it did answer
        return CallVerdict::Well;
    default:
        return CallVerdict::Silent;
    }
}

OutsideClient::OutsideClient(HttpClient &client, OutsideShared &shared, Draw draw)
    : m_client(client), m_shared(shared), m_draw(draw ? std::move(draw) : Draw(drawUnit))
{
}

OutsideCall OutsideClient::call(QUrl url) const
{
    OutsideCall call;
    call.http.url = std::move(url);
    call.http.timeout = m_shared.timeout;
    return call;
}

QCoro::Task<Result<HttpReply>> OutsideClient::send(OutsideCall call, CancelToken &token)
{
    const QString host = hostOf(call.http.url);
    if (call.dependency.isEmpty())
        call.dependency = host;
    if (call.limiter.isEmpty())
        call.limiter = host;
    if (call.http.requestId.isEmpty())
        call.http.requestId = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
    for (int attempt = 1;; ++attempt) {
        Result<HttpReply> reply = co_await sendWithBearer(call, token);
        if (!isTransient(reply) || !call.http.repeatable)
            co_return reply;
        const auto wait = call.retry.waitAfter(attempt, m_draw(), askedWait(reply));
        if (!wait)
            co_return reply;
        qCInfo(lcNet).noquote() << u"trying again dependency=%1 attempt=%2 wait_ms=%3 request_id=%4 why=%5"_s.arg(
            call.dependency, QString::number(attempt + 1), QString::number(wait->count()),
            QString::fromLatin1(call.http.requestId), toLogString(failureOf(reply, host)));
        const Result<> slept = co_await sleepAtLeast(*wait, token);
        if (!slept)
            co_return fail(slept.error());
    }
}

QCoro::Task<Result<HttpReply>> OutsideClient::sendWithBearer(const OutsideCall &call, CancelToken &token)
{
    if (!call.bearer) {
        Result<HttpReply> plain = co_await sendOnce(call, token);
        co_return plain;
    }
    const Result<BearerToken::Value> bearer = co_await call.bearer->get(token);
    if (!bearer)
        co_return fail(bearer.error());
    OutsideCall signedCall = call;
    signedCall.http.headers.append({"Authorization", "Bearer " + bearer->text});
    Result<HttpReply> reply = co_await sendOnce(signedCall, token);
    // A 401 has done nothing, so even what must not happen twice may be sent again.
    if (!reply || reply->status != 401)
        co_return reply;
    const Result<BearerToken::Value> renewed = co_await call.bearer->renew(bearer->generation, token);
    if (!renewed)
        co_return fail(renewed.error());
    signedCall.http.headers.last().second = "Bearer " + renewed->text;
    reply = co_await sendOnce(signedCall, token);
    co_return reply;
}

QCoro::Task<Result<HttpReply>> OutsideClient::sendOnce(const OutsideCall &call, CancelToken &token)
{
    const QString host = hostOf(call.http.url);
    CircuitBreaker &breaker = m_shared.breakers.breaker(call.dependency);
    if (std::optional<Error> rejected = call.always ? std::nullopt : breaker.rejection())
        co_return fail(std::move(*rejected)); // before it waits for anything
    RateLimiter &limiter = m_shared.limiters.limiter(call.limiter);
    Result<RateLimiter::Ticket> ticket = co_await limiter.wait(call.retry.patience, token);
    if (!ticket)
        co_return fail(ticket.error());
    const Result<HostSlots::Place> place = co_await m_shared.hosts.enter(host, call.retry.patience, token);
    if (!place)
        co_return fail(place.error());
    const auto slowAfter = call.slowAfter.count() > 0 ? call.slowAfter : call.http.timeout / 2;
    Result<CircuitBreaker::Permit> permit = breaker.acquire(call.http.timeout, slowAfter);
    if (!permit && !call.always)
        co_return fail(permit.error());
    ticket->used();
    const auto begun = std::chrono::steady_clock::now();
    Result<HttpReply> reply = co_await m_client.send(call.http, token);
    if (m_shared.timed && !call.op.isEmpty())
        m_shared.timed(call.dependency, call.op, std::chrono::steady_clock::now() - begun);
    if (reply && call.learns)
        learn(limiter, *reply);
    if (permit) {
        // Who stopped waiting knows nothing, whatever the reason.
        const CallVerdict verdict = !reply && token.isCancelled() ? CallVerdict::Silent
                                    : call.verdict                ? call.verdict(reply)
                                                                  : usualVerdict(reply);
        report(*permit, verdict, reply, host);
    }
    co_return reply;
}

} // namespace pult::net
