// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <browser/flightmask.h>
#include <browser/flightrecorder.h>
#include <support/testresult.h>

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::browser;

/// The ring, what is written of it, and that no secret is.
class tst_FlightRecorder : public QObject
{
    Q_OBJECT

    qint64 m_now = 0;

    static QJsonObject written(const FlightRecorder &recorder, qsizetype limit = FlightRecorder::largestRecord)
    {
        const QByteArray json = recorder.toJson({{u"format"_s, u"pult-flight/1"_s}}, limit);
        QJsonParseError fault;
        const QJsonDocument document = QJsonDocument::fromJson(json, &fault);
        if (fault.error != QJsonParseError::NoError || json.size() > limit)
            return {};
        return document.object();
    }
    FlightRecorder recorder()
    {
        m_now = 0;
        return FlightRecorder([this] { return m_now; });
    }
    static void request(FlightRecorder &recorder, const QString &id, const QString &url, const QJsonObject &headers)
    {
        const QJsonObject params{{u"requestId"_s, id},
                                 {u"type"_s, u"Fetch"_s},
                                 {u"request"_s, QJsonObject{{u"url"_s, url},
                                                            {u"method"_s, u"POST"_s},
                                                            {u"headers"_s, headers},
                                                            {u"postData"_s, u"geheim"_s}}}};
        recorder.onEvent(u"S"_s, u"Network.requestWillBeSent"_s, params, 500);
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void theRingKeepsTheNewestWithinItsBounds()
    {
        FlightRing ring(3, 1000);
        qint64 last = 0;
        for (int i = 0; i < 5; ++i)
            last = ring.add(i, {{u"n"_s, i}}, 10);
        QCOMPARE(ring.entries().size(), size_t(3));
        QCOMPARE(ring.entries().front().at, qint64(2));
        QCOMPARE(ring.dropped(), qint64(2));
        QCOMPARE(ring.find(last)->value(u"n").toInt(), 4);
        QVERIFY(!ring.find(0));
        ring.add(9, {}, 995);
        QCOMPARE(ring.entries().size(), size_t(1));
        ring.add(10, {}, 5000); // larger than the ring: kept alone
        QCOMPARE(ring.entries().size(), size_t(1));
    }

    void aRequestIsOneEntryWithItsAnswer()
    {
        FlightRecorder flight = recorder();
        m_now = 5;
        request(flight, u"1"_s, u"https://site.example/a?page=2&token=geheim"_s,
                {{u"Authorization"_s, u"Bearer geheim"_s}, {u"X-Api-Key"_s, u"geheim"_s}, {u"Accept"_s, u"*/*"_s}});
        m_now = 25;
        const QJsonObject response{
            {u"status"_s, 403},
            {u"mimeType"_s, u"text/html"_s},
            {u"headers"_s, QJsonObject{{u"Set-Cookie"_s, u"sid=geheim; Path=/"_s}, {u"Server"_s, u"nginx"_s}}}};
        flight.onEvent(u"S"_s, u"Network.responseReceived"_s, {{u"requestId"_s, u"1"_s}, {u"response"_s, response}},
                       500);
        m_now = 30;
        flight.onEvent(u"S"_s, u"Network.loadingFinished"_s, {{u"requestId"_s, u"1"_s}, {u"encodedDataLength"_s, 77}},
                       90);
        request(flight, u"2"_s, u"https://site.example/b"_s, {});
        flight.onEvent(u"S"_s, u"Network.loadingFailed"_s,
                       {{u"requestId"_s, u"2"_s}, {u"errorText"_s, u"net::ERR_CONNECTION_RESET"_s}}, 90);

        const QJsonObject record = written(flight);
        const QJsonArray requests = record[u"requests"].toArray();
        QCOMPARE(requests.size(), 2);
        const QJsonObject first = requests[0].toObject();
        QCOMPARE(first[u"url"].toString(), u"https://site.example/a?page=2&token=***"_s);
        QCOMPARE(first[u"status"].toInt(), 403);
        QCOMPARE(first[u"at_ms"].toInt(), 5);
        QCOMPARE(first[u"answered_ms"].toInt(), 25);
        QCOMPARE(first[u"ended_ms"].toInt(), 30);
        QCOMPARE(first[u"bytes"].toInt(), 77);
        QCOMPARE(first[u"request_headers"][u"Accept"].toString(), u"*/*"_s);
        QCOMPARE(first[u"request_headers"][u"Authorization"].toString(), u"***"_s);
        QCOMPARE(first[u"request_headers"][u"X-Api-Key"].toString(), u"***"_s);
        QCOMPARE(first[u"response_headers"][u"Set-Cookie"].toString(), u"***"_s);
        QCOMPARE(first[u"response_headers"][u"Server"].toString(), u"nginx"_s);
        QCOMPARE(requests[1][u"error"].toString(), u"net::ERR_CONNECTION_RESET"_s);
        QVERIFY(!QJsonDocument(record).toJson().contains("geheim"));
    }

    void consoleEventsAndCommandsHaveListsOfTheirOwn()
    {
        FlightRecorder flight = recorder();
        flight.onEvent(u"ABCDEFGHIJ"_s, u"Page.frameNavigated"_s,
                       {{u"frame"_s, QJsonObject{{u"url"_s, u"https://u:geheim@h/p#access_token=geheim"_s}}}}, 100);
        flight.onEvent(u"S"_s, u"Runtime.consoleAPICalled"_s,
                       {{u"type"_s, u"error"_s},
                        {u"args"_s, QJsonArray{QJsonObject{{u"value"_s, u"login failed: password=geheim"_s}}}}},
                       100);
        flight.onEvent(u"S"_s, u"Runtime.exceptionThrown"_s,
                       {{u"exceptionDetails"_s,
                         QJsonObject{{u"text"_s, u"Uncaught"_s},
                                     {u"exception"_s, QJsonObject{{u"description"_s, u"TypeError: x is null"_s}}}}}},
                       100);
        const Error error{ErrorKind::Timeout, u"cdp_timeout"_s, {u"Runtime.evaluate"_s}, {}};
        flight.onCommand(u"S"_s, u"Runtime.evaluate"_s, 5000ms, &error);

        const QJsonObject record = written(flight);
        QCOMPARE(record[u"events"].toArray().size(), 1);
        QCOMPARE(record[u"events"][0][u"tab"].toString(), u"ABCDEFGH"_s);
        QCOMPARE(record[u"events"][0][u"params"][u"frame"][u"url"].toString(), u"https://***@h/p#access_token=***"_s);
        QCOMPARE(record[u"console"][0][u"text"].toString(), u"login failed: password=***"_s);
        QCOMPARE(record[u"console"][1][u"text"].toString(), u"Uncaught TypeError: x is null"_s);
        QCOMPARE(record[u"commands"][0][u"duration_ms"].toInt(), 5000);
        QVERIFY(record[u"commands"][0][u"error"].toString().contains(u"cdp_timeout"_s));
        QVERIFY(!QJsonDocument(record).toJson().contains("geheim"));
    }

    void theOldestGoUntilItFits()
    {
        FlightRecorder flight = recorder();
        for (m_now = 0; m_now < 300; ++m_now) {
            flight.onEvent(u"S"_s, u"Page.lifecycleEvent"_s, {{u"name"_s, QString(300, u'x')}}, 400);
            request(flight, QString::number(m_now), u"https://site.example/"_s + QString(300, u'y'), {});
        }
        const QJsonObject whole = written(flight);
        QCOMPARE(whole[u"events"].toArray().size(), 300);
        const QJsonObject record = written(flight, 64 * 1024);
        QVERIFY(!record.isEmpty());
        const QJsonArray events = record[u"events"].toArray();
        const QJsonArray requests = record[u"requests"].toArray();
        QVERIFY(events.size() > 30 && requests.size() > 30);
        QCOMPARE(events.last()[u"at_ms"].toInt(), 299);
        QVERIFY(std::abs(events.first()[u"at_ms"].toInt() - requests.first()[u"at_ms"].toInt()) <= 1);
        QCOMPARE(record[u"left_out"][u"events"].toInt(), 300 - int(events.size()));
        QCOMPARE(record[u"left_out"][u"requests"].toInt(), 300 - int(requests.size()));
    }

    void aFloodStaysWithinItsMemoryAndItsFile()
    {
        FlightRecorder flight = recorder();
        for (m_now = 0; m_now < 20000; ++m_now) {
            flight.onEvent(u"S"_s, u"Page.frameNavigated"_s, {{u"a"_s, QString(20000, u'x')}}, 20000);
            flight.onEvent(u"S"_s, u"Runtime.consoleAPICalled"_s,
                           {{u"args"_s, QJsonArray{QJsonObject{{u"value"_s, QString(20000, u'z')}}}}}, 20000);
        }
        const QJsonObject record = written(flight);
        QVERIFY(!record.isEmpty());
        QCOMPARE(record[u"events"].toArray().last()[u"params_bytes"].toInt(), 20000);
        QVERIFY(record[u"console"].toArray().last()[u"text"].toString().size() <= 2000);
    }

    void secretsInAddresses_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << u"https://a.example/p?q=shoes&page=2"_s << u"https://a.example/p?q=shoes&page=2"_s;
        QTest::newRow("named") << u"https://a.example/p?access_token=abc&q=1"_s
                               << u"https://a.example/p?access_token=***&q=1"_s;
        QTest::newRow("by its look") << u"https://a.example/p?v=0123456789abcdef0123456789abcdef"_s
                                     << u"https://a.example/p?v=***"_s;
        QTest::newRow("login") << u"http://me:word@a.example:8080/p"_s << u"http://***@a.example:8080/p"_s;
        QTest::newRow("no login, a mail in the path")
            << u"http://a.example/u/me@b.c"_s << u"http://a.example/u/me@b.c"_s;
        QTest::newRow("fragment") << u"https://a.example/#id_token=x.y&s=1"_s
                                  << u"https://a.example/#id_token=***&s=1"_s;
        QTest::newRow("web token") << u"https://a.example/t/eyJhbGciOiJIUzI1.eyJzdWIi.sig/x"_s
                                   << u"https://a.example/t/***/x"_s;
    }
    void secretsInAddresses()
    {
        QFETCH(QString, url);
        QFETCH(QString, shown);
        QCOMPARE(maskedUrl(url), shown);
    }

    void secretsInTexts()
    {
        QCOMPARE(maskedText(u"sent Authorization: Bearer abcdef123 to a"_s, 200).contains(u"abcdef123"_s), false);
        QCOMPARE(maskedText(u"{\"apiKey\":\"k1\",\"n\":2}"_s, 200), u"{\"apiKey\":***,\"n\":2}"_s);
        QCOMPARE(maskedText(u"nothing to hide: 3 of 4 done"_s, 200), u"nothing to hide: 3 of 4 done"_s);
        QCOMPARE(maskedText(QString(1000, u'a'), 50).size(), 50);
    }

    void secretsInTrees()
    {
        const QJsonObject tree{{u"cookies"_s, QJsonArray{QJsonObject{{u"name"_s, u"sid"_s}, {u"value"_s, u"v"_s}}}},
                               {u"sessionId"_s, u"S1"_s},
                               {u"deep"_s, QJsonObject{{u"password"_s, u"p"_s}, {u"n"_s, 1}}}};
        const QJsonObject shown = masked(tree);
        QCOMPARE(shown[u"cookies"].toString(), u"***"_s);
        QCOMPARE(shown[u"sessionId"].toString(), u"S1"_s);
        QCOMPARE(shown[u"deep"][u"password"].toString(), u"***"_s);
        QCOMPARE(shown[u"deep"][u"n"].toInt(), 1);
    }
};

QTEST_GUILESS_MAIN(tst_FlightRecorder)
#include "tst_flightrecorder.moc"
