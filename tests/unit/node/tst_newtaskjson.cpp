// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <node/newtaskjson.h>
#include <support/testresult.h>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_NewTaskJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void everyField()
    {
        const auto task = node::newTaskFromJson(
            "{\"kind\":\"http_request\",\"queue\":\"q\",\"priority\":-5,\"run_at\":\"2030-01-02T03:04:05Z\",\"max_"
            "attempts\":2,"
            "\"unique_key\":\"u\",\"exclusive_key\":\"e\",\"depends_on\":[3,4],\"node\":\"n\",\"provider\":\"local:a\","
            "\"on_unknown\":\"skip\",\"state\":\"draft\",\"payload\":{\"a\":1}}");
        PULT_VERIFY_RESULT(task);
        QCOMPARE(task->kind, u"http_request"_s);
        QCOMPARE(task->queue, u"q"_s);
        QCOMPARE(task->priority, -5);
        QCOMPARE(toIso(*task->runAt), u"2030-01-02T03:04:05.000Z"_s);
        QCOMPARE(task->maxAttempts, std::optional<int>(2));
        QCOMPARE(task->uniqueKey, u"u"_s);
        QCOMPARE(task->exclusiveKey, u"e"_s);
        QCOMPARE(task->dependsOn, (QList<queue::Id>{3, 4}));
        QCOMPARE(task->node, u"n"_s);
        QCOMPARE(task->provider, u"local:a"_s);
        QCOMPARE(task->onUnknown, queue::OnUnknown::Skip);
        QVERIFY(task->draft);
        QCOMPARE(task->payload, QByteArray("{\"a\":1}"));
    }

    void payloadIsKeptByteForByte_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::newRow("big number") << QByteArray("{\"n\":12345678901234567890}");
        QTest::newRow("decimals") << QByteArray("{\"n\":1.10, \"m\": 1e3}");
        QTest::newRow("brackets in texts") << QByteArray("{\"a\":\"}]\\\"{\",\"payload\":[{\"payload\":2}]}");
        QTest::newRow("empty") << QByteArray("{}");
    }
    void payloadIsKeptByteForByte()
    {
        QFETCH(const QByteArray, payload);
        for (const QByteArray &json : {QByteArray("{\"kind\":\"k\",\"payload\": " + payload + " }"),
                                       QByteArray("{\"payload\":" + payload + ",\"kind\":\"k\"}"),
                                       QByteArray("{\"depends_on\":[1],\"payload\":" + payload + ",\"kind\":\"k\"}")}) {
            const auto task = node::newTaskFromJson(json);
            PULT_VERIFY_RESULT(task);
            QCOMPARE(task->payload, payload);
        }
    }

    void whatWasListedCanBeAddedAgain()
    {
        queue::Task listed;
        listed.id = 5;
        listed.kind = u"k"_s;
        listed.queue = u"q"_s;
        listed.payload = "{}";
        const auto task = node::newTaskFromJson(QJsonDocument(queue::toJson(listed)).toJson());
        PULT_VERIFY_RESULT(task);
        QCOMPARE(task->kind, u"k"_s);
        QVERIFY(!task->draft);
    }

    void faultsNameTheField_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("field");
        QTest::newRow("no JSON") << QByteArray("{\"kind\":") << u"json_invalid"_s << QString();
        QTest::newRow("no object") << QByteArray("[]") << u"json_invalid"_s << QString();
        QTest::newRow("no kind") << QByteArray("{}") << u"kind_missing"_s << QString();
        QTest::newRow("typing mistake") << QByteArray("{\"kind\":\"k\",\"prioirty\":1}") << u"field_unknown"_s
                                        << u"prioirty"_s;
        QTest::newRow("too large") << QByteArray("{\"kind\":\"k\",\"priority\":101}") << u"field_invalid"_s
                                   << u"priority"_s;
        QTest::newRow("half") << QByteArray("{\"kind\":\"k\",\"priority\":1.5}") << u"field_invalid"_s << u"priority"_s;
        QTest::newRow("text") << QByteArray("{\"kind\":\"k\",\"queue\":1}") << u"field_invalid"_s << u"queue"_s;
        QTest::newRow("payload") << QByteArray("{\"kind\":\"k\",\"payload\":[]}") << u"field_invalid"_s << u"payload"_s;
        QTest::newRow("time") << QByteArray("{\"kind\":\"k\",\"run_at\":\"soon\"}") << u"field_invalid"_s
                              << u"run_at"_s;
        QTest::newRow("ids") << QByteArray("{\"kind\":\"k\",\"depends_on\":[0]}") << u"field_invalid"_s
                             << u"depends_on"_s;
        QTest::newRow("policy") << QByteArray("{\"kind\":\"k\",\"on_unknown\":\"x\"}") << u"field_invalid"_s
                                << u"on_unknown"_s;
    }
    void faultsNameTheField()
    {
        QFETCH(const QByteArray, json);
        QFETCH(const QString, field);
        const auto task = node::newTaskFromJson(json);
        QVERIFY(!task);
        QTEST(task.error().code, "code");
        if (!field.isEmpty())
            QCOMPARE(task.error().arguments.value(0), field);
    }

    void linesAreCounted()
    {
        const auto tasks = node::newTasksFromJsonLines("\xEF\xBB\xBF{\"kind\":\"a\"}\r\n\n{\"kind\":\"b\"}", u"f"_s);
        PULT_VERIFY_RESULT(tasks);
        QCOMPARE(tasks->size(), 2);
        const auto faulty = node::newTasksFromJsonLines("{\"kind\":\"a\"}\n\n{\"kind\"}", u"f"_s);
        QVERIFY(!faulty);
        QCOMPARE(faulty.error().code, u"json_line_invalid"_s);
        QCOMPARE(faulty.error().arguments.mid(0, 2), (QStringList{u"f"_s, u"3"_s}));
    }
};

QTEST_GUILESS_MAIN(tst_NewTaskJson)
#include "tst_newtaskjson.moc"
