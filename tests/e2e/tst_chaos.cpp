// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Five nodes on one PostgreSQL while nodes are killed and frozen, the server restarts and connections are cut: every
// task ends, no two runs of a task or key overlap, nothing stale is accepted, no connection and no process is left.
// PULT_LONG_CHAOS: 20,000 tasks in three minutes. PULT_CHAOS_SEED repeats a run's troubles.
#include "chaoscluster.h"
#include "chaosledger.h"

#include <queue/taskstore.h>
#include <storage/migrations.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;

namespace {

#ifdef PULT_LONG_CHAOS
constexpr int tasks = 20'000;
constexpr int keys = 300;
constexpr auto duration = 180s;
#else
constexpr int tasks = 600;
constexpr int keys = 20;
constexpr auto duration = 12s;
#endif
constexpr auto drainLimit = 180s;

/// Spread over the whole time, so that every trouble meets work; most behind a key, some long, some failing.
queue::NewTask probe(int number, TimePoint begin, const QString &events, QRandomGenerator &random)
{
    queue::NewTask task;
    task.kind = u"probe"_s;
    task.runAt = begin + std::chrono::microseconds(duration) * number / tasks;
    task.priority = random.bounded(3);
    const int kind = random.bounded(100);
    QJsonObject payload{{u"append_to"_s, events}, {u"sleep_ms"_s, random.bounded(150)}};
    if (kind < 2)
        payload[u"sleep_ms"_s] = 3500 + random.bounded(1000); // needs its lease renewed
    else if (kind < 6)
        payload[u"fail"_s] = u"transient"_s;
    else if (kind < 7)
        payload[u"fail"_s] = u"permanent"_s;
    if (kind >= 2 && kind < 6)
        payload[u"fail_times"_s] = 1;
    if (random.bounded(10) < 7)
        task.exclusiveKey = u"key-%1"_s.arg(random.bounded(keys));
    task.payload = QJsonDocument(payload).toJson(QJsonDocument::Compact);
    return task;
}

Result<> enqueueAll(storage::Connection &connection, const QString &events, QRandomGenerator &random)
{
    const TimePoint begin = localNow();
    QList<queue::NewTask> list;
    for (int n = 0; n < tasks; ++n) {
        list.append(probe(n, begin, events, random));
        if (list.size() < 1000 && n + 1 < tasks)
            continue;
        if (const Result<QList<queue::Id>> added = queue::enqueue(connection, std::exchange(list, {})); !added)
            return fail(added.error());
    }
    return {};
}

/// −1 while the database is away.
int liveTasks(const test::TempDatabase &database)
{
    const Result<std::unique_ptr<storage::Connection>> connection =
        storage::Connection::open(database.config(), u"chaos-live"_s);
    if (!connection)
        return -1;
    const Result<storage::Rows> rows = (*connection)->query(u"select count(*) from tasks"_s);
    return rows ? rows->front().front().toInt() : -1;
}

} // namespace

class tst_Chaos : public QObject
{
    Q_OBJECT

private:
    void tellWhatIsLeft(const test::TempDatabase &database, const test::ChaosCluster &cluster)
    {
        const Result<std::unique_ptr<storage::Connection>> connection = database.connect();
        if (!connection)
            return;
        const Result<storage::Rows> rows = (*connection)
                                               ->query(u"select id, state, attempt, rescues, exclusive_key, node_id, "
                                                       "lease_expires_at - {now} from tasks order by id limit 10"_s);
        for (const storage::Row &row : rows.value_or(storage::Rows()))
            qInfo() << "left" << row;
        for (int n = 0; n < test::ChaosCluster::nodes; ++n)
            qInfo("node %d: %s", n + 1, cluster.log(n).right(1500).constData());
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void everyPromiseHolds()
    {
        const bool given = qEnvironmentVariableIsSet("PULT_CHAOS_SEED");
        const quint32 seed =
            given ? qEnvironmentVariable("PULT_CHAOS_SEED").toUInt() : QRandomGenerator::system()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        const test::TempDatabase database(u"postgresql"_s);
        PULT_VERIFY_RESULT(database.made());
        const Result<test::TempPostgres *> server = test::TempPostgres::server();
        PULT_VERIFY_RESULT(server);
        test::ChaosCluster cluster(**server, database.config(), seed);
        const QTemporaryDir folder;
        const QString events = folder.filePath(u"events.jsonl"_s);
        {
            const Result<std::unique_ptr<storage::Connection>> connection = database.connect();
            PULT_VERIFY_RESULT(connection);
            PULT_VERIFY_RESULT(enqueueAll(**connection, events, random));
        }
        PULT_VERIFY_RESULT(cluster.start());
        cluster.disturb(duration);
        QTRY_VERIFY_WITH_TIMEOUT(cluster.isCalm(), int(std::chrono::milliseconds(duration + 60s).count()));

        const bool drained = QTest::qWaitFor([&] { return liveTasks(database) == 0; },
                                             int(std::chrono::milliseconds(drainLimit).count()));
        const bool stopped = cluster.stop();
        if (!drained)
            tellWhatIsLeft(database, cluster);
        const Result<std::unique_ptr<storage::Connection>> connection = database.connect();
        PULT_VERIFY_RESULT(connection);
        const Result<test::ChaosLedger> ledger = test::readLedger(**connection, events);
        PULT_VERIFY_RESULT(ledger);
        qInfo("kills=%d freezes=%d (taken over %d) cuts=%d restarts fast=%d immediate=%d, nodes started again %d, "
              "most connections of a node %d of %d; %s",
              cluster.count(test::Trouble::Kill), cluster.count(test::Trouble::Freeze), cluster.takenOver(),
              cluster.count(test::Trouble::Cut), cluster.count(test::Trouble::RestartFast),
              cluster.count(test::Trouble::RestartImmediate), cluster.restarts(), cluster.mostConnections(),
              test::ChaosCluster::connectionsPerNode, qPrintable(ledger->summary()));

        QVERIFY(drained);
        QCOMPARE(ledger->breaches(), 0);
        QCOMPARE(ledger->tasks, tasks);
        QCOMPARE(ledger->completed + ledger->discarded, tasks);
        QVERIFY2(ledger->poisoned + ledger->brokenByDatabase <= tasks / 50, "too many were given up");
        QVERIFY(cluster.looks() > 0);
        QCOMPARE(cluster.strandedSeen(), 0);
        QVERIFY(cluster.mostConnections() <= test::ChaosCluster::connectionsPerNode);
        QVERIFY2(stopped, "a node did not end well");
        QCOMPARE(cluster.processesLeft(), QStringList());
        QTRY_COMPARE_WITH_TIMEOUT(cluster.connections(), 0, 20'000);
    }
};

QTEST_GUILESS_MAIN(tst_Chaos)
#include "tst_chaos.moc"
