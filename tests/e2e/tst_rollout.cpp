// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rolling restart and blue-green while tasks come in: nothing is lost, nothing runs twice.
#include "nodeplace.h"

#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QJsonArray>

using namespace Qt::StringLiterals;
using namespace pult;
using test::NodePlace;

class tst_Rollout : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::TempDatabase> m_database;
    std::vector<std::unique_ptr<NodePlace>> m_nodes;

    NodePlace &add(const QString &name, const QString &group)
    {
        m_nodes.push_back(std::make_unique<NodePlace>(m_database->url(), name));
        NodePlace &node = *m_nodes.back();
        node.place.setVariable(u"NODE_GROUP"_s, group);
        node.start();
        return node;
    }
    NodePlace &first() const { return *m_nodes.front(); }
    QString stateOf(const QString &name) const { return first().row(name)[u"state"].toString(); }
    QString lifeOf(const QString &name) const { return first().row(name)[u"session_id"].toString(); }
    test::ProcessEnd nodes(const QStringList &words) const
    {
        return first().place.run(u"pultctl"_s, QStringList{u"--json"_s, u"nodes"_s} + words);
    }
    /// Tasks that have been run, each at its first attempt.
    int ranOnce() const
    {
        int count = 0;
        const QJsonDocument list = first().place.ctl({u"tasks"_s, u"list"_s, u"--limit"_s, u"1000"_s});
        for (const QJsonValue &task : list[u"items"].toArray())
            count += task[u"state"].toString() == u"completed"_s && task[u"attempt"].toInt() == 1 ? 1 : 0;
        return count;
    }
    void addProbes(int count) const
    {
        QByteArray lines;
        for (int i = 0; i < count; ++i)
            lines += R"({"kind":"probe","payload":{"sleep_ms":300}})"
                     "\n";
        first().place.writeFile(u"probes.jsonl"_s, lines);
        first().place.ctl({u"tasks"_s, u"add"_s, u"--file"_s, first().place.path(u"probes.jsonl"_s)});
    }

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_database = std::make_unique<test::TempDatabase>(u"postgresql"_s);
        PULT_VERIFY_RESULT(m_database->made());
    }
    void cleanup()
    {
        for (const auto &node : m_nodes) {
            if (node->node->state() == QProcess::Running)
                node->stop();
        }
        m_nodes.clear();
    }

    void oneAfterTheOther()
    {
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
            add(name, u"blue"_s);
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
            QTRY_COMPARE_WITH_TIMEOUT(stateOf(name), u"running"_s, 30'000);
        const QStringList before{lifeOf(u"a"_s), lifeOf(u"b"_s), lifeOf(u"c"_s)};
        addProbes(60);
        const test::ProcessEnd end = nodes({u"restart"_s, u"--rolling"_s});
        QVERIFY2(end.exitCode == 0, end.err.constData());
        QCOMPARE(end.json()[u"restarted"].toArray().size(), 3);
        QCOMPARE(end.json()[u"restarted"][1][u"node"].toString(), u"b"_s);
        const QStringList after{lifeOf(u"a"_s), lifeOf(u"b"_s), lifeOf(u"c"_s)};
        for (int i = 0; i < 3; ++i)
            QVERIFY(before[i] != after[i]);
        QTRY_COMPARE_WITH_TIMEOUT(ranOnce(), 60, 60'000);
    }

    /// The second one cannot begin again: the third is not touched.
    void itStopsAtTheFirstThatIsNotWell()
    {
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
            add(name, u"blue"_s);
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
            QTRY_COMPARE_WITH_TIMEOUT(stateOf(name), u"running"_s, 30'000);
        const QString third = lifeOf(u"c"_s);
        m_nodes[1]->place.writeFile(u"data/.env"_s, "TASK_TIMEOUT_SECS=soon\n");
        const test::ProcessEnd end = nodes({u"restart"_s, u"--rolling"_s, u"--timeout"_s, u"8"_s});
        QCOMPARE(end.exitCode, 1);
        QVERIFY2(end.err.contains("node_not_back") && end.err.contains("\"b\""), end.err.constData());
        QCOMPARE(end.json()[u"restarted"].toArray().size(), 1);
        QCOMPARE(end.json()[u"not_restarted"].toArray(), (QJsonArray{u"b"_s, u"c"_s}));
        QCOMPARE(lifeOf(u"c"_s), third);
        QCOMPARE(stateOf(u"c"_s), u"running"_s);
        // And nothing at all is begun while one is not well.
        QCOMPARE(nodes({u"drain"_s, u"c"_s}).exitCode, 0);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(u"c"_s), u"drained"_s, 10'000);
        const QString firstLife = lifeOf(u"a"_s);
        const test::ProcessEnd refused = nodes({u"restart"_s, u"--rolling"_s, u"--group"_s, u"blue"_s});
        QCOMPARE(refused.exitCode, 1);
        QVERIFY2(refused.err.contains("node_unhealthy"), refused.err.constData());
        QCOMPARE(lifeOf(u"a"_s), firstLife);
    }

    void anotherGroupTakesOver()
    {
        add(u"old-1"_s, u"blue"_s);
        add(u"old-2"_s, u"blue"_s);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(u"old-1"_s), u"running"_s, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(u"old-2"_s), u"running"_s, 30'000);
        QCOMPARE(nodes({u"switch"_s, u"--to"_s, u"green"_s}).exitCode, 2);
        QCOMPARE(stateOf(u"old-1"_s), u"running"_s);
        add(u"new-1"_s, u"green"_s);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(u"new-1"_s), u"running"_s, 30'000);
        addProbes(30);
        const test::ProcessEnd end = nodes({u"switch"_s, u"--to"_s, u"green"_s, u"--from"_s, u"blue"_s, u"--stop"_s});
        QVERIFY2(end.exitCode == 0, end.err.constData());
        QCOMPARE(end.json()[u"active"].toArray(), QJsonArray{u"new-1"_s});
        QCOMPARE(end.json()[u"drained"].toArray(), (QJsonArray{u"old-1"_s, u"old-2"_s}));
        QCOMPARE(m_nodes[0]->wait(30'000), 0);
        QCOMPARE(m_nodes[1]->wait(30'000), 0);
        QTRY_COMPARE_WITH_TIMEOUT(ranOnce(), 30, 60'000);
        QCOMPARE(stateOf(u"new-1"_s), u"running"_s);
    }
};

QTEST_GUILESS_MAIN(tst_Rollout)
#include "tst_rollout.moc"
