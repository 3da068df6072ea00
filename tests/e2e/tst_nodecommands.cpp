// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Nodes that are drained, resumed, stopped and restarted from elsewhere.
#include "nodeplace.h"

#include <support/tempdatabase.h>
#include <support/testresult.h>

using namespace Qt::StringLiterals;
using namespace pult;
using test::NodePlace;

class tst_NodeCommands : public QObject
{
    Q_OBJECT

private:
    /// What the node says it did.
    static QString tell(const NodePlace &from, const QStringList &words)
    {
        const QJsonDocument answer = from.place.ctl(QStringList{u"nodes"_s} + words);
        return answer[u"state"].toString() == u"done"_s ? answer[u"answer"][u"code"].toString() : u"not done"_s;
    }
    static QString refusal(const NodePlace &from, const QStringList &words)
    {
        const test::ProcessEnd end = from.place.run(u"pultctl"_s, QStringList{u"--json"_s, u"nodes"_s} + words);
        return QJsonDocument::fromJson(end.err)[u"code"].toString();
    }
    static QString workerOf(const NodePlace &place, qint64 id)
    {
        return place.task(id)[u"attempts"].toArray().at(0)[u"worker"].toString();
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void oneOfTwoIsDrainedAndResumed()
    {
        const test::TempDatabase database(u"postgresql"_s);
        NodePlace first(database.url(), u"office-1"_s);
        NodePlace second(database.url(), u"office-2"_s);
        first.start();
        second.start();
        QTRY_COMPARE_WITH_TIMEOUT(first.row(u"office-2"_s)[u"state"].toString(), u"running"_s, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(first.row(u"office-1"_s)[u"state"].toString(), u"running"_s, 20'000);
        const qint64 runs = first.addProbe(first.held(), {u"--node"_s, u"office-2"_s});
        QTRY_COMPARE_WITH_TIMEOUT(first.state(runs), u"running"_s, 20'000);

        QCOMPARE(tell(first, {u"drain"_s, u"office-2"_s}), u"node_told_drain"_s);
        QTRY_COMPARE_WITH_TIMEOUT(first.row(u"office-2"_s)[u"state"].toString(), u"draining"_s, 20'000);
        const qint64 bound = first.addProbe("{}", {u"--node"_s, u"office-2"_s});
        const QJsonDocument why = first.place.ctl({u"tasks"_s, u"why"_s, QString::number(bound)});
        QVERIFY2(why.toJson().contains("node office-2 is draining"), why.toJson().constData());
        first.letGo();
        QTRY_COMPARE_WITH_TIMEOUT(first.row(u"office-2"_s)[u"state"].toString(), u"drained"_s, 20'000);
        QCOMPARE(first.state(runs), u"completed"_s); // it went on
        QList<qint64> free;
        for (int n = 0; n < 6; ++n)
            free.append(first.addProbe("{}"));
        const QString id = first.row(u"office-1"_s)[u"id"].toString();
        for (const qint64 task : free) {
            QTRY_COMPARE_WITH_TIMEOUT(first.state(task), u"completed"_s, 10'000);
            QVERIFY(workerOf(first, task).startsWith(id));
        }
        QCOMPARE(first.state(bound), u"available"_s);

        QCOMPARE(tell(first, {u"resume"_s, u"office-2"_s}), u"node_told_resume"_s);
        QTRY_COMPARE_WITH_TIMEOUT(first.state(bound), u"completed"_s, 10'000);
        QCOMPARE(first.row(u"office-2"_s)[u"state"].toString(), u"running"_s);

        const Result<std::unique_ptr<storage::Connection>> connection = database.connect();
        PULT_VERIFY_RESULT(connection);
        const auto audited =
            (*connection)->query(u"select what, object, place from audit where what like 'node.%' order by id"_s);
        PULT_VERIFY_RESULT(audited);
        QCOMPARE(audited->size(), 2u);
        QCOMPARE(audited->front().at(0).toString(), u"node.drain"_s);
        QCOMPARE(audited->front().at(1).toString(), u"node office-2"_s);
        QCOMPARE(audited->front().at(2).toString(), u"ctl"_s);

        QCOMPARE(refusal(first, {u"drain"_s, u"nobody"_s}), u"node_unknown"_s);
        QCOMPARE(refusal(first, {u"drain"_s, u"office-2"_s, u"--worker"_s, u"9"_s}), u"node_worker_unknown"_s);
        QCOMPARE(tell(first, {u"stop"_s, u"office-2"_s}), u"node_told_stop"_s);
        QCOMPARE(second.wait(20'000), 0);
        QCOMPARE(refusal(first, {u"drain"_s, u"office-2"_s}), u"node_not_running"_s);
        QCOMPARE(first.stop(), 0);
    }

    void onSqliteItStopsWhenNothingRuns()
    {
        NodePlace pult{QString()};
        pult.start();
        const qint64 runs = pult.addProbe(pult.held());
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(runs), u"running"_s, 20'000);
        QCOMPARE(tell(pult, {u"stop"_s}), u"node_told_stop"_s); // this data folder's
        QTRY_COMPARE_WITH_TIMEOUT(pult.row({})[u"state"].toString(), u"draining"_s, 20'000);
        const qint64 later = pult.addProbe("{}");
        pult.letGo();
        QCOMPARE(pult.wait(20'000), 0);
        QCOMPARE(pult.state(runs), u"completed"_s);
        QCOMPARE(pult.state(later), u"available"_s);
    }

    void aRestartIsTheSameProcessAnew()
    {
        NodePlace pult{QString()};
        pult.start();
        QTRY_COMPARE_WITH_TIMEOUT(pult.row({})[u"state"].toString(), u"running"_s, 20'000);
        const QJsonValue before = pult.row({});
        QCOMPARE(tell(pult, {u"restart"_s}), u"node_told_restart"_s);
        QTRY_VERIFY_WITH_TIMEOUT(pult.row({})[u"session_id"] != before[u"session_id"], 20'000);
        const qint64 id = pult.addProbe("{}");
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(id), u"completed"_s, 20'000);
        QCOMPARE(pult.row({})[u"pid"].toInt(), before[u"pid"].toInt());
        QCOMPARE(pult.stop(), 0);
    }

    void whatOutlastsTheDrainIsHandedBack()
    {
        NodePlace pult{QString()};
        pult.place.setVariable(u"DRAIN_TIMEOUT_SECS"_s, u"2"_s);
        pult.start();
        const qint64 runs = pult.addProbe(R"({"sleep_ms":60000})");
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(runs), u"running"_s, 20'000);
        QCOMPARE(tell(pult, {u"drain"_s}), u"node_told_drain"_s);
        QTRY_COMPARE_WITH_TIMEOUT(pult.row({})[u"state"].toString(), u"drained"_s, 20'000);
        QCOMPARE(pult.state(runs), u"available"_s);
        QCOMPARE(pult.task(runs)[u"attempt"].toInt(), 0);
        QCOMPARE(pult.stop(), 0);
    }

    void aPauseHasNoEndAndAKillHandsBackAtOnce()
    {
        NodePlace pult{QString()};
        pult.place.setVariable(u"DRAIN_TIMEOUT_SECS"_s, u"1"_s);
        pult.start();
        const qint64 runs = pult.addProbe(R"({"sleep_ms":4000})");
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(runs), u"running"_s, 20'000);
        QCOMPARE(tell(pult, {u"pause"_s}), u"node_told_pause"_s);
        QTRY_COMPARE_WITH_TIMEOUT(pult.row({})[u"state"].toString(), u"paused"_s, 20'000);
        const qint64 later = pult.addProbe(R"({"sleep_ms":60000})");
        // Longer than a drain would have let it.
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(runs), u"completed"_s, 20'000);
        QCOMPARE(pult.state(later), u"available"_s);
        QCOMPARE(tell(pult, {u"resume"_s}), u"node_told_resume"_s);
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(later), u"running"_s, 20'000);
        QCOMPARE(tell(pult, {u"kill"_s}), u"node_told_kill"_s);
        QCOMPARE(pult.wait(20'000), 0);
        QCOMPARE(pult.state(later), u"available"_s);
        QCOMPARE(pult.task(later)[u"attempt"].toInt(), 0);
    }

    void oneWorkerIsDrained()
    {
        NodePlace pult{QString()};
        pult.start();
        QTRY_COMPARE_WITH_TIMEOUT(pult.row({})[u"state"].toString(), u"running"_s, 20'000);
        QCOMPARE(tell(pult, {u"drain"_s, u"--worker"_s, u"1"_s}), u"worker_told_drain"_s);
        QTRY_COMPARE_WITH_TIMEOUT(pult.row({})[u"workers"][0][u"state"].toString(), u"drained"_s, 20'000);
        for (int n = 0; n < 5; ++n) {
            const qint64 id = pult.addProbe("{}");
            QTRY_COMPARE_WITH_TIMEOUT(pult.state(id), u"completed"_s, 10'000);
            QVERIFY(workerOf(pult, id).endsWith(u"/2"_s));
        }
        QCOMPARE(tell(pult, {u"resume"_s, u"--worker"_s, u"1"_s}), u"worker_told_resume"_s);
        QTRY_COMPARE_WITH_TIMEOUT(pult.row({})[u"workers"][0][u"state"].toString(), u"running"_s, 20'000);
        QCOMPARE(pult.stop(), 0);
    }

    /// A command that came too late, or was meant for an earlier life, is not carried out.
    void lateCommandsAreNotCarriedOut()
    {
        const test::TempDatabase database(u"postgresql"_s);
        NodePlace pult(database.url(), u"office-1"_s);
        pult.start();
        QTRY_COMPARE_WITH_TIMEOUT(pult.row({})[u"state"].toString(), u"running"_s, 20'000);
        const QJsonValue row = pult.row({});
        const Result<std::unique_ptr<storage::Connection>> connection = database.connect();
        PULT_VERIFY_RESULT(connection);
        const QString insert = u"insert into node_commands (node_id, session_id, verb, who, place, created_at, "
                               "expires_at) values (?, ?, 'stop', 'operator', 'ctl', {now}, {now} + ?)"_s;
        PULT_VERIFY_RESULT((*connection)->execute(insert, {row[u"id"].toString(), row[u"session_id"].toString(), -1}));
        PULT_VERIFY_RESULT((*connection)->execute(insert, {row[u"id"].toString(), u"earlier"_s, 60'000'000}));
        PULT_VERIFY_RESULT((*connection)->notify(u"pult_nodes"_s));
        const auto expired = [&connection] {
            const auto rows = (*connection)->query(u"select count(*) from node_commands where state = 'expired'"_s);
            return rows ? rows->front().front().toInt() : -1;
        };
        QTRY_COMPARE_WITH_TIMEOUT(expired(), 2, 10'000);
        QCOMPARE(tell(pult, {u"drain"_s}), u"node_told_drain"_s);
        QCOMPARE(pult.stop(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_NodeCommands)
#include "tst_nodecommands.moc"
