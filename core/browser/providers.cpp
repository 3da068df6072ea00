// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers.h"

#include "dolphin.h"
#include "localchrome.h"

#include <net/httpclient.h>

#include <QNetworkAccessManager>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

/// Dolphin with the network that it was made with, destroyed in this order.
class DolphinWithNetwork final : public Provider
{
public:
    DolphinWithNetwork(QNetworkAccessManager *network, DolphinConfig config, ProviderShared &shared)
        : m_owned(network ? nullptr : net::makeNetworkManager()), m_client(network ? *network : *m_owned),
          m_inner(std::move(config), shared, m_client)
    {
    }

    QString name() const override { return m_inner.name(); }
    QCoro::Task<Result<QList<Profile>>> profiles(CancelToken &token) override { return m_inner.profiles(token); }
    QCoro::Task<Result<>> check(CancelToken &token) override { return m_inner.check(token); }
    QCoro::Task<Result<std::optional<ProxyAddress>>> proxyOf(QString profileId, CancelToken &token) override
    {
        return m_inner.proxyOf(std::move(profileId), token);
    }
    QCoro::Task<Result<BrowserEndpoint>> start(QString profileId, StartOptions options, CancelToken &token) override
    {
        return m_inner.start(std::move(profileId), std::move(options), token);
    }
    QCoro::Task<Result<>> stop(QString profileId, CancelToken &token) override
    {
        return m_inner.stop(std::move(profileId), token);
    }

private:
    std::unique_ptr<QNetworkAccessManager> m_owned;
    net::HttpClient m_client;
    Dolphin m_inner;
};

} // namespace

Result<QString> settleProvider(const QString &setting, bool dolphinHostSet, bool dolphinTokenSet)
{
    if (setting == "dolphin"_L1 || setting == "local"_L1)
        return setting;
    if (setting == "auto"_L1 || setting.isEmpty())
        return dolphinHostSet || dolphinTokenSet ? u"dolphin"_s : u"local"_s;
    return fail(ErrorKind::Invalid, "provider_unknown", {setting});
}

Result<std::unique_ptr<Provider>> makeProvider(const ProviderConfig &config, ProviderShared &shared,
                                               QNetworkAccessManager *network)
{
    if (config.name == "local"_L1) {
        LocalChromeConfig local;
        local.dataDir = config.dataDir;
        local.profilesRoot = config.profilesRoot;
        local.browserPath = config.browserPath;
        local.session = shared.session();
        return std::make_unique<LocalChrome>(std::move(local), shared.localStarts);
    }
    if (config.name == "dolphin"_L1) {
        DolphinConfig dolphin;
        dolphin.dataDir = config.dataDir;
        dolphin.host = config.dolphinHost;
        dolphin.token = config.dolphinToken;
        dolphin.cloudHost = config.dolphinCloudHost;
        dolphin.takeOverRunning = config.takeOverRunning;
        dolphin.firstPort = config.dolphinFirstPort;
        dolphin.ports = config.dolphinPorts;
        dolphin.timings = config.timings;
        return std::make_unique<DolphinWithNetwork>(network, std::move(dolphin), shared);
    }
    return fail(ErrorKind::Invalid, "provider_unknown", {config.name});
}

} // namespace pult::browser
