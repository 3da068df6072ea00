// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fault cases of job queues that take several real nodes (docs/testing.md has the list); each test has its number.
// PULT_LONG_CASES: with the figures of the cases themselves.
#include "chaosledger.h"
#include "nodegroup.h"

#include <queue/taskstore.h>
#include <support/testresult.h>

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>

#include <array>
#include <atomic>
#include <csignal>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;

namespace {

#ifdef PULT_LONG_CASES
constexpr int drainNodes = 10;
constexpr int drainTasks = 100'000;
constexpr int keyNodes = 16;
constexpr int keys = 50;
constexpr int tasksPerKey = 200;
constexpr int rateNodes = 8;
constexpr int rateSeconds = 30;
constexpr int unevenly = 2;         // a node may have had so much less than its share
constexpr double rateReached = 0.9; // of what the limit allows
constexpr double rateCrowd = 1;     // of it, at once
constexpr auto stormLength = 20s;
#else
constexpr int drainNodes = 3;
constexpr int drainTasks = 3000;
constexpr int keyNodes = 3;
constexpr int keys = 10;
constexpr int tasksPerKey = 30;
constexpr int rateNodes = 3;
constexpr int rateSeconds = 5;
constexpr int unevenly = 10; // they are done in a moment
// Beside other tests a node may stand still for a moment, and what it was allowed then is not made up for; a start is
// counted a moment before its row says so.
constexpr double rateReached = 0.4;
constexpr double rateCrowd = 1.5;
constexpr auto stormLength = 3s;
#endif
constexpr int workers = 20;
constexpr auto limit = 300s;

queue::NewTask probe(QJsonObject payload, const QString &events, const QString &key = {})
{
    payload[u"append_to"_s] = events;
    queue::NewTask task;
    task.kind = u"probe"_s;
    task.payload = QJsonDocument(payload).toJson(QJsonDocument::Compact);
    task.exclusiveKey = key;
    return task;
}

Result<QList<queue::Id>> enqueueAll(storage::Connection &connection, const QList<queue::NewTask> &tasks)
{
    QList<queue::Id> ids;
    for (qsizetype at = 0; at < tasks.size(); at += 1000) {
        const Result<QList<queue::Id>> some = queue::enqueue(connection, tasks.mid(at, 1000));
        if (!some)
            return some;
        ids += *some;
    }
    return ids;
}

QList<QJsonObject> eventsIn(const QString &path)
{
    QList<QJsonObject> events;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return events;
    while (!file.atEnd()) {
        const QJsonObject event = QJsonDocument::fromJson(file.readLine()).object();
        if (!event.isEmpty())
            events.append(event);
    }
    return events;
}

qsizetype startsIn(const QString &path)
{
    const QList<QJsonObject> events = eventsIn(path);
    return std::count_if(events.begin(), events.end(),
                         [](const QJsonObject &event) { return event[u"event"] == "start"_L1; });
}

/// Seconds of processor time that a process has used.
double processorTime(qint64 pid)
{
    QFile file(u"/proc/%1/stat"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray line = file.readAll();
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    return double(fields.at(11).toLongLong() + fields.at(12).toLongLong()) / double(sysconf(_SC_CLK_TCK));
}

/// Tasks by the node that ran them.
QMap<QString, int> share(storage::Connection &connection)
{
    QMap<QString, int> counts;
    const Result<storage::Rows> rows = connection.query(u"select worker, count(*) from task_history group by worker"_s);
    for (const storage::Row &row : rows.value_or(storage::Rows()))
        counts[row.at(0).toString().section(u'/', 0, 0)] += row.at(1).toInt();
    return counts;
}

/// Two senders of hints, each five thousand a second in transactions of five: different words, since equal ones of a
/// transaction are sent once.
class Storm final
{
public:
    explicit Storm(const test::TempDatabase &database)
    {
        m_timer.start();
        for (auto &sender : m_senders) {
            sender.reset(QThread::create([this, &database] { send(database); }));
            sender->start();
        }
    }
    ~Storm() { end(); }
    Storm(const Storm &) = delete;
    Storm &operator=(const Storm &) = delete;

    std::chrono::milliseconds lasted() const { return std::chrono::milliseconds(m_timer.elapsed()); }
    /// How many were sent.
    int end()
    {
        m_over = true;
        for (const auto &sender : m_senders)
            sender->wait();
        return m_sent;
    }

private:
    void send(const test::TempDatabase &database)
    {
        const Result<std::unique_ptr<storage::Connection>> connection = database.connect();
        qint64 sent = 0;
        while (connection && !m_over) {
            if (sent >= m_timer.elapsed() * 5) {
                QThread::yieldCurrentThread();
                continue;
            }
            const auto told = (*connection)
                                  ->query(u"select count(pg_notify('pult_work', cast(n as text))) "
                                          "from generate_series(1, 5) n"_s);
            if (!told)
                return;
            sent += 5;
            m_sent += 5;
        }
    }

    QElapsedTimer m_timer;
    std::atomic<bool> m_over{false};
    std::atomic<int> m_sent{0};
    std::array<std::unique_ptr<QThread>, 2> m_senders;
};

} // namespace

class tst_QueueCases : public QObject
{
    Q_OBJECT

    /// Starts as the database saw them, in order, in seconds.
    static QList<double> startTimes(test::NodeGroup &group)
    {
        QList<double> times;
        const Result<storage::Rows> rows =
            group.db().query(u"select started_at from task_history order by started_at"_s);
        for (const storage::Row &row : rows.value_or(storage::Rows()))
            times.append(double(row.front().toLongLong()) / 1e6);
        return times;
    }
    /// The most starts in any stretch of `length` seconds that begins with one between `from` and `to`.
    static qsizetype mostWithin(const QList<double> &times, double length, double from, double to)
    {
        qsizetype most = 0;
        for (auto first = times.begin(); first != times.end(); ++first) {
            if (*first >= from && *first + length <= to)
                most = std::max(most, std::lower_bound(first, times.end(), *first + length) - first);
        }
        return most;
    }
    static qsizetype countWithin(const QList<double> &times, double from, double to)
    {
        return std::count_if(times.begin(), times.end(), [=](double time) { return time >= from && time < to; });
    }
    static double now(test::NodeGroup &group) { return double(group.number(u"select {now}"_s)) / 1e6; }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void d01_manyProcessesDrainEachTaskOnceAndNoneStarves()
    {
        const test::TempDatabase database(u"postgresql"_s);
        PULT_VERIFY_RESULT(database.made());
        test::NodeGroup group(
            database, drainNodes,
            {{u"WORKERS_COUNT"_s, workers}, {u"MAX_CONCURRENT_TASKS"_s, 1}, {u"DB_MAX_CONNECTIONS"_s, 6}});
        PULT_VERIFY_RESULT(group.made());
        QVERIFY(group.start());
        group.ctl({u"queues"_s, u"pause"_s, u"default"_s, u"--reason"_s, u"check"_s});
        PULT_VERIFY_RESULT(enqueueAll(
            group.db(), QList<queue::NewTask>(drainTasks, probe({{u"sleep_ms"_s, 20}}, group.eventsPath()))));
        QElapsedTimer timer;
        timer.start();
        group.ctl({u"queues"_s, u"resume"_s, u"default"_s});
        QVERIFY(group.drained(limit));
        const qint64 took = timer.elapsed();
        const QMap<QString, int> shares = share(group.db());
        QVERIFY(group.stop());

        const Result<test::ChaosLedger> ledger = test::readLedger(group.db(), group.eventsPath());
        PULT_VERIFY_RESULT(ledger);
        const int fewest = shares.isEmpty() ? 0 : *std::min_element(shares.begin(), shares.end());
        const int most = shares.isEmpty() ? 0 : *std::max_element(shares.begin(), shares.end());
        qInfo("%d tasks by %d processes in %.1f s, shares %d to %d; %s", drainTasks, drainNodes, double(took) / 1000,
              fewest, most, qPrintable(ledger->summary()));
        QCOMPARE(ledger->breaches(), 0);
        QCOMPARE(ledger->completed, drainTasks);
        QCOMPARE(ledger->started, drainTasks);
        QCOMPARE(ledger->ended, drainTasks);
        QCOMPARE(group.number(u"select count(*) from task_history where attempt <> 1 or coalesce(rescues, 0) <> 0"_s),
                 0);
        QCOMPARE(shares.size(), drainNodes);
        QVERIFY2(fewest >= drainTasks / drainNodes / unevenly, qPrintable(QString::number(fewest)));
        QTRY_COMPARE_WITH_TIMEOUT(group.connections(), 0, 20'000);
    }

    void d07_aKeysTasksRunInOrderAndNeverTogether()
    {
        const test::TempDatabase database(u"postgresql"_s);
        PULT_VERIFY_RESULT(database.made());
        test::NodeGroup group(
            database, keyNodes,
            {{u"WORKERS_COUNT"_s, 1}, {u"MAX_CONCURRENT_TASKS"_s, workers}, {u"DB_MAX_CONNECTIONS"_s, 5}});
        PULT_VERIFY_RESULT(group.made());
        QVERIFY(group.start());
        QList<queue::NewTask> tasks; // those of a key side by side
        for (int key = 0; key < keys; ++key)
            tasks += QList<queue::NewTask>(tasksPerKey,
                                           probe({{u"sleep_ms"_s, key % 3}}, group.eventsPath(), u"key-%1"_s.arg(key)));
        QElapsedTimer timer;
        timer.start();
        PULT_VERIFY_RESULT(enqueueAll(group.db(), tasks));
        QVERIFY(group.drained(limit));
        const qint64 took = timer.elapsed();
        QVERIFY(group.stop());

        const Result<test::ChaosLedger> ledger = test::readLedger(group.db(), group.eventsPath());
        PULT_VERIFY_RESULT(ledger);
        const QMap<QString, int> shares = share(group.db());
        qInfo("%d tasks of %d keys by %d processes in %.1f s; %s", int(tasks.size()), keys, int(shares.size()),
              double(took) / 1000, qPrintable(ledger->summary()));
        QCOMPARE(ledger->breaches(), 0);
        QCOMPARE(ledger->completed, int(tasks.size()));
        QVERIFY(shares.size() > 1);
        // By the database's times, since lines of different processes may change places in the file.
        QCOMPARE(group.number(u"select count(*) from (select id, lag(id) over (partition by exclusive_key "
                              "order by started_at, id) as before from task_history) as runs where before > id"_s),
                 0);
        QCOMPARE(group.number(u"select count(distinct exclusive_key) from task_history"_s), keys);
    }

    void d11_aRateHoldsOverAllNodesAndFollowsItsChange()
    {
        const test::TempDatabase database(u"postgresql"_s);
        PULT_VERIFY_RESULT(database.made());
        test::NodeGroup group(database, rateNodes, {{u"DB_MAX_CONNECTIONS"_s, 5}});
        PULT_VERIFY_RESULT(group.made());
        group.ctl({u"queues"_s, u"set"_s, u"default"_s, u"--rate"_s, u"10/1"_s});
        QVERIFY(group.start());
        constexpr int perSecond = 10;
        PULT_VERIFY_RESULT(enqueueAll(
            group.db(), QList<queue::NewTask>(perSecond * rateSeconds + 400, probe({}, group.eventsPath()))));
        const double begin = now(group);
        const auto passed = [&group](double from, double seconds) {
            return QTest::qWaitFor([&] { return now(group) >= from + seconds; }, int(limit / 1ms));
        };
        QVERIFY(passed(begin, rateSeconds));
        group.ctl({u"queues"_s, u"set"_s, u"default"_s, u"--rate"_s, u"30/1"_s});
        const double faster = now(group);
        QVERIFY(passed(faster, 4));
        group.ctl({u"queues"_s, u"set"_s, u"default"_s, u"--rate"_s, u"5/1"_s});
        const double slower = now(group);
        QVERIFY(passed(slower, 5));
        QVERIFY(group.stop());

        // A start is counted a moment before its row says when it was claimed, and that moment varies.
        constexpr double second = 0.9;
        const QList<double> times = startTimes(group);
        const qsizetype done = countWithin(times, begin, begin + rateSeconds);
        const qsizetype most = mostWithin(times, second, begin, faster);
        const qsizetype doneFaster = countWithin(times, faster + 2, slower);
        const qsizetype mostFaster = mostWithin(times, second, faster, slower);
        const qsizetype mostSlower = mostWithin(times, second, slower + 2, slower + 5);
        const qsizetype doneSlower = countWithin(times, slower + 2, slower + 5);
        qInfo(
            "%d nodes, %d s at 10/s: %d started, at most %d in a second; 30/s from 2 s after the change: %d in %.1f s, "
            "at most %d; then 5/s: %d in 3 s, at most %d",
            rateNodes, rateSeconds, int(done), int(most), int(doneFaster), slower - faster - 2, int(mostFaster),
            int(doneSlower), int(mostSlower));
        QVERIFY2(double(most) <= rateCrowd * perSecond, qPrintable(QString::number(most)));
        QVERIFY2(double(done) >= rateReached * perSecond * rateSeconds, qPrintable(QString::number(done)));
        QVERIFY2(double(done) <= perSecond * (rateSeconds + 1), qPrintable(QString::number(done)));
        QVERIFY2(double(mostFaster) <= rateCrowd * 30, qPrintable(QString::number(mostFaster)));
        const double fasterSeconds = slower - faster - 2;
        QVERIFY2(double(doneFaster) >= rateReached * 30 * fasterSeconds, qPrintable(QString::number(doneFaster)));
        QVERIFY2(double(doneFaster) <= 30 * (fasterSeconds + 1), qPrintable(QString::number(doneFaster)));
        QVERIFY2(double(mostSlower) <= rateCrowd * 5, qPrintable(QString::number(mostSlower)));
        QVERIFY2(double(doneSlower) >= rateReached * 15, qPrintable(QString::number(doneSlower)));
    }

    void d22_aCleanStopEndsWhatItCanAndHandsTheRestBack_data() { test::databaseRows(); }
    void d22_aCleanStopEndsWhatItCanAndHandsTheRestBack()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        PULT_VERIFY_RESULT(temporary.made());
        test::NodeGroup group(
            temporary, 1, {{u"WORKERS_COUNT"_s, 2}, {u"MAX_CONCURRENT_TASKS"_s, 2}, {u"SHUTDOWN_TIMEOUT_SECS"_s, 10}});
        PULT_VERIFY_RESULT(group.made());
        QVERIFY(group.start());
        const QString go = group.eventsPath() + u".go"_s;
        const auto brief = probe({{u"until"_s, go}}, group.eventsPath());
        const auto endless = probe({{u"sleep_ms"_s, 600'000}}, group.eventsPath());
        const Result<QList<queue::Id>> ids =
            enqueueAll(group.db(), {brief, brief, endless, endless, brief, brief, brief});
        PULT_VERIFY_RESULT(ids);
        QTRY_COMPARE_WITH_TIMEOUT(startsIn(group.eventsPath()), 4, 20'000);
        QProcess &node = group.process(0);
        ::kill(pid_t(node.processId()), SIGTERM);
        QTRY_COMPARE(group.number(u"select count(*) from nodes where state = 'stopping'"_s), 1);
        QVERIFY(QFile(go).open(QIODevice::WriteOnly));
        QVERIFY(node.waitForFinished(30'000));
        QCOMPARE(node.exitStatus(), QProcess::NormalExit);
        QCOMPARE(node.exitCode(), 0);
        QCOMPARE(startsIn(group.eventsPath()), 4);
        QCOMPARE(
            group.number(u"select count(*) from task_history where state = 'completed' and attempt = 1 and id <= ?"_s,
                         {ids->at(1)}),
            2);
        QCOMPARE(
            group.number(
                u"select count(*) from tasks where state = 'available' and attempt = 0 and coalesce(rescues, 0) = 0 "
                "and id > ?"_s,
                {ids->at(1)}),
            5);
    }

    void d22_aSecondSignalEndsAtOnce_data() { test::databaseRows(); }
    void d22_aSecondSignalEndsAtOnce()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        PULT_VERIFY_RESULT(temporary.made());
        test::NodeGroup group(temporary, 1, {{u"SHUTDOWN_TIMEOUT_SECS"_s, 60}});
        PULT_VERIFY_RESULT(group.made());
        QVERIFY(group.start());
        PULT_VERIFY_RESULT(
            enqueueAll(group.db(), QList<queue::NewTask>(3, probe({{u"sleep_ms"_s, 600'000}}, group.eventsPath()))));
        QTRY_COMPARE_WITH_TIMEOUT(startsIn(group.eventsPath()), 3, 20'000);

        QProcess &node = group.process(0);
        ::kill(pid_t(node.processId()), SIGTERM);
        // The first one is heard, and the runs still have their time.
        QTRY_COMPARE_WITH_TIMEOUT(group.number(u"select count(*) from nodes where state = 'stopping'"_s), 1, 20'000);
        QCOMPARE(node.state(), QProcess::Running);
        QElapsedTimer timer;
        timer.start();
        ::kill(pid_t(node.processId()), SIGTERM);
        QVERIFY(node.waitForFinished(30'000));
        QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(node.exitStatus(), QProcess::NormalExit);
        QCOMPARE(node.exitCode(), 3);

        QVERIFY(group.start()); // takes back what its earlier life held, without waiting for the leases
        QTRY_COMPARE_WITH_TIMEOUT(startsIn(group.eventsPath()), 6, 40'000);
        QCOMPARE(group.number(u"select count(*) from tasks where state = 'running' and attempt = 1"_s), 3);
        QCOMPARE(group.number(u"select count(distinct run_lease) from task_attempts where outcome <> 'rescued'"_s), 0);
    }

    /// Hints without work come ten thousand times a second.
    void d27_aStormOfHintsCostsLittle()
    {
        const test::TempDatabase database(u"postgresql"_s);
        PULT_VERIFY_RESULT(database.made());
        test::NodeGroup group(database, 1);
        PULT_VERIFY_RESULT(group.made());
        QVERIFY(group.start());
        // The node has a session of its own for each of its connections: what they looked up in the claim's index.
        const auto claims = [&group] {
            return group.number(u"select idx_scan from pg_stat_user_indexes where indexrelname = 'tasks_claim'"_s);
        };
        const qint64 claimsBefore = claims();
        const double cpuBefore = processorTime(group.process(0).processId());
        Storm storm(database);
        QVERIFY(QTest::qWaitFor([&] { return storm.lasted() > stormLength / 2; }, int(limit / 1ms)));
        QElapsedTimer start;
        start.start();
        PULT_VERIFY_RESULT(enqueueAll(group.db(), {probe({}, group.eventsPath())}));
        QTRY_COMPARE_WITH_TIMEOUT(startsIn(group.eventsPath()), 1, 30'000);
        const qint64 latency = start.elapsed();
        QVERIFY(QTest::qWaitFor([&] { return storm.lasted() > stormLength; }, int(limit / 1ms)));
        const double seconds = std::chrono::duration<double>(storm.lasted()).count();
        const int sent = storm.end();
        QVERIFY(sent > 0);
        const double cpu = (processorTime(group.process(0).processId()) - cpuBefore) / seconds;

        // The server's sessions tell their figures a second late; its own poll adds one a second.
        qint64 told = claims();
        QElapsedTimer quiet;
        quiet.start();
        QVERIFY(QTest::qWaitFor(
            [&] {
                const qint64 present = claims();
                if (present > told + 2)
                    quiet.restart();
                told = present;
                return quiet.elapsed() > 2500;
            },
            int(limit / 1ms)));
        const double perSecond = double(told - claimsBefore) / seconds;
        qInfo("%.0f hints/s for %.1f s: %.0f looks at the claim's index a second, %.0f %% of a core, a task started "
              "within %d ms",
              double(sent) / seconds, seconds, perSecond, cpu * 100, int(latency));
        QVERIFY2(perSecond < std::max(50.0, 0.05 * double(sent) / seconds), qPrintable(QString::number(perSecond)));
        QVERIFY2(cpu < 0.5, qPrintable(QString::number(cpu)));
        QVERIFY2(latency < 10'000, qPrintable(QString::number(latency)));
        QVERIFY(group.stop());
    }
};

QTEST_GUILESS_MAIN(tst_QueueCases)
#include "tst_queuecases.moc"
