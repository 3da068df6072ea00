// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "allowancedraw.h"

#include <net/outsideclient.h>
#include <queue/breakers.h>
#include <storage/pool.h>

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <chrono>
#include <memory>
#include <mutex>

namespace pult::node {

/// Keeps this node's breakers and the database's rows of them one truth: tells at once what this node's did, takes up
/// what others' did and what operators ordered, leases the probes of a half-open one. Beside it the allowances
/// of shared rate limits are drawn. The database's clock says until when a breaker is open, this process's monotonic
/// one counts it down. Thread-affine; all SQL runs on the pool.
class BreakerSync final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BreakerSync)

public:
    struct Timing
    {
        std::chrono::milliseconds poll{2000};    ///< for what no hint told of
        std::chrono::milliseconds figures{5000}; ///< between two reports of mere figures
        std::chrono::milliseconds hold{5000};    ///< while another node tries: to the next look
        std::chrono::milliseconds allowance{100};
        std::chrono::milliseconds quietPoll{10000}; ///< as poll, while all is closed and hints are heard
        std::chrono::milliseconds late{5000};       ///< until what met a breaker at its end is put back for sure
    };
    /// `pool` and `outside` outlive this.
    BreakerSync(storage::Pool &pool, net::OutsideShared &outside, QString nodeId, QString computer, Timing timing);
    BreakerSync(storage::Pool &pool, net::OutsideShared &outside, QString nodeId, QString computer);
    ~BreakerSync() override;

    /// Takes up what the database knows, before anything is asked of the outside. Blocking, at start-up only.
    Result<> restore();

public Q_SLOTS:
    void start();
    void stop();

private:
    /// What was last told of a breaker, and last heard.
    struct Known
    {
        quint64 opened = 0;
        quint64 closed = 0;
        queue::BreakerCounters counters;
        queue::BreakerWindow window;
        qint64 revision = -1;
        int resets = -1;
    };
    /// Where breakers of any thread leave word; outlives this while one of them is at it.
    struct Inbox
    {
        std::mutex mutex; ///< protects owner
        BreakerSync *owner = nullptr;
    };

    void onHint(const QString &topic);
    void sync();
    QList<queue::BreakerReport> collect(bool figures, QHash<QString, Known> &told) const;
    void onSynced(const Result<QList<queue::BreakerInfo>> &rows, const QHash<QString, Known> &told);
    void adopt(const queue::BreakerInfo &row);
    void bringBackLater(const QString &name);
    void applyRow(net::CircuitBreaker &breaker, const queue::BreakerInfo &row);
    void leaseWanted(bool databaseAway);
    void lease(const QString &name);
    void schedule();
    QString scopeOf(const QString &name) const;

    storage::Pool &m_pool;
    net::OutsideShared &m_outside;
    const QString m_nodeId;
    const QString m_computer;
    const Timing m_timing;
    QHash<QString, Known> m_known;
    QSet<QString> m_leasing;
    std::shared_ptr<Inbox> m_inbox;
    QTimer m_pollTimer;
    AllowanceDraw m_allowances;
    std::chrono::steady_clock::time_point m_figuresAt{};
    bool m_running = false;
    bool m_syncing = false;
    bool m_listens = false;                                ///< hints say what changed …
    std::chrono::steady_clock::time_point m_vagueHintAt{}; ///< … but for those that only say to look
    bool m_again = false;
    bool m_away = false; ///< told that the database is
};

/// The policy of all breakers, from the settings.
net::BreakerPolicy breakerPolicy(int failureThreshold, std::chrono::seconds recovery);

} // namespace pult::node
