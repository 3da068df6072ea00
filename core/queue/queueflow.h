// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <storage/connection.h>

#include <QMap>

namespace pult::queue {

/// How work moves through the queues.
struct QueueFlow
{
    TimePoint at{};                                   ///< database now
    TimePoint from{};                                 ///< what finished before is not counted
    QHash<QString, TimePoint> oldestWaiting;          ///< due since then; queues where nothing waits are not in it
    QHash<QString, QMap<TimePoint, qint64>> finished; ///< by queue and begin of the stretch
};
/// The stretches of QueueFlow::finished, and how far back they go.
inline constexpr std::chrono::seconds flowStretch{10};
inline constexpr std::chrono::seconds flowKept{300};

/// How work moves through the queues: since when the oldest of each waits, and what has finished since `since` (by the
/// database's clock) in stretches of `flowStretch`. Asked again with the last answer's `at`, it costs no more than
/// what has finished meanwhile. A `since` before `flowKept` ago counts from there.
Result<QueueFlow> queueFlow(storage::Connection &connection, std::optional<TimePoint> since);

} // namespace pult::queue
