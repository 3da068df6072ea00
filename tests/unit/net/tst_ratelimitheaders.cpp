// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <net/ratelimitheaders.h>

#include "support/testresult.h"

#include <QRandomGenerator>

using namespace pult;
using namespace pult::net;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestRateLimitHeaders final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void whatIsRead_data()
    {
        QTest::addColumn<HttpHeaders>("headers");
        QTest::addColumn<qint64>("wait"); // seconds; −1: none
        QTest::addColumn<qint64>("remaining");
        const auto row = [](const char *name, const HttpHeaders &headers, qint64 wait, qint64 remaining = -1) {
            QTest::newRow(name) << headers << wait << remaining;
        };
        row("nothing", {{"Content-Type", "text/html"}}, -1);
        row("seconds", {{"retry-after", "120"}}, 120);
        row("a part of a second", {{"Retry-After", "1.2"}}, 2);
        row("a date", {{"Retry-After", "Sun, 22 Nov 2026 12:01:40 GMT"}}, 100);
        row("a date by the server's clock",
            {{"Date", "Sun, 22 Nov 2026 13:00:00 GMT"}, {"Retry-After", "Sun, 22 Nov 2026 13:00:30 GMT"}}, 30);
        row("a date of the oldest form", {{"Retry-After", "Sun Nov 22 12:00:10 2026"}}, 10);
        row("a date in between", {{"Retry-After", "Sunday, 22-Nov-26 12:00:20 GMT"}}, 20);
        row("a date gone by", {{"Retry-After", "Sun, 22 Nov 2026 11:00:00 GMT"}}, 0);
        row("longer than a day", {{"Retry-After", "999999999"}}, 86400);
        row("less than nothing", {{"Retry-After", "-5"}}, -1);
        row("not a time", {{"Retry-After", "soon"}}, -1);
        row("the present draft", {{"RateLimit", "\"burst\";r=50;t=30"}}, 30, 50);
        row("its tightest policy", {{"RateLimit", "\"burst\";r=50;t=30, \"daily\";r=0;t=3600"}}, 3600, 0);
        row("quotes with separators", {{"RateLimit", "\"a,b;r=1\";r=7;t=9"}}, 9, 7);
        row("no time in it", {{"RateLimit", "\"burst\";r=50"}}, -1, 50);
        row("without what remains", {{"RateLimit", "\"burst\";t=30"}}, -1);
        row("malformed", {{"RateLimit", "\"burst;r=50;t=30"}}, -1);
        row("malformed number", {{"RateLimit", "\"burst\";r=many;t=30"}}, -1);
        row("an older draft",
            {{"RateLimit-Limit", "100, 100;w=60"}, {"RateLimit-Remaining", "3"}, {"RateLimit-Reset", "12"}}, 12, 3);
        row("seconds to go", {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "45"}}, 45, 0);
        row("a moment", {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1795348860"}}, 60, 0);
        row("a moment gone by", {{"X-RateLimit-Reset", "1795340000"}}, 0);
        row("a moment far away", {{"X-RateLimit-Reset", "1999999999"}}, 86400);
        row("Retry-After goes before all",
            {{"X-RateLimit-Reset", "45"}, {"RateLimit", "\"a\";r=0;t=30"}, {"Retry-After", "7"}}, 7, 0);
        row("the draft before the old ones",
            {{"X-RateLimit-Reset", "45"}, {"RateLimit-Reset", "20"}, {"RateLimit", "\"a\";r=0;t=30"}}, 30, 0);
        row("the older draft before the trio", {{"X-RateLimit-Reset", "45"}, {"RateLimit-Reset", "20"}}, 20);
        row("a malformed one makes room",
            {{"X-RateLimit-Remaining", "1"}, {"X-RateLimit-Reset", "45"}, {"RateLimit", "\"a"}}, 45, 1);
    }
    void whatIsRead()
    {
        QFETCH(HttpHeaders, headers);
        QFETCH(qint64, wait);
        QFETCH(qint64, remaining);
        const QDateTime now(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);
        QCOMPARE(now.toSecsSinceEpoch(), 1795348800);
        const RateLimitAdvice advice = readRateLimitHeaders(headers, now);
        QCOMPARE(advice.wait() ? qint64(advice.wait()->count()) : -1000, wait * 1000);
        QCOMPARE(advice.remaining.value_or(-1), remaining);
    }

    void anyBytesAreBorne()
    {
        QRandomGenerator random(7);
        const QDateTime now = QDateTime::currentDateTimeUtc();
        for (int i = 0; i < 20000; ++i) {
            QByteArray bytes;
            const QByteArrayView letters("\"\\;,=rt0129 -.GMTSun\0\xff");
            for (int n = random.bounded(30); n > 0; --n)
                bytes += letters.at(random.bounded(int(letters.size())));
            for (const QByteArray name : {"Retry-After", "RateLimit", "RateLimit-Reset", "X-RateLimit-Reset"}) {
                const RateLimitAdvice advice = readRateLimitHeaders({{name, bytes}}, now);
                QVERIFY(!advice.wait() || (*advice.wait() >= 0ms && *advice.wait() <= 24h));
                QVERIFY(advice.remaining.value_or(0) >= 0);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestRateLimitHeaders)
#include "tst_ratelimitheaders.moc"
