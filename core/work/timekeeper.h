// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <storage/pool.h>

#include <QHash>
#include <QObject>
#include <QTimer>

#include <chrono>

namespace pult::work {

/// Does what comes by the clock: enqueues due schedules, frees expired locks every 15 minutes and a dead node's at
/// once. Any number of nodes may have one. Asks the database every 5 s, or when the next tick is due. Thread-affine;
/// all SQL runs on the pool's threads.
class Timekeeper final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Timekeeper)

public:
    /// `pool` outlives this.
    Timekeeper(storage::Pool &pool, std::chrono::seconds heartbeat);

public Q_SLOTS:
    void start();
    void stop();

Q_SIGNALS:
    /// Ticks that were looked at too late, by schedule.
    void ticksMissed(const QHash<QString, int> &missed);

private:
    void tick();
    void cleanLocks();
    void freeDeadLocks();

    storage::Pool &m_pool;
    const std::chrono::seconds m_heartbeat;
    QTimer m_tickTimer;
    QTimer m_lockTimer;
    QTimer m_deadTimer;
    bool m_running = false;
};

} // namespace pult::work
