// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session.h"

#include <functional>

namespace pult::ctl {

/// The nodes, seen and told from here: by way of the database that they share, or of one node's HTTP API. Lives on the
/// main thread; each call blocks until it is answered.
class Fleet
{
public:
    virtual ~Fleet() = default;
    virtual Result<QList<queue::NodeInfo>> nodes() = 0;
    /// Asks; what it was before the node answered.
    virtual Result<queue::NodeCommand> order(const queue::NodeRequest &request) = 0;
    virtual Result<queue::NodeCommand> orderNow(qint64 id) = 0;
    /// Who is meant when nobody is named: this data folder's node, or the one that answers.
    virtual Result<QString> ownNode() = 0;
    virtual Result<std::chrono::seconds> drainTimeout() = 0;
    /// At least so long between two looks.
    virtual std::chrono::milliseconds pause() const = 0;
    /// Whether a look may go well the next time: the node that is asked may be the one that restarts.
    virtual bool mayPass(const Error &error) const = 0;
};

/// `session` and `request` outlive it.
std::unique_ptr<Fleet> fleetOf(Session &session);
std::unique_ptr<Fleet> remoteFleet(const Request &request);

/// What GET /api/v1/nodes answered.
QList<queue::NodeInfo> nodesIn(const QJsonObject &list);

} // namespace pult::ctl
