// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// pultctl over a node's HTTP API: what it asks, and what it makes of the answers.
#include <net/httpserver.h>
#include <support/pultprocess.h>
#include <support/testresult.h>

#include <QJsonArray>
#include <QJsonObject>
#include <QMutex>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_RemoteCtl : public QObject
{
    Q_OBJECT

private:
    QMutex m_mutex; // m_requests, m_answers
    QList<net::HttpRequest> m_requests;
    QHash<QString, QList<net::HttpAnswer>> m_answers; ///< one after the other; the last stays
    std::unique_ptr<net::HttpServer> m_server;
    std::unique_ptr<test::Installation> m_pult;

    net::HttpAnswer answer(const net::HttpRequest &request)
    {
        const QMutexLocker lock(&m_mutex);
        m_requests.append(request);
        const auto answers = m_answers.find(QString::fromLatin1(request.method) + u' ' + request.path);
        if (answers == m_answers.end())
            return {404, {}, R"({"code":"route_unknown","title":"no such route"})"};
        return answers->size() > 1 ? answers->takeFirst() : answers->constFirst();
    }
    void put(const QString &route, int status, const QByteArray &body)
    {
        const QMutexLocker lock(&m_mutex);
        m_answers[route] = {{status, {}, body}};
    }
    /// Answered after what is there already.
    void putNext(const QString &route, const QByteArray &body)
    {
        const QMutexLocker lock(&m_mutex);
        m_answers[route].append({200, {}, body});
    }
    QByteArray bodyOfLast(const QByteArray &method)
    {
        const QMutexLocker lock(&m_mutex);
        for (qsizetype i = m_requests.size() - 1; i >= 0; --i) {
            if (m_requests.at(i).method == method)
                return m_requests.at(i).body;
        }
        return {};
    }
    test::ProcessEnd run(const QStringList &words) const
    {
        return m_pult->run(u"pultctl"_s,
                           QStringList{u"--url"_s, m_server->url().toString(), u"--token"_s, u"t0ken"_s} + words);
    }
    static QByteArray nodes(const char *session, const char *state)
    {
        const QJsonObject worker{
            {u"id"_s, u"n1-id/1"_s}, {u"capacity"_s, 2}, {u"running"_s, 0}, {u"state"_s, u"running"_s}};
        const QJsonObject node{{u"id"_s, u"n1-id"_s},
                               {u"name"_s, u"n1"_s},
                               {u"group"_s, u"blue"_s},
                               {u"version"_s, u"1"_s},
                               {u"session_id"_s, QString::fromLatin1(session)},
                               {u"state"_s, QString::fromLatin1(state)},
                               {u"workers"_s, QJsonArray{worker}}};
        return QJsonDocument(QJsonObject{{u"items"_s, QJsonArray{node}}}).toJson();
    }
    static QByteArray order(const char *state)
    {
        return QJsonDocument(QJsonObject{{u"id"_s, 5},
                                         {u"node"_s, u"n1-id"_s},
                                         {u"verb"_s, u"drain"_s},
                                         {u"state"_s, QString::fromLatin1(state)}})
            .toJson();
    }
    net::HttpRequest lastRequest()
    {
        const QMutexLocker lock(&m_mutex);
        return m_requests.isEmpty() ? net::HttpRequest() : m_requests.constLast();
    }

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_requests.clear();
        m_answers.clear();
        m_pult = std::make_unique<test::Installation>();
        m_server = std::make_unique<net::HttpServer>(
            net::HttpServerOptions(), [this](const net::HttpRequest &request) { return answer(request); });
        PULT_VERIFY_RESULT(m_server->start());
    }
    void cleanup() { m_server.reset(); }

    void listsAreTablesForPeopleAndTheNodesDocumentForPrograms()
    {
        const QByteArray page = R"({"items":[{"id":12345678901234567,"state":"discarded","kind":"http_request",)"
                                R"("queue":"mail","attempt":3,"last_error":{"message":"no answer"}}],"next":null})";
        put(u"GET /api/v1/tasks"_s, 200, page);
        const test::ProcessEnd table = run({u"tasks"_s, u"list"_s, u"--state"_s, u"failed"_s, u"--limit"_s, u"7"_s});
        QCOMPARE(table.exitCode, 0);
        QVERIFY2(table.out.contains("12345678901234567") && table.out.contains("no answer"), table.out.constData());
        QCOMPARE(lastRequest().query.queryItemValue(u"state"_s), u"failed"_s);
        QCOMPARE(run({u"tasks"_s, u"list"_s, u"--filter"_s, u"queue:mail a+b"_s}).exitCode, 0);
        QCOMPARE(lastRequest().query.queryItemValue(u"filter"_s, QUrl::FullyDecoded), u"queue:mail a+b"_s);
        QCOMPARE(run({u"tasks"_s, u"list"_s, u"--filter"_s, u"age:>often"_s}).exitCode, 2);
        QCOMPARE(lastRequest().header("authorization"), QByteArray("Bearer t0ken"));
        QCOMPARE(run({u"--json"_s, u"tasks"_s, u"list"_s}).out, QByteArray(page + '\n'));
    }

    void tasksAreAddedByteForByte()
    {
        put(u"POST /api/v1/tasks"_s, 201, R"({"ids":[17]})");
        const test::ProcessEnd end = run({u"tasks"_s, u"add"_s, u"--kind"_s, u"probe"_s, u"--payload"_s,
                                          u"{\"n\":12345678901234567890}"_s, u"--priority"_s, u"-3"_s});
        QCOMPARE(end.exitCode, 0);
        QCOMPARE(end.out, QByteArray("17\n"));
        const QByteArray body = lastRequest().body;
        QVERIFY2(body.contains("\"payload\":{\"n\":12345678901234567890}"), body.constData());
        QCOMPARE(QJsonDocument::fromJson(body)[u"priority"].toInt(), -3);
        QCOMPARE(QJsonDocument::fromJson(body)[u"kind"].toString(), u"probe"_s);
    }

    void changesGoToTheirRoutes_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("route");
        QTest::newRow("cancel") << QStringList{u"tasks"_s, u"cancel"_s, u"5"_s, u"6"_s}
                                << u"POST /api/v1/tasks/change"_s;
        QTest::newRow("pause") << QStringList{u"queues"_s, u"pause"_s, u"a b"_s} << u"POST /api/v1/queues/a b/pause"_s;
        QTest::newRow("drain") << QStringList{u"nodes"_s, u"drain"_s, u"n1"_s, u"--no-wait"_s}
                               << u"POST /api/v1/nodes/n1/drain"_s;
        QTest::newRow("limits") << QStringList{u"queues"_s, u"set"_s, u"q"_s, u"--rate"_s, u"5/60"_s}
                                << u"POST /api/v1/queues/q/limits"_s;
        QTest::newRow("open") << QStringList{u"breakers"_s, u"open"_s,  u"dolphin"_s, u"--reason"_s,
                                             u"r"_s,        u"--for"_s, u"5m"_s}
                              << u"POST /api/v1/breakers/dolphin/open"_s;
        QTest::newRow("breaker") << QStringList{u"breakers"_s, u"half-open"_s, u"dolphin"_s}
                                 << u"POST /api/v1/breakers/dolphin/half-open"_s;
        QTest::newRow("remove") << QStringList{u"schedules"_s, u"remove"_s, u"s"_s} << u"DELETE /api/v1/schedules/s"_s;
    }
    void changesGoToTheirRoutes()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, route);
        put(route, 200, "{}");
        const test::ProcessEnd end = run(words);
        QVERIFY2(end.exitCode == 0, end.err.constData());
        if (route.endsWith(u"/change"_s))
            QCOMPARE(lastRequest().body, QByteArray(R"({"ids":[5,6],"verb":"cancel"})"));
        if (route.endsWith(u"/open"_s))
            QCOMPARE(lastRequest().body, QByteArray(R"({"reason":"r","seconds":300})"));
        if (route.endsWith(u"/limits"_s))
            QCOMPARE(lastRequest().body, QByteArray(R"({"rate":"5/60"})"));
    }

    /// The node knows the reasons; the sentence is made here.
    void whyIsToldInTheLanguageOfWhoAsks()
    {
        put(u"GET /api/v1/tasks/7/why"_s, 200,
            R"({"items":[{"task":7,"state":"available","waiting_for":[{"code":"workers_busy",)"
            R"("arguments":["4","4","12"],"message":"in English"}],"last_error":null}],"sentence":"in English"})");
        const test::ProcessEnd russian = run({u"--lang"_s, u"ru"_s, u"tasks"_s, u"why"_s, u"7"_s});
        QCOMPARE(russian.exitCode, 0);
        QVERIFY2(QString::fromUtf8(russian.out).startsWith(u"Задача 7:"_s), russian.out.constData());
        const QJsonDocument json = run({u"--json"_s, u"tasks"_s, u"why"_s, u"7"_s}).json();
        QCOMPARE(json[u"id"].toInt(), 7);
        QCOMPARE(json[u"state"].toString(), u"available"_s);
        QCOMPARE(json[u"chain"][0][u"waiting_for"][0][u"arguments"][2].toString(), u"12"_s);
    }

    void batchesAreShownAsTheDatabaseHasThem()
    {
        put(u"GET /api/v1/batches/3"_s, 200,
            R"({"id":3,"kind":"bulk_upload","label":"a.json","state":"running","total":4,"succeeded":2,"failed":1,)"
            R"("cancelled":0,"callback_task":9,"tasks":[4,5]})");
        const test::ProcessEnd shown = run({u"batches"_s, u"show"_s, u"3"_s});
        QCOMPARE(shown.out, QByteArray("Batch 3: a.json, running\n  2 of 4 completed, 1 failed, 0 cancelled\n"
                                       "  then: task 9\n  tasks: 4 5\n"));
        QCOMPARE(run({u"--json"_s, u"batches"_s, u"show"_s, u"3"_s}).json()[u"failed"].toInt(), 1);
    }

    void tokensAreMadeListedAndRevoked()
    {
        const QByteArray token = R"({"name":"grafana","scopes":["metrics"],"created_at":"2026-11-22T13:17:05.000Z",)"
                                 R"("expires_at":null,"last_used_at":null,"expired":false)";
        put(u"POST /api/v1/tokens"_s, 201, token + R"(,"token":"s3cret"})");
        const test::ProcessEnd made =
            run({u"token"_s, u"create"_s, u"grafana"_s, u"--scope"_s, u"metrics"_s, u"--expires-in"_s, u"2h"_s});
        QCOMPARE(made.exitCode, 0);
        QCOMPARE(made.out, QByteArray("s3cret\n"));
        QCOMPARE(lastRequest().body, QByteArray(R"({"lifetime_seconds":7200,"name":"grafana","scopes":["metrics"]})"));
        put(u"GET /api/v1/tokens"_s, 200, R"({"items":[)" + token + R"(}],"next":null})");
        QVERIFY(
            run({u"token"_s, u"list"_s}).out.contains("grafana  metrics  2026-11-22T13:17:05.000Z  never    never"));
        put(u"DELETE /api/v1/tokens/grafana"_s, 200, token + '}');
        QCOMPARE(run({u"token"_s, u"revoke"_s, u"grafana"_s}).exitCode, 0);
        put(u"POST /api/v1/tokens/grafana/rotate"_s, 200, token + R"(,"token":"n3w"})");
        QCOMPARE(run({u"token"_s, u"rotate"_s, u"grafana"_s}).out, QByteArray("n3w\n"));
    }

    void waitingAsksUntilAllIsDone()
    {
        const auto idle = [](bool is, int discarded) -> QByteArray {
            return QByteArray("{\"idle\":") + (is ? "true" : "false") +
                   ",\"completed\":4,\"discarded\":" + QByteArray::number(discarded) +
                   ",\"since\":\"2026-11-22T13:17:05.000Z\"}";
        };
        put(u"GET /api/v1/tasks/idle"_s, 200, idle(false, 0));
        const test::ProcessEnd late = run({u"wait"_s, u"--until-idle"_s, u"--timeout"_s, u"0"_s});
        QCOMPARE(late.exitCode, 4);
        QCOMPARE(late.out, QByteArray("Still busy: 4 completed, 0 failed so far.\n"));
        putNext(u"GET /api/v1/tasks/idle"_s, idle(true, 1));
        const test::ProcessEnd done = run({u"wait"_s, u"--until-idle"_s});
        QCOMPARE(done.exitCode, 1); // one will not be tried again
        QCOMPARE(done.out, QByteArray("Idle: 4 completed, 1 failed.\n"));
        QCOMPARE(lastRequest().query.queryItemValue(u"since"_s), u"2026-11-22T13:17:05.000Z"_s);
    }

    /// A stream that ends is gone on with after the last line that came.
    void logsAreShownAndFollowed()
    {
        const auto line = [](int n) {
            return QByteArray(R"({"id":%,"level":"info","logger":"pult.core.node","msg":"line %","node":"n1",)"
                              R"("ts":"2026-11-22T13:17:05.000Z"})")
                .replace('%', QByteArray::number(n));
        };
        put(u"GET /api/v1/logs"_s, 200, "{\"items\":[" + line(1) + ',' + line(2) + "],\"next\":null}");
        QCOMPARE(run({u"logs"_s, u"--node"_s, u"n1"_s, u"-n"_s, u"7"_s}).out,
                 QByteArray("2026-11-22T13:17:05.000Z  info     line 1\n2026-11-22T13:17:05.000Z  info     line 2\n"));
        QCOMPARE(lastRequest().query.queryItemValue(u"limit"_s), u"7"_s);
        QCOMPARE(lastRequest().query.queryItemValue(u"node"_s), u"n1"_s);
        const auto events = [&line](int n) -> QByteArray {
            return ": pult\n\nid: " + QByteArray::number(n) + "\nevent: line\ndata: " + line(n) + "\n\n";
        };
        put(u"GET /api/v1/logs/stream"_s, 200, events(3));
        putNext(u"GET /api/v1/logs/stream"_s, events(4));
        const auto follower =
            m_pult->start(u"pultctl"_s, {u"--url"_s, m_server->url().toString(), u"logs"_s, u"-f"_s, u"-n"_s, u"0"_s});
        QByteArray seen;
        QTRY_VERIFY((seen += follower->readAllStandardOutput()).contains("line 4\n"));
        QVERIFY2(seen.startsWith("2026-11-22T13:17:05.000Z  info     line 3\n"), seen.constData());
        QVERIFY(lastRequest().header("last-event-id") == "3" || lastRequest().header("last-event-id") == "4");
        follower->kill();
        follower->waitForFinished();
    }

    /// Whoever stands there may be anybody; the token stays here.
    void nobodyIsFollowedToAnotherPlace()
    {
        net::HttpServer other({}, [this](const net::HttpRequest &request) { return answer(request); });
        PULT_VERIFY_RESULT(other.start());
        const QByteArray there = other.url().toString().toLatin1() + "/api/v1/logs/stream";
        put(u"GET /api/v1/logs"_s, 200, R"({"items":[],"next":null})");
        {
            const QMutexLocker lock(&m_mutex);
            m_answers[u"GET /api/v1/logs/stream"_s] = {{307, {{"Location", there}}, {}}};
            m_answers[u"GET /api/v1/queues"_s] = {{302, {{"Location", there}}, {}}};
        }
        for (const QStringList &words : {QStringList{u"logs"_s, u"-f"_s}, QStringList{u"queues"_s, u"list"_s}}) {
            const test::ProcessEnd end = run(QStringList{u"--json"_s} + words);
            QCOMPARE(end.exitCode, 2);
            const QJsonDocument told = QJsonDocument::fromJson(end.err);
            QCOMPARE(told[u"code"].toString(), u"url_redirected"_s);
            QVERIFY2(told[u"title"].toString().contains(QString::fromLatin1(there)), end.err.constData());
        }
        const QMutexLocker lock(&m_mutex);
        QCOMPARE(m_requests.size(), 3); // all of them here
    }

    /// Each says why, and what to do instead, in either language.
    void whatBelongsToThisComputerIsRefused_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("instead");
        const QString here = u"Run it on the node's computer"_s;
        QTest::newRow("upload") << QStringList{u"bulk-upload"_s, u"create"_s, u"--flow"_s,  u"f"_s,
                                               u"--profiles"_s,  u"a"_s,      u"--media"_s, u"m"_s}
                                << u"url_bulk_upload"_s << u"tasks add --kind bulk_upload"_s;
        QTest::newRow("config") << QStringList{u"config"_s, u"check"_s} << u"url_config_check"_s << u"config show"_s;
        QTest::newRow("flow check") << QStringList{u"flow"_s, u"check"_s, u"f"_s} << u"url_flow_check"_s
                                    << u"Leave out --url."_s;
        QTest::newRow("flow run") << QStringList{u"flow"_s, u"run"_s, u"f"_s, u"--profile"_s, u"a"_s}
                                  << u"url_flow_run"_s << u"tasks add --kind browser_flow"_s;
        QTest::newRow("migrate") << QStringList{u"migrate"_s} << u"url_migrate"_s << u"DATABASE_URL"_s;
        QTest::newRow("profiles") << QStringList{u"profiles"_s, u"list"_s} << u"url_profiles"_s << here;
        for (const char *word : {"install", "uninstall", "start", "stop", "restart", "status"}) {
            QTest::newRow(word) << QStringList{u"service"_s, QString::fromLatin1(word)} << u"url_service"_s
                                << u"nodes drain"_s;
        }
    }
    void whatBelongsToThisComputerIsRefused()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, code);
        QFETCH(QString, instead);
        const test::ProcessEnd end = run(QStringList{u"--json"_s} + words);
        QCOMPARE(end.exitCode, 2);
        const QJsonDocument told = QJsonDocument::fromJson(end.err);
        QCOMPARE(told[u"code"].toString(), code);
        QVERIFY2(told[u"title"].toString().startsWith(u'"' + words.at(0)), end.err.constData());
        QVERIFY2(told[u"detail"].toString().contains(instead), end.err.constData());
        const QMutexLocker lock(&m_mutex);
        QVERIFY(m_requests.isEmpty());
    }

    void theNodesSettingsAreShownMasked()
    {
        put(u"GET /api/v1/config"_s, 200,
            R"({"items":[{"name":"LOG_LEVEL","value":"debug","source":"file","place":"/srv/pult.ini","default":"info",)"
            R"("secret":false,"needs_restart":false},{"name":"WORKER_API_TOKEN","value":"***","source":"environment",)"
            R"("place":null,"default":"","secret":true,"needs_restart":false},{"name":"DB_ECHO","value":"false",)"
            R"("source":"default","place":null,"default":"false","secret":false,"needs_restart":true}],"next":null,)"
            R"("ignored":[],"database":"PostgreSQL","data_dir":"/srv/pult"})");
        const QByteArray shown = run({u"config"_s, u"show"_s, u"--changed"_s}).out;
        QVERIFY2(shown.contains("LOG_LEVEL") && shown.contains("/srv/pult.ini") && shown.contains("***") &&
                     !shown.contains("DB_ECHO") && shown.contains("Database: PostgreSQL\n"),
                 shown.constData());
        QCOMPARE(run({u"--json"_s, u"config"_s, u"show"_s, u"DB_ECHO"_s}).json()[u"items"].toArray().size(), 1);
        QCOMPARE(run({u"config"_s, u"show"_s, u"NO_SUCH"_s}).exitCode, 2);
    }

    /// What a node can be asked is checked; the rest says where it can be.
    void aNodeIsCheckedAsFarAsItTells()
    {
        put(u"GET /api/v1/health"_s, 200,
            R"({"status":"degraded","checks":{"memory":{"status":"degraded","message":"little is left"}}})");
        put(u"GET /api/v1/nodes"_s, 200, nodes("s1", "running"));
        put(u"GET /api/v1/config"_s, 200,
            R"({"items":[{"name":"RATE_LIMIT_REQUESTS","value":"0","source":"file","secret":false}]})");
        const QJsonDocument check = run({u"--json"_s, u"check"_s}).json();
        QHash<QString, QString> levels;
        const QJsonArray items = check[u"items"].toArray();
        for (const QJsonValue &item : items)
            levels.insert(item[u"check"].toString(), item[u"level"].toString());
        QCOMPARE(levels.value(u"memory"_s), u"warn"_s);
        QCOMPARE(levels.value(u"limits"_s), u"warn"_s);
        QCOMPARE(levels.value(u"nodes"_s), u"ok"_s);
        QCOMPARE(levels.value(u"backup"_s), u"skip"_s);
        QCOMPARE(check[u"failed"].toInt(), 0);
        QCOMPARE(check[u"skipped"].toInt(), 12);
        QVERIFY(check[u"ready"].isNull()); // nobody has looked at the rest
        const test::ProcessEnd told = run({u"--lang"_s, u"en"_s, u"check"_s});
        QCOMPARE(told.exitCode, 0);
        QVERIFY2(told.out.contains("\nNo faults found in what can be seen from here, with 2 warnings. 12 subjects must "
                                   "be checked on the node's computer.\n") &&
                     !told.out.contains("Ready"),
                 told.out.constData());
        const QByteArray russian = run({u"--lang"_s, u"ru"_s, u"check"_s}).out;
        QVERIFY2(
            QString::fromUtf8(russian).contains(
                u"Отсюда неисправностей не видно, 2 предупреждения. На компьютере узла осталось проверить 12 пунктов."_s),
            russian.constData());
    }

    void nodesAreToldAndAnswer()
    {
        put(u"GET /api/v1/status"_s, 200, R"({"node":{"id":"n1-id"}})");
        put(u"POST /api/v1/nodes/n1-id/drain"_s, 202, order("waiting"));
        put(u"GET /api/v1/node-orders/5"_s, 200, order("done"));
        const test::ProcessEnd end = run({u"--json"_s, u"nodes"_s, u"drain"_s, u"--worker"_s, u"2"_s});
        QCOMPARE(end.exitCode, 0);
        QCOMPARE(end.json()[u"state"].toString(), u"done"_s);
        QCOMPARE(bodyOfLast("POST"), QByteArray(R"({"worker":2})"));
    }

    /// One after the other, each until it is back; the node that is asked may be away meanwhile.
    void nodesAreRestartedOneByOne()
    {
        put(u"GET /api/v1/nodes"_s, 200, nodes("s1", "running"));
        putNext(u"GET /api/v1/nodes"_s, nodes("s1", "stopping"));
        {
            const QMutexLocker lock(&m_mutex);
            m_answers[u"GET /api/v1/nodes"_s].append({503, {}, R"({"code":"x","title":"ends"})"});
        }
        putNext(u"GET /api/v1/nodes"_s, nodes("s2", "running"));
        put(u"POST /api/v1/nodes/n1-id/restart"_s, 202, order("done"));
        const test::ProcessEnd end =
            run({u"--json"_s, u"nodes"_s, u"restart"_s, u"--rolling"_s, u"--timeout"_s, u"60"_s});
        QVERIFY2(end.exitCode == 0, end.err.constData());
        QCOMPARE(end.json()[u"restarted"][0][u"node"].toString(), u"n1"_s);
        QCOMPARE(end.json()[u"not_restarted"].toArray().size(), 0);
    }

    void anUnhealthyNodeIsShownAndExitsWithOne()
    {
        put(u"GET /api/v1/health"_s, 503,
            R"({"status":"unhealthy","checks":{"database":{"status":"unhealthy","message":"away"}}})");
        const test::ProcessEnd end = run({u"health"_s});
        QCOMPARE(end.exitCode, 1);
        QVERIFY2(end.out.contains("away"), end.out.constData());
    }

    /// Codes known here are told in the language asked for; others in the node's words.
    void refusalsAreTold()
    {
        put(u"POST /api/v1/nodes/x/drain"_s, 404, R"({"code":"node_unknown","arguments":["x"],"title":"There is no"})");
        const test::ProcessEnd known = run({u"--lang"_s, u"ru"_s, u"nodes"_s, u"drain"_s, u"x"_s});
        QCOMPARE(known.exitCode, 2);
        QVERIFY2(QString::fromUtf8(known.err).contains(u"Узла x нет."_s), known.err.constData());
        put(u"GET /api/v1/locks"_s, 401, R"({"code":"token_missing_here","title":"A token is needed."})");
        const test::ProcessEnd other = run({u"--json"_s, u"locks"_s, u"list"_s});
        QCOMPARE(other.exitCode, 2);
        QCOMPARE(QJsonDocument::fromJson(other.err)[u"code"].toString(), u"api_refused"_s);
        QVERIFY2(other.err.contains("A token is needed."), other.err.constData());
        const test::ProcessEnd local = run({u"migrate"_s});
        QCOMPARE(local.exitCode, 2);
        QVERIFY2(local.err.contains("migrate"), local.err.constData());
        m_server->stop();
        QCOMPARE(run({u"status"_s}).exitCode, 1);
        const test::ProcessEnd odd = m_pult->run(u"pultctl"_s, {u"--url"_s, u"office:8088"_s, u"status"_s});
        QCOMPARE(odd.exitCode, 2);
    }
};

QTEST_GUILESS_MAIN(tst_RemoteCtl)
#include "tst_remotectl.moc"
