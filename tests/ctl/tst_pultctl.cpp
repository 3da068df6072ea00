// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// pultctl as scripts use it: documents on stdout, exit codes, errors on stderr. Nothing runs the tasks here.
#include <support/pultprocess.h>
#include <support/testresult.h>

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_Pultctl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_pult = std::make_unique<test::Installation>();
    }

    void addedTaskIsShownAsPinned()
    {
        const qint64 id =
            add({u"--kind"_s, u"http_request"_s, u"--payload"_s, u"{\"n\":12345678901234567890}"_s, u"--queue"_s,
                 u"mail"_s, u"--priority"_s, u"-7"_s, u"--run-at"_s, u"2099-01-02T03:04:05Z"_s, u"--unique-key"_s,
                 u"u1"_s, u"--exclusive-key"_s, u"e1"_s, u"--node"_s, u"office"_s, u"--max-attempts"_s, u"4"_s});
        const test::ProcessEnd end =
            m_pult->run(u"pultctl"_s, {u"tasks"_s, u"show"_s, QString::number(id), u"--json"_s});
        const QJsonObject task = end.json().object();
        QCOMPARE(task[u"id"].toInteger(), id);
        QCOMPARE(task[u"kind"].toString(), u"http_request"_s);
        QCOMPARE(task[u"queue"].toString(), u"mail"_s);
        QCOMPARE(task[u"state"].toString(), u"scheduled"_s);
        QCOMPARE(task[u"priority"].toInt(), -7);
        QCOMPARE(task[u"run_at"].toString(), u"2099-01-02T03:04:05.000Z"_s);
        QCOMPARE(task[u"unique_key"].toString(), u"u1"_s);
        QCOMPARE(task[u"exclusive_key"].toString(), u"e1"_s);
        QCOMPARE(task[u"node"].toString(), u"office"_s);
        QCOMPARE(task[u"max_attempts"].toInt(), 4);
        QCOMPARE(task[u"attempt"].toInt(), 0);
        QVERIFY(task.contains(u"lease"_s) && task[u"lease"].isNull());
        QVERIFY(task[u"attempts"].isArray());
        QVERIFY(task[u"artifacts"].isArray());
    }

    void fileOfTasksIsAddedWhole()
    {
        m_pult->writeFile(u"good.jsonl"_s,
                          "{\"kind\":\"http_request\"}\n{\"kind\":\"http_request\",\"queue\":\"b\"}\n");
        const test::ProcessEnd good = run({u"tasks"_s, u"add"_s, u"--file"_s, m_pult->path(u"good.jsonl"_s)});
        QCOMPARE(good.exitCode, 0);
        QCOMPARE(good.out.count('\n'), 2);
        m_pult->writeFile(u"bad.jsonl"_s, "{\"kind\":\"http_request\"}\n{\"kind\":3}\n");
        const test::ProcessEnd bad = run({u"tasks"_s, u"add"_s, u"--file"_s, m_pult->path(u"bad.jsonl"_s)});
        QCOMPARE(bad.exitCode, 2);
        QVERIFY2(bad.err.contains("line 2"), bad.err.constData());
        QCOMPARE(items({u"tasks"_s, u"list"_s}).size(), 2);
    }

    void listIsPagedAndFiltered()
    {
        QList<qint64> ids;
        for (int i = 0; i < 5; ++i)
            ids.append(add({u"--kind"_s, u"http_request"_s, u"--queue"_s, i < 3 ? u"a"_s : u"b"_s}));
        const QJsonObject first = m_pult->ctl({u"tasks"_s, u"list"_s, u"--limit"_s, u"3"_s}).object();
        QCOMPARE(first[u"items"].toArray().size(), 3);
        QCOMPARE(first[u"items"][0][u"id"].toInteger(), ids[4]);
        const QJsonObject second =
            m_pult->ctl({u"tasks"_s, u"list"_s, u"--limit"_s, u"3"_s, u"--after"_s, first[u"next"].toString()})
                .object();
        QCOMPARE(second[u"items"].toArray().size(), 2);
        QVERIFY(second[u"next"].isNull());
        QCOMPARE(items({u"tasks"_s, u"list"_s, u"--filter"_s, u"queue:a"_s}).size(), 3);
        QCOMPARE(items({u"tasks"_s, u"list"_s, u"--state"_s, u"waiting"_s}).size(), 5);
        QCOMPARE(items({u"tasks"_s, u"list"_s, u"--state"_s, u"failed,running"_s}).size(), 0);
        QCOMPARE(items({u"tasks"_s, u"list"_s, u"--kind"_s, u"command"_s}).size(), 0);
        QCOMPARE(run({u"tasks"_s, u"list"_s, u"--state"_s, u"sleeping"_s}).exitCode, 2);
    }

    void commandsChangeTasks()
    {
        const QString a = QString::number(add({u"--kind"_s, u"http_request"_s}));
        const QString b = QString::number(add({u"--kind"_s, u"http_request"_s}));
        QCOMPARE(run({u"tasks"_s, u"set-priority"_s, a, b, u"--priority"_s, u"9"_s}).exitCode, 0);
        QCOMPARE(m_pult->ctl({u"tasks"_s, u"show"_s, b})[u"priority"].toInt(), 9);
        QCOMPARE(run({u"tasks"_s, u"snooze"_s, a, u"--seconds"_s, u"3600"_s}).exitCode, 0);
        QCOMPARE(m_pult->ctl({u"tasks"_s, u"show"_s, a})[u"state"].toString(), u"scheduled"_s);
        const QJsonObject why = m_pult->ctl({u"tasks"_s, u"why"_s, a}).object();
        QCOMPARE(why[u"waiting_for"][0][u"code"].toString(), u"run_at"_s);
        QCOMPARE(run({u"tasks"_s, u"cancel"_s, a, b}).exitCode, 0);
        QCOMPARE(m_pult->ctl({u"tasks"_s, u"stats"_s})[u"by_state"][u"cancelled"].toInt(), 2);
        QCOMPARE(run({u"tasks"_s, u"retry"_s, a}).exitCode, 0);
        QCOMPARE(m_pult->ctl({u"tasks"_s, u"show"_s, a})[u"state"].toString(), u"available"_s);
        QCOMPARE(run({u"tasks"_s, u"delete"_s, a, b}).exitCode, 0);
        QCOMPARE(run({u"tasks"_s, u"show"_s, a}).exitCode, 2);
    }

    void bulkUploadBecomesABatch()
    {
        m_pult->writeFile(
            u"flow.json"_s,
            "{\"title\":\"t\",\"steps\":[{\"type\":\"navigate\",\"url\":\"http://127.0.0.1:1/{{caption}}\"}]}");
        m_pult->writeFile(u"a.png"_s, "x");
        m_pult->writeFile(u"map.csv"_s,
                          "profile,media,caption,tags\none,a.png,\"hi, {{profile}}\",x y\ntwo,a.png|a.png,,\n");
        const QJsonObject batch =
            m_pult->ctl({u"bulk-upload"_s, u"create"_s, u"--flow"_s, u"flow.json"_s, u"--map"_s, u"map.csv"_s})
                .object();
        QCOMPARE(batch[u"total"].toInt(), 2);
        const QString id = QString::number(batch[u"id"].toInteger());
        const QJsonArray tasks = m_pult->ctl({u"batches"_s, u"show"_s, id})[u"tasks"].toArray();
        QCOMPARE(tasks.size(), 2);
        const QJsonObject task = m_pult->ctl({u"tasks"_s, u"show"_s, QString::number(tasks[0].toInteger())}).object();
        QCOMPARE(task[u"kind"].toString(), u"bulk_upload"_s);
        QCOMPARE(task[u"exclusive_key"].toString(), u"profile:local:one"_s);
        QCOMPARE(task[u"payload"][u"caption"].toString(), u"hi, one"_s);
        QCOMPARE(task[u"payload"][u"media"][0].toString(), m_pult->path(u"a.png"_s));

        const QJsonObject draft =
            m_pult
                ->ctl({u"bulk-upload"_s, u"create"_s, u"--flow"_s, u"flow.json"_s, u"--profiles"_s, u"one,two,three"_s,
                       u"--media"_s, u"a.png"_s, u"--caption"_s, u"c"_s, u"--draft"_s})
                .object();
        QCOMPARE(draft[u"state"].toString(), u"draft"_s);
        QCOMPARE(draft[u"total"].toInt(), 3);

        const QJsonObject spread =
            m_pult
                ->ctl({u"bulk-upload"_s, u"create"_s, u"--flow"_s, u"flow.json"_s, u"--profiles"_s, u"one,two,three"_s,
                       u"--media"_s, u"a.png"_s, u"--caption"_s, u"c"_s, u"--draft"_s, u"--spread"_s, u"2h"_s,
                       u"--run-at"_s, u"2044-01-01T08:00:00Z"_s})
                .object();
        QStringList begins;
        for (const QJsonValue &child : spread[u"tasks"].toArray()) {
            const QString number = QString::number(child.toInteger());
            begins.append(m_pult->ctl({u"tasks"_s, u"show"_s, number})[u"run_at"].toString());
        }
        QCOMPARE(begins, (QStringList{u"2044-01-01T08:00:00.000Z"_s, u"2044-01-01T09:00:00.000Z"_s,
                                      u"2044-01-01T10:00:00.000Z"_s}));
    }

    void flowIsChecked()
    {
        m_pult->writeFile(u"good.json"_s,
                          "{\"title\":\"t\",\"steps\":[{\"type\":\"navigate\",\"url\":\"{{address}}\"}]}");
        const QJsonObject good = m_pult->ctl({u"flow"_s, u"check"_s, u"good.json"_s}).object();
        QVERIFY(good[u"ok"].toBool());
        QCOMPARE(good[u"steps"].toInt(), 1);
        QCOMPARE(good[u"variables"].toArray(), QJsonArray{u"address"_s});
        m_pult->writeFile(u"bad.json"_s, "{\"title\":\"t\",\"steps\":[{\"type\":\"teleport\"}]}");
        const test::ProcessEnd bad = run({u"flow"_s, u"check"_s, u"bad.json"_s, u"--json"_s});
        QCOMPARE(bad.exitCode, 1);
        QVERIFY(!bad.json()[u"ok"].toBool());
        QCOMPARE(bad.json()[u"notes"][0][u"step"].toInt(), 1);
        QCOMPARE(run({u"flow"_s, u"check"_s, u"missing.json"_s}).exitCode, 2);
        const test::ProcessEnd alone =
            run({u"flow"_s, u"run"_s, u"good.json"_s, u"--set"_s, u"address=about:blank"_s, u"--profile"_s, u"p"_s});
        QCOMPARE(alone.exitCode, 1); // nobody is there to play it
        QVERIFY2(alone.err.contains("No node"), alone.err.constData());
        QCOMPARE(items({u"tasks"_s, u"list"_s}).size(), 0);
    }

    void queuesArePausedAndResumed()
    {
        add({u"--kind"_s, u"http_request"_s, u"--queue"_s, u"mail"_s});
        QCOMPARE(run({u"queues"_s, u"pause"_s, u"mail"_s, u"--reason"_s, u"moving house"_s}).exitCode, 0);
        const QJsonObject paused = queueNamed(u"mail"_s);
        QVERIFY(paused[u"paused"].toBool());
        QCOMPARE(paused[u"pause_reason"].toString(), u"moving house"_s);
        QCOMPARE(paused[u"counts"][u"available"].toInt(), 1);
        QCOMPARE(run({u"queues"_s, u"resume"_s, u"mail"_s}).exitCode, 0);
        QVERIFY(!queueNamed(u"mail"_s)[u"paused"].toBool());
        QCOMPARE(items({u"locks"_s, u"list"_s}).size(), 0);
        QCOMPARE(items({u"nodes"_s, u"list"_s}).size(), 0);
    }

    /// Each pultctl opens and closes SQLite's file beside the node, which must notice all of it.
    void nodeSeesWhatPultctlAdds()
    {
        const auto service = m_pult->start(u"pultd"_s, {});
        QTRY_VERIFY_WITH_TIMEOUT(items({u"nodes"_s, u"list"_s}).at(0)[u"state"] == u"running"_s, 20000);
        for (int round = 0; round < 3; ++round) {
            const QString id = QString::number(add({u"--kind"_s, u"probe"_s}));
            QCOMPARE(run({u"wait"_s, u"--until-idle"_s, u"--timeout"_s, u"20"_s}).exitCode, 0);
            QCOMPARE(m_pult->ctl({u"tasks"_s, u"show"_s, id})[u"state"].toString(), u"completed"_s);
        }
        service->terminate();
        QVERIFY(service->waitForFinished(30000));
        QCOMPARE(service->exitCode(), 0);
    }

    void waitRunsOutOfTime()
    {
        QCOMPARE(run({u"wait"_s, u"--until-idle"_s, u"--timeout"_s, u"5"_s}).exitCode, 0);
        add({u"--kind"_s, u"http_request"_s});
        const test::ProcessEnd end = run({u"--json"_s, u"wait"_s, u"--until-idle"_s, u"--timeout"_s, u"0.3"_s});
        QCOMPARE(end.exitCode, 4);
        QCOMPARE(end.json()[u"idle"].toBool(), false);
    }

    void wrongUseIsTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("unknown verb") << QStringList{u"dance"_s};
        QTest::newRow("half a verb") << QStringList{u"tasks"_s};
        QTest::newRow("unknown option") << QStringList{u"tasks"_s, u"list"_s, u"--colour"_s};
        QTest::newRow("no kind") << QStringList{u"tasks"_s, u"add"_s};
        QTest::newRow("no id") << QStringList{u"tasks"_s, u"show"_s};
        QTest::newRow("not an id") << QStringList{u"tasks"_s, u"show"_s, u"x"_s};
        QTest::newRow("id below one") << QStringList{u"tasks"_s, u"show"_s, u"0"_s};
        QTest::newRow("unknown task") << QStringList{u"tasks"_s, u"show"_s, u"999"_s};
        QTest::newRow("priority") << QStringList{u"tasks"_s, u"add"_s, u"--kind"_s, u"k"_s, u"--priority"_s, u"101"_s};
        QTest::newRow("payload") << QStringList{u"tasks"_s, u"add"_s, u"--kind"_s, u"k"_s, u"--payload"_s, u"{"_s};
        QTest::newRow("resolve") << QStringList{u"tasks"_s, u"resolve"_s, u"1"_s};
        QTest::newRow("upload") << QStringList{u"bulk-upload"_s, u"create"_s, u"--flow"_s, u"f"_s};
        QTest::newRow("no nodes") << QStringList{u"nodes"_s, u"restart"_s, u"--rolling"_s};
        QTest::newRow("language") << QStringList{u"--lang"_s, u"fr"_s, u"tasks"_s, u"list"_s};
    }
    void wrongUseIsTwo()
    {
        QFETCH(const QStringList, arguments);
        const test::ProcessEnd plain = run(arguments);
        QCOMPARE(plain.exitCode, 2);
        QVERIFY(plain.out.isEmpty());
        QVERIFY(!plain.err.isEmpty());
        const test::ProcessEnd json = run(arguments + QStringList{u"--json"_s});
        QCOMPARE(json.exitCode, 2);
        QVERIFY(json.out.isEmpty());
        const QJsonDocument problem = QJsonDocument::fromJson(json.err);
        QVERIFY2(!problem[u"code"].toString().isEmpty(), json.err.constData());
    }

    void whatIsNotKnownIsNamed()
    {
        for (const QStringList &words : {QStringList{u"dance"_s}, QStringList{u"tasks"_s, u"dance"_s}}) {
            const test::ProcessEnd end = run(words);
            QVERIFY2(end.err.contains("not known here: dance"), end.err.constData());
        }
    }

    void globalOptionsStandAnywhere()
    {
        const QString dir = m_pult->path(u"other"_s);
        QCOMPARE(run({u"--data-dir"_s, dir, u"--json"_s, u"tasks"_s, u"add"_s, u"--kind"_s, u"k"_s}).exitCode, 0);
        const test::ProcessEnd end = run({u"tasks"_s, u"list"_s, u"--data-dir"_s, dir, u"--json"_s});
        QCOMPARE(end.json()[u"items"].toArray().size(), 1);
        QCOMPARE(items({u"tasks"_s, u"list"_s}).size(), 0);
    }

    void tablesAreForPeople()
    {
        const test::ProcessEnd empty = run({u"tasks"_s, u"list"_s});
        QCOMPARE(empty.out, QByteArray("No tasks.\n"));
        add({u"--kind"_s, u"http_request"_s});
        const test::ProcessEnd table = run({u"tasks"_s, u"list"_s});
        QVERIFY2(table.out.startsWith("ID"), table.out.constData());
        QVERIFY(table.out.contains("http_request"));
        QVERIFY(!table.out.contains('\x1b')); // not a terminal
    }

private:
    test::ProcessEnd run(const QStringList &arguments) const { return m_pult->run(u"pultctl"_s, arguments); }
    QJsonArray items(const QStringList &arguments) const { return m_pult->ctl(arguments)[u"items"].toArray(); }
    QJsonObject queueNamed(const QString &name) const
    {
        for (const QJsonValue &queue : items({u"queues"_s, u"list"_s})) {
            if (queue[u"name"] == name)
                return queue.toObject();
        }
        return {};
    }
    qint64 add(const QStringList &options) const
    {
        return m_pult->ctl(QStringList{u"tasks"_s, u"add"_s} + options)[u"ids"][0].toInteger();
    }

    std::unique_ptr<test::Installation> m_pult;
};

QTEST_GUILESS_MAIN(tst_Pultctl)
#include "tst_pultctl.moc"
