// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browsersessions.h"

namespace pult::jobs {

using namespace Qt::StringLiterals;

namespace {

constexpr auto longestTurn = std::chrono::minutes(10);

QCoro::Task<Result<>> awaitTurn(net::OutsideShared *outside, std::chrono::milliseconds pause, QString host,
                                CancelToken &token)
{
    net::RateLimiter &limiter = outside->limiters.limiter(u"site:"_s + host);
    limiter.setLimit({1000.0 / double(pause.count()), 1, false});
    Result<net::RateLimiter::Ticket> turn = co_await limiter.wait(longestTurn, token);
    if (!turn)
        co_return fail(turn.error());
    turn->used();
    co_return Result<>{};
}

} // namespace

BrowserSessions::BrowserSessions(Config config) : m_config(std::move(config)) {}

BrowserSessions::~BrowserSessions() = default;

Result<browser::Provider *> BrowserSessions::provider(const QString &name)
{
    if (browser::Provider *const made = m_providers.value(name))
        return made;
    // Local browsers are always to be had; another provider only where the node was settled on it.
    if (name != "local"_L1 && name != m_config.provider.name)
        return fail(ErrorKind::Unavailable, "provider_not_here", {name});
    browser::ProviderConfig config = m_config.provider;
    config.name = name;
    Result<std::unique_ptr<browser::Provider>> provider = browser::makeProvider(config, *m_config.shared);
    if (!provider)
        return fail(provider.error());
    m_owned.push_back(std::move(*provider));
    m_providers.insert(name, m_owned.back().get());
    return m_owned.back().get();
}

decltype(browser::FlowOptions::pace) BrowserSessions::pace() const
{
    if (m_config.hostPause.count() <= 0)
        return {};
    return [outside = &m_config.shared->outside(), pause = m_config.hostPause](QString host, CancelToken &token) {
        return awaitTurn(outside, pause, std::move(host), token);
    };
}

} // namespace pult::jobs
