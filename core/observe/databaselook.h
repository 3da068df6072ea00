// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>
#include <queue/types.h>
#include <storage/connection.h>

#include <QHash>
#include <QStringList>

namespace pult::observe {

/// What only the database knows, at a moment; asked for now and then, never for each task.
struct DatabaseLook
{
    struct Schedule
    {
        QString name;
        std::optional<TimePoint> lastDone; ///< when its newest task was made
    };
    TimePoint now{};
    QList<queue::QueueInfo> queues;
    QHash<QString, int> waitingByKind;
    QHash<QString, double> oldestSeconds;  ///< of what could run, by queue
    QHash<QString, int> locks;             ///< that have not expired, by kind; those of tasks as "task"
    QHash<QString, double> heartbeatAges;  ///< seconds, by node id; stopped ones left out
    QHash<QString, TimePoint> maintenance; ///< when it was last done, by task
    QList<Schedule> schedules;
    double schedulerLag = 0; ///< seconds that the most overdue schedule waits
};
Result<DatabaseLook> lookAtDatabase(storage::Connection &connection);

/// Profiles of the next browser tasks that `node` may take, in the order of claims; of tasks without one the empty
/// text.
Result<QStringList> nextProfiles(storage::Connection &connection, const QString &node, const QStringList &kinds);

} // namespace pult::observe
