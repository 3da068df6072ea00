// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/settings.h>
#include <browser/providers.h>
#include <net/circuitbreaker.h>
#include <observe/resourcelimits.h>
#include <queue/retentionpolicy.h>
#include <storage/databaseconfig.h>

#include <chrono>

namespace pult::node {

/// Everything a node is built from, read once from the settings. A value.
struct NodeConfig
{
    QString dataDir;
    QString id;   ///< stable per data folder
    QString name; ///< NODE_NAME, else the computer's name
    QString group;
    QStringList queues;
    storage::DatabaseConfig database;
    browser::ProviderConfig provider;
    bool headless = true;
    QList<int> capacities; ///< tasks at once, one number per worker
    std::chrono::seconds taskTimeout{300};
    std::chrono::seconds leaseTtl{30};
    std::chrono::seconds heartbeat{30};
    std::chrono::seconds shutdownTimeout{25};
    std::chrono::seconds readyNotice{8}; ///< how long `/readyz` has said 503 before nobody answers
    std::chrono::seconds drainTimeout{300};
    int restartMax = 10; ///< of one worker in a row
    QStringList sharedMediaRoots;
    queue::RetentionPolicy retention;
    observe::ResourceLimits limits;
    net::BreakerPolicy breaker;
    std::chrono::seconds httpTimeout{30};
    std::chrono::milliseconds flowHostPause{0};
};

/// Everything that is wrong with them, each with its place: what a start would fail on, not only the first of it.
QList<Error> configFaults(const Settings &settings);

/// Reads the settings; the first fault is the error. `hasDisplay` decides whether browsers show themselves by default.
Result<NodeConfig> readNodeConfig(const Settings &settings, bool hasDisplay);

/// The id kept in `<dataDir>/node-id`, made at the first start: `<computer>-<6 hex digits>`. data_dir_unusable(path,
/// reason).
Result<QString> settleNodeId(const QString &dataDir);

} // namespace pult::node
