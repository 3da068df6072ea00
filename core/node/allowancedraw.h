// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <net/ratelimiter.h>
#include <storage/pool.h>

#include <QObject>
#include <QSet>
#include <QTimer>

#include <chrono>

namespace pult::node {

/// Draws this node's allowances of rate limits that all nodes share, and gives back what it did not use. While it
/// lives, the limiters wait for what it draws. Thread-affine; all SQL runs on the pool.
class AllowanceDraw final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AllowanceDraw)

public:
    /// Both outlive this.
    AllowanceDraw(storage::Pool &pool, net::LimiterRegistry &limiters);
    ~AllowanceDraw() override;

    void start(std::chrono::milliseconds interval);
    void stop();

private:
    void draw();
    void drawFor(net::RateLimiter &limiter, int wanted);

    storage::Pool &m_pool;
    net::LimiterRegistry &m_limiters;
    QSet<QString> m_drawing;
    QTimer m_timer;
};

} // namespace pult::node
