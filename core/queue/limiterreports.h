// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// A limiter of calls to the outside, as a node has it.
struct LimiterReport
{
    QString name;
    double perSecond = 0; ///< 0: as fast as one likes
    double burst = 1;     ///< tokens that gather while nobody asks
    bool shared = false;  ///< one budget over all nodes
    double tokens = 0;
    int waiters = 0;
    std::chrono::milliseconds nextIn{0}; ///< until the first of them, or the next to come, may go
    qint64 passed = 0;
    qint64 throttled = 0; ///< answers of 429 since the node started
    bool operator==(const LimiterReport &) const = default;
};

/// The same with whose it is.
struct LimiterInfo
{
    LimiterReport report;
    QString nodeId;
    QString nodeName;
    std::optional<TimePoint> throttledAt; ///< the last answer of 429
    TimePoint toldAt{};
    bool operator==(const LimiterInfo &) const = default;
};

/// Stores what a node's limiters stand at. What an earlier life of the node told and this one does not is gone.
Result<> reportLimiters(storage::Connection &connection, const QString &nodeId, const QString &sessionId,
                        const QList<LimiterReport> &reports);
/// Of all nodes that told lately, by name and node; the tokens of shared ones are those of the common bucket.
Result<QList<LimiterInfo>> listLimiters(storage::Connection &connection);

} // namespace pult::queue
