// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <browser/dolphinjson.h>

#include "support/testresult.h"

#include <QMetaEnum>

using namespace pult;
using namespace pult::browser;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(StartVerdict)
Q_DECLARE_METATYPE(StopVerdict)

class TestDolphinJson final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }
    void readsAnswersToStart_data();
    void readsAnswersToStart();
    void readsAnswersToStop_data();
    void readsAnswersToStop();
    void readsWhatRuns_data();
    void readsWhatRuns();
    void readsPages_data();
    void readsPages();
    void neverReadsTheProxysLogin();
    void readsWhenATokenEnds();
    void hidesSecrets_data();
    void hidesSecrets();
};

void TestDolphinJson::readsAnswersToStart_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<StartVerdict>("verdict");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("path");
    const auto row = [](const char *name, int status, const char *body, StartVerdict verdict, int port = 0,
                        const QString &path = {}) {
        QTest::newRow(name) << status << QByteArray(body) << verdict << port << path;
    };
    using enum StartVerdict;
    row("path", 200, R"({"success":true,"automation":{"port":62423,"wsEndpoint":"/devtools/browser/9a"}})", Started,
        62423, u"/devtools/browser/9a"_s);
    row("path without slash", 200, R"({"success":true,"automation":{"port":1,"wsEndpoint":"devtools/browser/9a"}})",
        Started, 1, u"/devtools/browser/9a"_s);
    row("address", 200,
        R"({"success":true,"automation":{"port":38123,"wsEndpoint":"ws://127.0.0.1:38123/devtools/browser/e9"}})",
        Started, 38123, u"/devtools/browser/e9"_s);
    row("address counts", 200, R"({"automation":{"port":1,"wsEndpoint":"ws://127.0.0.1:2/devtools/browser/e9"}})",
        Started, 2, u"/devtools/browser/e9"_s);
    row("address only", 200, R"({"automation":{"wsEndpoint":"ws://localhost:3/devtools/browser/e9"}})", Started, 3,
        u"/devtools/browser/e9"_s);
    row("port as text", 200, R"({"success":true,"automation":{"port":"62423","wsEndpoint":"/d"}})", Started, 62423,
        u"/d"_s);
    row("port only", 200, R"({"success":true,"automation":{"port":62423}})", Started, 62423);
    row("port out of range", 200, R"({"success":true,"automation":{"port":99999}})", Unreadable);
    row("port is no number", 200, R"({"success":true,"automation":{"port":"soon"}})", Unreadable);
    row("no automation", 200, R"({"success":true})", NoAutomation);
    row("automation null", 200, R"({"success":true,"automation":null})", NoAutomation);
    row("empty", 200, "", Unreadable);
    row("html", 200, "<html>", Unreadable);
    row("list", 200, "[1]", Unreadable);
    row("not successful", 200, R"({"success":false,"error":"core is missing"})", Failed);
    row("duplicate by code", 500, R"({"success":false,"errorObject":{"code":"E_BROWSER_RUN_DUPLICATE","text":"x"}})",
        Duplicate);
    row("duplicate by words", 400, R"({"error":"Browser profile is already running"})", Duplicate);
    row("duplicate with 200", 200, R"({"success":false,"error":{"code":"E_BROWSER_RUN_DUPLICATE"}})", Duplicate);
    row("401", 401, R"({"success":false})", Unauthorized);
    row("401 empty", 401, "", Unauthorized);
    row("402", 402, "Automation is not possible on the Free plan", PlanHasNoAutomation);
    row("429", 429, "", TooMany);
    row("499", 499, "", PlanProfileLimit);
    row("limit by code", 500, R"({"errorObject":{"code":"FREE_PLAN_PROFILE_LIMIT_EXCEEDED"}})", PlanProfileLimit);
    row("EBUSY", 500, R"({"error":"EBUSY: resource busy or locked, open '/x/Default/Cookies'"})", FilesLocked);
    row("EBUSY, no JSON", 500, "Error: EBUSY", FilesLocked);
    row("init", 500, R"({"error":"initConnectionError"})", InitConnection);
    row("404", 404, "", UnknownProfile);
    row("unknown by code", 500, R"({"errorObject":{"code":"E_PROFILE_NOT_FOUND"}})", UnknownProfile);
    row("400", 400, R"({"error":"bad dpr"})", Refused);
    row("403", 403, R"({"error":"E_BROWSER_PROFILE_ACCESS_DENIED"})", Refused);
    row("500", 500, "{}", Failed);
    row("500 html", 500, "<html>", Failed);
    row("502", 502, "", Failed);
}

void TestDolphinJson::readsAnswersToStart()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(StartVerdict, verdict);
    QFETCH(int, port);
    QFETCH(QString, path);
    const StartAnswer answer = decodeStart(status, body);
    QCOMPARE(int(answer.verdict), int(verdict));
    QCOMPARE(int(answer.port), port);
    QCOMPARE(answer.webSocketPath, path);
}

void TestDolphinJson::readsAnswersToStop_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<StopVerdict>("verdict");
    QTest::newRow("stopped") << 200 << QByteArray(R"({"success":true})") << StopVerdict::Stopped;
    QTest::newRow("had gone")
        << 200
        << QByteArray(R"({"success":false,"message":"PID file not found – assuming the browser has already exited."})")
        << StopVerdict::Stopped;
    QTest::newRow("empty") << 200 << QByteArray() << StopVerdict::Stopped;
    QTest::newRow("not successful") << 200 << QByteArray(R"({"success":false,"error":"EBUSY"})") << StopVerdict::Failed;
    QTest::newRow("401") << 401 << QByteArray() << StopVerdict::Unauthorized;
    QTest::newRow("500") << 500 << QByteArray("<html>") << StopVerdict::Failed;
}

void TestDolphinJson::readsAnswersToStop()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(StopVerdict, verdict);
    QCOMPARE(int(decodeStop(status, body).verdict), int(verdict));
}

void TestDolphinJson::readsWhatRuns_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QStringList>("ids");
    QTest::newRow("keyed") << QByteArray(R"({"17":{"runid":"r","pid":1},"22":{"runid":"s"}})")
                           << QStringList{u"17"_s, u"22"_s};
    QTest::newRow("none") << QByteArray("{}") << QStringList();
    QTest::newRow("list") << QByteArray(R"({"data":[{"id":17},{"id":"22"}]})") << QStringList{u"17"_s, u"22"_s};
    QTest::newRow("list of ids") << QByteArray("[17,22]") << QStringList{u"17"_s, u"22"_s};
    QTest::newRow("keyed in data") << QByteArray(R"({"success":true,"data":{"17":{"pid":1}}})") << QStringList{u"17"_s};
    QTest::newRow("beside success") << QByteArray(R"({"success":true,"17":{"pid":1}})") << QStringList{u"17"_s};
}

void TestDolphinJson::readsWhatRuns()
{
    QFETCH(QByteArray, body);
    QFETCH(QStringList, ids);
    const auto running = decodeRunning(body);
    PULT_VERIFY_RESULT(running);
    QCOMPARE(*running, ids);
    QVERIFY(!decodeRunning("<html>"));
}

void TestDolphinJson::readsPages_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("last");
    QTest::addColumn<qint64>("total");
    const auto row = [](const char *name, const char *rest, bool last, qint64 total) {
        QTest::newRow(name) << QByteArray(R"({"data":[{"id":123,"name":"a","tags":["x"],"status":null,"notes":{}}],)") +
                                   rest + "}"
                            << last << total;
    };
    row("middle", R"("current_page":1,"last_page":3,"next_page_url":"http://x","total":120)", false, 120);
    row("numbers as text", R"("current_page":"1","last_page":"3","next_page_url":"http://x","total":"120")", false,
        120);
    row("end by address", R"("current_page":3,"last_page":3,"next_page_url":null,"total":120)", true, 120);
    row("end by number", R"("current_page":3,"last_page":3,"total":120)", true, 120);
    row("middle by number", R"("current_page":2,"last_page":3)", false, -1);
    row("middle by address", R"("next_page_url":"http://x")", false, -1);
    row("neither", R"("total":1)", true, 1);
}

void TestDolphinJson::readsPages()
{
    QFETCH(QByteArray, body);
    QFETCH(bool, last);
    QFETCH(qint64, total);
    const auto page = decodeProfilePage(body);
    PULT_VERIFY_RESULT(page);
    QCOMPARE(page->last, last);
    QCOMPARE(page->total, total);
    QCOMPARE(page->profiles.size(), 1);
    QCOMPARE(page->profiles[0].id, u"123"_s);
    QCOMPARE(page->profiles[0].tags, QStringList{u"x"_s});
    QVERIFY(!decodeProfilePage("<html>"));
    QVERIFY(!decodeProfilePage("{\"error\":\"x\"}"));
}

void TestDolphinJson::neverReadsTheProxysLogin()
{
    const auto page = decodeProfilePage(
        R"({"data":[{"id":"9","name":"a","status":{"name":"New"},"proxy":{"host":"h","login":"lo","password":"pw"}}]})");
    PULT_VERIFY_RESULT(page);
    const Profile &profile = page->profiles[0];
    QCOMPARE(profile.status, u"New"_s);
    for (const QString &text : {profile.id, profile.name, profile.status, profile.note})
        QVERIFY(!text.contains("lo"_L1) && !text.contains("pw"_L1));
}

void TestDolphinJson::readsWhenATokenEnds()
{
    const auto token = [](const QByteArray &claims) {
        return QString::fromLatin1("eyJhbGciOiJIUzI1NiJ9." +
                                   claims.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals) +
                                   ".c2ln");
    };
    QCOMPARE(tokenExpiry(token(R"({"exp":1717788735})")), QDateTime::fromSecsSinceEpoch(1717788735, Qt::UTC));
    QCOMPARE(tokenExpiry(token(R"({"exp":"1717788735"})")), QDateTime::fromSecsSinceEpoch(1717788735, Qt::UTC));
    QVERIFY(!tokenExpiry(token(R"({"sub":1})")));
    QVERIFY(!tokenExpiry(u"no token"_s));
    QVERIFY(!tokenExpiry(u"a.b.c"_s));
}

void TestDolphinJson::hidesSecrets_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("token") << u"bad token eyJhbGciOi.J9abc-_.x_y for 7"_s << u"bad token *** for 7"_s;
    QTest::newRow("proxy") << u"proxy http://user:pw@1.2.3.4:80 failed"_s << u"proxy http://***@1.2.3.4:80 failed"_s;
    QTest::newRow("field") << u"{\"login\":\"me\",\"password\":\"pw\",\"port\":80}"_s
                           << u"{\"login\":***,\"password\":***,\"port\":80}"_s;
    QTest::newRow("endpoint") << u"ws at /devtools/browser/9a161da6-64a6"_s << u"ws at /devtools/browser/***"_s;
    QTest::newRow("lines") << u"a\n  b"_s << u"a b"_s;
}

void TestDolphinJson::hidesSecrets()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    QCOMPARE(redacted(text), shown);
    QCOMPARE(redacted(QString(1000, u'x')).size(), 300);
}

QTEST_GUILESS_MAIN(TestDolphinJson)
#include "tst_dolphinjson.moc"
