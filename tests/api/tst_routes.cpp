// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the routes of a node answer, asked without a server in between.
#include "promisedmetrics.h"
#include "routestage.h"

#include <browser/browserrecord.h>
#include <queue/audit.h>
#include <queue/nodelogs.h>
#include <queue/nodes.h>
#include <queue/schedules.h>
#include <queue/turns.h>
#include <support/dolphinsimulator.h>
#include <support/troubledproxy.h>

#include <mutex>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using test::RouteStage;

#define START_STAGE(stage)                                                                                             \
    QFETCH(QString, database);                                                                                         \
    RouteStage stage(database);                                                                                        \
    PULT_VERIFY_RESULT((stage).start());                                                                               \
    QTRY_COMPARE_WITH_TIMEOUT((stage).node->observation().described().state, u"running"_s, 20'000)

class tst_Routes : public QObject
{
    Q_OBJECT

private:
    /// A task that stays where it is.
    static QByteArray later(const QByteArray &more = {})
    {
        return "{\"kind\":\"probe\",\"run_at\":\"2099-01-01T00:00:00Z\"" + more + '}';
    }

    /// A bulk upload that waits to be started.
    static QByteArray draftUpload()
    {
        const QString media = QCoreApplication::applicationFilePath(); // any file that is there
        return u"{\"kind\":\"bulk_upload\",\"state\":\"draft\",\"payload\":{\"profiles\":[\"a\"],\"media\":[\"%1\"],"
               "\"flow\":{\"title\":\"t\",\"steps\":[{\"type\":\"navigate\",\"url\":\"http://127.0.0.1:1/\"}]}}}"_s
                   .arg(media)
                   .toUtf8();
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void healthHasTheShapesOfTheInterface_data() { test::databaseRows(); }
    void healthHasTheShapesOfTheInterface()
    {
        START_STAGE(stage);
        const api::Answer simple = stage.ask("GET", "/api/v1/health/simple");
        QCOMPARE(simple.status, 200);
        QCOMPARE(simple.body, "{\"ok\":true,\"status\":\"healthy\"}");
        QCOMPARE(RouteStage::header(simple, "cache-control"), "no-store");
        const QJsonObject health = stage.get("/api/v1/health");
        QCOMPARE(health[u"status"].toString(), u"healthy"_s);
        QCOMPARE(health[u"checks"].toObject().keys(),
                 (QStringList{u"database"_s, u"disk"_s, u"dolphin"_s, u"memory"_s, u"workers"_s}));
        QCOMPARE(health[u"checks"][u"dolphin"][u"status"].toString(), u"disabled"_s);
        QCOMPARE(health[u"checks"][u"workers"][u"message"].toString(), u"2 of 2 workers work"_s);
        QVERIFY(fromIso(health[u"timestamp"].toString()) && health[u"timestamp"].toString().endsWith(u'Z'));
        QCOMPARE(stage.ask("GET", "/livez").status, 200);
        const api::Answer ready = stage.ask("GET", "/readyz");
        QCOMPARE(ready.status, 200);
        QCOMPARE(ready.contentType, "application/health+json");
        QCOMPARE(ready.body, "{\"status\":\"pass\"}");
    }

    void whoHasNoTokenLearnsNoNames_data() { test::databaseRows(); }
    void whoHasNoTokenLearnsNoNames()
    {
        START_STAGE(stage);
        const api::Answer named = stage.ask("GET", "/healthz?verbose=1");
        QCOMPARE(named.status, 200);
        QCOMPARE(RouteStage::json(named)[u"description"].toString(), u"studio"_s);
        stage.caller.name.clear();
        QCOMPARE(stage.ask("GET", "/healthz?verbose=1").status, 401);
        QCOMPARE(stage.ask("GET", "/readyz?verbose=1").status, 401);
        const api::Answer anonymous = stage.ask("GET", "/healthz");
        QCOMPARE(anonymous.status, 200);
        QVERIFY(!anonymous.body.contains("studio") && !anonymous.body.contains("MB"));
        QCOMPARE(RouteStage::json(anonymous)[u"checks"][u"database:responseTime"][0].toObject().keys(),
                 QStringList{u"status"_s});
    }

    /// Dolphin only degrades a node: it answers, is slow, is closed, and is opened again.
    void healthFollowsDolphin()
    {
        test::DolphinSimulator dolphin;
        PULT_VERIFY_RESULT(dolphin.start());
        test::TroubledProxy between(dolphin.port());
        RouteStage stage(u"sqlite"_s, [&between](node::NodeConfig &config, api::RouteSources &sources) {
            config.provider.name = u"dolphin"_s;
            config.provider.dolphinHost = u"http://127.0.0.1:%1"_s.arg(between.port());
            config.provider.timings.requestTimeout = 3s;
            config.breaker.minimumCalls = 100'000; // it would hide what follows
            sources.health = {1ms, 10s, 500ms, 1ms};
        });
        PULT_VERIFY_RESULT(stage.start());
        const auto message = [&stage] {
            const QJsonObject health = stage.get("/api/v1/health");
            const QJsonValue check = health[u"checks"][u"dolphin"];
            return QString(health[u"status"].toString() + u' ' + check[u"status"].toString() + u' ' +
                           check[u"message"].toString());
        };
        QTRY_COMPARE_WITH_TIMEOUT(message(), u"healthy healthy answers"_s, 20'000);
        between.set(test::TroubledProxy::Mode::Stall);
        QTRY_COMPARE_WITH_TIMEOUT(message(), u"degraded degraded Dolphin did not answer within 1 s."_s, 20'000);
        QCOMPARE(stage.ask("GET", "/api/v1/health").status, 200);
        QCOMPARE(stage.ask("GET", "/readyz").status, 200);
        between.set(test::TroubledProxy::Mode::Pass);
        QTRY_COMPARE_WITH_TIMEOUT(message(), u"healthy healthy answers"_s, 20'000);
        dolphin.setAway(true);
        QTRY_VERIFY_WITH_TIMEOUT(
            message().startsWith(u"degraded degraded "_s) && !message().contains(u"did not answer within"_s), 20'000);
        dolphin.setAway(false);
        QTRY_COMPARE_WITH_TIMEOUT(message(), u"healthy healthy answers"_s, 20'000);
    }

    void whatDolphinDoesIsMeasured()
    {
        test::DolphinSimulator dolphin;
        PULT_VERIFY_RESULT(dolphin.start());
        QString dataDir;
        RouteStage stage(u"sqlite"_s, [&](node::NodeConfig &config, api::RouteSources &) {
            config.provider.name = u"dolphin"_s;
            config.provider.dolphinHost = dolphin.host();
            dataDir = config.dataDir;
        });
        PULT_VERIFY_RESULT(stage.start());
        QTRY_COMPARE_WITH_TIMEOUT(stage.node->observation().described().state, u"running"_s, 20'000);
        const auto metrics = [&stage] { return stage.ask("GET", "/metrics").body; };
        QVERIFY(metrics().contains("pult_dolphin_request_seconds_count{op=\"running\"} 0\n"));
        QTRY_COMPARE_WITH_TIMEOUT(stage.get("/api/v1/health")[u"checks"][u"dolphin"][u"status"].toString(),
                                  u"healthy"_s, 20'000);
        QVERIFY(!metrics().contains("pult_dolphin_request_seconds_count{op=\"running\"} 0\n"));

        browser::BrowserRecord record;
        record.provider = u"dolphin"_s;
        record.profile = u"17"_s;
        record.session = stage.node->observation().described().sessionId;
        record.starting = true;
        PULT_VERIFY_RESULT(browser::saveRecord(dataDir, record));
        QVERIFY(metrics().contains("pult_dolphin_profiles{state=\"starting\"} 1\n"));
        record.starting = false;
        PULT_VERIFY_RESULT(browser::saveRecord(dataDir, record));
        const QByteArray open = metrics();
        QVERIFY(open.contains("pult_dolphin_profiles{state=\"running\"} 1\n"));
        QVERIFY(open.contains("pult_dolphin_profiles{state=\"starting\"} 0\n"));
        browser::removeRecord(dataDir, record.provider, record.profile);
        QVERIFY(metrics().contains("pult_dolphin_profiles{state=\"running\"} 0\n"));
    }

    void drainingIsAliveButNotReady_data() { test::databaseRows(); }
    void drainingIsAliveButNotReady()
    {
        START_STAGE(stage);
        QCOMPARE(stage.ask("POST", "/api/v1/nodes/studio/drain").status, 202);
        QTRY_COMPARE_WITH_TIMEOUT(stage.ask("GET", "/readyz").status, 503, 10'000);
        QCOMPARE(stage.ask("GET", "/livez").status, 200);
        QCOMPARE(stage.ask("GET", "/api/v1/health/simple").status, 200);
        QCOMPARE(stage.ask("POST", "/api/v1/nodes/studio/resume").status, 202);
        QTRY_COMPARE_WITH_TIMEOUT(stage.ask("GET", "/readyz").status, 200, 10'000);
    }

    void tasksAreTheJsonOfTheInterface_data() { test::databaseRows(); }
    void tasksAreTheJsonOfTheInterface()
    {
        START_STAGE(stage);
        const api::Answer added =
            stage.ask("POST", "/api/v1/tasks", later(",\"payload\":{\"n\":12345678901234567890}"));
        QCOMPARE(added.status, 201);
        const qint64 id = RouteStage::json(added)[u"ids"][0].toInteger();
        QCOMPARE(RouteStage::header(added, "Location"), "/api/v1/tasks/" + QByteArray::number(id));
        const api::Answer shown = stage.ask("GET", "/api/v1/tasks/" + QByteArray::number(id));
        for (const char *name :
             {"id",         "kind",       "queue",        "state",      "priority",      "payload",
              "run_at",     "attempt",    "max_attempts", "unique_key", "exclusive_key", "batch_id",
              "depends_on", "node",       "provider",     "progress",   "waiting_for",   "last_error",
              "lease",      "created_at", "started_at",   "finished_at"})
            QVERIFY2(RouteStage::json(shown).contains(QLatin1StringView(name)), name);
        QVERIFY(shown.body.contains("12345678901234567890")); // byte for byte
        QCOMPARE(RouteStage::json(shown)[u"waiting_for"][0][u"code"].toString(), u"run_at"_s);
        QCOMPARE(stage.get("/api/v1/tasks/" + QByteArray::number(id) + "/why")[u"items"][0][u"task"].toInteger(), id);
        const QJsonObject missing = stage.get("/api/v1/tasks/999999");
        QCOMPARE(missing[u"code"].toString(), u"task_unknown"_s);
        QCOMPARE(missing[u"status"].toInt(), 404);
    }

    void arraysAreAddedWholeOrNotAtAll_data() { test::databaseRows(); }
    void arraysAreAddedWholeOrNotAtAll()
    {
        START_STAGE(stage);
        const QByteArray three = '[' + later(",\"payload\":{\"a\":\"],[\"}") + ',' + later() + ',' + later() + ']';
        const QJsonObject added = RouteStage::json(stage.ask("POST", "/api/v1/tasks", three));
        QCOMPARE(added[u"ids"].toArray().size(), 3);
        const api::Answer refused =
            stage.ask("POST", "/api/v1/tasks", '[' + later() + ',' + later(",\"priority\":101") + ']');
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.contentType, "application/problem+json");
        const QJsonObject problem = RouteStage::json(refused);
        QCOMPARE(problem[u"code"].toString(), u"request_value_invalid"_s);
        QCOMPARE(problem[u"title"].toString(), u"/1/priority = 101 is not right."_s);
        QCOMPARE(problem[u"detail"].toString(), u"It takes: -100…100 | null"_s);
        QCOMPARE(stage.get("/api/v1/tasks")[u"items"].toArray().size(), 3);
    }

    void pagesFollowEachOther_data() { test::databaseRows(); }
    void pagesFollowEachOther()
    {
        START_STAGE(stage);
        QByteArray seven = later();
        for (int i = 0; i < 6; ++i)
            seven += ',' + later(",\"queue\":\"other\"");
        stage.ask("POST", "/api/v1/tasks", '[' + seven + ']');
        QList<qint64> ids;
        QByteArray after;
        do {
            const QJsonObject page =
                stage.get("/api/v1/tasks?limit=3" + (after.isEmpty() ? QByteArray() : QByteArray("&after=" + after)));
            const QJsonArray items = page[u"items"].toArray();
            QVERIFY(items.size() <= 3);
            for (const QJsonValue &task : items)
                ids.append(task[u"id"].toInteger());
            after = page[u"next"].toString().toLatin1();
        } while (!after.isEmpty() && ids.size() < 20);
        QCOMPARE(ids.size(), 7);
        QVERIFY(std::is_sorted(ids.rbegin(), ids.rend()));
        QCOMPARE(stage.get("/api/v1/tasks?queue=other")[u"items"].toArray().size(), 6);
        QCOMPARE(stage.get("/api/v1/tasks?state=waiting,failed")[u"items"].toArray().size(), 7);
        QCOMPARE(stage.get("/api/v1/tasks?state=completed")[u"items"].toArray().size(), 0);
        QCOMPARE(stage.get("/api/v1/tasks/stats")[u"by_state"][u"scheduled"].toInt(), 7);
    }

    void listsComeWithTagsAndDifferences_data() { test::databaseRows(); }
    void listsComeWithTagsAndDifferences()
    {
        START_STAGE(stage);
        const qint64 first = stage.add(later());
        const qint64 second = stage.add(later());
        const api::Answer whole = stage.ask("GET", "/api/v1/tasks");
        const QByteArray tag = RouteStage::header(whole, "ETag");
        QVERIFY(tag.startsWith("W/\"") && tag.endsWith('"'));
        QCOMPARE(RouteStage::header(stage.ask("GET", "/api/v1/tasks"), "ETag"), tag);
        stage.ask("POST", "/api/v1/tasks/" + QByteArray::number(first) + "/cancel");
        const qint64 third = stage.add(later());
        // However short the time: what was done by way of this node makes the old tag worthless.
        const api::Answer changed = stage.ask("GET", "/api/v1/tasks", {}, {{"If-None-Match", tag}});
        QCOMPARE(changed.status, 200);
        QVERIFY(RouteStage::header(changed, "ETag") != tag);
        const QByteArray bare = tag.sliced(3).chopped(1);
        const api::Answer changes = stage.ask("GET", "/api/v1/tasks?since=" + bare);
        const QJsonObject delta = RouteStage::json(changes);
        QCOMPARE(delta[u"base"].toString().toLatin1(), bare);
        QCOMPARE(delta[u"items"].toArray().size(), 2);
        QCOMPARE(delta[u"items"][0][u"id"].toInteger(), third);
        QCOMPARE(delta[u"items"][1][u"id"].toInteger(), first);
        QCOMPARE(delta[u"removed"].toArray().size(), 0);
        const api::Answer now = stage.ask("GET", "/api/v1/tasks");
        QCOMPARE(RouteStage::header(changes, "ETag"), RouteStage::header(now, "ETag"));
        QVERIFY(RouteStage::header(now, "ETag") != tag);
        const QJsonObject unknown = stage.get("/api/v1/tasks?since=never");
        QVERIFY(unknown[u"base"].isNull());
        QCOMPARE(unknown[u"items"].toArray().size(), 3);
        Q_UNUSED(second)
    }

    void whatIsWrongIsSaidWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("place");
        const auto row = [](const char *name, const char *method, const char *target, const char *body,
                            const char *code, const char *place) {
            QTest::newRow(name) << QByteArray(method) << QByteArray(target) << QByteArray(body)
                                << QString::fromLatin1(code) << QString::fromUtf8(place);
        };
        row("huge number", "GET", "/api/v1/tasks/99999999999999999999", "", "request_value_invalid", "{id}");
        row("negative number", "GET", "/api/v1/tasks/-1", "", "request_value_invalid", "{id}");
        row("no number", "GET", "/api/v1/tasks/1e3", "", "request_value_invalid", "{id}");
        row("limit of nothing", "GET", "/api/v1/tasks?limit=0", "", "request_value_invalid", "?limit");
        row("unknown parameter", "GET", "/api/v1/tasks?limt=5", "", "request_field_unknown", "?limt");
        row("parameter twice", "GET", "/api/v1/tasks?limit=5&limit=6", "", "request_parameter_twice", "?limit");
        row("unknown state", "GET", "/api/v1/tasks?state=failed,lost", "", "request_value_invalid", "?state");
        row("byte 0", "GET", "/api/v1/tasks?kind=a%00b", "", "request_value_invalid", "?kind");
        row("alien cursor", "GET", "/api/v1/tasks?after=x", "", "cursor_invalid", "x");
        row("no body", "POST", "/api/v1/tasks", "", "request_body_missing", "");
        row("no JSON", "POST", "/api/v1/tasks", "{", "json_invalid", "unterminated object");
        row("no object", "POST", "/api/v1/tasks", "[1]", "request_value_invalid", "/0");
        row("empty array", "POST", "/api/v1/tasks", "[]", "request_value_invalid", "body");
        row("no kind", "POST", "/api/v1/tasks", "{}", "request_field_missing", "/kind");
        row("unknown field", "POST", "/api/v1/tasks", "{\"kind\":\"probe\",\"prio\":1}", "request_field_unknown",
            "/prio");
        row("wrong type", "POST", "/api/v1/tasks", "{\"kind\":7}", "request_value_invalid", "/kind");
        row("half a number", "POST", "/api/v1/tasks", "{\"kind\":\"probe\",\"priority\":1.5}", "request_value_invalid",
            "/priority");
        row("payload of text", "POST", "/api/v1/tasks", "{\"kind\":\"probe\",\"payload\":\"x\"}",
            "request_value_invalid", "/payload");
        row("no time", "POST", "/api/v1/tasks", "{\"kind\":\"probe\",\"run_at\":\"tomorrow\"}", "request_value_invalid",
            "/run_at");
        row("no such day", "POST", "/api/v1/tasks", "{\"kind\":\"probe\",\"run_at\":\"2026-13-45T00:00:00Z\"}",
            "field_invalid", "run_at");
        row("upload in an array", "POST", "/api/v1/tasks", "[{\"kind\":\"bulk_upload\",\"payload\":{}}]",
            "request_bulk_upload_alone", "0");
        row("upload of nothing", "POST", "/api/v1/tasks", "{\"kind\":\"bulk_upload\",\"payload\":{}}",
            "request_field_missing", "/payload/flow");
        row("upload of a relative path", "POST", "/api/v1/tasks",
            "{\"kind\":\"bulk_upload\",\"payload\":{\"flow\":{},\"profiles\":[\"a\"],\"media\":[\"../clip\"]}}",
            "request_value_invalid", "/payload/media");
        row("start without a task", "POST", "/api/v1/bulk-upload/start", "", "request_field_missing", "?task_id");
        row("start of task 0", "POST", "/api/v1/bulk-upload/start?task_id=0", "", "request_value_invalid", "?task_id");
        row("start of abc", "POST", "/api/v1/bulk-upload/start?task_id=abc", "", "request_value_invalid", "?task_id");
        row("limits of nothing", "POST", "/api/v1/queues/mail/limits", "{}", "request_field_missing",
            "/concurrency, /rate");
        row("a rate in words", "POST", "/api/v1/queues/mail/limits", "{\"rate\":\"often\"}", "request_value_invalid",
            "/rate");
        row("a pause until yesterday", "POST", "/api/v1/queues/mail/pause", "{\"until\":\"2020-01-01T00:00:00Z\"}",
            "queue_until_past", "2020-01-01T00:00:00.000Z");
        row("opened for ever", "POST", "/api/v1/breakers/dolphin/open", "{\"reason\":\"moves\"}",
            "request_field_missing", "/seconds");
        row("no cron", "POST", "/api/v1/schedules", "{\"name\":\"n\",\"cron\":\"often\",\"kind\":\"probe\"}",
            "cron_fields", "often");
    }
    void whatIsWrongIsSaidWithItsPlace()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, body);
        QFETCH(QString, code);
        QFETCH(QString, place);
        if (!m_shared) {
            m_shared = std::make_unique<RouteStage>(u"sqlite"_s);
            PULT_VERIFY_RESULT(m_shared->start());
        }
        const api::Answer answer = m_shared->ask(method, target, body);
        QVERIFY2(answer.status == 400, answer.body.constData());
        QCOMPARE(answer.contentType, "application/problem+json");
        const QJsonObject problem = RouteStage::json(answer);
        QVERIFY2(problem[u"code"].toString() == code, answer.body.constData());
        QCOMPARE(problem[u"status"].toInt(), 400);
        QVERIFY(!problem[u"title"].toString().isEmpty() && !problem[u"type"].toString().isEmpty());
        QVERIFY2(place.isEmpty() || problem[u"arguments"][0].toString() == place, answer.body.constData());
    }

    void changesAreAuditedWithTheCaller_data() { test::databaseRows(); }
    void changesAreAuditedWithTheCaller()
    {
        START_STAGE(stage);
        stage.caller = {u"office-bot"_s, u"10.0.0.7"_s, {api::Scope::Operate}};
        const QByteArray id = QByteArray::number(stage.add(later()));
        QCOMPARE(stage.ask("POST", "/api/v1/tasks/" + id + "/cancel").status, 200);
        QCOMPARE(stage.ask("POST", "/api/v1/tasks/" + id + "/cancel").status, 409);
        QCOMPARE(stage.ask("POST", "/api/v1/tasks/" + id + "/retry").status, 200);
        QCOMPARE(stage.ask("POST", "/api/v1/queues/mail/pause", "{\"reason\":\"server moves\"}").status, 200);
        const QJsonArray entries = stage.get("/api/v1/audit")[u"items"].toArray();
        QStringList what;
        for (const QJsonValue &entry : entries) {
            what.prepend(entry[u"what"].toString());
            QCOMPARE(entry[u"who"].toString(), u"office-bot"_s);
            QCOMPARE(entry[u"where"].toString(), u"api 10.0.0.7"_s);
        }
        QCOMPARE(what, (QStringList{u"task.add"_s, u"task.cancel"_s, u"task.retry"_s, u"queue.pause"_s}));
        QCOMPARE(entries[0][u"after"][u"reason"].toString(), u"server moves"_s);
        QCOMPARE(entries[2][u"before"][u"state"].toString(), u"scheduled"_s);
        QJsonArray walked;
        QByteArray target = "/api/v1/audit?limit=3";
        while (!target.isEmpty() && walked.size() < 10) {
            const QJsonObject page = stage.get(target);
            for (const QJsonValue &entry : page[u"items"].toArray())
                walked.append(entry);
            const QByteArray next = page[u"next"].toString().toLatin1();
            target = next.isEmpty() ? QByteArray() : QByteArray("/api/v1/audit?limit=3&after=" + next);
        }
        QCOMPARE(walked, entries);
    }

    void tasksArePutOffDeletedAndBroughtBack_data() { test::databaseRows(); }
    void tasksArePutOffDeletedAndBroughtBack()
    {
        START_STAGE(stage);
        const qint64 first = stage.add(later());
        const qint64 second = stage.add(later());
        const QByteArray path = "/api/v1/tasks/" + QByteArray::number(first);
        const QByteArray ids = "\"ids\":[" + QByteArray::number(first) + ',' + QByteArray::number(second) + "]}";
        QCOMPARE(RouteStage::json(stage.ask("POST", path + "/priority", "{\"priority\":7}"))[u"priority"].toInt(), 7);
        const QJsonObject off = RouteStage::json(stage.ask("POST", path + "/snooze", "{\"seconds\":3600}"));
        const std::optional<TimePoint> due = fromIso(off[u"run_at"].toString());
        QVERIFY(due && *due < *fromIso(u"2098-01-01T00:00:00Z"_s));
        QCOMPARE(stage.ask("POST", path + "/snooze", "{}").status, 400);
        QCOMPARE(stage.ask("POST", path + "/resolve", "{\"outcome\":\"done\"}").status, 409);
        QCOMPARE(stage.ask("POST", path + "/undelete").status, 404);

        QCOMPARE(stage.ask("DELETE", path).status, 204);
        QCOMPARE(stage.ask("GET", path).status, 404);
        // All or none: the second is there, the first is not.
        QCOMPARE(stage.ask("POST", "/api/v1/tasks/change", "{\"verb\":\"cancel\"," + ids).status, 404);
        QCOMPARE(stage.get("/api/v1/tasks")[u"items"][0][u"state"].toString(), u"scheduled"_s);
        const QJsonArray gone = stage.get("/api/v1/tasks/deleted")[u"items"].toArray();
        QCOMPARE(gone.size(), 1);
        QCOMPARE(gone[0][u"id"].toInteger(), first);
        QCOMPARE(gone[0][u"deleted_by"].toString(), u"tester"_s);
        QCOMPARE(RouteStage::json(stage.ask("POST", path + "/undelete"))[u"priority"].toInt(), 7);
        QCOMPARE(stage.ask("POST", "/api/v1/tasks/change", "{\"verb\":\"snooze\"," + ids).status, 400);
        const api::Answer both =
            stage.ask("POST", "/api/v1/tasks/change", "{\"verb\":\"set-priority\",\"priority\":-3," + ids);
        QCOMPARE(RouteStage::json(both)[u"ids"].toArray(), (QJsonArray{first, second}));
        const QJsonArray tasks = stage.get("/api/v1/tasks")[u"items"].toArray();
        QVERIFY(tasks[0][u"priority"] == -3 && tasks[1][u"priority"] == -3);
    }

    void operationsChangeAllThatMatch_data() { test::databaseRows(); }
    void operationsChangeAllThatMatch()
    {
        START_STAGE(stage);
        for (int i = 0; i < 3; ++i)
            stage.add(later());
        const qint64 other = stage.add(later(",\"queue\":\"mail\""));
        const QByteArray wish = "{\"verb\":\"cancel\",\"filter\":\"queue:default\",\"reason\":\"moved\"";
        const QJsonObject counted =
            RouteStage::json(stage.ask("POST", "/api/v1/operations", wish + ",\"dry_run\":true}"));
        QCOMPARE(counted[u"total"].toInt(), 3);
        QCOMPARE(stage.get("/api/v1/operations")[u"items"].toArray().size(), 0);
        const api::Answer begun = stage.ask("POST", "/api/v1/operations", wish + '}');
        QCOMPARE(begun.status, 202);
        const QByteArray place = RouteStage::header(begun, "Location");
        QTRY_COMPARE_WITH_TIMEOUT(stage.get(place)[u"state"].toString(), u"done"_s, 20'000); // the node does it
        const QJsonObject done = stage.get(place);
        QCOMPARE(done[u"done"].toInt(), 3);
        QCOMPARE(done[u"who"].toString(), u"tester"_s);
        QCOMPARE(done[u"reason"].toString(), u"moved"_s);
        QCOMPARE(stage.get("/api/v1/tasks/" + QByteArray::number(other))[u"state"].toString(), u"scheduled"_s);
        QCOMPARE(stage.get("/api/v1/operations")[u"items"].toArray().size(), 1);
        QCOMPARE(stage.ask("POST", place + "/cancel").status, 409);
        QCOMPARE(stage.ask("GET", "/api/v1/operations/4711").status, 404);
        // Everything is not meant by saying nothing, and a priority must be said.
        QCOMPARE(stage.ask("POST", "/api/v1/operations", "{\"verb\":\"delete\"}").status, 400);
        QCOMPARE(stage.ask("POST", "/api/v1/operations", "{\"verb\":\"set-priority\",\"kind\":\"probe\"}").status, 400);
    }

    void reportsAreTables()
    {
        RouteStage stage(u"sqlite"_s);
        PULT_VERIFY_RESULT(stage.start());
        const QByteArray id = QByteArray::number(stage.add(later()));
        const api::Answer csv = stage.ask("GET", "/api/v1/reports/tasks?columns=id,kind&separator=semicolon");
        QCOMPARE(csv.status, 200);
        QVERIFY2(csv.body.contains(QByteArray(id + ";probe\r\n")), csv.body.constData());
        QCOMPARE(RouteStage::header(csv, "X-Report-Rows"), "1");
        QCOMPARE(csv.contentType, "text/csv; charset=utf-8");
        QCOMPARE(stage.ask("GET", "/api/v1/reports/errors?format=json").status, 200);
        QCOMPARE(stage.ask("GET", "/api/v1/reports/tasks?columns=nothing").status, 400);
        QCOMPARE(stage.ask("GET", "/api/v1/reports/tasks?from=2027-01-01T00:00:00Z&to=2026-01-01T00:00:00Z").status,
                 400);
        QCOMPARE(stage.ask("GET", "/api/v1/reports/gossip").status, 400);
    }

    void batchesFollowEachOtherPageByPage_data() { test::databaseRows(); }
    void batchesFollowEachOtherPageByPage()
    {
        START_STAGE(stage);
        QList<qint64> made;
        for (int i = 0; i < 3; ++i)
            made.prepend(
                RouteStage::json(stage.ask("POST", "/api/v1/tasks", draftUpload()))[u"batch"][u"id"].toInteger());
        const QJsonObject first = stage.get("/api/v1/batches?limit=2");
        QCOMPARE(first[u"items"][0][u"id"].toInteger(), made.at(0));
        QCOMPARE(first[u"items"][1][u"id"].toInteger(), made.at(1));
        const QJsonObject rest = stage.get("/api/v1/batches?limit=2&after=" + first[u"next"].toString().toLatin1());
        QCOMPARE(rest[u"items"].toArray().size(), 1);
        QCOMPARE(rest[u"items"][0][u"id"].toInteger(), made.at(2));
        QVERIFY(rest[u"next"].isNull());
    }

    void tokensAreMadeListedRotatedAndRevoked_data() { test::databaseRows(); }
    void tokensAreMadeListedRotatedAndRevoked()
    {
        START_STAGE(stage);
        const api::Answer made =
            stage.ask("POST", "/api/v1/tokens", R"({"name":"grafana","scopes":["metrics"],"lifetime_seconds":3600})");
        QVERIFY2(made.status == 201, made.body.constData());
        QCOMPARE(RouteStage::header(made, "cache-control"), "no-store");
        const QString secret = RouteStage::json(made)[u"token"].toString();
        QVERIFY(!secret.isEmpty() && !RouteStage::json(made)[u"expires_at"].isNull());
        QCOMPARE(stage.ask("POST", "/api/v1/tokens", R"({"name":"grafana"})").status, 409);
        const api::Answer list = stage.ask("GET", "/api/v1/tokens");
        QCOMPARE(RouteStage::json(list)[u"items"][0][u"scopes"][0].toString(), u"metrics"_s);
        QVERIFY(!list.body.contains(secret.toUtf8()) && !RouteStage::header(list, "ETag").isEmpty());
        const QJsonObject rotated = RouteStage::json(stage.ask("POST", "/api/v1/tokens/grafana/rotate"));
        QVERIFY(rotated[u"token"].toString() != secret);
        QCOMPARE(stage.ask("DELETE", "/api/v1/tokens/grafana").status, 200);
        QCOMPARE(stage.ask("DELETE", "/api/v1/tokens/grafana").status, 404);
        QCOMPARE(stage.get("/api/v1/tokens")[u"items"].toArray().size(), 0);
        // Whoever may not do everything may not say who may.
        for (const api::Route &route : std::as_const(stage.routes))
            QVERIFY(!route.pattern.startsWith(u"/api/v1/tokens"_s) || route.scope == api::Scope::Admin);
    }

    void idleCountsFromWhenItWasAsked_data() { test::databaseRows(); }
    void idleCountsFromWhenItWasAsked()
    {
        START_STAGE(stage);
        const QJsonObject before = stage.get("/api/v1/tasks/idle");
        QCOMPARE(before[u"idle"].toBool(), true);
        QCOMPARE(before[u"discarded"].toInt(-1), 0);
        const QByteArray since = before[u"since"].toString().toLatin1();
        const QByteArray id = QByteArray::number(stage.add(later()));
        QCOMPARE(stage.get("/api/v1/tasks/idle?since=" + since)[u"idle"].toBool(true), false);
        QCOMPARE(stage.ask("POST", "/api/v1/tasks/" + id + "/cancel").status, 200);
        QCOMPARE(stage.get("/api/v1/tasks/idle?since=" + since)[u"idle"].toBool(), true);
    }

    void logsAreReadAndFollowed_data() { test::databaseRows(); }
    void logsAreReadAndFollowed()
    {
        START_STAGE(stage);
        const auto connection = stage.connect();
        PULT_VERIFY_RESULT(connection);
        const auto write = [&connection](const QString &text) {
            return queue::writeNodeLogs(**connection, u"studio-1"_s, u"studio"_s,
                                        {{0, u"studio"_s, localNow(), u"info"_s, u"pult.test"_s, text}});
        };
        PULT_VERIFY_RESULT(write(u"first of mine"_s));
        const QJsonArray lines = stage.get("/api/v1/logs?node=studio")[u"items"].toArray();
        const auto mine = std::find_if(lines.begin(), lines.end(), [](const QJsonValue &line) {
            return line[u"msg"] == "first of mine"_L1 && line[u"node"] == "studio"_L1;
        });
        QVERIFY(mine != lines.end());
        QCOMPARE(stage.get("/api/v1/logs?node=nobody")[u"items"].toArray().size(), 0);

        std::mutex mutex;
        QByteArray told;
        const QByteArray after = QByteArray::number((*mine)[u"id"].toInteger());
        const api::Answer stream = stage.ask("GET", "/api/v1/logs/stream?after=" + after);
        QCOMPARE(stream.contentType, "text/event-stream");
        std::shared_ptr<void> open = stream.stream([&mutex, &told](const QByteArray &piece) {
            const std::scoped_lock lock(mutex);
            told += piece;
            return true;
        });
        PULT_VERIFY_RESULT(write(u"second of mine"_s));
        QList<queue::NodeLogLine> burst;
        for (int i = 0; i < 1500; ++i)
            burst.append({0, {}, localNow(), u"info"_s, u"pult.test"_s, u"burst-%1-"_s.arg(i)});
        PULT_VERIFY_RESULT(queue::writeNodeLogs(**connection, u"studio-1"_s, u"studio"_s, burst));
        const auto heard = [&mutex, &told](const char *text) {
            const std::scoped_lock lock(mutex);
            return told.contains(text);
        };
        QTRY_VERIFY_WITH_TIMEOUT(heard("\nevent: line\ndata: {") && heard("second of mine"), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(heard(": alive"), 20'000);
        QVERIFY(!heard("first of mine"));
        QTRY_VERIFY_WITH_TIMEOUT(heard("burst-1499-"), 20'000);
        open.reset();
        {
            const std::scoped_lock lock(mutex);
            qsizetype at = 0;
            for (int i = 0; i < 1500 && at >= 0; ++i)
                at = told.indexOf(QByteArray("burst-" + QByteArray::number(i) + '-'), at + 1); // all, in order
            QVERIFY(at >= 0);
            QCOMPARE(told.count("burst-700-"), 1);
        }
        // A page after a line begins there; without one it ends with the newest.
        const QJsonArray page = stage.get("/api/v1/logs?node=studio&limit=2&after=" + after)[u"items"].toArray();
        QCOMPARE(page.size(), 2);
        const QJsonArray newest = stage.get("/api/v1/logs?node=studio&limit=1")[u"items"].toArray();
        QVERIFY(page.last()[u"id"].toInteger() < newest.first()[u"id"].toInteger());
        // Addresses stand in it, as in the audit.
        for (const api::Route &route : std::as_const(stage.routes))
            QVERIFY(!route.pattern.startsWith(u"/api/v1/logs"_s) || route.scope == api::Scope::Operate);
    }

    void settingsAreShownWithoutSecrets()
    {
        Settings::Input input;
        input.useProcessEnvironment = false;
        input.commandLine = {{u"WORKER_API_TOKEN"_s, u"s3cret-s3cret-s3cret"_s}, {u"LOG_LEVEL"_s, u"debug"_s}};
        RouteStage stage(u"sqlite"_s, [&input](node::NodeConfig &, api::RouteSources &sources) {
            sources.settings = [settings = Settings::load(input)] { return settings; };
        });
        PULT_VERIFY_RESULT(stage.start());
        const api::Answer answer = stage.ask("GET", "/api/v1/config");
        QVERIFY(!answer.body.contains("s3cret") && answer.body.contains("\"***\""));
        const QJsonArray items = RouteStage::json(answer)[u"items"].toArray();
        int found = 0;
        for (const QJsonValue &item : items) {
            if (item[u"name"] == "LOG_LEVEL"_L1)
                found += item[u"value"] == "debug"_L1 && item[u"source"] == "command_line"_L1 ? 1 : 0;
        }
        QCOMPARE(found, 1);
    }

    void noAlertIsThereAndNoneCanBeAcknowledged()
    {
        RouteStage stage(u"sqlite"_s);
        PULT_VERIFY_RESULT(stage.start());
        QCOMPARE(stage.ask("GET", "/api/v1/alerts").body, "{\"items\":[],\"next\":null}");
        const api::Answer unknown = stage.ask("POST", "/api/v1/alerts/disk-full/acknowledge");
        QCOMPARE(unknown.status, 404);
        QCOMPARE(unknown.contentType, "application/problem+json");
        QCOMPARE(RouteStage::json(unknown)[u"code"].toString(), u"alert_unknown"_s);
    }

    /// Every route that changes something wants more than a reader has (tst_access): not hidden buttons, the server
    /// decides.
    void readingGivesNoRightToChange()
    {
        RouteStage stage(u"sqlite"_s);
        PULT_VERIFY_RESULT(stage.start());
        int changing = 0;
        for (const api::Route &route : std::as_const(stage.routes)) {
            if (route.method == "GET")
                continue;
            ++changing;
            const QByteArray name = route.method + ' ' + route.pattern.toUtf8();
            const bool guarded = route.scope == api::Scope::Operate || route.scope == api::Scope::Admin;
            QVERIFY2(guarded, name.constData());
        }
        QVERIFY(changing > 20);
    }
    /// Names are no paths: what they hold is not taken for one.
    void namesMayHoldAnything_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<QString>("name");
        QTest::newRow("dots") << QByteArray("a.b..c") << u"a.b..c"_s;
        QTest::newRow("space and percent") << QByteArray("50%25%20off") << u"50% off"_s;
        QTest::newRow("Cyrillic") << QByteArray("%D0%BF%D0%BE%D1%87%D1%82%D0%B0") << u"почта"_s;
    }
    void namesMayHoldAnything()
    {
        QFETCH(QByteArray, sent);
        QFETCH(QString, name);
        RouteStage stage(u"sqlite"_s);
        PULT_VERIFY_RESULT(stage.start());
        const QJsonObject paused = RouteStage::json(stage.ask("POST", "/api/v1/queues/" + sent + "/pause", {}));
        QCOMPARE(paused[u"name"].toString(), name);
        QCOMPARE(paused[u"paused"].toBool(), true);
    }
    void queuesPauseAndAreLimited_data() { test::databaseRows(); }
    void queuesPauseAndAreLimited()
    {
        START_STAGE(stage);
        const QJsonObject paused = RouteStage::json(stage.ask("POST", "/api/v1/queues/mail/pause", {}));
        QCOMPARE(paused[u"paused"].toBool(), true);
        const QJsonObject limited =
            RouteStage::json(stage.ask("POST", "/api/v1/queues/mail/limits", "{\"concurrency\":3,\"rate\":\"5/60\"}"));
        QCOMPARE(limited[u"concurrency"].toInt(), 3);
        QCOMPARE(limited[u"rate"].toString(), u"5/60"_s);
        const QJsonObject freed =
            RouteStage::json(stage.ask("POST", "/api/v1/queues/mail/limits", "{\"concurrency\":null,\"rate\":null}"));
        QVERIFY(freed[u"concurrency"].isNull() && freed[u"rate"].isNull());
        QCOMPARE(RouteStage::json(stage.ask("POST", "/api/v1/queues/mail/resume"))[u"paused"].toBool(), false);
    }

    void schedulesAreAddedRunAndRemoved_data() { test::databaseRows(); }
    void schedulesAreAddedRunAndRemoved()
    {
        START_STAGE(stage);
        const api::Answer added = stage.ask(
            "POST", "/api/v1/schedules",
            "{\"name\":\"night\",\"cron\":\"0 3 * * "
            "*\",\"time_zone\":\"Europe/Moscow\",\"kind\":\"probe\",\"payload\":{\"big\":12345678901234567890}}");
        QVERIFY2(added.status == 201, added.body.constData());
        QVERIFY(!RouteStage::json(added)[u"next_run"].isNull());
        QCOMPARE(
            stage.ask("POST", "/api/v1/schedules", "{\"name\":\"night\",\"cron\":\"0 3 * * *\",\"kind\":\"probe\"}")
                .status,
            409);
        const QJsonObject run = RouteStage::json(stage.ask("POST", "/api/v1/schedules/night/run"));
        QVERIFY(run[u"task_id"].toInteger() > 0);
        QVERIFY(RouteStage::json(stage.ask("POST", "/api/v1/schedules/night/pause"))[u"paused"].toBool());
        QVERIFY(!RouteStage::json(stage.ask("POST", "/api/v1/schedules/night/resume"))[u"paused"].toBool());
        QCOMPARE(stage.ask("DELETE", "/api/v1/schedules/night").status, 204);
        QCOMPARE(stage.ask("DELETE", "/api/v1/schedules/night").status, 404);
        QCOMPARE(stage.get("/api/v1/schedules")[u"items"].toArray().size(), 0);
    }

    /// Line by line what monitoring is promised, with the labels of each.
    void everyMetricOfTheContractIsThere()
    {
        RouteStage stage(u"sqlite"_s);
        {
            // What has never happened has no time at which it did.
            const auto connection = stage.connect();
            PULT_VERIFY_RESULT(connection);
            queue::NewSchedule night;
            night.name = u"night"_s;
            night.expression = u"0 3 * * *"_s;
            night.task.kind = u"probe"_s;
            PULT_VERIFY_RESULT(queue::addSchedule(**connection, night, {u"test"_s, u"test"_s}));
            PULT_VERIFY_RESULT(queue::runSchedule(**connection, night.name, {u"test"_s, u"test"_s}));
            queue::NodeInfo other;
            other.id = u"office-1"_s;
            other.name = u"office"_s;
            other.state = u"running"_s;
            PULT_VERIFY_RESULT(queue::heartbeat(**connection, other));
            PULT_VERIFY_RESULT(queue::takeTurn(**connection, u"retention"_s, 1h, 1min));
            PULT_VERIFY_RESULT(queue::endTurn(**connection, u"retention"_s, {}));
        }
        PULT_VERIFY_RESULT(stage.start());
        QByteArray text;
        QTRY_VERIFY_WITH_TIMEOUT((text = stage.ask("GET", "/metrics").body).contains("active_workers 2") &&
                                     text.contains("pult_locks{"),
                                 20'000);
        const QSet<QByteArray> found = test::shapesOf(text);
        for (const char *name : test::promisedMetrics)
            QVERIFY2(found.contains(name), name);
        for (const char *route : {"/api/v1/tasks", "/api/v1/locks"})
            QVERIFY2(text.contains(QByteArray("\npult_http_requests_total{code=\"2xx\",method=\"GET\",route=\"" +
                                              QByteArray(route) + "\"} 0")),
                     route);
        const QJsonObject json = stage.get("/api/v1/metrics");
        QCOMPARE(json.keys(),
                 (QStringList{u"counters"_s, u"database_pools"_s, u"gauges"_s, u"histograms"_s, u"timers"_s}));
        QVERIFY(json[u"database_pools"][u"main"][u"max"].toInt() > 0);
    }

    void statusSaysWhatTheNodeIs_data() { test::databaseRows(); }
    void statusSaysWhatTheNodeIs()
    {
        START_STAGE(stage);
        QJsonObject status;
        QTRY_VERIFY((status = stage.get("/api/v1/status"))[u"resource_usage"].isObject());
        QCOMPARE(status[u"node"][u"name"].toString(), u"studio"_s);
        QCOMPARE(status[u"port"].toInt(), 4711);
        QCOMPARE(status[u"state"].toString(), u"running"_s);
        QCOMPARE(status[u"workers"].toArray().size(), 2);
        QVERIFY(status[u"resource_usage"][u"memory_mb"].toDouble() > 1);
        QCOMPARE(status[u"queues"][0][u"name"].toString(), u"default"_s);
        QVERIFY(status[u"uptime_seconds"].toDouble() > 0);
    }

    void oneLookServesAllWhoAskMeanwhile()
    {
        RouteStage stage(u"sqlite"_s);
        PULT_VERIFY_RESULT(stage.start());
        stage.add(later());
        QList<QFuture<api::Answer>> many;
        for (int i = 0; i < 500; ++i)
            many.append(stage.asked("GET", "/api/v1/tasks?limit=10"));
        for (const QFuture<api::Answer> &one : many)
            QTRY_VERIFY_WITH_TIMEOUT(one.isFinished(), 20'000);
        const QByteArray body = many.constFirst().result().body;
        for (const QFuture<api::Answer> &one : many)
            QCOMPARE(one.result().body, body);
        // What was written before the question is in the answer, however many ask.
        for (int i = 0; i < 20; ++i) {
            const QFuture<api::Answer> earlier = stage.asked("GET", "/api/v1/tasks?limit=1");
            const qint64 id = stage.add(later());
            QCOMPARE(stage.get("/api/v1/tasks?limit=1")[u"items"][0][u"id"].toInteger(), id);
            QTRY_VERIFY(earlier.isFinished());
        }
    }

    void cleanupTestCase() { m_shared.reset(); }

private:
    std::unique_ptr<RouteStage> m_shared; ///< of the rows that change nothing
};

QTEST_GUILESS_MAIN(tst_Routes)
#include "tst_routes.moc"
