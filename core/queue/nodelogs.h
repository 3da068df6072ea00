// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lines of the nodes' logs, kept where every node can read them. A side table with a cap, not a log store: the node's
// own files hold more and longer.
#pragma once

#include <base/timepoint.h>
#include <storage/connection.h>

#include <QString>

#include <chrono>
#include <optional>

namespace pult::queue {

struct NodeLogLine
{
    qint64 id = 0; ///< grows; 0 until stored
    QString nodeName;
    TimePoint at{};
    QString level; ///< "info", "warning", "error", "fatal"
    QString logger;
    QString message;
    bool operator==(const NodeLogLine &) const = default;
};

/// What is kept of each node.
struct NodeLogCap
{
    std::chrono::hours age{24};
    int lines = 20'000;
};

Result<> writeNodeLogs(storage::Connection &connection, const QString &nodeId, const QString &nodeName,
                       const QList<NodeLogLine> &lines);
/// Which of a node's lines.
struct NodeLogQuery
{
    QString node; ///< its name or its id
    /// Those with a larger id, from the first on: who follows a log goes on with the last that it got, page by page,
    /// and misses nothing of a burst. Nullopt: the newest.
    std::optional<qint64> afterId{};
    int limit = 0;
    std::optional<TimePoint> from{};
    std::optional<TimePoint> to{}; ///< not included
};
/// Oldest first, whichever they are.
Result<QList<NodeLogLine>> readNodeLogs(storage::Connection &connection, const NodeLogQuery &query);
/// Removes what this node has beyond the cap, and what nodes that are gone left beyond the age.
Result<> trimNodeLogs(storage::Connection &connection, const QString &nodeId, const NodeLogCap &cap = {});

} // namespace pult::queue
