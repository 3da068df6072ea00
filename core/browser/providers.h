// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dolphintimings.h"
#include "provider.h"
#include "providershared.h"

QT_BEGIN_NAMESPACE
class QNetworkAccessManager;
QT_END_NAMESPACE

namespace pult::browser {

/// What a provider is made from. A value; never logged, it holds the token.
struct ProviderConfig
{
    QString name; ///< "dolphin" or "local", see settleProvider
    QString dataDir;
    QString browserPath;      ///< BROWSER_PATH
    QString profilesRoot;     ///< local; empty: <dataDir>/profiles
    QString dolphinHost;      ///< DOLPHIN_API_HOST; empty: not set, ports 3001-3010 of this computer are tried
    QString dolphinToken;     ///< DOLPHIN_API_TOKEN
    QString dolphinCloudHost; ///< DOLPHIN_CLOUD_API_HOST; empty: the vendor's
    /// A profile that somebody else opened is stopped and started anew; false: the task waits until it is closed.
    bool takeOverRunning = true;
    quint16 dolphinFirstPort = 3001; ///< tried when dolphinHost is empty
    int dolphinPorts = 10;
    DolphinTimings timings;
};

/// BROWSER_PROVIDER as it stands for the node's whole life: `auto` is dolphin when its host or token is set, else
/// local. Errors: provider_unknown(name).
Result<QString> settleProvider(const QString &setting, bool dolphinHostSet, bool dolphinTokenSet);

/// One per worker thread, made on it. Without `network` Dolphin has a manager of its own. `shared` outlives it.
/// Errors: provider_unknown(name).
Result<std::unique_ptr<Provider>> makeProvider(const ProviderConfig &config, ProviderShared &shared,
                                               QNetworkAccessManager *network = nullptr);

} // namespace pult::browser
