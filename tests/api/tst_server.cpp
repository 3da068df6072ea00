// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "talk.h"

#include <api/problem.h>
#include <api/server.h>
#include <support/testresult.h>

#include <QProcess>
#include <QSslSocket>
#include <QTemporaryDir>

#include <atomic>
#include <mutex>

using namespace pult;
using namespace pult::api;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::bodyOf;
using test::headerOf;
using test::statusOf;
using test::Talk;
using test::talk;

namespace {

Route route(const char *method, const QString &pattern, Handler handler)
{
    Route made;
    made.method = method;
    made.pattern = pattern;
    made.scope = Scope::Open;
    made.quota = Quota::None;
    made.handler = std::move(handler);
    return made;
}

QFuture<Answer> echo(const Request &request)
{
    Answer answer;
    answer.body = request.method + ' ' + request.body;
    return answered(answer);
}

/// What a stream's reader did with its sink.
struct StreamProbe
{
    std::mutex mutex;
    StreamSink sink;
    std::atomic_bool ended = false;
    bool begun()
    {
        const std::lock_guard lock(mutex);
        return bool(sink);
    }
    bool send(const QByteArray &bytes)
    {
        const std::lock_guard lock(mutex);
        return sink && sink(bytes);
    }
};

/// A promise that nobody keeps.
std::shared_ptr<QPromise<Answer>> unkept()
{
    auto promise = std::make_shared<QPromise<Answer>>();
    promise->start();
    return promise;
}

QList<Route> routes(const std::shared_ptr<StreamProbe> &probe = std::make_shared<StreamProbe>())
{
    const auto stream = [probe](const Request &) {
        Answer answer;
        answer.contentType = "text/event-stream";
        answer.body = ": hello\n\n";
        answer.stream = [probe](StreamSink sink) {
            const std::lock_guard lock(probe->mutex);
            probe->sink = std::move(sink);
            return std::shared_ptr<void>(nullptr, [probe](void *) { probe->ended = true; });
        };
        return answered(answer);
    };
    return {route("GET", u"/echo"_s, echo),
            route("POST", u"/echo"_s, echo),
            route("GET", u"/stream"_s, stream),
            route("GET", u"/never"_s, [promise = unkept()](const Request &) { return promise->future(); }),
            route("GET", u"/large"_s,
                  [](const Request &) {
                      Answer answer;
                      answer.body = QByteArray(5'000'000, 'x');
                      return answered(answer);
                  }),
            route("GET", u"/throws"_s, [](const Request &) -> QFuture<Answer> { throw std::runtime_error("oops"); })};
}

std::unique_ptr<Gate> gate(QList<Route> table = routes())
{
    return std::make_unique<Gate>(std::move(table), Gate::Rules());
}

} // namespace

class tst_Server : public QObject
{
    Q_OBJECT

    static QByteArray get(const QByteArray &path, const QByteArray &more = "Connection: close\r\n")
    {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
    }
    static ServerOptions withLimits(const ServerLimits &limits)
    {
        ServerOptions options;
        options.limits = limits;
        return options;
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void keepsAConnectionOpen()
    {
        Server server({});
        PULT_VERIFY_RESULT(server.start(gate()));
        Talk client(server.port());
        for (int i = 0; i < 3; ++i) {
            client.send(get("/echo", {}));
            const QByteArray answer = client.answer();
            QCOMPARE(statusOf(answer), 200);
            QCOMPARE(bodyOf(answer), QByteArray("GET "));
            QVERIFY(headerOf(answer, "Connection").isEmpty());
        }
        client.send(
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        QCOMPARE(bodyOf(client.answer()), QByteArray("POST abcde"));
        QCOMPARE(headerOf(client.rest(), "Connection"), QByteArray("close"));
    }

    void answersHeadAndOldClients()
    {
        Server server({});
        PULT_VERIFY_RESULT(server.start(gate()));
        const QByteArray head =
            talk(server.port(), "HEAD /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        QCOMPARE(statusOf(head), 200);
        QCOMPARE(headerOf(head, "Content-Length"), QByteArray("5"));
        QVERIFY(bodyOf(head).isEmpty());
        QCOMPARE(bodyOf(talk(server.port(), "GET /echo HTTP/1.0\r\n\r\n")), QByteArray("GET "));
    }

    void asksForTheBodyItIsPromised()
    {
        Server server({});
        PULT_VERIFY_RESULT(server.start(gate()));
        Talk client(server.port());
        client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        QVERIFY(client.answer().startsWith("HTTP/1.1 100 "));
        client.send("ok");
        QCOMPARE(bodyOf(client.answer()), QByteArray("POST ok"));
    }

    void sendsLargeAnswersWhole()
    {
        Server server({});
        PULT_VERIFY_RESULT(server.start(gate()));
        QCOMPARE(bodyOf(talk(server.port(), get("/large"))).size(), 5'000'000);
    }

    void limitsBodies()
    {
        ServerLimits limits;
        limits.body = 1000;
        limits.allBodies = 1500;
        Server server(withLimits(limits));
        PULT_VERIFY_RESULT(server.start(gate()));
        const QByteArray post = "POST /echo HTTP/1.1\r\nHost: localhost\r\n";
        QCOMPARE(statusOf(talk(server.port(), post + "Content-Length: 1001\r\n\r\n" + QByteArray(1001, 'a'))), 413);
        QCOMPARE(statusOf(talk(server.port(), post + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                                                  QByteArray(1001, 'a') + "\r\n0\r\n\r\n")),
                 413);
        Talk first(server.port());
        first.send(post + "Content-Length: 1000\r\n\r\n" + QByteArray(999, 'a'));
        // The other has to be read before this one can be over what both together may have.
        QTRY_COMPARE_WITH_TIMEOUT(
            statusOf(
                talk(server.port(), post + "Connection: close\r\nContent-Length: 600\r\n\r\n" + QByteArray(600, 'b'))),
            503, 5000);
        first.send("a");
        QCOMPARE(statusOf(first.answer()), 200);
        QCOMPARE(statusOf(talk(server.port(),
                               post + "Connection: close\r\nContent-Length: 600\r\n\r\n" + QByteArray(600, 'b'))),
                 200);
    }

    void limitsTime()
    {
        ServerLimits limits;
        limits.request = 1000ms; // whoever sends at once is in time even on a busy computer
        limits.answer = 300ms;
        limits.idle = 1000ms;
        Server server(withLimits(limits));
        PULT_VERIFY_RESULT(server.start(gate()));
        QCOMPARE(statusOf(talk(server.port(), "GET /echo HTT")), 408);
        QCOMPARE(statusOf(talk(server.port(), "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nab")),
                 408);
        QVERIFY(talk(server.port(), "").isEmpty());
        const QByteArray late = talk(server.port(), get("/never", {}));
        QCOMPARE(statusOf(late), 503);
        QVERIFY(late.contains("answer_timeout"));
        Talk idle(server.port());
        idle.send(get("/echo", {}));
        QCOMPARE(statusOf(idle.answer()), 200);
        QVERIFY(idle.rest().isEmpty()); // and is closed
    }

    void limitsConnections()
    {
        ServerLimits limits;
        limits.connections = 6;
        limits.perAddress = 3;
        limits.request = 60s; // nobody of them is late
        Server server(withLimits(limits));
        PULT_VERIFY_RESULT(server.start(gate()));
        std::vector<std::unique_ptr<Talk>> held; // three are served, three wait
        for (int i = 0; i < 6; ++i) {
            held.push_back(std::make_unique<Talk>(server.port()));
            held.back()->send("GET /echo HTTP/1.1\r\nHost: loc");
        }
        // One more of the same address finds no room; another address does, at the cost of one that waits.
        QTRY_COMPARE_WITH_TIMEOUT(statusOf(talk(server.port(), get("/echo"))), 503, 20'000);
        QCOMPARE(statusOf(talk(server.port(), get("/echo"), u"127.0.0.2"_s)), 200);
        for (int i = 0; i < 5; ++i) // in turn
            held[std::size_t(i)]->send("alhost\r\n\r\n");
        for (int i = 0; i < 5; ++i)
            QCOMPARE(statusOf(held[std::size_t(i)]->answer()), 200);
        QCOMPARE(statusOf(held[5]->answer()), 503);
    }

    void streamsUntilTheClientGoes()
    {
        const auto probe = std::make_shared<StreamProbe>();
        Server server({});
        PULT_VERIFY_RESULT(server.start(gate(routes(probe))));
        auto client = std::make_unique<Talk>(server.port());
        client->send(get("/stream", {}));
        QTRY_VERIFY(probe->begun());
        QVERIFY(probe->send("data: 1\n\n"));
        QByteArray said;
        QTRY_VERIFY((said += client->socket().readAll()).contains("data: 1\n\n\r\n"));
        QCOMPARE(headerOf(said, "Transfer-Encoding"), QByteArray("chunked"));
        QVERIFY(said.contains("9\r\n: hello\n\n\r\n9\r\ndata: 1\n\n\r\n"));
        client.reset();
        QTRY_VERIFY(probe->ended);
        QVERIFY(!probe->send("data: 2\n\n"));
    }

    void whoDoesNotReadAStreamIsGivenUp()
    {
        const auto probe = std::make_shared<StreamProbe>();
        Server server({});
        PULT_VERIFY_RESULT(server.start(gate(routes(probe))));
        Talk client(server.port());
        client.socket().setReadBufferSize(1024);
        client.send(get("/stream", {}));
        QTRY_VERIFY(probe->begun());
        const QByteArray piece(100'000, 'x');
        int sent = 0;
        while (probe->send(piece) && ++sent < 10'000) {
        }
        QVERIFY(sent < 10'000);
        QTRY_VERIFY(probe->ended);
    }

    void survivesItsHandlers()
    {
        Server server({});
        PULT_VERIFY_RESULT(server.start(gate()));
        QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"handler threw path=/throws what=oops"_s));
        const QByteArray answer = talk(server.port(), get("/throws"));
        QCOMPARE(statusOf(answer), 500);
        QVERIFY(answer.contains("internal_error"));
        QCOMPARE(statusOf(talk(server.port(), get("/echo"))), 200);
    }

    void saysThatThePortIsTaken()
    {
        Server server({});
        PULT_VERIFY_RESULT(server.start(gate()));
        ServerOptions same;
        same.port = server.port();
        Server second(same);
        const Result<> started = second.listen();
        QVERIFY(!started);
        QCOMPARE(started.error().code, u"api_port_busy"_s);
        QCOMPARE(started.error().arguments, (QStringList{u"127.0.0.1"_s, QString::number(server.port())}));
    }

    void stopsWithWhatIsUnderWay()
    {
        const auto probe = std::make_shared<StreamProbe>();
        auto server = std::make_unique<Server>(ServerOptions());
        PULT_VERIFY_RESULT(server->start(gate(routes(probe))));
        Talk idle(server->port());
        idle.send(get("/echo", {}));
        QCOMPARE(statusOf(idle.answer()), 200);
        Talk stream(server->port());
        stream.send(get("/stream", {}));
        Talk waiting(server->port());
        waiting.send(get("/never", {}));
        QTRY_VERIFY(probe->begun());
        server->stop(200ms);
        QVERIFY(idle.rest().isEmpty());
        QVERIFY(probe->ended);
        QVERIFY(!probe->send("y"));
    }

    void speaksTlsAndChangesItsCertificate();
};

namespace {

/// A self-signed certificate of this name, made as an operator would.
bool makeCertificate(const QString &folder, const QString &name)
{
    return QProcess::execute(u"openssl"_s, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                                            u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-days"_s, u"1"_s,
                                            u"-subj"_s, u"/CN="_s + name, u"-keyout"_s, folder + u"/key.pem"_s,
                                            u"-out"_s, folder + u"/cert.pem"_s, u"-batch"_s}) == 0;
}

std::atomic_int refusals = 0;

QString certificateName(quint16 port)
{
    QSslSocket socket;
    socket.setPeerVerifyMode(QSslSocket::VerifyNone);
    socket.connectToHostEncrypted(u"127.0.0.1"_s, port);
    if (!socket.waitForEncrypted(5000))
        return socket.errorString();
    return socket.peerCertificate().subjectInfo(QSslCertificate::CommonName).value(0);
}

} // namespace

void tst_Server::speaksTlsAndChangesItsCertificate()
{
    const QTemporaryDir folder;
    QVERIFY(makeCertificate(folder.path(), u"first"_s));
    ServerOptions options;
    options.certificateFile = folder.filePath(u"cert.pem"_s);
    options.keyFile = folder.filePath(u"key.pem"_s);
    Server server(options);
    PULT_VERIFY_RESULT(server.start(gate()));
    QSslSocket client;
    client.setPeerVerifyMode(QSslSocket::VerifyNone);
    client.connectToHostEncrypted(u"127.0.0.1"_s, server.port());
    QVERIFY(client.waitForEncrypted(5000));
    const auto asks = [&client] {
        client.write("GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QByteArray said;
        while (!said.endsWith("GET ") && client.waitForReadyRead(5000))
            said += client.readAll();
        return statusOf(said);
    };
    QCOMPARE(asks(), 200);

    QVERIFY(makeCertificate(folder.path(), u"second"_s));
    QTRY_COMPARE_WITH_TIMEOUT(certificateName(server.port()), u"second"_s, 10'000);
    QCOMPARE(asks(), 200); // the older connection goes on

    const QtMessageHandler before =
        qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &text) {
            if (text.contains("certificate not changed: tls_files_unusable"_L1))
                ++refusals;
        });
    QFile key(options.keyFile);
    QVERIFY(key.open(QIODevice::WriteOnly | QIODevice::Truncate));
    key.write("no key");
    key.close();
    QTRY_VERIFY_WITH_TIMEOUT(refusals > 0, 10'000);
    qInstallMessageHandler(before);
    QCOMPARE(refusals, 1);
    QCOMPARE(certificateName(server.port()), u"second"_s);

    Server unusable(options);
    QCOMPARE(unusable.listen().error().code, u"tls_files_unusable"_s);
}

QTEST_GUILESS_MAIN(tst_Server)
#include "tst_server.moc"
