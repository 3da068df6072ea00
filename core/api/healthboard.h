// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/timepoint.h>
#include <node/node.h>

#include <QFuture>
#include <QObject>

#include <mutex>

namespace pult::api {

enum class HealthState { Healthy, Degraded, Unhealthy, Disabled };
QString nameOf(HealthState state);

struct HealthCheck
{
    HealthState state = HealthState::Healthy;
    QString message; ///< for people, in the current language
    std::optional<double> observed;
    QString unit;
};

/// How a node is. A value.
struct HealthReport
{
    HealthCheck database;
    HealthCheck dolphin;
    HealthCheck memory;
    HealthCheck disk;
    HealthCheck workers;
    TimePoint at{};

    /// Unhealthy only by database, workers and disk; Dolphin and memory degrade.
    HealthState overall() const;
    /// Whether it can work: the database answers in time with a schema that fits, and a worker is alive.
    bool canWork() const;
    /// By name, in the order in which they are told.
    QList<std::pair<QString, HealthCheck>> checks() const;
};

/// How long what was found is good enough, and how long is waited for it.
struct HealthPace
{
    std::chrono::milliseconds kept{2000};
    std::chrono::milliseconds databaseLimit{1000};
    std::chrono::milliseconds providerLimit{2000};
    std::chrono::milliseconds providerKept{10'000}; ///< a program of this computer is asked less often than we are
};

/// Looks at what a node needs, each part with a time-out of its own, and keeps what it found for two seconds, so that
/// any number of monitors costs the same. Lives on the thread of the routes.
class HealthBoard final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HealthBoard)

public:
    explicit HealthBoard(node::Node &node, HealthPace pace = {});
    ~HealthBoard() override;

    /// Thread-safe.
    QFuture<HealthReport> report();

private:
    using Clock = std::chrono::steady_clock;
    void look();
    void lookAtDatabase();
    void lookAtProvider();
    void onDatabase(const Result<int> &version, Clock::time_point asked);
    void onProvider(const Result<> &answer);
    void lookAtNode();
    void finishPart();
    HealthCheck workersOf(const queue::NodeInfo &node) const;

    node::Node &m_node;
    const HealthPace m_pace;
    HealthReport m_growing; ///< touched on its thread only, as are the next four
    int m_open = 0;         ///< parts that are looked at
    QFuture<Result<>> m_provider;
    HealthCheck m_dolphin; ///< as it was last seen
    Clock::time_point m_dolphinSeen{};

    std::mutex m_mutex; ///< protects what follows
    std::optional<HealthReport> m_last;
    Clock::time_point m_lastAt{};
    std::vector<std::shared_ptr<QPromise<HealthReport>>> m_waiting;
};

} // namespace pult::api
