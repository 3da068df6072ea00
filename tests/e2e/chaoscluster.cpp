// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaoscluster.h"

#include <base/timepoint.h>

#include <algorithm>
#include <csignal>

namespace pult::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto lookEvery = 250ms;
/// Frozen no longer than this, whatever the others do.
constexpr std::chrono::seconds longestFreeze = 25s;
constexpr auto stopLimit = 40s;

QString roleOf(int node)
{
    return u"node_%1"_s.arg(node + 1);
}

/// How often each comes, in the end.
QList<Trouble> weighted()
{
    return {Trouble::Kill, Trouble::Kill, Trouble::Kill, Trouble::Freeze,      Trouble::Freeze,
            Trouble::Cut,  Trouble::Cut,  Trouble::Cut,  Trouble::RestartFast, Trouble::RestartImmediate};
}

} // namespace

ChaosCluster::ChaosCluster(TempPostgres &server, storage::DatabaseConfig database, quint32 seed)
    : m_server(server), m_database(std::move(database)), m_random(seed)
{
    m_nextTimer.setSingleShot(true);
    m_serverTimer.setSingleShot(true);
    connect(&m_serverTimer, &QTimer::timeout, this, [this] {
        if (!m_server.start())
            qFatal("the server did not start");
    });
    connect(&m_nextTimer, &QTimer::timeout, this, &ChaosCluster::next);
    connect(&m_lookTimer, &QTimer::timeout, this, &ChaosCluster::look);
}

ChaosCluster::~ChaosCluster()
{
    for (Node &node : m_nodes) {
        if (node.process)
            node.process->kill();
    }
    for (Node &node : m_nodes) {
        if (node.process)
            node.process->waitForFinished();
    }
}

std::unique_ptr<storage::Connection> ChaosCluster::toServer() const
{
    Result<std::unique_ptr<storage::Connection>> opened = storage::Connection::open(m_database, u"chaos-cluster"_s);
    return opened ? std::move(*opened) : nullptr;
}

/// Each node has a role of its own, so that the server knows whose a connection is.
Result<> ChaosCluster::start()
{
    const auto connection = toServer();
    if (!connection)
        return fail(ErrorKind::Database, "test_failed", {u"no connection"_s});
    for (int n = 0; n < nodes; ++n) {
        const Result<> made =
            connection->executeScript(u"create role "_s + roleOf(n) + u" login superuser connection limit 100;\n"_s);
        if (!made)
            return made;
        storage::DatabaseConfig own = m_database;
        own.user = roleOf(n);
        Node node;
        node.place = std::make_unique<Installation>(own.display());
        const QList<std::pair<QString, int>> settings{{u"DB_MIN_CONNECTIONS"_s, 2},
                                                      {u"DB_MAX_CONNECTIONS"_s, connectionsPerNode},
                                                      {u"TASK_LEASE_SECS"_s, leaseSeconds},
                                                      {u"HEARTBEAT_INTERVAL_SECS"_s, 5},
                                                      {u"WORKERS_COUNT"_s, 2},
                                                      {u"MAX_CONCURRENT_TASKS"_s, 10},
                                                      {u"WORKER_BASE_PORT"_s, 0}};
        for (const auto &[name, value] : settings)
            node.place->setVariable(name, QString::number(value));
        node.place->setVariable(u"NODE_NAME"_s, u"chaos-%1"_s.arg(n + 1));
        m_nodes.push_back(std::move(node));
    }
    for (Node &node : m_nodes)
        launch(node);
    m_lookTimer.start(lookEvery);
    return {};
}

void ChaosCluster::launch(Node &node)
{
    if (node.process)
        node.log += node.process->readAllStandardError();
    node.startedAt = toMicros(localNow());
    node.process = node.place->start(u"pultd"_s, {u"--data-dir"_s, node.place->dataDir()});
}

void ChaosCluster::disturb(std::chrono::milliseconds duration)
{
    m_calm = false;
    m_end = std::chrono::steady_clock::now() + duration;
    m_due = {Trouble::Freeze, Trouble::Kill, Trouble::Cut, Trouble::RestartFast, Trouble::RestartImmediate};
    std::shuffle(m_due.begin(), m_due.end(), m_random);
    m_nextTimer.start(500ms);
}

void ChaosCluster::next()
{
    const bool over = std::chrono::steady_clock::now() > m_end && m_due.isEmpty();
    if (over && m_frozen < 0 && !m_serverTimer.isActive()) {
        m_calm = true;
        return;
    }
    const QList<Trouble> all = weighted();
    if (!m_due.isEmpty() && !m_serverTimer.isActive())
        cause(m_due.takeFirst());
    else if (!over)
        cause(all.at(m_random.bounded(int(all.size()))));
    m_nextTimer.start(300 + m_random.bounded(1200));
}

void ChaosCluster::cause(Trouble trouble)
{
    const bool needsServer = trouble != Trouble::Freeze && trouble != Trouble::Kill;
    if ((trouble == Trouble::Freeze && m_frozen >= 0) || (needsServer && m_serverTimer.isActive()))
        trouble = Trouble::Kill;
    ++m_counts[trouble];
    switch (trouble) {
    case Trouble::Kill:
        return kill();
    case Trouble::Freeze:
        return freeze();
    case Trouble::Cut:
        return cut();
    case Trouble::RestartFast:
        return restartServer(u"fast"_s);
    case Trouble::RestartImmediate:
        return restartServer(u"immediate"_s);
    }
}

void ChaosCluster::kill()
{
    const int victim = m_random.bounded(nodes);
    Node &node = m_nodes.at(std::size_t(victim));
    node.process->kill();
    node.process->waitForFinished();
    if (m_frozen == victim)
        m_frozen = -1;
    launch(node);
}

void ChaosCluster::freeze()
{
    m_frozen = m_random.bounded(nodes);
    m_frozenAt = std::chrono::steady_clock::now();
    m_frozenHadTasks = false;
    ::kill(pid_t(m_nodes.at(std::size_t(m_frozen)).process->processId()), SIGSTOP);
}

/// Frozen until its lease is over and others have taken what it held.
void ChaosCluster::watchFrozen()
{
    const auto since = std::chrono::steady_clock::now() - m_frozenAt;
    const auto connection = toServer();
    if (!connection)
        return;
    const QString name = u"chaos-%1"_s.arg(m_frozen + 1);
    const Result<storage::Rows> held = connection->query(
        u"select count(*) from tasks join nodes on nodes.id = tasks.node_id where nodes.name = ? and tasks.state = 'running'"_s,
        {name});
    if (!held)
        return;
    const int left = held->front().front().toInt();
    m_frozenHadTasks = m_frozenHadTasks || left > 0;
    if (since < (left > 0 ? longestFreeze : leaseSeconds * 1s + 1s))
        return;
    if (left == 0 && m_frozenHadTasks)
        ++m_takenOver;
    thaw();
}

void ChaosCluster::thaw()
{
    ::kill(pid_t(m_nodes.at(std::size_t(m_frozen)).process->processId()), SIGCONT);
    m_frozen = -1;
}

void ChaosCluster::cut()
{
    const auto connection = toServer();
    if (!connection)
        return;
    (void)connection->query(
        u"select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() "
        "and pid <> pg_backend_pid() and random() < ?"_s,
        {0.3 + 0.7 * m_random.generateDouble()});
}

void ChaosCluster::restartServer(const QString &mode)
{
    if (!m_server.stop(mode))
        qFatal("the server did not stop");
    m_serverTimer.start(m_random.bounded(1500));
}

void ChaosCluster::look()
{
    for (Node &node : m_nodes) {
        if (node.process->state() == QProcess::NotRunning) {
            ++m_restarts;
            launch(node);
        }
    }
    if (m_frozen >= 0)
        watchFrozen();
    const auto connection = toServer();
    if (!connection)
        return;
    ++m_looks;
    countConnections(*connection);
    const Result<storage::Rows> stranded = connection->query(
        u"select count(*) from tasks b where b.state = 'blocked' and not exists (select 1 from tasks h "
        "where h.exclusive_key = b.exclusive_key and h.state in ('available', 'running'))"_s);
    if (stranded)
        m_strandedSeen += stranded->front().front().toInt();
}

void ChaosCluster::countConnections(storage::Connection &connection)
{
    const Result<storage::Rows> rows = connection.query(
        u"select usename, cast(extract(epoch from backend_start) * 1000000 as bigint) from pg_stat_activity "
        "where datname = current_database()"_s);
    if (!rows)
        return;
    QHash<QString, int> counts;
    for (const storage::Row &row : *rows) {
        const QString role = row.at(0).toString();
        for (int n = 0; n < nodes; ++n) {
            // What an earlier life of the node left may still be on its way out.
            if (role == roleOf(n) && row.at(1).toLongLong() > m_nodes.at(std::size_t(n)).startedAt)
                ++counts[role];
        }
    }
    // So may a connection that was just cut: what counts is seen in two looks running.
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        m_mostConnections = std::max(m_mostConnections, std::min(it.value(), m_lastCounts.value(it.key())));
    m_lastCounts = counts;
}

int ChaosCluster::connections() const
{
    const auto connection = toServer();
    if (!connection)
        return -1;
    const Result<storage::Rows> rows =
        connection->query(u"select count(*) from pg_stat_activity where usename like 'node\\_%'"_s);
    return rows ? rows->front().front().toInt() : -1;
}

bool ChaosCluster::stop()
{
    m_lookTimer.stop();
    bool clean = true;
    for (Node &node : m_nodes)
        ::kill(pid_t(node.process->processId()), SIGTERM);
    for (Node &node : m_nodes) {
        const bool ended = node.process->waitForFinished(int(std::chrono::milliseconds(stopLimit).count()));
        node.log += node.process->readAllStandardError();
        clean = clean && ended && node.process->exitStatus() == QProcess::NormalExit && node.process->exitCode() == 0;
    }
    return clean;
}

QStringList ChaosCluster::processesLeft() const
{
    QStringList left;
    for (const Node &node : m_nodes)
        left += node.place->processesLeft();
    return left;
}

QByteArray ChaosCluster::log(int node) const
{
    return m_nodes.at(std::size_t(node)).log;
}

QString ChaosCluster::nodeFolder(int node) const
{
    return m_nodes.at(std::size_t(node)).place->path({});
}

} // namespace pult::test
