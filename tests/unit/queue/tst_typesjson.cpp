// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <queue/types.h>
#include <support/testresult.h>

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

class tst_TypesJson : public QObject
{
    Q_OBJECT

private:
    static Task full()
    {
        Task task;
        task.id = 9007199254740993;
        task.kind = u"bulk_upload"_s;
        task.queue = u"default"_s;
        task.state = TaskState::Running;
        task.payload = "{\"n\":9007199254740993}";
        task.runAt = fromMicros(1700000000123456);
        task.exclusiveKey = u"profile:local:a"_s;
        task.batchId = 5;
        task.dependsOn = {3, 4};
        task.progress = {0.5, u"step 3 of 6"_s};
        task.lease = Lease{u"office-1/2"_s, fromMicros(1700000000000000), fromMicros(1700003600000000)};
        task.lastError = Error{ErrorKind::Timeout, u"lease_expired"_s, {u"office-1/1"_s}, u"detail"_s};
        task.lastErrorAt = fromMicros(1700000000000000);
        task.waitingFor = {{u"draft"_s, {}}};
        return task;
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void tasksHaveTheNamesOfTheInterface()
    {
        const QJsonObject json = toJson(full());
        for (const char *name :
             {"id",         "kind",       "queue",        "state",      "priority",      "payload",
              "run_at",     "attempt",    "max_attempts", "unique_key", "exclusive_key", "batch_id",
              "depends_on", "node",       "provider",     "progress",   "waiting_for",   "last_error",
              "lease",      "created_at", "started_at",   "finished_at"})
            QVERIFY2(json.contains(QLatin1StringView(name)), name);
        QCOMPARE(json[u"state"].toString(), u"running"_s);
        QCOMPARE(json[u"run_at"].toString(), u"2023-11-14T22:13:20.123Z"_s);
        QVERIFY(json[u"unique_key"].isNull() && json[u"started_at"].isNull() && json[u"node"].isNull());
        QCOMPARE(json[u"depends_on"].toArray(), (QJsonArray{3, 4}));
        QCOMPARE(json[u"lease"][u"worker"].toString(), u"office-1/2"_s);
        QCOMPARE(json[u"progress"][u"stage"].toString(), u"step 3 of 6"_s);
        QCOMPARE(json[u"last_error"][u"code"].toString(), u"lease_expired"_s);
        QVERIFY(!json[u"last_error"][u"message"].toString().isEmpty());
        QVERIFY(!toJson(full(), false).contains(u"payload"));
    }

    void textKeepsBigIntegers()
    {
        const QByteArray text = toJsonText(full());
        QVERIFY(text.contains("\"id\":9007199254740993"));
        QVERIFY(text.contains("\"payload\":{\"n\":9007199254740993}"));
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(text, &error);
        QCOMPARE(error.error, QJsonParseError::NoError);
        QCOMPARE(document.object().size(), toJson(full()).size());
        QVERIFY(!toJsonText(full(), false).contains("payload"));
    }

    void batchesHaveTheNamesOfTheInterface()
    {
        Batch batch;
        batch.id = 7;
        batch.state = u"running"_s;
        batch.tasks = {8, 9};
        const QJsonObject json = QJsonDocument::fromJson(toJsonText(batch)).object();
        for (const char *name : {"id", "kind", "label", "state", "total", "succeeded", "failed", "cancelled",
                                 "created_at", "finished_at", "callback_task", "tasks"})
            QVERIFY2(json.contains(QLatin1StringView(name)), name);
        QCOMPARE(json[u"tasks"].toArray(), (QJsonArray{8, 9}));
    }

    void namesGoBothWays()
    {
        for (int i = 0; i <= static_cast<int>(TaskState::Cancelled); ++i) {
            const auto state = static_cast<TaskState>(i);
            QCOMPARE(taskStateFromString(nameOf(state)), state);
        }
        for (const OnUnknown policy : {OnUnknown::Ask, OnUnknown::Retry, OnUnknown::Skip})
            QCOMPARE(onUnknownFromString(nameOf(policy)), policy);
        QVERIFY(!taskStateFromString(u"blocked"));
        QVERIFY(isFinished(TaskState::Discarded) && !isFinished(TaskState::Retryable));
    }
};

QTEST_GUILESS_MAIN(tst_TypesJson)
#include "tst_typesjson.moc"
