// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <queue/retention.h>
#include <storage/pool.h>

#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>

namespace pult::work {

/// Carries on operations over many tasks, and once an hour removes what is over and old. Any number of nodes may have
/// one: operations are shared step by step, the clean-up is one node's turn. Works in short steps, each on a thread of
/// the pool. Thread-affine.
class Housekeeper final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Housekeeper)

public:
    struct Timing
    {
        std::chrono::milliseconds look{15000}; ///< for operations that nobody told of
        std::chrono::milliseconds rest{1000};  ///< after being told, to the next look
        std::chrono::seconds firstTurn{60};    ///< short-lived nodes leave it to others
        std::chrono::seconds turnLook{600};
        std::chrono::seconds cleanUp{3600}; ///< from one to the next, over all nodes
    };
    /// `pool` outlives this.
    Housekeeper(storage::Pool &pool, queue::RetentionPolicy policy, Timing timing);
    Housekeeper(storage::Pool &pool, queue::RetentionPolicy policy);

public Q_SLOTS:
    void start();
    void stop();
    /// From the next clean-up on.
    void setPolicy(const pult::queue::RetentionPolicy &policy) { m_policy = policy; }
    /// Something changed: maybe there is an operation.
    void wake();

private:
    void stepOperations();
    void takeTurn();
    void cleanUp();
    void endTurn();

    storage::Pool &m_pool;
    queue::RetentionPolicy m_policy;
    const Timing m_timing;
    QTimer m_operationTimer;
    QTimer m_turnTimer;
    QTimer m_cleanTimer;
    std::shared_ptr<queue::Retention> m_retention; ///< with the step that runs on the pool
    bool m_running = false;
    bool m_stepping = false;
};

} // namespace pult::work
