// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outsidemetrics.h"

#include <base/breakerstate.h>

#include <array>

namespace pult::observe {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array allStates{BreakerState::Closed, BreakerState::Open, BreakerState::HalfOpen,
                               BreakerState::ForcedOpen, BreakerState::Disabled};
constexpr std::array dolphinOps{"login", "start", "stop", "running", "profiles", "proxy"};
constexpr std::array known{dependency::dolphin, dependency::dolphinCloud, dependency::telegram};

void setBreaker(Metrics &metrics, const QString &name, BreakerState state, qint64 notPermitted)
{
    for (const BreakerState one : allStates) {
        metrics
            .gauge("pult_breaker_state", "1 for the state that the circuit breaker is in.",
                   {{u"name"_s, name}, {u"state"_s, nameOf(one)}})
            .set(one == state ? 1 : 0);
    }
    metrics
        .counter("pult_breaker_not_permitted_total", "Calls that the circuit breaker turned away.", {{u"name"_s, name}})
        .raiseTo(double(notPermitted));
}

void setLimiter(Metrics &metrics, const net::LimiterSnapshot &limiter)
{
    metrics.gauge("pult_ratelimit_waiters", "Calls that wait for their turn.", {{u"name"_s, limiter.name}})
        .set(limiter.waiters);
    metrics.counter("pult_ratelimit_throttled_total", "Answers of 429.", {{u"name"_s, limiter.name}})
        .raiseTo(double(limiter.throttled));
}

/// Calls of the app and of its cloud by what they do.
void addDolphinTimes(Metrics &metrics, net::OutsideShared &outside)
{
    QHash<QString, HistogramHandle> times;
    for (const char *op : dolphinOps) {
        const QString name = QString::fromLatin1(op);
        times.insert(name, metrics.histogram("pult_dolphin_request_seconds", "Time of a call to Dolphin.",
                                             Buckets::Call, {{u"op"_s, name}}));
    }
    outside.timed = [times](const QString &called, const QString &op, std::chrono::nanoseconds time) {
        const auto found = times.constFind(op);
        if (found != times.cend() && called.startsWith(QLatin1StringView(dependency::dolphin)))
            found->observe(std::chrono::duration<double>(time).count());
    };
}

} // namespace

void addOutsideMetrics(Metrics &metrics, net::OutsideShared &outside)
{
    for (const char *name : known) {
        setBreaker(metrics, QString::fromLatin1(name), BreakerState::Closed, 0);
        net::LimiterSnapshot none;
        none.name = QString::fromLatin1(name);
        setLimiter(metrics, none);
    }
    addDolphinTimes(metrics, outside);
    metrics.addSource([&metrics, &outside] {
        const QList<net::BreakerSnapshot> breakers = outside.breakers.snapshots();
        for (const net::BreakerSnapshot &breaker : breakers)
            setBreaker(metrics, breaker.name, breaker.state, breaker.notPermitted);
        const QList<net::RateLimiter *> limiters = outside.limiters.all();
        for (net::RateLimiter *limiter : limiters)
            setLimiter(metrics, limiter->snapshot());
    });
}

} // namespace pult::observe
