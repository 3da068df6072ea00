// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commands.h"

#include <queue/auditing.h>

#include <QFutureSynchronizer>
#include <QMutex>
#include <QPointer>
#include <QTimer>

namespace pult::node {

/// So often at most is changed() told.
inline constexpr std::chrono::milliseconds announceInterval{250};

/// What the files that implement the facade share.
class Commands::Private
{
public:
    Private(storage::Pool &p, Place where, const Actor &actor, Commands *tells)
        : pool(p), place(std::move(where)), origin{actor.who, actor.where}, teller(tells)
    {
        reports.setCancelOnWait(true);
    }

    /// Runs a write and, when it was done, tells this process's listeners without waiting for the database's hint.
    template<typename T>
    QFuture<Result<T>> write(Commands *commands, std::function<Result<T>(storage::Connection &)> work)
    {
        return pool.run<T>([commands = commands->d->teller, work = std::move(work)](storage::Connection &connection) {
            Result<T> result = work(connection);
            if (result && commands)
                QMetaObject::invokeMethod(commands, [commands] { commands->d->announce(); });
            return result;
        });
    }

    void announce()
    {
        if (!announcing.isActive())
            announcing.start(announceInterval);
    }

    storage::Pool &pool;
    const Place place;
    const queue::AuditOrigin origin;
    const QPointer<Commands> teller; ///< emits changed()
    CommandObserver *observer = nullptr;
    QTimer announcing;
    bool watching = false;
    QMutex reportMutex;                                      ///< for `reports`
    QFutureSynchronizer<Result<upkeep::ReportDone>> reports; ///< those under way use the pool: cancelled and awaited
};

} // namespace pult::node
