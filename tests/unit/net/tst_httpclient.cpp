// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <net/httpclient.h>
#include <net/httpserver.h>

#include "support/testresult.h"

#include <QNetworkAccessManager>
#include <QTcpServer>
#include <QTcpSocket>

using namespace pult;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Reads a request whole and then closes without an answer; counts what it read.
class ClosingServer final : public QTcpServer
{
    Q_OBJECT

public:
    ClosingServer()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection()) {
                connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                    m_seen[socket] += socket->readAll();
                    if (!m_seen[socket].contains("\r\n\r\n"))
                        return;
                    ++requests;
                    m_seen[socket].clear();
                    socket->disconnectFromHost();
                });
            }
        });
    }
    int requests = 0;

private:
    QHash<QTcpSocket *, QByteArray> m_seen;
};

} // namespace

class TestHttpClient final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }
    void everyStatusIsAnAnswer_data();
    void everyStatusIsAnAnswer();
    void sendsVerbHeadersBodyAndId();
    void sendsOnceWhenTheServerCloses();
    void refusesToPromiseOneSendWhereItCannot();
    void tellsRefusedFromLost();
    void reachesLocalhostByName();
    void endsAtItsDeadline();
    void endsWithItsToken();
    void stopsAtTheSizeLimit();
    void doesNotFollowARedirectWhenSentOnce();

private:
    std::unique_ptr<QNetworkAccessManager> m_network = net::makeNetworkManager();
    net::HttpClient m_client{*m_network};
    CancelToken m_token;
};

void TestHttpClient::everyStatusIsAnAnswer_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("repeatable");
    for (const int status : {200, 400, 401, 402, 403, 404, 409, 429, 499, 500, 503}) {
        QTest::addRow("%d", status) << status << true;
        QTest::addRow("%d once", status) << status << false;
    }
}

void TestHttpClient::everyStatusIsAnAnswer()
{
    QFETCH(int, status);
    QFETCH(bool, repeatable);
    net::HttpServer server({}, [status](const net::HttpRequest &) {
        return net::HttpAnswer{status, {{"WWW-Authenticate", "Basic realm=x"}}, "{\"a\":1}", "application/json", {},
                               false};
    });
    PULT_VERIFY_RESULT(server.start());
    net::HttpCall call;
    call.verb = "POST";
    call.url = server.url();
    call.body = "{}";
    call.repeatable = repeatable;
    const auto reply = QCoro::waitFor(m_client.send(call, m_token));
    PULT_VERIFY_RESULT(reply);
    QCOMPARE(reply->status, status);
    QCOMPARE(reply->body, QByteArray("{\"a\":1}"));
    QCOMPARE(reply->header("content-TYPE"), QByteArray("application/json"));
}

void TestHttpClient::sendsVerbHeadersBodyAndId()
{
    std::optional<net::HttpRequest> seen;
    net::HttpServer server({}, [&seen](const net::HttpRequest &request) {
        seen = request;
        return net::HttpAnswer{};
    });
    PULT_VERIFY_RESULT(server.start());
    for (const bool repeatable : {true, false}) {
        net::HttpCall call;
        call.verb = "POST";
        call.url = server.url();
        call.url.setPath(u"/a b"_s);
        call.url.setQuery(u"x=1"_s);
        call.headers = {{"X-Mine", "yes"}};
        call.body = QByteArray(300000, 'b');
        call.repeatable = repeatable;
        const auto reply = QCoro::waitFor(m_client.send(call, m_token));
        PULT_VERIFY_RESULT(reply);
        QCOMPARE(seen->method, QByteArray("POST"));
        QCOMPARE(seen->path, u"/a b"_s);
        QCOMPARE(seen->query.queryItemValue(u"x"_s), u"1"_s);
        QCOMPARE(seen->header("x-mine"), QByteArray("yes"));
        QCOMPARE(seen->body, call.body);
        QCOMPARE(seen->header("X-Request-ID"), reply->requestId);
        QVERIFY(!reply->requestId.isEmpty());
    }
}

void TestHttpClient::sendsOnceWhenTheServerCloses()
{
    ClosingServer server;
    net::HttpCall call;
    call.verb = "POST";
    call.url = QUrl(u"http://127.0.0.1:%1/start"_s.arg(server.serverPort()));
    call.body = "{}";
    call.repeatable = false;
    const auto reply = QCoro::waitFor(m_client.send(call, m_token));
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, u"http_connection_lost"_s);
    QVERIFY(net::outcomeUnknown(reply.error()));
    QCOMPARE(server.requests, 1);
}

void TestHttpClient::refusesToPromiseOneSendWhereItCannot()
{
    net::HttpCall call;
    call.url = QUrl(u"http://127.0.0.1:9/"_s);
    call.repeatable = false;
    const auto reply = QCoro::waitFor(m_client.send(call, m_token));
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, u"http_not_single"_s);
}

void TestHttpClient::tellsRefusedFromLost()
{
    quint16 port = 0;
    {
        QTcpServer free;
        QVERIFY(free.listen(QHostAddress::LocalHost));
        port = free.serverPort();
    }
    net::HttpCall call;
    call.url = QUrl(u"http://127.0.0.1:%1/"_s.arg(port));
    const auto reply = QCoro::waitFor(m_client.send(call, m_token));
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, u"http_refused"_s);
    QCOMPARE(reply.error().arguments, QStringList{u"127.0.0.1:%1"_s.arg(port)});
    QVERIFY(!net::outcomeUnknown(reply.error()));
}

void TestHttpClient::reachesLocalhostByName()
{
    // The name may stand for ::1 as well, where nobody listens.
    std::atomic_int asked = 0;
    net::HttpServer server({}, [&asked](const net::HttpRequest &) {
        ++asked;
        return net::HttpAnswer{};
    });
    PULT_VERIFY_RESULT(server.start());
    net::HttpCall call;
    call.verb = "POST";
    call.body = "{}";
    call.repeatable = false;
    call.url = server.url();
    call.url.setHost(u"localhost"_s);
    PULT_VERIFY_RESULT(QCoro::waitFor(m_client.send(call, m_token)));
    QCOMPARE(asked.load(), 1);
    server.stop();
    const auto refused = QCoro::waitFor(m_client.send(call, m_token));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, u"http_refused"_s);
}

void TestHttpClient::endsAtItsDeadline()
{
    net::HttpServer server({}, [](const net::HttpRequest &) {
        net::HttpAnswer answer;
        answer.delay = 20s;
        return answer;
    });
    PULT_VERIFY_RESULT(server.start());
    net::HttpCall call;
    call.url = server.url();
    call.timeout = 100ms;
    const auto reply = QCoro::waitFor(m_client.send(call, m_token));
    QVERIFY(!reply);
    QCOMPARE(reply.error().kind, ErrorKind::Timeout);
    QCOMPARE(reply.error().code, u"http_timeout"_s);
}

void TestHttpClient::endsWithItsToken()
{
    net::HttpServer server({}, [](const net::HttpRequest &) {
        net::HttpAnswer answer;
        answer.delay = 20s;
        return answer;
    });
    PULT_VERIFY_RESULT(server.start());
    CancelToken token;
    QTimer::singleShot(50ms, &token, [&token] { token.cancel({ErrorKind::Cancelled, u"cancelled"_s, {}, {}}); });
    net::HttpCall call;
    call.url = server.url();
    const auto reply = QCoro::waitFor(m_client.send(call, token));
    QVERIFY(!reply);
    QCOMPARE(reply.error().kind, ErrorKind::Cancelled);
}

void TestHttpClient::stopsAtTheSizeLimit()
{
    net::HttpServer server({}, [](const net::HttpRequest &) {
        net::HttpAnswer answer;
        answer.body = QByteArray(500000, 'x');
        return answer;
    });
    PULT_VERIFY_RESULT(server.start());
    net::HttpCall call;
    call.url = server.url();
    call.maxReplyBytes = 100000;
    const auto reply = QCoro::waitFor(m_client.send(call, m_token));
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, u"http_too_large"_s);
}

void TestHttpClient::doesNotFollowARedirectWhenSentOnce()
{
    std::atomic_int asked = 0;
    net::HttpServer server({}, [&asked](const net::HttpRequest &) {
        ++asked;
        return net::HttpAnswer{302, {{"Location", "/again"}}, {}, {}, {}, false};
    });
    PULT_VERIFY_RESULT(server.start());
    net::HttpCall call;
    call.verb = "POST";
    call.url = server.url();
    call.body = "{}";
    call.repeatable = false;
    const auto reply = QCoro::waitFor(m_client.send(call, m_token));
    PULT_VERIFY_RESULT(reply);
    QCOMPARE(reply->status, 302);
    QCOMPARE(asked.load(), 1);
}

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_httpclient.moc"
