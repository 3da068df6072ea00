// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The service and its HTTP API from outside.
#include "signedtoken.h"
#include "talk.h"

#include <support/pultprocess.h>
#include <support/testresult.h>

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QSaveFile>
#include <QTcpServer>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace pult;
using test::statusOf;

namespace {

/// A running pultd with what its variables say.
struct Service
{
    test::Installation place;
    std::unique_ptr<QProcess> node;

    void start() { node = place.start(u"pultd"_s, {}); }
    QJsonObject where() const
    {
        QFile file(place.dataDir() + u"/api.json"_s);
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
    }
    quint16 port() const { return quint16(where()["port"_L1].toInt()); }
    int stop() const
    {
        ::kill(pid_t(node->processId()), SIGTERM);
        return node->waitForFinished(30'000) ? node->exitCode() : -1;
    }
    QByteArray get(const QByteArray &path, const QByteArray &token = {}) const
    {
        const QByteArray credentials = token.isEmpty() ? QByteArray() : "Authorization: Bearer " + token + "\r\n";
        return test::talk(port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + credentials +
                                      "Connection: close\r\n\r\n");
    }
    QByteArray log() const
    {
        QFile file(place.dataDir() + u"/logs/pult.log"_s);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// Replaces them as an editor does.
    void writeSettings(const QByteArray &lines) const
    {
        QSaveFile file(place.dataDir() + u"/.env"_s);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(lines) == lines.size() && file.commit());
    }
    QByteArray newToken(const QString &name, const QString &scope) const
    {
        return place.ctl({u"token"_s, u"create"_s, name, u"--scope"_s, scope})["token"_L1].toString().toUtf8();
    }
};

} // namespace

class tst_ApiService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void tellsWhereItIs()
    {
        Service service;
        service.start();
        QTRY_VERIFY_WITH_TIMEOUT(service.port() > 0, 20'000);
        QCOMPARE(service.where()["url"_L1].toString(), u"http://127.0.0.1:%1"_s.arg(service.port()));
        QCOMPARE(statusOf(service.get("/livez")), 200);
        const auto inRow = [&service] {
            const QJsonDocument nodes = service.place.ctl({u"nodes"_s, u"list"_s});
            return nodes["items"_L1][0]["api_port"_L1].toInt();
        };
        QTRY_COMPARE_WITH_TIMEOUT(inRow(), int(service.port()), 10'000);
        QCOMPARE(service.stop(), 0);
        QVERIFY(service.where().isEmpty());
    }

    /// Made, used at once, rotated and revoked beside the running node.
    void tokensCountAtOnce()
    {
        Service service;
        service.start();
        QTRY_VERIFY_WITH_TIMEOUT(service.port() > 0, 20'000);
        QCOMPARE(statusOf(service.get("/api/v1/status")), 200); // open on the loopback while there is no token
        const QByteArray token = service.newToken(u"ci"_s, u"read"_s);
        QCOMPARE(statusOf(service.get("/api/v1/status", token)), 200);
        QTRY_COMPARE_WITH_TIMEOUT(statusOf(service.get("/api/v1/status")), 401, 10'000);
        const QByteArray next = service.place.ctl({u"token"_s, u"rotate"_s, u"ci"_s})["token"_L1].toString().toUtf8();
        QCOMPARE(statusOf(service.get("/api/v1/status", next)), 200);
        QCOMPARE(statusOf(service.get("/api/v1/status", token)), 401);
        service.place.ctl({u"token"_s, u"revoke"_s, u"ci"_s});
        QTRY_COMPARE_WITH_TIMEOUT(statusOf(service.get("/api/v1/status")), 200, 10'000);
        QCOMPARE(service.stop(), 0);
    }

    void signedTokensOfOtherServicesCount()
    {
        Service service;
        service.place.setVariable(u"WORKER_API_TOKEN"_s, u"a-long-and-secret-token"_s);
        service.place.setVariable(u"JWT_SECRET_KEY"_s, u"another-secret-of-32-characters.."_s);
        service.start();
        QTRY_VERIFY_WITH_TIMEOUT(service.port() > 0, 20'000);
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        const auto token = [](qint64 expires) {
            return test::signedToken({{u"sub"_s, u"shop"_s}, {u"exp"_s, expires}}, "another-secret-of-32-characters..");
        };
        QCOMPARE(statusOf(service.get("/api/v1/status")), 401);
        QCOMPARE(statusOf(service.get("/api/v1/status", "a-long-and-secret-token")), 200);
        QCOMPARE(statusOf(service.get("/api/v1/status", token(now + 600))), 200);
        QCOMPARE(statusOf(service.get("/api/v1/status", token(now - 1))), 401);
        QCOMPARE(service.stop(), 0);
        QFile log(service.place.dataDir() + u"/logs/pult.log"_s);
        QVERIFY(log.open(QIODevice::ReadOnly));
        const QByteArray text = log.readAll();
        QVERIFY(text.contains("path=/api/v1/status status=200"));
        QVERIFY(text.contains("user=shop"));
        QVERIFY(!text.contains("a-long-and-secret-token"));
    }

    void settingsAreTakenOverAndBansAreAudited()
    {
        Service service;
        QVERIFY(QDir().mkpath(service.place.dataDir()));
        service.writeSettings("RATE_LIMIT_REQUESTS=5000\n"); // more than is asked while something is waited for
        service.start();
        QTRY_VERIFY_WITH_TIMEOUT(service.port() > 0, 20'000);
        QCOMPARE(statusOf(service.get("/api/v1/status")), 200);
        const QByteArray lines = "WORKER_API_TOKEN=the-new-and-secret-token\nRATE_LIMIT_REQUESTS=4000\n"
                                 "CORS_ORIGINS=https://shop.example\nWORKER_HOST=localhost\n";
        service.writeSettings(lines);
        QTRY_COMPARE_WITH_TIMEOUT(statusOf(service.get("/api/v1/status")), 401, 10'000);
        const QByteArray ask = "GET /api/v1/audit HTTP/1.1\r\nHost: localhost\r\nOrigin: https://shop.example\r\n"
                               "Authorization: Bearer the-new-and-secret-token\r\nConnection: close\r\n\r\n";
        const QByteArray answer = test::talk(service.port(), ask);
        QCOMPARE(statusOf(answer), 200);
        QCOMPARE(test::headerOf(answer, "X-RateLimit-Limit"), "4000");
        QCOMPARE(test::headerOf(answer, "Access-Control-Allow-Origin"), "https://shop.example");
        QTRY_VERIFY_WITH_TIMEOUT(service.log().contains("take effect after a restart: WORKER_HOST"), 10'000);
        ::kill(pid_t(service.node->processId()), SIGHUP);
        QTRY_VERIFY_WITH_TIMEOUT(service.log().contains("settings read again changed=-"), 10'000);

        for (int i = 0; i < 5; ++i)
            QCOMPARE(statusOf(service.get("/api/v1/status", "a-guess")), 401);
        QCOMPARE(statusOf(service.get("/api/v1/status", "the-new-and-secret-token")), 429);
        QJsonValue entry;
        const auto isAudited = [&] {
            entry =
                QJsonDocument::fromJson(test::bodyOf(test::talk(service.port(), ask, u"127.0.0.2"_s)))["items"_L1][0];
            return entry["what"_L1] == "address.ban"_L1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isAudited(), 10'000);
        QCOMPARE(entry["object"_L1].toString(), u"127.0.0.1"_s);
        QCOMPARE(entry["where"_L1].toString(), u"api 127.0.0.1"_s);
        QCOMPARE(entry["after"_L1]["minutes"_L1].toInt(), 15);
        QTRY_VERIFY_WITH_TIMEOUT(service.log().contains("address banned for wrong tokens address=127.0.0.1"), 10'000);

        const QString certificate = service.place.path(u"cert.pem"_s);
        const QString key = service.place.path(u"key.pem"_s);
        QCOMPARE(QProcess::execute(u"openssl"_s,
                                   {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                                    u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-days"_s, u"2"_s, u"-subj"_s,
                                    u"/CN=localhost"_s, u"-keyout"_s, key, u"-out"_s, certificate}),
                 0);
        service.writeSettings(lines + "TLS_CERT_FILE=" + certificate.toUtf8() + "\nTLS_KEY_FILE=" + key.toUtf8() +
                              '\n');
        QTRY_VERIFY_WITH_TIMEOUT(service.where()["url"_L1].toString().startsWith(u"https:"_s), 10'000);
        QProcess curl;
        curl.start(u"curl"_s,
                   {u"-sS"_s, u"--cacert"_s, certificate, u"https://localhost:%1/livez"_s.arg(service.port())});
        QVERIFY(curl.waitForFinished(20'000));
        QVERIFY2(curl.exitCode() == 0, curl.readAllStandardError().constData());
        QCOMPARE(service.stop(), 0);
    }

    void whatKeepsItFromListening_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("no token") << u"WORKER_HOST"_s << u"0.0.0.0"_s << QByteArray("there is no token");
        QTest::newRow("no address") << u"WORKER_HOST"_s << u"somewhere"_s << QByteArray("no address to listen on");
        QTest::newRow("half a pair") << u"TLS_CERT_FILE"_s << u"/tmp/cert.pem"_s
                                     << QByteArray("does nothing without TLS_KEY_FILE");
        QTest::newRow("proxy") << u"TRUSTED_PROXIES"_s << u"10.0.0.0/99"_s << QByteArray("TRUSTED_PROXIES names");
    }
    void whatKeepsItFromListening()
    {
        QFETCH(const QString, name);
        QFETCH(const QString, value);
        QFETCH(const QByteArray, sentence);
        Service service;
        service.place.setVariable(name, value);
        const test::ProcessEnd end = service.place.run(u"pultd"_s, {});
        QCOMPARE(end.exitCode, 2);
        QVERIFY2(end.err.contains(sentence), end.err.constData());
    }

    void aTakenPortIsSaidInOneSentence()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        Service service;
        service.place.setVariable(u"WORKER_BASE_PORT"_s, QString::number(other.serverPort()));
        const test::ProcessEnd end = service.place.run(u"pultd"_s, {});
        QCOMPARE(end.exitCode, 2);
        const QByteArray sentence = "The port " + QByteArray::number(other.serverPort()) + " of 127.0.0.1 is taken";
        QVERIFY2(end.err.contains(sentence), end.err.constData());
    }
};

QTEST_GUILESS_MAIN(tst_ApiService)
#include "tst_apiservice.moc"
