// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <storage/connection.h>
#include <support/pultprocess.h>
#include <support/temppostgres.h>

#include <QRandomGenerator>
#include <QTimer>

namespace pult::test {

/// What is done to a running cluster.
enum class Trouble { Kill, Freeze, Cut, RestartFast, RestartImmediate };

/// Nodes on one PostgreSQL and what happens to them: killed and started again, frozen until others have taken over
/// their tasks, the server restarted, connections cut. Thread-affine; everything goes by timers.
class ChaosCluster final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChaosCluster)

public:
    static constexpr int nodes = 5;
    static constexpr int connectionsPerNode = 6; ///< DB_MAX_CONNECTIONS
    static constexpr int leaseSeconds = 3;

    ChaosCluster(TempPostgres &server, storage::DatabaseConfig database, quint32 seed);
    ~ChaosCluster() override;

    Result<> start();
    /// Disturbs at random, each trouble at least once, then leaves all nodes running and tells.
    void disturb(std::chrono::milliseconds duration);
    bool isCalm() const { return m_calm; }
    /// SIGTERM to all; whether each ended with 0.
    bool stop();

    /// Of all nodes by their own role, opened since their present start.
    int connections() const;
    QStringList processesLeft() const;
    QByteArray log(int node) const;
    QString nodeFolder(int node) const;

    int count(Trouble trouble) const { return m_counts.value(trouble); }
    int takenOver() const { return m_takenOver; }             ///< frozen nodes whose tasks others took
    int mostConnections() const { return m_mostConnections; } ///< of one node at once
    int strandedSeen() const { return m_strandedSeen; }       ///< key-blocked tasks without a head, in any look
    int looks() const { return m_looks; }
    int restarts() const { return m_restarts; } ///< of nodes that ended by themselves: the database was away

private:
    struct Node
    {
        std::unique_ptr<Installation> place;
        std::unique_ptr<QProcess> process;
        QByteArray log;
        qint64 startedAt = 0; ///< microseconds since 1970
    };
    std::unique_ptr<storage::Connection> toServer() const;
    void launch(Node &node);
    void next();
    void cause(Trouble trouble);
    void kill();
    void freeze();
    void watchFrozen();
    void thaw();
    void cut();
    void restartServer(const QString &mode);
    void look();
    void countConnections(storage::Connection &connection);

    TempPostgres &m_server;
    const storage::DatabaseConfig m_database;
    QRandomGenerator m_random;
    std::vector<Node> m_nodes;
    QTimer m_nextTimer{this};
    QTimer m_lookTimer{this};
    QTimer m_serverTimer{this}; ///< how long the server still stays away
    QList<Trouble> m_due;       ///< those that have to come at least once
    QMap<Trouble, int> m_counts;
    std::chrono::steady_clock::time_point m_end;
    int m_frozen = -1;
    std::chrono::steady_clock::time_point m_frozenAt;
    bool m_frozenHadTasks = false;
    bool m_calm = true;
    int m_takenOver = 0;
    int m_mostConnections = 0;
    QHash<QString, int> m_lastCounts;
    int m_strandedSeen = 0;
    int m_looks = 0;
    int m_restarts = 0;
};

} // namespace pult::test
