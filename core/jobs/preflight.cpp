// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight.h"

#include "breakerwait.h"

#include <base/backoff.h>
#include <browser/proxycheck.h>

#include <QDir>
#include <QRandomGenerator>
#include <QStorageInfo>
#include <QtConcurrentRun>

#include <algorithm>

namespace pult::jobs {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto diskLimit = 10s;
constexpr auto proxiesPause = 300s; ///< after their owner did not tell them
constexpr qsizetype mostKept = 10'000;

bool isTerminal(ErrorKind kind)
{
    return kind == ErrorKind::Denied || kind == ErrorKind::NotFound || kind == ErrorKind::Invalid;
}

Result<> checkDisk(const QString &folder, qint64 least)
{
    const QStorageInfo disk(folder);
    // What cannot be asked is not known to be full.
    if (!disk.isValid() || disk.bytesAvailable() < 0 || disk.bytesAvailable() >= least)
        return {};
    const auto megabytes = [](qint64 bytes) { return QString::number(bytes / (1024 * 1024)); };
    return fail(ErrorKind::Unavailable, "disk_low",
                {QDir::toNativeSeparators(folder), megabytes(disk.bytesAvailable()), megabytes(least)});
}

/// Up to `share` more.
std::chrono::milliseconds withJitter(std::chrono::milliseconds time, double share)
{
    const double more = double(time.count()) * share * QRandomGenerator::global()->generateDouble();
    return time + std::chrono::milliseconds(qint64(more));
}

} // namespace

PreflightShared::PreflightShared(Config config) : m_config(std::move(config)), m_gate(1, 0ms, 10ms) {}

std::optional<Result<>> PreflightShared::fresh(const QString &what) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_found.constFind(what);
    if (found == m_found.cend() || Clock::now() - found->at >= m_config.freshFor)
        return std::nullopt;
    return found->result;
}

Result<> PreflightShared::keep(const QString &what, Result<> found)
{
    const std::lock_guard lock(m_mutex);
    if (found) {
        m_wasRight.insert(what, true);
    } else {
        Error error = found.error();
        if (!isTerminal(error.kind) || m_wasRight.contains(what)) {
            if (error.kind != ErrorKind::Limited)
                error.kind = ErrorKind::Unavailable;
        }
        found = fail(error);
    }
    if (m_found.size() >= mostKept)
        m_found.clear();
    m_found.insert(what, {Clock::now(), found});
    return found;
}

std::chrono::milliseconds PreflightShared::delayFor(const QString &what)
{
    const auto now = Clock::now();
    const std::lock_guard lock(m_mutex);
    if (m_awaySince.size() >= mostKept)
        m_awaySince.clear();
    if (!m_awaySince.contains(what))
        m_awaySince.insert(what, now);
    const auto away = std::chrono::duration_cast<std::chrono::milliseconds>(now - m_awaySince.value(what));
    return withJitter(std::clamp(away, m_config.firstDelay, m_config.longestDelay), 0.25);
}

void PreflightShared::arrived(const QString &what)
{
    const std::lock_guard lock(m_mutex);
    m_awaySince.remove(what);
}

std::optional<PreflightShared::KnownProxy> PreflightShared::proxyOf(const QString &profile) const
{
    const std::lock_guard lock(m_mutex);
    const auto known = m_proxies.constFind(profile);
    if (known == m_proxies.cend() || Clock::now() - known->at >= m_config.proxyKnownFor)
        return std::nullopt;
    return known->address;
}

void PreflightShared::keepProxy(const QString &profile, const std::optional<KnownProxy> &known)
{
    const std::lock_guard lock(m_mutex);
    if (!known) {
        m_noProxiesUntil = Clock::now() + proxiesPause;
        return;
    }
    if (m_proxies.size() >= mostKept)
        m_proxies.clear();
    m_proxies.insert(profile, {Clock::now(), *known});
}

bool PreflightShared::mayAskForProxies() const
{
    const std::lock_guard lock(m_mutex);
    return Clock::now() >= m_noProxiesUntil;
}

/// All workers share one question.
QCoro::Task<Result<>> Preflight::checkProvider(CancelToken &token)
{
    const QString what = m_provider.name();
    if (const std::optional<Result<>> known = m_shared.fresh(what))
        co_return *known;
    const Result<browser::StartGate::Permit> permit = co_await m_shared.gate().enter(token);
    if (!permit)
        co_return fail(permit.error());
    if (const std::optional<Result<>> known = m_shared.fresh(what)) // another was faster
        co_return *known;
    const Result<> found = co_await m_provider.check(token);
    if (token.isCancelled())
        co_return fail(token.reason());
    co_return m_shared.keep(what, found);
}

QCoro::Task<std::optional<browser::ProxyAddress>> Preflight::proxyOf(QString profile, CancelToken &token)
{
    const QString key = m_provider.name() + u':' + profile;
    if (const std::optional<PreflightShared::KnownProxy> known = m_shared.proxyOf(key))
        co_return *known;
    if (!m_shared.mayAskForProxies())
        co_return std::nullopt;
    const Result<std::optional<browser::ProxyAddress>> told = co_await m_provider.proxyOf(profile, token);
    if (token.isCancelled())
        co_return std::nullopt;
    // Whoever knows the proxies is away: the profile may be started all the same.
    if (!told) {
        m_shared.keepProxy(key, std::nullopt);
        co_return std::nullopt;
    }
    m_shared.keepProxy(key, std::optional<PreflightShared::KnownProxy>(*told));
    co_return *told;
}

QCoro::Task<Result<>> Preflight::checkProxyOf(QString profile, QString target, CancelToken &token)
{
    const std::optional<browser::ProxyAddress> proxy = co_await proxyOf(profile, token);
    if (!proxy)
        co_return Result<>{};
    // Profiles may share a computer and a port but not the login.
    const QString what = u"proxy:"_s + proxy->user + u'@' + proxy->address();
    if (const std::optional<Result<>> known = m_shared.fresh(what))
        co_return *known;
    const QString where = target.isEmpty() ? u"example.com:443"_s : target;
    const Result<> found = co_await browser::checkProxy(*proxy, where, m_shared.config().proxyLimit, token);
    if (token.isCancelled())
        co_return fail(token.reason());
    co_return m_shared.keep(what, found);
}

Preflight::Fault Preflight::judge(const QString &what, const Error &error) const
{
    if (const auto untilAsked = breakerWait(error, drawUnit()))
        return {error, untilAsked};
    // The provider's program or the database is away or asks for patience, or a person has the profile open.
    const bool passes = error.kind == ErrorKind::Unavailable || error.kind == ErrorKind::Limited ||
                        error.kind == ErrorKind::Conflict || error.kind == ErrorKind::Database;
    if (!passes)
        return {error, std::nullopt};
    std::chrono::milliseconds delay = m_shared.delayFor(what);
    if (error.kind == ErrorKind::Limited && !error.arguments.isEmpty())
        delay = std::max(delay, withJitter(std::chrono::seconds(error.arguments.first().toInt()), 0.1));
    return {error, delay};
}

QCoro::Task<std::optional<Preflight::Fault>> Preflight::check(QString profile, QString target, CancelToken &token)
{
    const QString provider = m_provider.name();
    const Result<> up = co_await checkProvider(token);
    if (!up)
        co_return judge(provider, up.error());
    m_shared.arrived(provider);

    const PreflightShared::Config &config = m_shared.config();
    const QFuture<Result<>> asked = QtConcurrent::run(
        [folder = config.dataDir, least = config.leastFreeBytes] { return checkDisk(folder, least); });
    const Result<> room = co_await awaitFuture<void>(asked, diskLimit, "disk_timeout", &token);
    if (!room)
        co_return judge(u"disk"_s, room.error());
    m_shared.arrived(u"disk"_s);

    const QString through = u"proxy of "_s + provider + u':' + profile;
    const Result<> proxy = co_await checkProxyOf(profile, target, token);
    if (!proxy)
        co_return judge(through, proxy.error());
    m_shared.arrived(through);
    co_return std::nullopt;
}

} // namespace pult::jobs
