// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// SIGTERM to a real node: idle, busy with what ends and what does not, without its database, and twice.
#include "nodeplace.h"

#include <base/settings.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>
#include <support/troubledproxy.h>

#include <QElapsedTimer>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using test::NodePlace;

class tst_Shutdown : public QObject
{
    Q_OBJECT

private:
    static QString valueOf(const char *name)
    {
        return QString::fromLatin1(Settings::find(QString::fromLatin1(name))->defaultValue);
    }
    static void check(const QJsonValue &task, const QString &state, int attempt, const QString &code)
    {
        QCOMPARE(task[u"state"].toString(), state);
        QCOMPARE(task[u"attempt"].toInt(), attempt);
        QCOMPARE(task[u"last_error"][u"code"].toString(), code);
        QVERIFY(task[u"lease"].isNull() || task[u"lease"].isUndefined());
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void idleItEndsAtOnce_data()
    {
        QTest::addColumn<int>("signal");
        QTest::addRow("SIGTERM") << SIGTERM;
        QTest::addRow("SIGINT") << SIGINT;
    }
    void idleItEndsAtOnce()
    {
        QFETCH(int, signal);
        NodePlace pult{QString()};
        pult.start();
        QTRY_COMPARE_WITH_TIMEOUT(pult.row({})[u"state"].toString(), u"running"_s, 20'000);
        QElapsedTimer clock;
        clock.start();
        pult.signal(signal);
        QCOMPARE(pult.wait(20'000), 0);
        QVERIFY2(clock.elapsed() < 12'000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(pult.row({})[u"state"].toString(), u"stopped"_s);
    }

    void whatRunsMayEnd()
    {
        NodePlace pult{QString()};
        pult.place.setVariable(u"SHUTDOWN_TIMEOUT_SECS"_s, u"60"_s);
        pult.start();
        const qint64 id = pult.addProbe(pult.held());
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(id), u"running"_s, 20'000);
        const qint64 later = pult.addProbe(R"({"sleep_ms":1})", {u"--depends-on"_s, QString::number(id)});
        pult.signal(SIGTERM);
        QTRY_COMPARE_WITH_TIMEOUT(pult.row({})[u"state"].toString(), u"stopping"_s, 20'000);
        pult.letGo();
        QCOMPARE(pult.wait(30'000), 0);
        check(pult.task(id), u"completed"_s, 1, {});
        QCOMPARE(pult.task(later)[u"attempt"].toInt(), 0); // nothing was begun any more
    }

    void whatDoesNotEndIsHandedBack_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addRow("hears its cancellation") << QByteArray(R"({"sleep_ms":60000})");
        QTest::addRow("does not hear it") << QByteArray(R"({"sleep_ms":60000,"hang":"deaf"})");
        QTest::addRow("blocks its thread") << QByteArray(R"({"sleep_ms":60000,"hang":"block"})");
    }
    void whatDoesNotEndIsHandedBack()
    {
        QFETCH(QByteArray, payload);
        NodePlace pult{QString()};
        pult.place.setVariable(u"SHUTDOWN_TIMEOUT_SECS"_s, u"8"_s);
        pult.start();
        const qint64 id = pult.addProbe(payload);
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(id), u"running"_s, 20'000);
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(pult.stop(), 0);
        // Not before three fifths of the budget; after it the exit code would be another.
        QVERIFY2(clock.elapsed() > 4600, qPrintable(QString::number(clock.elapsed())));
        check(pult.task(id), u"available"_s, 0, u"interrupted"_s);
        QVERIFY(pult.place.processesLeft().isEmpty());
    }

    void whatMayHaveBeenPublishedIsNotHandedBack()
    {
        const test::TempDatabase database(u"postgresql"_s);
        NodePlace pult(database.url());
        pult.place.setVariable(u"SHUTDOWN_TIMEOUT_SECS"_s, u"4"_s);
        pult.start();
        const qint64 id = pult.addProbe(R"({"sleep_ms":60000,"hang":"block","commit":"around"})");
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(id), u"running"_s, 20'000);
        const Result<std::unique_ptr<storage::Connection>> connection = database.connect();
        PULT_VERIFY_RESULT(connection);
        const auto commitState = [&connection] {
            const auto rows = (*connection)->query(u"select commit_state from tasks"_s);
            return rows ? rows->front().front().toInt() : -1;
        };
        QTRY_COMPARE_WITH_TIMEOUT(commitState(), 1, 10'000);
        QCOMPARE(pult.stop(), 0);
        check(pult.task(id), u"discarded"_s, 1, u"outcome_unknown"_s);
    }

    void theSecondSignalEndsAtOnce()
    {
        NodePlace pult{QString()};
        pult.start();
        const qint64 id = pult.addProbe(R"({"sleep_ms":60000,"hang":"deaf"})");
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(id), u"running"_s, 20'000);
        pult.signal(SIGTERM);
        QTRY_COMPARE_WITH_TIMEOUT(pult.row({})[u"state"].toString(), u"stopping"_s, 14'000);
        pult.signal(SIGTERM);
        QCOMPARE(pult.wait(5000), 3);
        // The next life takes it back at once.
        pult.start();
        QTRY_COMPARE_WITH_TIMEOUT(pult.task(id)[u"last_error"][u"code"].toString(), u"node_restarted"_s, 20'000);
        pult.signal(SIGKILL);
        pult.wait(5000);
    }

    /// What ended while the database was away is kept, and the next life writes it instead of running it again.
    void withoutADatabaseNothingIsLost()
    {
        const Result<test::TempPostgres *> server = test::TempPostgres::server();
        PULT_VERIFY_RESULT(server);
        const test::TempDatabase database(u"postgresql"_s);
        NodePlace pult(database.url());
        pult.place.setVariable(u"SHUTDOWN_TIMEOUT_SECS"_s, u"10"_s);
        pult.start();
        const qint64 ends = pult.addProbe(pult.held());
        const qint64 runs = pult.addProbe(R"({"sleep_ms":60000})");
        QTRY_VERIFY_WITH_TIMEOUT(pult.state(ends) == u"running"_s && pult.state(runs) == u"running"_s, 20'000);
        QVERIFY((*server)->stop(u"fast"_s));
        pult.letGo();
        const QString kept = pult.place.dataDir() + u"/unwritten-ends"_s;
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(kept), 20'000);
        QCOMPARE(pult.stop(), 0); // within its budget, or the exit code would be another
        QVERIFY((*server)->start());
        pult.start();
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(ends), u"completed"_s, 20'000);
        QCOMPARE(pult.task(ends)[u"attempt"].toInt(), 1);
        QVERIFY(pult.state(runs) == u"running"_s || pult.state(runs) == u"available"_s);
        QCOMPARE(pult.task(runs)[u"attempts"].toArray().last()[u"outcome"].toString(), u"interrupted"_s);
        QTRY_VERIFY(!QFile::exists(kept));
        QCOMPARE(pult.stop(), 0);
    }

    /// A connection that hangs holds nothing up beyond the budget.
    void aConnectionThatHangsIsNotWaitedFor()
    {
        const Result<test::TempPostgres *> server = test::TempPostgres::server();
        PULT_VERIFY_RESULT(server);
        const test::TempDatabase database(u"postgresql"_s);
        test::TroubledProxy proxy(database.config().port);
        QString url = database.url();
        url.replace(u":%1/"_s.arg(database.config().port), u":%1/"_s.arg(proxy.port()));
        NodePlace pult(url);
        pult.place.setVariable(u"SHUTDOWN_TIMEOUT_SECS"_s, u"8"_s);
        pult.start();
        const qint64 id = pult.addProbe(R"({"sleep_ms":60000})");
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(id), u"running"_s, 20'000);
        proxy.set(test::TroubledProxy::Mode::Stall);
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(pult.stop(), 0); // its end is kept on disk
        QVERIFY2(clock.elapsed() < 20'000, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(QFile::exists(pult.place.dataDir() + u"/unwritten-ends"_s));
        proxy.set(test::TroubledProxy::Mode::Pass);
        pult.start();
        QTRY_COMPARE_WITH_TIMEOUT(pult.task(id)[u"attempts"].toArray().last()[u"outcome"].toString(), u"interrupted"_s,
                                  20'000);
        QCOMPARE(pult.stop(), 0);
    }

    /// Its stderr is a pipe that is full and never read: the log waits there, nothing else does.
    void aStderrThatNobodyReadsHoldsNothingUp()
    {
        const test::TempDatabase database(u"postgresql"_s);
        NodePlace pult(database.url());
        pult.place.setVariable(u"LOG_LEVEL"_s, u"debug"_s);
        pult.place.setVariable(u"DB_ECHO"_s, u"on"_s);
        const QByteArray name = pult.place.path(u"unread"_s).toLocal8Bit();
        QCOMPARE(::mkfifo(name.constData(), 0600), 0);
        const int end = ::open(name.constData(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
        const auto closed = qScopeGuard([end] { ::close(end); });
        while (::write(end, "full\n", 5) == 5)
            continue;
        pult.start(QString::fromLocal8Bit(name));
        QByteArray lines;
        constexpr int tasks = 4000; // their statements alone are more lines than the log's queues hold
        for (int i = 0; i < tasks; ++i)
            lines += "{\"kind\":\"probe\",\"exclusive_key\":\"" + QByteArray::number(i % 50) + "\"}\n";
        pult.place.writeFile(u"tasks.jsonl"_s, lines);
        pult.place.ctl({u"tasks"_s, u"add"_s, u"--file"_s, pult.place.path(u"tasks.jsonl"_s)});
        pult.place.ctl({u"wait"_s, u"--until-idle"_s, u"--timeout"_s, u"100"_s});
        QCOMPARE(pult.stop(), 0);
    }

    /// While it drains a node still renews what runs, however short the leases are; and by default a node that is
    /// killed in its shutdown loses no more time than a lease lasts.
    void leasesOutlastTheShutdown()
    {
        QVERIFY(valueOf("SHUTDOWN_TIMEOUT_SECS").toInt() < valueOf("TASK_LEASE_SECS").toInt());
        const test::TempDatabase database(u"postgresql"_s);
        NodePlace pult(database.url(), u"one"_s);
        NodePlace other(database.url(), u"other"_s);
        for (NodePlace *place : {&pult, &other}) {
            place->place.setVariable(u"SHUTDOWN_TIMEOUT_SECS"_s, u"20"_s);
            place->place.setVariable(u"TASK_LEASE_SECS"_s, u"3"_s);
        }
        pult.start();
        const qint64 id = pult.addProbe(R"({"sleep_ms":9000})");
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(id), u"running"_s, 20'000);
        other.start();
        QCOMPARE(pult.stop(), 0);
        const QJsonValue task = pult.task(id);
        QCOMPARE(task[u"state"].toString(), u"completed"_s);
        QCOMPARE(task[u"attempts"].toArray().size(), 1);
        QCOMPARE(other.stop(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_Shutdown)
#include "tst_shutdown.moc"
