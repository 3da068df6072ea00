// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <net/httpserver.h>

#include "support/testresult.h"

#include <QTcpSocket>

using namespace pult;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestHttpServer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }
    void keepsAConnectionForTwoRequests();
    void answersHeadWithoutABody();
    void asksForTheBodyItIsPromised();
    void refusesWhatIsTooLarge_data();
    void refusesWhatIsTooLarge();
    void refusesWhatIsNoHttp();
    void closesASlowSender();
    void dropsTheConnectionWhenToldTo();
    void answersOthersWhileOneIsDelayed();
    void saysWhyItCannotListen();
    void startsAgainOnTheSamePort();

private:
    /// Sends `text`, and what the server says until it closes, or until `enough` has come.
    static QByteArray talk(quint16 port, const QByteArray &text, const QByteArray &enough = "\xff");
};

QByteArray TestHttpServer::talk(quint16 port, const QByteArray &text, const QByteArray &enough)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    socket.waitForConnected(5000);
    socket.write(text);
    QByteArray said;
    while (socket.state() == QAbstractSocket::ConnectedState && !said.contains(enough) &&
           socket.waitForReadyRead(30'000))
        said += socket.readAll();
    return said;
}

namespace {

net::HttpAnswer echo(const net::HttpRequest &request)
{
    net::HttpAnswer answer;
    answer.body = request.method + ' ' + request.path.toUtf8() + ' ' + request.body;
    answer.contentType = "text/plain";
    return answer;
}

} // namespace

void TestHttpServer::keepsAConnectionForTwoRequests()
{
    net::HttpServer server({}, echo);
    PULT_VERIFY_RESULT(server.start());
    const QByteArray said =
        talk(server.port(), "GET /one HTTP/1.1\r\nHost: x\r\n\r\n"
                            "POST /two HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
    QVERIFY(said.contains("GET /one "));
    QVERIFY(said.contains("POST /two abc"));
}

void TestHttpServer::answersHeadWithoutABody()
{
    net::HttpServer server({}, echo);
    PULT_VERIFY_RESULT(server.start());
    const QByteArray said = talk(server.port(), "HEAD /h HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    QVERIFY(said.startsWith("HTTP/1.1 200"));
    QVERIFY(said.contains("Content-Length: 8\r\n"));
    QVERIFY(said.endsWith("\r\n\r\n"));
}

void TestHttpServer::asksForTheBodyItIsPromised()
{
    net::HttpServer server({}, echo);
    PULT_VERIFY_RESULT(server.start());
    const QByteArray said = talk(
        server.port(), "POST /e HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc", "/e abc");
    QVERIFY(said.startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200"));
}

void TestHttpServer::refusesWhatIsTooLarge_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("status");
    QTest::addRow("body by its length") << QByteArray("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n")
                                        << QByteArray("413");
    QTest::addRow("body in chunks") << QByteArray(
                                           "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n") +
                                           QByteArray(2000, 'x')
                                    << QByteArray("413");
    QTest::addRow("header") << QByteArray("GET / HTTP/1.1\r\nHost: x\r\nX: ") + QByteArray(5000, 'x') + "\r\n\r\n"
                            << QByteArray("431");
}

void TestHttpServer::refusesWhatIsTooLarge()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, status);
    net::HttpServerOptions options;
    options.bodyLimit = 1000;
    options.headerLimit = 2000;
    net::HttpServer server(options, echo);
    PULT_VERIFY_RESULT(server.start());
    const QByteArray said = talk(server.port(), text);
    QVERIFY2(said.startsWith(QByteArray("HTTP/1.1 " + status)), said.constData());
}

void TestHttpServer::refusesWhatIsNoHttp()
{
    net::HttpServer server({}, echo);
    PULT_VERIFY_RESULT(server.start());
    QVERIFY(talk(server.port(), "hello there\r\n\r\n").startsWith("HTTP/1.1 400"));
}

void TestHttpServer::closesASlowSender()
{
    net::HttpServerOptions options;
    options.requestTimeout = 200ms;
    net::HttpServer server(options, echo);
    PULT_VERIFY_RESULT(server.start());
    QElapsedTimer clock;
    clock.start();
    QCOMPARE(talk(server.port(), "GET / HT"), QByteArray());
    QVERIFY(clock.elapsed() < 20'000); // else it would still be waited for
}

void TestHttpServer::dropsTheConnectionWhenToldTo()
{
    net::HttpServer server({}, [](const net::HttpRequest &) {
        net::HttpAnswer answer;
        answer.dropConnection = true;
        return answer;
    });
    PULT_VERIFY_RESULT(server.start());
    QCOMPARE(talk(server.port(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n"), QByteArray());
}

void TestHttpServer::answersOthersWhileOneIsDelayed()
{
    net::HttpServer server({}, [](const net::HttpRequest &request) {
        net::HttpAnswer answer = echo(request);
        if (request.path == "/slow"_L1)
            answer.delay = 60s;
        return answer;
    });
    PULT_VERIFY_RESULT(server.start());
    QTcpSocket slow;
    slow.connectToHost(QHostAddress(QHostAddress::LocalHost), server.port());
    QVERIFY(slow.waitForConnected());
    slow.write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    slow.waitForBytesWritten();
    QVERIFY(talk(server.port(), "GET /fast HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").contains("/fast"));
    QElapsedTimer clock;
    clock.start();
    server.stop();
    QVERIFY(clock.elapsed() < 40'000);
}

void TestHttpServer::saysWhyItCannotListen()
{
    net::HttpServer first({}, echo);
    PULT_VERIFY_RESULT(first.start());
    net::HttpServerOptions options;
    options.port = first.port();
    net::HttpServer second(options, echo);
    const auto started = second.start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, u"http_listen_failed"_s);
    QCOMPARE(started.error().arguments.value(0), u"127.0.0.1:%1"_s.arg(first.port()));
    QVERIFY(!second.isRunning());
}

void TestHttpServer::startsAgainOnTheSamePort()
{
    net::HttpServer server({}, echo);
    PULT_VERIFY_RESULT(server.start());
    const quint16 port = server.port();
    QVERIFY(talk(port, "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").contains("/a"));
    server.stop();
    QVERIFY(talk(port, "GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").isEmpty());
    PULT_VERIFY_RESULT(server.start());
    QCOMPARE(server.port(), port);
    QVERIFY(talk(port, "GET /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").contains("/c"));
}

QTEST_GUILESS_MAIN(TestHttpServer)
#include "tst_httpserver.moc"
