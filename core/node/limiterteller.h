// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <net/ratelimiter.h>
#include <queue/limiterreports.h>
#include <storage/pool.h>

#include <QHash>
#include <QObject>
#include <QTimer>

#include <chrono>

namespace pult::node {

/// Tells the database what this node's limiters stand at, for those who show it: every few seconds, and only those that
/// have changed. Thread-affine; all SQL runs on the pool.
class LimiterTeller final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LimiterTeller)

public:
    /// `pool` and `limiters` outlive this.
    LimiterTeller(storage::Pool &pool, net::LimiterRegistry &limiters, QString nodeId, QString sessionId,
                  std::chrono::milliseconds interval = std::chrono::seconds(2), QObject *parent = nullptr);

    void start();
    void stop();

private:
    void tell();

    storage::Pool &m_pool;
    net::LimiterRegistry &m_limiters;
    const QString m_nodeId;
    const QString m_sessionId;
    const std::chrono::milliseconds m_interval;
    QTimer m_timer;
    QHash<QString, queue::LimiterReport> m_told;
    bool m_telling = false;
};

} // namespace pult::node
