// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ratelimiter.h"

#include <base/backoff.h>
#include <base/breakerstate.h>

#include <algorithm>
#include <cmath>

namespace pult::net {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds firstRest = 1s;
constexpr std::chrono::milliseconds longestRest = 60s;
/// The turn may come earlier than reckoned, when somebody before gives up, perhaps on another thread.
constexpr std::chrono::milliseconds lookEvery = 100ms;
/// Waiting for allowances that somebody else has to fetch.
constexpr std::chrono::milliseconds allowanceLook = 20ms;
/// A window of a quota whose end moves by less is the same one.
constexpr auto sameWindow = 2s;

struct Preset
{
    const char *name;
    RateLimit limit;
};

/// Telegram: 30/s is what bots are told, 20/s is what they should count on; one budget per bot, so over all nodes.
/// Dolphin's cloud: 500 a minute per account. Dolphin's local API tells no figure: a 429 teaches it.
/// AdsPower: see adsPowerRateLimit; the least is what surely holds.
const std::array presets{
    Preset{dependency::telegram, {20, 20, true}},
    Preset{dependency::dolphinCloud, {500.0 / 60, 10, true}},
    Preset{dependency::adsPower, {2, 2, false}},
};

} // namespace

std::optional<RateLimit> presetRateLimit(const QString &name)
{
    for (const Preset &preset : presets) {
        if (name == QLatin1StringView(preset.name))
            return preset.limit;
    }
    return std::nullopt;
}

RateLimit adsPowerRateLimit(int profiles)
{
    const double perSecond = profiles <= 200 ? 2 : profiles <= 5000 ? 5 : 10;
    return {perSecond, perSecond, false};
}

RateLimiter::Ticket::~Ticket()
{
    if (m_limiter)
        m_limiter->leave(*this);
}

RateLimiter::RateLimiter(QString name, RateLimit limit, Now now, Draw draw)
    : m_name(std::move(name)), m_now(now ? std::move(now) : Now([] { return Clock::now(); })),
      m_draw(draw ? std::move(draw) : Draw(drawUnit)), m_limit(limit), m_tokens(limit.burst), m_filledAt(m_now())
{
}

RateLimit RateLimiter::limit() const
{
    const std::lock_guard lock(m_mutex);
    return m_limit;
}

void RateLimiter::setLimit(RateLimit limit)
{
    const Clock::time_point now = m_now();
    const std::lock_guard lock(m_mutex);
    refill(now);
    m_limit = limit;
    m_tokens = std::min(m_tokens, limit.burst);
}

void RateLimiter::refill(Clock::time_point now)
{
    // Threads read the clock before they wait for the mutex, so an earlier time may come after a later one: going
    // back to it would fill the time between them twice.
    if (now > m_filledAt) {
        const double seconds = std::chrono::duration<double>(now - m_filledAt).count();
        m_filledAt = now;
        if (!isFilled())
            m_tokens = std::min(m_limit.burst, m_tokens + seconds * m_limit.perSecond);
    }
    if (m_quota && now >= m_quotaUntil)
        m_quota.reset();
}

RateLimiter::Clock::time_point RateLimiter::closedUntil(Clock::time_point now) const
{
    Clock::time_point until = std::max(now, m_pausedUntil);
    if (m_quota && *m_quota <= 0)
        until = std::max(until, m_quotaUntil);
    return until;
}

/// How long until the bucket holds `needed` tokens.
RateLimiter::Ms RateLimiter::untilToken(Clock::time_point now, double needed) const
{
    const Ms closed = std::chrono::ceil<Ms>(closedUntil(now) - now);
    const double missing = needed - m_tokens;
    if (m_limit.perSecond <= 0 || missing <= 0)
        return closed;
    if (isFilled())
        return std::max(closed, allowanceLook);
    return std::max(closed, std::chrono::ceil<Ms>(std::chrono::duration<double>(missing / m_limit.perSecond)));
}

RateLimiter::Ticket RateLimiter::enter()
{
    Ticket ticket;
    {
        const std::lock_guard lock(m_mutex);
        ticket.m_limiter = this;
        ticket.m_number = ++m_lastNumber;
        m_queue.push_back(ticket.m_number);
    }
    advance(ticket);
    return ticket;
}

RateLimiter::Ms RateLimiter::advance(Ticket &ticket)
{
    if (ticket.m_passed)
        return Ms{0};
    const Clock::time_point now = m_now();
    const std::lock_guard lock(m_mutex);
    refill(now);
    const auto at = std::find(m_queue.begin(), m_queue.end(), ticket.m_number);
    const auto before = double(at - m_queue.begin());
    // Half a nanosecond's worth of a token is rounding.
    const Ms wait = untilToken(now, before + 1 - 1e-9);
    if (before > 0)
        return std::max(wait, Ms{1});
    if (wait > Ms{0})
        return wait;
    m_queue.pop_front();
    if (m_limit.perSecond > 0)
        m_tokens -= 1;
    if (m_quota)
        --*m_quota;
    ++m_passed;
    ticket.m_passed = true;
    return Ms{0};
}

void RateLimiter::leave(const Ticket &ticket)
{
    const Clock::time_point now = m_now();
    const std::lock_guard lock(m_mutex);
    if (!ticket.m_passed) {
        std::erase(m_queue, ticket.m_number);
        return;
    }
    refill(now);
    --m_passed;
    if (m_limit.perSecond > 0)
        m_tokens = std::min(m_limit.burst, m_tokens + 1);
    if (m_quota)
        ++*m_quota;
}

QCoro::Task<Result<RateLimiter::Ticket>> RateLimiter::wait(Ms patience, CancelToken &token)
{
    const Clock::time_point began = m_now();
    Ticket ticket = enter();
    for (Ms left = advance(ticket); left > Ms{0}; left = advance(ticket)) {
        const auto waited = std::chrono::duration_cast<Ms>(m_now() - began);
        if (waited + left > patience) {
            const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
            co_return fail(ErrorKind::Limited, "outside_limited", {QString::number(seconds), dependencyTitle(m_name)});
        }
        const Result<> slept = co_await sleepFor(std::min(left, lookEvery), token);
        if (!slept)
            co_return fail(slept.error());
    }
    co_return std::move(ticket);
}

void RateLimiter::refused(std::optional<Ms> wait)
{
    const Clock::time_point now = m_now();
    const std::lock_guard lock(m_mutex);
    ++m_throttled;
    // Those who were let go together are refused together: that is one overload, not several.
    const bool anew = now >= m_pausedUntil;
    Ms rest = wait.value_or(Ms{0});
    if (!wait) {
        m_refusals += anew ? 1 : 0;
        rest = std::max(firstRest, fullJitter(backoffCeiling(firstRest, longestRest, m_refusals), m_draw()));
    }
    refill(now);
    m_tokens = std::min(m_tokens, 1.0); // no burst right after
    m_pausedUntil = std::max(m_pausedUntil, now + rest);
}

void RateLimiter::told(const RateLimitAdvice &advice)
{
    const Clock::time_point now = m_now();
    const std::lock_guard lock(m_mutex);
    m_refusals = 0;
    if (!advice.remaining || !advice.reset || *advice.reset <= Ms{0})
        return;
    const Clock::time_point until = now + *advice.reset;
    if (m_quota && until < m_quotaUntil + sameWindow)
        m_quota = std::min(*m_quota, *advice.remaining);
    else
        m_quota = advice.remaining;
    m_quotaUntil = until;
}

void RateLimiter::setLeased(bool leased)
{
    const Clock::time_point now = m_now();
    const std::lock_guard lock(m_mutex);
    refill(now);
    m_leased = leased;
    if (isFilled())
        m_tokens = 0; // what is in the bucket was not given to this one
}

int RateLimiter::wanted()
{
    const Clock::time_point now = m_now();
    const std::lock_guard lock(m_mutex);
    if (!isFilled() || m_queue.empty() || closedUntil(now) > now)
        return 0;
    // What waits, but for no more than the next moment: what is asked for and not used lies idle.
    const double most = std::max(1.0, std::ceil(m_limit.perSecond / 4));
    return int(std::clamp(double(m_queue.size()) - m_tokens, 0.0, most));
}

void RateLimiter::grant(int tokens)
{
    const std::lock_guard lock(m_mutex);
    m_tokens += tokens;
}

int RateLimiter::takeBack()
{
    const std::lock_guard lock(m_mutex);
    if (!isFilled() || !m_queue.empty())
        return 0;
    const int whole = int(m_tokens);
    m_tokens -= whole;
    return whole;
}

LimiterSnapshot RateLimiter::snapshot()
{
    const Clock::time_point now = m_now();
    const std::lock_guard lock(m_mutex);
    refill(now);
    return {m_name, m_limit, m_tokens, int(m_queue.size()), untilToken(now, 1), m_passed, m_throttled};
}

LimiterRegistry::LimiterRegistry(RateLimiter::Now now, RateLimiter::Draw draw)
    : m_now(std::move(now)), m_draw(std::move(draw))
{
}

RateLimiter &LimiterRegistry::limiter(const QString &name)
{
    const std::lock_guard lock(m_mutex);
    if (RateLimiter *const known = m_limiters.value(name))
        return *known;
    m_owned.push_back(std::make_unique<RateLimiter>(name, presetRateLimit(name).value_or(RateLimit{}), m_now, m_draw));
    m_owned.back()->setLeased(m_leased);
    m_limiters.insert(name, m_owned.back().get());
    return *m_owned.back();
}

QList<RateLimiter *> LimiterRegistry::all() const
{
    const std::lock_guard lock(m_mutex);
    return m_limiters.values();
}

void LimiterRegistry::setLeased(bool leased)
{
    const std::lock_guard lock(m_mutex);
    m_leased = leased;
    for (const auto &limiter : m_owned)
        limiter->setLeased(leased);
}

} // namespace pult::net
