// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <browser/provider.h>
#include <browser/startgate.h>

#include <QHash>

#include <mutex>

namespace pult::jobs {

/// What the checks of all workers of a node share: what was just found, since when something is away, and the limits.
/// Thread-safe.
class PreflightShared final
{
public:
    using Clock = std::chrono::steady_clock;
    struct Config
    {
        QString dataDir;
        QStringList sharedMediaRoots;
        qint64 leastFreeBytes = 0;                  ///< of the disk of `dataDir`
        std::chrono::milliseconds freshFor{3000};   ///< an answer serves whoever else asks
        std::chrono::milliseconds proxyLimit{5000}; ///< for a proxy's answer
        std::chrono::seconds proxyKnownFor{600};    ///< which proxy a profile has
        std::chrono::milliseconds firstDelay{5000}; ///< of a task that is put back
        std::chrono::milliseconds longestDelay{120000};
    };
    explicit PreflightShared(Config config);

    const Config &config() const { return m_config; }
    browser::StartGate &gate() { return m_gate; }

    /// What was found of `what` a moment ago.
    std::optional<Result<>> fresh(const QString &what) const;
    /// Keeps it. What was right before and is not now may come right again by itself (an update, a login that ran out):
    /// its error becomes one that is waited for.
    Result<> keep(const QString &what, Result<> found);

    /// How long to put back a task that waits for `what`: as long again as it has been away, between firstDelay and
    /// longestDelay, and up to a quarter more, so that they do not all come back at once.
    std::chrono::milliseconds delayFor(const QString &what);
    /// It is there (again).
    void arrived(const QString &what);

    using KnownProxy = std::optional<browser::ProxyAddress>;
    std::optional<KnownProxy> proxyOf(const QString &profile) const;
    /// `known` nullopt: it could not be found out; it is tried again after a while.
    void keepProxy(const QString &profile, const std::optional<KnownProxy> &known);
    bool mayAskForProxies() const;

private:
    struct Found
    {
        Clock::time_point at;
        Result<> result;
    };
    struct Proxy
    {
        Clock::time_point at;
        KnownProxy address;
    };
    const Config m_config;
    browser::StartGate m_gate;  ///< one asks, the others wait for the answer
    mutable std::mutex m_mutex; ///< protects everything below
    QHash<QString, Found> m_found;
    QHash<QString, bool> m_wasRight;
    QHash<QString, Clock::time_point> m_awaySince;
    QHash<QString, Proxy> m_proxies;
    Clock::time_point m_noProxiesUntil = Clock::time_point::min();
};

/// What must be right before a profile is started. A check that fails uses no attempt.
class Preflight final
{
public:
    Preflight(PreflightShared &shared, browser::Provider &provider) : m_shared(shared), m_provider(provider) {}

    /// A reason not to start. `delay`: put the task back for so long; nullopt: it can never be started so.
    struct Fault
    {
        Error error;
        std::optional<std::chrono::milliseconds> delay;
    };
    /// nullopt: go. `target`: host:port that the flow goes to first, for an HTTP proxy; empty: it goes nowhere.
    QCoro::Task<std::optional<Fault>> check(QString profile, QString target, CancelToken &token);
    /// The same for an error that the start itself, or something else before it, ran into.
    Fault judge(const QString &what, const Error &error) const;

private:
    QCoro::Task<Result<>> checkProvider(CancelToken &token);
    QCoro::Task<Result<>> checkProxyOf(QString profile, QString target, CancelToken &token);
    QCoro::Task<std::optional<browser::ProxyAddress>> proxyOf(QString profile, CancelToken &token);

    PreflightShared &m_shared;
    browser::Provider &m_provider;
};

} // namespace pult::jobs
