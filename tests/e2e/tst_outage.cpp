// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The database goes away under work, for longer than leases last: nothing is lost, nothing runs twice, no attempt is
// used up. PULT_OUTAGE_SECS says how long (the long twin: 60).
#include "nodeplace.h"

#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace pult;
using test::NodePlace;

class tst_Outage : public QObject
{
    Q_OBJECT

private:
    static int outageMillis() { return 1000 * std::max(6, qEnvironmentVariableIntValue("PULT_OUTAGE_SECS")); }
    static QJsonObject outageOf(const NodePlace &place)
    {
        QFile file(place.place.dataDir() + u"/outage.json"_s);
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
    }
    static qint64 number(const test::TempDatabase &database, const QString &sql)
    {
        const Result<std::unique_ptr<storage::Connection>> connection = database.connect();
        if (!connection)
            return -1;
        const auto rows = (*connection)->query(sql);
        return rows && !rows->empty() ? rows->front().front().toLongLong() : -1;
    }

    test::TempPostgres *m_server = nullptr;

private Q_SLOTS:
    void initTestCase()
    {
        const Result<test::TempPostgres *> server = test::TempPostgres::server();
        PULT_VERIFY_RESULT(server);
        m_server = *server;
    }
    void init() { test::failOnWarnings(); }

    void workOutlastsIt()
    {
        constexpr int tasks = 120;
        const test::TempDatabase database(u"postgresql"_s);
        NodePlace one(database.url(), u"one"_s);
        NodePlace two(database.url(), u"two"_s);
        QByteArray lines;
        for (int n = 0; n < tasks; ++n)
            lines += R"({"kind":"probe","payload":{"sleep_ms":)" + QByteArray::number(200 + n % 10 * 400) + "}}\n";
        one.place.writeFile(u"tasks.jsonl"_s, lines);
        one.place.ctl({u"tasks"_s, u"add"_s, u"--file"_s, one.place.path(u"tasks.jsonl"_s)});
        for (NodePlace *place : {&one, &two}) {
            place->place.setVariable(u"TASK_LEASE_SECS"_s, u"4"_s); // gone long before the database is back
            place->place.setVariable(u"HEARTBEAT_INTERVAL_SECS"_s, u"1"_s);
            place->start();
        }
        QTRY_VERIFY_WITH_TIMEOUT(number(database, u"select count(*) from task_history"_s) >= 20, 30'000);
        const qint64 running = number(database, u"select count(*) from tasks where state = 'running'"_s);
        QVERIFY(running > 4);
        QVERIFY(m_server->stop(u"fast"_s));
        QElapsedTimer away;
        away.start();
        QTRY_VERIFY_WITH_TIMEOUT(!outageOf(one).isEmpty() && !outageOf(two).isEmpty(), 10'000);
        // Everything that ran ends, and is on disk; pultctl says so.
        QTRY_COMPARE_WITH_TIMEOUT(outageOf(one)[u"running"].toInt() + outageOf(two)[u"running"].toInt(), 0, 15'000);
        const int kept = outageOf(one)[u"ends_on_disk"].toInt() + outageOf(two)[u"ends_on_disk"].toInt();
        QVERIFY2(kept > 0, "no end was kept");
        const test::ProcessEnd asked = one.place.run(u"pultctl"_s, {u"nodes"_s, u"list"_s});
        QCOMPARE(asked.exitCode, 1);
        QVERIFY2(asked.err.contains("without the database since") && asked.err.contains("wait to be written"),
                 asked.err.constData());
        QTRY_VERIFY_WITH_TIMEOUT(away.elapsed() >= outageMillis(), outageMillis() + 5000);
        const qint64 seconds = away.elapsed() / 1000;
        QVERIFY(m_server->start());
        QTRY_COMPARE_WITH_TIMEOUT(number(database, u"select count(*) from task_history where state = 'completed'"_s),
                                  tasks, 90'000);
        QCOMPARE(number(database, u"select count(*) from task_history where attempt <> 1 or rescues <> 0"_s), 0);
        QCOMPARE(number(database, u"select count(*) from task_attempts where outcome <> 'completed'"_s), 0);
        QTRY_VERIFY(outageOf(one).isEmpty() && outageOf(two).isEmpty());
        qInfo("away %lld s, ends kept on disk %d, tasks %d: none lost, none twice", seconds, kept, tasks);
        QCOMPARE(one.stop(), 0);
        QCOMPARE(two.stop(), 0);
    }

    void killedWithoutItsDatabaseNothingRunsAgain()
    {
        const test::TempDatabase database(u"postgresql"_s);
        NodePlace pult(database.url());
        pult.place.setVariable(u"TASK_LEASE_SECS"_s, u"4"_s);
        pult.start();
        QList<qint64> ids;
        for (int n = 0; n < 6; ++n)
            ids.append(pult.addProbe(pult.held()));
        QTRY_COMPARE_WITH_TIMEOUT(number(database, u"select count(*) from tasks where state = 'running'"_s), 6, 20'000);
        QVERIFY(m_server->stop(u"immediate"_s));
        pult.letGo();
        QTRY_COMPARE_WITH_TIMEOUT(outageOf(pult)[u"ends_on_disk"].toInt(), 6, 20'000);
        pult.signal(SIGKILL);
        pult.wait(5000);
        // What the crash left torn at the end is no harm.
        QFile kept(pult.place.dataDir() + u"/unwritten-ends"_s);
        QVERIFY(kept.open(QIODevice::Append));
        kept.write("512 0123456789\n{\"task\":");
        kept.close();
        QVERIFY(m_server->start());
        pult.start();
        for (const qint64 id : ids) {
            QTRY_COMPARE_WITH_TIMEOUT(pult.state(id), u"completed"_s, 20'000);
            QCOMPARE(pult.task(id)[u"attempt"].toInt(), 1);
        }
        QCOMPARE(number(database, u"select count(*) from task_attempts where outcome <> 'completed'"_s), 0);
        QTRY_VERIFY(!kept.exists());
        QCOMPARE(pult.stop(), 0);
    }

    /// Stopped beyond its lease, as a sleeping computer is: another node has the task by then, and what the first
    /// would publish is refused.
    void whoSleptPublishesNothing()
    {
        const test::TempDatabase database(u"postgresql"_s);
        NodePlace sleeper(database.url(), u"sleeper"_s);
        sleeper.place.setVariable(u"TASK_LEASE_SECS"_s, u"4"_s);
        sleeper.start();
        // The probe waits, then commits: without an own end before the computer sleeps.
        const qint64 id = sleeper.addProbe(R"({"commit":"after",)" + sleeper.held().trimmed().mid(1));
        QTRY_COMPARE_WITH_TIMEOUT(sleeper.state(id), u"running"_s, 20'000);
        sleeper.signal(SIGSTOP);
        QElapsedTimer asleep;
        asleep.start();
        QTRY_VERIFY_WITH_TIMEOUT(asleep.elapsed() > 6000, 10'000);
        // Alone it still has the task in the database; it must not trust that.
        sleeper.letGo();
        sleeper.signal(SIGCONT);
        QTRY_COMPARE_WITH_TIMEOUT(sleeper.state(id), u"completed"_s, 30'000);
        const QJsonArray attempts = sleeper.task(id)[u"attempts"].toArray();
        QCOMPARE(attempts.size(), 2);
        QCOMPARE(attempts.last()[u"error"][u"code"].toString(), u"lease_unsure"_s);
        QCOMPARE(sleeper.task(id)[u"attempt"].toInt(), 1); // none used up
        QCOMPARE(sleeper.stop(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_Outage)
#include "tst_outage.moc"
