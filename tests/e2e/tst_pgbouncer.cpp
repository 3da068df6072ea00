// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two nodes behind PgBouncer in transaction mode, which they find out by themselves. What the engine does there in
// detail is tested by the storage suites' runs behind PgBouncer.
#include <support/pultprocess.h>
#include <support/tempdatabase.h>
#include <support/temppgbouncer.h>
#include <support/testresult.h>

#include <QJsonObject>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_PgBouncer : public QObject
{
    Q_OBJECT

private:
    static int count(const test::Installation &place, const QString &state)
    {
        return place.ctl({u"tasks"_s, u"stats"_s})[u"by_state"][state].toInt();
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void nodesFindOutAndWork_data()
    {
        QTest::addColumn<QByteArray>("settings");
        QTest::newRow("options refused") << QByteArray();
        QTest::newRow("options ignored") << QByteArray("ignore_startup_parameters = options");
    }
    void nodesFindOutAndWork()
    {
        QFETCH(QByteArray, settings);
        const test::TempDatabase database(u"postgresql"_s);
        PULT_VERIFY_RESULT(database.made());
        const test::TempPgBouncer bouncer(database.config(), settings);
        PULT_VERIFY_RESULT(bouncer.made());
        std::vector<std::unique_ptr<test::Installation>> places;
        std::vector<std::unique_ptr<QProcess>> nodes;
        for (int n = 0; n < 2; ++n) {
            places.push_back(std::make_unique<test::Installation>(bouncer.through(database.config()).display()));
            places.back()->setVariable(u"WORKER_BASE_PORT"_s, u"0"_s);
            nodes.push_back(places.back()->start(u"pultd"_s, {u"--data-dir"_s, places.back()->dataDir()}));
        }
        const test::Installation &place = *places.front();
        QByteArray lines;
        for (int n = 0; n < 200; ++n)
            lines += "{\"kind\":\"probe\",\"payload\":{\"sleep_ms\":5},\"exclusive_key\":\"key-" +
                     QByteArray::number(n % 10) + "\"}\n";
        place.writeFile(u"tasks.jsonl"_s, lines);
        place.ctl({u"tasks"_s, u"add"_s, u"--file"_s, place.path(u"tasks.jsonl"_s)});
        QTRY_COMPARE_WITH_TIMEOUT(count(place, u"completed"_s), 200, 60'000);

        // Nothing is heard here, so it is asked for: a cancellation reaches its run all the same.
        const QString slow = u"{\"sleep_ms\":60000}"_s;
        place.ctl({u"tasks"_s, u"add"_s, u"--kind"_s, u"probe"_s, u"--payload"_s, slow});
        QTRY_COMPARE_WITH_TIMEOUT(count(place, u"running"_s), 1, 20'000);
        const qint64 id =
            place.ctl({u"tasks"_s, u"list"_s, u"--state"_s, u"running"_s})[u"items"][0][u"id"].toInteger();
        place.ctl({u"tasks"_s, u"cancel"_s, QString::number(id)});
        QTRY_COMPARE_WITH_TIMEOUT(count(place, u"cancelled"_s), 1, 20'000);

        for (std::size_t n = 0; n < nodes.size(); ++n) {
            ::kill(pid_t(nodes[n]->processId()), SIGTERM);
            QVERIFY(nodes[n]->waitForFinished(40'000));
            QCOMPARE(nodes[n]->exitCode(), 0);
            const QByteArray log = nodes[n]->readAllStandardError();
            QVERIFY2(log.contains("behind PgBouncer"), log.right(2000).constData());
            QVERIFY2(!log.contains("prepared statement"), log.right(2000).constData());
            QCOMPARE(places[n]->processesLeft(), QStringList());
        }
    }
};

QTEST_GUILESS_MAIN(tst_PgBouncer)
#include "tst_pgbouncer.moc"
