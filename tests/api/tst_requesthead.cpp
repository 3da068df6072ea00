// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <api/answering.h>
#include <api/requesthead.h>
#include <api/routetable.h>
#include <support/testresult.h>

using namespace pult;
using namespace pult::api;
using namespace Qt::StringLiterals;

class tst_RequestHead : public QObject
{
    Q_OBJECT

    static QByteArray pathsOf(const QList<QByteArray> &methods) { return methods.join(' '); }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void readsWhatIsThere()
    {
        const Result<RequestHead> head =
            readHead("POST /a?b=c HTTP/1.1\r\nHost: x\r\nX-One:  two \r\nContent-Length: 17\r\n\r\n");
        PULT_VERIFY_RESULT(head);
        QCOMPARE(head->method, QByteArray("POST"));
        QCOMPARE(head->target, QByteArray("/a?b=c"));
        QCOMPARE(head->header("x-one"), QByteArray("two"));
        QCOMPARE(head->contentLength, 17);
        QVERIFY(head->keepAlive);
        QVERIFY(head->hasBody());
    }

    void refusesWhatTwoProgramsReadDifferently_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QString>("code");
        const auto row = [](const char *name, const QByteArray &lines, const char *code = "request_malformed") {
            QTest::newRow(name) << QByteArray(lines + "\r\n\r\n") << QString::fromLatin1(code);
        };
        const QByteArray get = "GET / HTTP/1.1\r\nHost: x\r\n";
        const QByteArray post = "POST / HTTP/1.1\r\nHost: x\r\n";
        row("both lengths", post + "Content-Length: 4\r\nTransfer-Encoding: chunked");
        row("both lengths, the other way", post + "Transfer-Encoding: chunked\r\nContent-Length: 4");
        row("two lengths", post + "Content-Length: 4\r\nContent-Length: 5");
        row("the same length twice", post + "Content-Length: 4\r\nContent-Length: 4");
        row("a list of lengths", post + "Content-Length: 4, 4");
        row("a signed length", post + "Content-Length: +4");
        row("a negative length", post + "Content-Length: -4");
        row("a huge length", post + "Content-Length: 99999999999999999999999999");
        row("a hexadecimal length", post + "Content-Length: 0x4");
        row("an empty length", post + "Content-Length:");
        row("another coding", post + "Transfer-Encoding: xchunked");
        row("two codings", post + "Transfer-Encoding: gzip, chunked");
        row("chunked twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked");
        row("a hidden coding", post + "Transfer-Encoding : chunked");
        row("a coding in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked");
        row("a folded line", get + "X-A: b\r\n c");
        row("a line feed alone", get + "X-A: b\nX-C: d");
        row("a return alone", get + "X-A: b\rX-C: d");
        row("a null", get + QByteArray("X-A: b\0c", 8));
        row("no name", get + ": b");
        row("no colon", get + "X-A");
        row("no host", "GET / HTTP/1.1\r\nX-A: b");
        row("two hosts", get + "Host: y");
        row("two credentials", get + "Authorization: a\r\nAuthorization: b");
        row("another version", "GET / HTTP/2.0\r\nHost: x");
        row("blanks in the target", "GET /a b HTTP/1.1\r\nHost: x");
        row("raw bytes in the target", "GET /\xff HTTP/1.1\r\nHost: x");
        row("no target", "GET HTTP/1.1\r\nHost: x");
        QByteArray many = get;
        for (int i = 0; i <= maxHeaders; ++i)
            many += "X-" + QByteArray::number(i) + ": 1\r\n";
        row("too many", many.chopped(2), "headers_too_large");
    }
    void refusesWhatTwoProgramsReadDifferently()
    {
        QFETCH(const QByteArray, head);
        QFETCH(const QString, code);
        const Result<RequestHead> read = readHead(head);
        QVERIFY(!read);
        QCOMPARE(read.error().code, code);
    }

    void decodesTargets()
    {
        const Result<RequestTarget> target = readTarget("/api/v1/tasks?kind=%D0%B0&x=1%202");
        PULT_VERIFY_RESULT(target);
        QCOMPARE(target->path, u"/api/v1/tasks"_s);
        QCOMPARE(target->query.queryItemValue(u"kind"_s, QUrl::FullyDecoded), u"а"_s);
        QCOMPARE(target->query.queryItemValue(u"x"_s, QUrl::FullyDecoded), u"1 2"_s);
        PULT_VERIFY_RESULT(readTarget("http://localhost:8088/livez"));
        QCOMPARE(readTarget("http://localhost:8088/livez")->path, u"/livez"_s);
    }

    void refusesTargets_data()
    {
        QTest::addColumn<QByteArray>("target");
        for (const char *target :
             {"/../etc/passwd", "/a/%2e%2e/b", "/a/..%2fb", "/a%2Fb", "/a%5c..%5cb", "/a/./b", "/%ff", "/%c0%af",
              "/%zz", "/%4", "/a%00b", "/a%0d%0aX: y", "/?q=%ff", "/?q=%", "a", "/a#b"})
            QTest::newRow(target) << QByteArray(target);
    }
    void refusesTargets()
    {
        QFETCH(const QByteArray, target);
        const Result<RequestTarget> read = readTarget(target);
        QVERIFY(!read);
        QCOMPARE(read.error().code, u"request_malformed"_s);
    }

    void findsRoutes()
    {
        const auto route = [](const char *method, const QString &pattern) {
            Route made;
            made.method = method;
            made.pattern = pattern;
            return made;
        };
        const RouteTable table({route("GET", u"/a/{id}"_s), route("POST", u"/a/{id}/b"_s), route("POST", u"/a"_s),
                                route("GET", u"/a"_s), route("GET", u"/a/known"_s)});
        RouteTable::Match match = table.find("HEAD", u"/a/17"_s);
        QVERIFY(match.route);
        QCOMPARE(match.parameters.value(u"id"_s), u"17"_s);
        QCOMPARE(table.find("GET", u"/a/known"_s).route->pattern, u"/a/known"_s);
        match = table.find("DELETE", u"/a"_s);
        QVERIFY(!match.route && match.pathRoute);
        QCOMPARE(pathsOf(match.allowed), QByteArray("POST GET HEAD OPTIONS"));
        QVERIFY(!table.find("GET", u"/a/"_s).pathRoute);
        QVERIFY(!table.find("GET", u"/b"_s).pathRoute);
    }

    void suitsAnswers()
    {
        RequestHead head;
        head.method = "GET";
        head.headers = {{"If-None-Match", "\"x\", W/\"y\""}, {"Accept-Encoding", "br, gzip;q=0.5"}};
        Answer known;
        known.body = "{}";
        known.headers = {{"ETag", "\"y\""}};
        suitToRequest(known, head);
        QCOMPARE(known.status, 304);
        QVERIFY(!toBytes(known, {}).contains("Content-Length"));

        Answer large;
        large.body = QByteArray(100'000, 'a');
        large.headers = {{"ETag", "\"z\""}};
        suitToRequest(large, head);
        QCOMPARE(net::headerOf(large.headers, "content-encoding"), QByteArray("gzip"));
        QCOMPARE(net::headerOf(large.headers, "etag"), QByteArray("W/\"z\""));
        QVERIFY(large.body.size() < 1000);

        Answer plain;
        plain.body = QByteArray(100'000, 'a');
        head.headers = {{"Accept-Encoding", "gzip;q=0"}};
        suitToRequest(plain, head);
        QCOMPARE(plain.body.size(), 100'000);
        plain.headers.emplaceBack("X-Bad", "a\r\nX-Injected: b");
        QVERIFY(!toBytes(plain, {}).contains("Injected"));
    }
};

QTEST_GUILESS_MAIN(tst_RequestHead)
#include "tst_requesthead.moc"
