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
    QHash<QString, net::HttpAnswer> m_answers;
    std::unique_ptr<net::HttpServer> m_server;
    std::unique_ptr<test::Installation> m_pult;

    net::HttpAnswer answer(const net::HttpRequest &request)
    {
        const QMutexLocker lock(&m_mutex);
        m_requests.append(request);
        return m_answers.value(QString::fromLatin1(request.method) + u' ' + request.path,
                               {404, {}, R"({"code":"route_unknown","title":"no such route"})"});
    }
    void put(const QString &route, int status, const QByteArray &body)
    {
        const QMutexLocker lock(&m_mutex);
        m_answers.insert(route, {status, {}, body});
    }
    test::ProcessEnd run(const QStringList &words) const
    {
        return m_pult->run(u"pultctl"_s,
                           QStringList{u"--url"_s, m_server->url().toString(), u"--token"_s, u"t0ken"_s} + words);
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
        QTest::newRow("cancel") << QStringList{u"tasks"_s, u"cancel"_s, u"5"_s} << u"POST /api/v1/tasks/5/cancel"_s;
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
        if (route.endsWith(u"/open"_s))
            QCOMPARE(lastRequest().body, QByteArray(R"({"reason":"r","seconds":300})"));
        if (route.endsWith(u"/limits"_s))
            QCOMPARE(lastRequest().body, QByteArray(R"({"rate":"5/60"})"));
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
