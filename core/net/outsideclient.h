// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bearertoken.h"
#include "breakerregistry.h"
#include "hostslots.h"
#include "httpclient.h"
#include "ratelimiter.h"
#include "retrypolicy.h"

#include <functional>

namespace pult::net {

/// What all calls of a process to the outside share. One per process (a node, or a program that asks on its own), made
/// before the first client and destroyed after the last. Thread-safe.
struct OutsideShared
{
    explicit OutsideShared(BreakerPolicy policy = {}, std::chrono::milliseconds limit = defaultHttpTimeout)
        : timeout(limit), breakers(policy)
    {
    }
    const std::chrono::milliseconds timeout; ///< HTTP_TIMEOUT_SECS: of calls that name none of their own
    BreakerRegistry breakers;
    LimiterRegistry limiters;
    HostSlots hosts;
    /// Told how long each call took that says what it is (OutsideCall::op), on the caller's thread. Set before the
    /// first client is made.
    std::function<void(const QString &dependency, const QString &op, std::chrono::nanoseconds time)> timed;
};

/// What a call's end says about its dependency.
enum class CallVerdict {
    Well,    ///< it answered, whatever the answer
    Failing, ///< refused, reset, timed out, 5xx
    Silent,  ///< says nothing about it: cancelled, 429
};
/// As above, for dependencies without a table of their own.
CallVerdict usualVerdict(const Result<HttpReply> &reply);

/// What is to be sent, and how carefully.
struct OutsideCall
{
    HttpCall http;
    /// The breaker it stands behind; empty: that of its host.
    QString dependency;
    /// The limiter it waits for; empty: that of its host.
    QString limiter;
    /// What the call does, for those who measure; one of a few words.
    QString op;
    /// What the caller marks repeatable says so with RetryPolicy::standard(); `http.repeatable` false forbids it.
    RetryPolicy retry;
    /// The provider classifies first; empty: usualVerdict.
    std::function<CallVerdict(const Result<HttpReply> &)> verdict;
    BearerToken *bearer = nullptr; ///< renewed once when it is refused with 401
    bool always = false;           ///< what cleans up is sent even while the breaker is open
    bool learns = true;            ///< false: what a 429 means is the provider's own to say
    /// A slower answer counts as slow; 0: half of the call's time-out.
    std::chrono::milliseconds slowAfter{0};
};

/// The client for every outside call: a breaker per dependency, a budget per API, at most ten requests at once per host
/// over all threads, repetition where it is allowed. Thread-affine as its HttpClient; what it learns is shared.
class OutsideClient final
{
public:
    using Draw = std::function<double()>;
    OutsideClient(HttpClient &client, OutsideShared &shared, Draw draw = {});

    /// A call to `url` with the usual time-out.
    OutsideCall call(QUrl url) const;

    /// The last answer, of any status. Errors: HttpClient::send's; breaker_open(title, seconds, spread, name);
    /// outside_limited(seconds, title); outside_busy(seconds, host); the bearer's; the token's.
    QCoro::Task<Result<HttpReply>> send(OutsideCall call, CancelToken &token);

    OutsideShared &shared() { return m_shared; }
    HttpClient &plain() { return m_client; }

private:
    QCoro::Task<Result<HttpReply>> sendOnce(const OutsideCall &call, CancelToken &token);
    QCoro::Task<Result<HttpReply>> sendWithBearer(const OutsideCall &call, CancelToken &token);

    HttpClient &m_client;
    OutsideShared &m_shared;
    const Draw m_draw;
};

} // namespace pult::net
