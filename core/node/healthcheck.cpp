// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "healthcheck.h"

#include "folderlock.h"
#include "nodeconfig.h"

#include <queue/nodes.h>
#include <storage/connection.h>

#include <cstdio>

namespace pult::node {

using namespace Qt::StringLiterals;

namespace {

/// What its row says; the data folder's own id tells which.
Result<QString> rowState(const NodeConfig &config)
{
    const auto connection = storage::Connection::open(config.database, u"healthcheck"_s);
    if (!connection)
        return fail(connection.error());
    const Result<QList<queue::NodeInfo>> nodes = queue::listNodes(**connection, config.heartbeat);
    if (!nodes)
        return fail(nodes.error());
    for (const queue::NodeInfo &node : *nodes) {
        if (node.id == config.id)
            return node.state;
    }
    return u"starting"_s;
}

int tell(bool well, const QString &word)
{
    const QByteArray line = word.toUtf8() + '\n';
    std::fputs(line.constData(), stdout);
    return well ? exitDone : exitFailed;
}

} // namespace

int checkHealth(const StartOptions &options)
{
    const Result<Settings> settings = loadSettings(options);
    if (!settings) {
        tellError(settings.error(), options.json);
        return exitCodeFor(settings.error());
    }
    const Result<NodeConfig> config = readNodeConfig(*settings, false);
    if (!config) {
        tellErrors(configFaults(*settings), options.json);
        return exitCodeFor(config.error());
    }
    if (!FolderLock::isHeld(config->dataDir))
        return tell(false, u"stopped"_s);
    if (options.healthcheck == "live"_L1)
        return tell(true, u"live"_s);
    const Result<QString> state = rowState(*config);
    if (!state) {
        tellError(state.error(), options.json);
        return exitFailed;
    }
    return tell(*state == "running"_L1, *state);
}

} // namespace pult::node
