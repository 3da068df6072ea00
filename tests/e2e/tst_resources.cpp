// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A node that uses more memory than it may, from outside: it says so and takes nothing; with a higher limit it goes on.
#include <support/pultprocess.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_Resources : public QObject
{
    Q_OBJECT

    static QString stateOf(const test::Installation &place, const QString &id)
    {
        return place.ctl({u"tasks"_s, u"show"_s, id})[u"state"].toString();
    }
    /// The one node's row, once it has looked at itself.
    static QJsonObject node(const test::Installation &place)
    {
        return place.ctl({u"nodes"_s, u"list"_s})[u"items"][0].toObject();
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void aNodeOverItsLimitTakesNothingAndSaysWhy_data() { test::databaseRows(); }
    void aNodeOverItsLimitTakesNothingAndSaysWhy()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        PULT_VERIFY_RESULT(temporary.made());
        test::Installation place(temporary.url());
        place.setVariable(u"WORKER_BASE_PORT"_s, u"0"_s);
        place.setVariable(u"NODE_NAME"_s, u"office"_s);
        place.setVariable(u"MEMORY_LIMIT_MB"_s, u"16"_s); // the program alone takes more
        {
            const auto pultd = place.start(u"pultd"_s, {});
            QJsonObject row;
            const auto told = [&row, &place] {
                row = node(place);
                return row[u"state"].toString() == "running"_L1 && !row[u"stops"].toArray().isEmpty();
            };
            QTRY_VERIFY_WITH_TIMEOUT(told(), 30'000);
            QCOMPARE(row[u"stops"][0][u"code"].toString(), u"node_memory"_s);
            const QJsonValue use = row[u"resource_usage"];
            QVERIFY(use[u"memory_mb"].toDouble() > 16);
            QVERIFY(use[u"memory_percent"].toDouble() > 0 && use[u"memory_percent"].toDouble() <= 100);
            QVERIFY(use[u"cpu_percent"].isDouble());
            QVERIFY(use[u"disk_percent"].toDouble() > 0 && use[u"disk_percent"].toDouble() <= 100);
            QVERIFY(use[u"open_fds"].toInt() > 5);

            const QString id = QString::number(
                place.ctl({u"tasks"_s, u"add"_s, u"--kind"_s, u"probe"_s, u"--payload"_s, u"{}"_s})[u"ids"][0]
                    .toInteger());
            const test::ProcessEnd why = place.run(u"pultctl"_s, {u"tasks"_s, u"why"_s, id});
            QVERIFY2(why.out.contains("office takes no tasks: Pult uses"), why.out.constData());
            QVERIFY2(why.out.contains("MEMORY_LIMIT_MB allows 16"), why.out.constData());
            QTest::qWait(2500); // several looks for work
            QCOMPARE(stateOf(place, id), u"available"_s);
            pultd->terminate();
            QVERIFY(pultd->waitForFinished(30'000));
            QCOMPARE(pultd->exitCode(), 0);
            m_id = id;
        }
        place.setVariable(u"MEMORY_LIMIT_MB"_s, u"2048"_s);
        const test::ProcessEnd end = place.run(u"pultd"_s, {u"--until-idle"_s});
        QCOMPARE(end.exitCode, 0);
        QCOMPARE(stateOf(place, m_id), u"completed"_s);
        // Both lives have left their marks and their minutes.
        const auto connection = temporary.connect();
        PULT_VERIFY_RESULT(connection);
        const auto number = [&connection](const QString &sql) {
            const Result<storage::Rows> rows = (*connection)->query(sql);
            return rows ? rows->front().front().toInt() : -1;
        };
        QCOMPARE(number(u"select count(*) from metric_events where kind = 'start'"_s), 2);
        QCOMPARE(number(u"select count(*) from metric_events where kind = 'stop'"_s), 2);
        QVERIFY(number(u"select count(*) from metric_samples where resolution = 60"_s) >= 2);
        QCOMPARE(number(u"select count(*) from metric_samples where body like '%\"completed\":1%'"_s), 1);
        QCOMPARE(place.processesLeft(), QStringList());
    }

    /// With real browsers: what a profile takes is learnt, and where that does not fit its next task waits.
    void aBrowserThatDoesNotFitWaits()
    {
        const test::TempDatabase temporary(u"postgresql"_s);
        PULT_VERIFY_RESULT(temporary.made());
        test::Installation place(temporary.url());
        place.setVariable(u"WORKER_BASE_PORT"_s, u"0"_s);
        place.setVariable(u"NODE_NAME"_s, u"office"_s);
        place.setVariable(u"BROWSER_PROVIDER"_s, u"local"_s);
        place.setVariable(u"HEARTBEAT_INTERVAL_SECS"_s, u"2"_s); // so often the row tells what is used
        const auto add = [&place](const QString &kind, const QString &payload) {
            const QJsonDocument added = place.ctl({u"tasks"_s, u"add"_s, u"--kind"_s, kind, u"--payload"_s, payload});
            return QString::number(added[u"ids"][0].toInteger());
        };
        const QString flow = uR"({"profile":"shop-1","flow":{"title":"wait","steps":[
            {"type":"navigate","url":"data:text/html,<p>hello"},
            {"type":"waitForExpression","expression":"performance.now() > 7000","timeout":30000}]}})"_s;
        {
            const auto pultd = place.start(u"pultd"_s, {});
            const QString id = add(u"browser_flow"_s, flow);
            QTRY_VERIFY_WITH_TIMEOUT(node(place)[u"resource_usage"][u"browsers"].toInt() == 1, 60'000);
            QTRY_COMPARE_WITH_TIMEOUT(stateOf(place, id), u"completed"_s, 60'000);
            QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(place.dataDir() + u"/profile-costs.json"_s), 30'000);
            pultd->terminate();
            QVERIFY(pultd->waitForFinished(30'000));
        }
        QFile file(place.dataDir() + u"/profile-costs.json"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject costs = QJsonDocument::fromJson(file.readAll()).object();
        const double learnt = costs[u"local:shop-1"][u"memory_mb"].toDouble();
        QVERIFY2(learnt > 64 && learnt < 1500, qPrintable(QString::number(learnt)));

        place.setVariable(u"BROWSER_MEMORY_LIMIT_MB"_s, u"64"_s);
        const auto pultd = place.start(u"pultd"_s, {});
        const QString waiting = add(u"browser_flow"_s, flow);
        const QString probe = add(u"probe"_s, u"{}"_s);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(place, probe), u"completed"_s, 30'000);
        const auto why = [&] { return place.run(u"pultctl"_s, {u"tasks"_s, u"why"_s, waiting}).out; };
        QTRY_VERIFY_WITH_TIMEOUT(why().contains("office has no room for the next browser (local:shop-1)"), 30'000);
        QCOMPARE(stateOf(place, waiting), u"available"_s);
        pultd->terminate();
        QVERIFY(pultd->waitForFinished(30'000));
        QCOMPARE(pultd->exitCode(), 0);
        QCOMPARE(place.processesLeft(), QStringList());
    }

private:
    QString m_id;
};

QTEST_GUILESS_MAIN(tst_Resources)

#include "tst_resources.moc"
