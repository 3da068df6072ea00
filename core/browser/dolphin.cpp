// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dolphin.h"

#include "browserrecord.h"
#include "dolphincloud.h"
#include "dolphinstart.h"

#include <base/coretr.h>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

/// Dolphin's ids are 64-bit numbers.
bool isDolphinId(const QString &id)
{
    bool ok = false;
    return id.toLongLong(&ok) > 0 && ok && QString::number(id.toLongLong()) == id;
}

} // namespace

Dolphin::Dolphin(DolphinConfig config, ProviderShared &shared, net::HttpClient &client)
    : m_config(std::move(config)), m_shared(shared), m_outside(client, shared.outside()),
      m_app(m_config, shared, m_outside)
{
}

QCoro::Task<Result<QList<Profile>>> Dolphin::profiles(CancelToken &token)
{
    if (m_config.token.isEmpty()) {
        Result<QList<Profile>> known = co_await runningProfiles(token);
        co_return known;
    }
    const QString base = m_config.cloudHost.isEmpty() ? QString::fromLatin1(dolphinCloudBase) : m_config.cloudHost;
    Result<QList<Profile>> listed = co_await listCloudProfiles(m_outside, base, m_config.token, token);
    if (!listed)
        co_return listed;
    // The cloud does not list what runs; the app does, if it is there.
    const Result<QList<Profile>> running = co_await runningProfiles(token);
    if (running) {
        for (Profile &profile : *listed)
            profile.running = std::any_of(running->cbegin(), running->cend(),
                                          [&profile](const Profile &other) { return other.id == profile.id; });
    }
    co_return listed;
}

QCoro::Task<Result<QList<Profile>>> Dolphin::runningProfiles(CancelToken &token)
{
    const Result<> located = co_await m_app.locate(token);
    if (!located)
        co_return fail(located.error());
    const Result<QStringList> ids = co_await m_app.running(token);
    if (!ids)
        co_return fail(ids.error());
    QList<Profile> profiles;
    for (const QString &id : *ids) {
        Profile profile;
        profile.id = id;
        profile.running = true;
        profile.note = CoreTr::tr("Only running profiles are known: there is no token for Dolphin's cloud.");
        profiles.append(profile);
    }
    co_return profiles;
}

QCoro::Task<Result<>> Dolphin::check(CancelToken &token)
{
    const Result<> ready = co_await m_app.ready(token);
    if (!ready)
        co_return ready;
    const Result<QStringList> answer = co_await m_app.running(token);
    co_return answer ? Result<>() : fail(answer.error());
}

QCoro::Task<Result<std::optional<ProxyAddress>>> Dolphin::proxyOf(QString profileId, CancelToken &token)
{
    if (m_config.token.isEmpty() || !isDolphinId(profileId))
        co_return std::optional<ProxyAddress>();
    const QString base = m_config.cloudHost.isEmpty() ? QString::fromLatin1(dolphinCloudBase) : m_config.cloudHost;
    Result<std::optional<ProxyAddress>> proxy =
        co_await cloudProxyOf(m_outside, base, m_config.token, profileId, token);
    co_return proxy;
}

QCoro::Task<Result<BrowserEndpoint>> Dolphin::start(QString profileId, StartOptions options, CancelToken &token)
{
    if (!isDolphinId(profileId))
        co_return fail(ErrorKind::Invalid, "dolphin_profile_invalid", {profileId});
    DolphinStart start(m_config, m_shared, m_app, profileId, std::move(options), token);
    Result<BrowserEndpoint> endpoint = co_await start.run();
    co_return endpoint;
}

QCoro::Task<Result<>> Dolphin::stop(QString profileId, CancelToken &token)
{
    if (!isDolphinId(profileId))
        co_return Result<>{}; // never was started
    const Result<> located = co_await m_app.locate(token, true);
    if (!located)
        co_return located;
    const Result<> stopped = co_await m_app.stop(profileId, 2, m_config.timings.stopTimeout, token);
    if (stopped)
        removeRecord(m_config.dataDir, name(), profileId);
    co_return stopped;
}

} // namespace pult::browser
