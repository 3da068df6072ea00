// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ratelimitheaders.h"

#include <base/async.h>

#include <QHash>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace pult::net {

/// How fast one may ask, and whose the budget is.
struct RateLimit
{
    double perSecond = 0; ///< 0: as fast as one likes, until told otherwise by a 429
    double burst = 1;     ///< tokens that gather while nobody asks
    bool shared = false;  ///< one budget over all nodes: tokens come from allowances only
    bool operator==(const RateLimit &) const = default;
};

/// The limits of APIs as their makers tell them; rows of one table. nullopt: none known, a 429 will teach it.
std::optional<RateLimit> presetRateLimit(const QString &name);
/// AdsPower's depends on how many profiles the account has.
RateLimit adsPowerRateLimit(int profiles);

/// A limiter as it stands, for those who show it.
struct LimiterSnapshot
{
    QString name;
    RateLimit limit;
    double tokens = 0;
    int waiters = 0;
    std::chrono::milliseconds nextIn{0}; ///< until the first of them, or the next to come, may go
    qint64 passed = 0;
    qint64 throttled = 0; ///< answers of 429
};

/// A token bucket: who asks gets a token or waits for one, in the order they came. Learns from what servers answer.
/// Thread-safe; its time is monotonic.
class RateLimiter final
{
public:
    using Clock = std::chrono::steady_clock;
    using Now = std::function<Clock::time_point()>;
    using Draw = std::function<double()>;
    using Ms = std::chrono::milliseconds;

    /// A place in the queue or, once it may go, a token. Given back when it goes unused.
    class Ticket final
    {
    public:
        Ticket() = default;
        Ticket(Ticket &&other) noexcept
            : m_limiter(std::exchange(other.m_limiter, nullptr)), m_number(other.m_number), m_passed(other.m_passed)
        {
        }
        Ticket &operator=(Ticket &&other) noexcept
        {
            std::swap(m_limiter, other.m_limiter);
            std::swap(m_number, other.m_number);
            std::swap(m_passed, other.m_passed);
            return *this;
        }
        ~Ticket();
        bool mayGo() const { return m_passed; }
        /// The request has left: the token is used up.
        void used() { m_limiter = nullptr; }

    private:
        friend class RateLimiter;
        RateLimiter *m_limiter = nullptr;
        quint64 m_number = 0;
        bool m_passed = false;
    };

    explicit RateLimiter(QString name, RateLimit limit = {}, Now now = {}, Draw draw = {});
    RateLimiter(const RateLimiter &) = delete;
    RateLimiter &operator=(const RateLimiter &) = delete;

    const QString &name() const { return m_name; }
    RateLimit limit() const;
    void setLimit(RateLimit limit);

    /// Takes a place in the queue, and a token with it if it is one's turn already.
    Ticket enter();
    /// Tries again; how long until it is worth trying once more. 0: it may go.
    Ms advance(Ticket &ticket);
    /// Waits for its turn. Errors: outside_limited(seconds, name) when that would take longer than `patience`; the
    /// token's.
    QCoro::Task<Result<Ticket>> wait(Ms patience, CancelToken &token);

    /// A 429: nobody goes for `wait`; without one, for a time that grows with every further 429.
    void refused(std::optional<Ms> wait);
    /// What an answer that was none said about the rest of its quota.
    void told(const RateLimitAdvice &advice);

    // Shared budgets: whoever leases allowances fills the bucket.
    /// False (as it begins): a shared limit is kept by this process alone.
    void setLeased(bool leased);
    /// Tokens worth asking for now; 0 when nobody waits.
    int wanted();
    void grant(int tokens);
    /// Tokens that nobody used; they are no longer this limiter's.
    int takeBack();

    LimiterSnapshot snapshot();

private:
    bool isFilled() const { return m_limit.shared && m_leased; } ///< by somebody else
    void refill(Clock::time_point now);
    Ms untilToken(Clock::time_point now, double needed) const;
    Clock::time_point closedUntil(Clock::time_point now) const;
    void leave(const Ticket &ticket);

    const QString m_name;
    const Now m_now;
    const Draw m_draw;
    mutable std::mutex m_mutex; ///< protects everything below
    RateLimit m_limit;
    bool m_leased = false;
    double m_tokens = 0;
    Clock::time_point m_filledAt{};
    std::deque<quint64> m_queue;
    quint64 m_lastNumber = 0;
    Clock::time_point m_pausedUntil = Clock::time_point::min();
    int m_refusals = 0;               ///< in a row, without a word how long
    std::optional<qint64> m_quota;    ///< requests that may go before …
    Clock::time_point m_quotaUntil{}; ///< … this
    qint64 m_passed = 0;
    qint64 m_throttled = 0;
};

/// The limiters of this process by name, made when first asked for; they live as long as this. Thread-safe.
class LimiterRegistry final
{
public:
    explicit LimiterRegistry(RateLimiter::Now now = {}, RateLimiter::Draw draw = {});
    /// With its preset, if there is one.
    RateLimiter &limiter(const QString &name);
    QList<RateLimiter *> all() const;
    /// Of all limiters, those to come too.
    void setLeased(bool leased);

private:
    const RateLimiter::Now m_now;
    const RateLimiter::Draw m_draw;
    mutable std::mutex m_mutex; ///< protects everything below
    bool m_leased = false;
    QHash<QString, RateLimiter *> m_limiters;
    std::vector<std::unique_ptr<RateLimiter>> m_owned;
};

} // namespace pult::net
