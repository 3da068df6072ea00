// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <base/errortext.h>
#include <queue/cron.h>
#include <support/testresult.h>

#include <QRandomGenerator>

#include <ctime>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

class tst_Cron : public QObject
{
    Q_OBJECT

    static TimePoint at(const QString &iso) { return fromIso(iso).value_or(TimePoint{}); }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void nextTimes_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("expected"); // UTC, by blank
        const auto row = [](const char *name, const char *expression, const char *zone, const char *after,
                            const char *expected) {
            QTest::newRow(name) << QString::fromLatin1(expression) << QString::fromLatin1(zone)
                                << QString::fromLatin1(after) << QString::fromLatin1(expected);
        };
        row("every minute", "* * * * *", "UTC", "2026-01-01T00:00:30Z", "2026-01-01T00:01:00Z 2026-01-01T00:02:00Z");
        row("strictly after", "0 0 * * *", "UTC", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
        row("a microsecond before is before", "0 0 * * *", "UTC", "2025-12-31T23:59:59.999Z", "2026-01-01T00:00:00Z");
        row("lists", "5,10 8,9 * * *", "UTC", "2026-01-01T08:05:00Z",
            "2026-01-01T08:10:00Z 2026-01-01T09:05:00Z 2026-01-01T09:10:00Z 2026-01-02T08:05:00Z");
        row("range with step", "0 8-18/5 * * *", "UTC", "2026-01-01T00:00:00Z",
            "2026-01-01T08:00:00Z 2026-01-01T13:00:00Z 2026-01-01T18:00:00Z 2026-01-02T08:00:00Z");
        row("start with step", "50/5 * * * *", "UTC", "2026-01-01T00:00:00Z",
            "2026-01-01T00:50:00Z 2026-01-01T00:55:00Z 2026-01-01T01:50:00Z");
        row("names", "0 9 * JAN Mon-fri", "UTC", "2026-01-30T09:00:00Z", "2027-01-01T09:00:00Z 2027-01-04T09:00:00Z");
        row("seven is Sunday", "0 0 * * 7", "UTC", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z");
        row("five to seven", "0 0 * * 5-7", "UTC", "2026-01-01T00:00:00Z",
            "2026-01-02T00:00:00Z 2026-01-03T00:00:00Z 2026-01-04T00:00:00Z 2026-01-09T00:00:00Z");
        row("either day field", "0 0 13 * fri", "UTC", "2026-01-08T12:00:00Z",
            "2026-01-09T00:00:00Z 2026-01-13T00:00:00Z 2026-01-16T00:00:00Z");
        row("hourly", "@hourly", "UTC", "2026-01-01T00:30:00Z", "2026-01-01T01:00:00Z 2026-01-01T02:00:00Z");
        row("daily", "@daily", "UTC", "2026-01-01T00:30:00Z", "2026-01-02T00:00:00Z");
        row("weekly", "@weekly", "UTC", "2026-01-01T00:30:00Z", "2026-01-04T00:00:00Z");
        row("monthly", "@monthly", "UTC", "2026-01-01T00:30:00Z", "2026-02-01T00:00:00Z 2026-03-01T00:00:00Z");
        row("yearly", "@yearly", "UTC", "2026-01-01T00:30:00Z", "2027-01-01T00:00:00Z");
        row("the 31st", "0 0 31 * *", "UTC", "2026-01-31T00:00:00Z", "2026-03-31T00:00:00Z 2026-05-31T00:00:00Z");
        row("leap day", "0 12 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T12:00:00Z 2032-02-29T12:00:00Z");
        row("leap day over 2100", "0 12 29 2 *", "UTC", "2096-03-01T00:00:00Z", "2104-02-29T12:00:00Z");
        row("Kathmandu is 5:45 ahead", "0 6 * * *", "Asia/Kathmandu", "2026-01-01T00:00:00Z",
            "2026-01-01T00:15:00Z 2026-01-02T00:15:00Z");

        // 2026-03-29 02:00 CET → 03:00 CEST; 2026-10-25 03:00 CEST → 02:00 CET
        row("Berlin, in the gap", "30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z",
            "2026-03-28T01:30:00Z 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z");
        row("Berlin, several in the gap", "*/15 2 * * *", "Europe/Berlin", "2026-03-29T00:00:00Z",
            "2026-03-29T01:00:00Z 2026-03-30T00:00:00Z 2026-03-30T00:15:00Z");
        row("Berlin, in the gap and right after", "0 2,3 * * *", "Europe/Berlin", "2026-03-29T00:00:00Z",
            "2026-03-29T01:00:00Z 2026-03-30T00:00:00Z 2026-03-30T01:00:00Z");
        row("Berlin, from within the gap's end", "30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z",
            "2026-03-30T00:30:00Z");
        row("Berlin, overlap", "30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z",
            "2026-10-25T00:30:00Z 2026-10-26T01:30:00Z");
        row("Berlin, overlap begun", "30 2 * * *", "Europe/Berlin", "2026-10-25T00:45:00Z", "2026-10-26T01:30:00Z");
        row("Berlin, at the overlap's end", "0 3 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z",
            "2026-10-25T02:00:00Z 2026-10-26T02:00:00Z");
        row("Berlin, interval in spring", "*/15 * * * *", "Europe/Berlin", "2026-03-29T00:30:00Z",
            "2026-03-29T00:45:00Z 2026-03-29T01:00:00Z 2026-03-29T01:15:00Z");
        row("Berlin, interval in autumn", "*/30 * * * *", "Europe/Berlin", "2026-10-24T23:45:00Z",
            "2026-10-25T00:00:00Z 2026-10-25T00:30:00Z 2026-10-25T01:00:00Z 2026-10-25T01:30:00Z "
            "2026-10-25T02:00:00Z");
        // 2026-03-08 02:00 EST → 03:00 EDT; 2026-11-01 02:00 EDT → 01:00 EST
        row("New York, in the gap", "5 2 * * *", "America/New_York", "2026-03-07T12:00:00Z",
            "2026-03-08T07:00:00Z 2026-03-09T06:05:00Z");
        row("New York, overlap", "30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z",
            "2026-11-01T05:30:00Z 2026-11-02T06:30:00Z");
        row("New York, hourly in autumn", "@hourly", "America/New_York", "2026-11-01T04:30:00Z",
            "2026-11-01T05:00:00Z 2026-11-01T06:00:00Z 2026-11-01T07:00:00Z");
        // Half an hour only: 2026-10-04 02:00 → 02:30
        row("Lord Howe, in the gap", "15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z",
            "2026-10-03T15:30:00Z 2026-10-04T15:15:00Z");
        row("clocks beyond the zone's table", "30 2 * * *", "Europe/Berlin", "2045-03-25T00:00:00Z",
            "2045-03-25T01:30:00Z 2045-03-26T01:00:00Z 2045-03-27T00:30:00Z");
    }
    void nextTimes()
    {
        QFETCH(QString, expression);
        QFETCH(QString, zone);
        QFETCH(QString, after);
        QFETCH(QString, expected);
        const Result<Cron> cron = Cron::parse(expression, zone);
        PULT_VERIFY_RESULT(cron);
        QStringList times;
        const auto count = static_cast<int>(expected.split(u' ').size());
        for (const TimePoint time : cron->next(at(after), count))
            times << toIso(time).replace(u".000Z"_s, u"Z"_s);
        QCOMPARE(times.join(u' '), expected);
    }

    void everyDayRunsOnceInAYearOfAnyZone()
    {
        for (const char *zone : {"Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
                                 "America/Sao_Paulo", "Africa/Casablanca", "UTC"}) {
            for (const char *expression : {"0 0 * * *", "30 2 * * *", "59 1 * * *", "0 3 * * *"}) {
                const Result<Cron> cron = Cron::parse(QString::fromLatin1(expression), QString::fromLatin1(zone));
                PULT_VERIFY_RESULT(cron);
                int runs = 0;
                const TimePoint end = at(u"2027-01-01T12:00:00Z"_s);
                auto time = cron->next(at(u"2026-01-01T12:00:00Z"_s));
                for (; time && *time < end; time = cron->next(*time))
                    ++runs;
                QVERIFY2(runs == 365,
                         qPrintable(
                             u"%1 %2: %3"_s.arg(QString::fromLatin1(zone), QString::fromLatin1(expression)).arg(runs)));
            }
        }
    }

    void faultsNameTheField_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("said"); // a piece of the sentence
        const auto row = [](const char *expression, const char *code, const char *said, const char *zone = "UTC") {
            QTest::newRow(*expression ? expression : "nothing")
                << QString::fromLatin1(expression) << QString::fromLatin1(zone) << QString::fromLatin1(code)
                << QString::fromLatin1(said);
        };
        row("", "cron_fields", "0");
        row("* * * *", "cron_fields", "4");
        row("* * * * * * *", "cron_fields", "7");
        row("0 * * * * *", "cron_seconds", "seconds");
        row("@often", "cron_fields", "@often");
        row("@reboot", "cron_fields", "@reboot"); // it would have no next run
        row("60 * * * *", "cron_invalid", "minute \"60\"");
        row("* 24 * * *", "cron_invalid", "hour \"24\"");
        row("* * 0 * *", "cron_invalid", "day of month \"0\"");
        row("* * * 13 *", "cron_invalid", "month \"13\"");
        row("* * * * 8", "cron_invalid", "day of week \"8\"");
        row("* * * * mo", "cron_invalid", "day of week \"mo\"");
        row("5-1 * * * *", "cron_invalid", "minute \"5-1\"");
        row("*/0 * * * *", "cron_invalid", "minute \"*/0\"");
        row("*/99999999999999999999 * * * *", "cron_invalid", "minute");
        row("1,,2 * * * *", "cron_invalid", "minute \"\"");
        row("-1 * * * *", "cron_invalid", "minute \"-1\"");
        row("1-2-3 * * * *", "cron_invalid", "minute");
        row("1/2/3 * * * *", "cron_invalid", "minute");
        row("* * L * *", "cron_invalid", "day of month \"l\"");
        row("0 0 30 2 *", "cron_never", "never");
        row("0 0 31 4,6,9,11 *", "cron_never", "never");
        row("0 0 * * * ", "time_zone_unknown", "Mars/Base", "Mars/Base");
        row(" 0 0 * * *", "time_zone_unknown", "passwd", "../../../etc/passwd");
        row("  0 0 * * *", "time_zone_unknown", "", "");
    }
    void faultsNameTheField()
    {
        QFETCH(QString, expression);
        QFETCH(QString, zone);
        QFETCH(QString, code);
        QFETCH(QString, said);
        const Result<Cron> cron = Cron::parse(expression, zone);
        QVERIFY(!cron);
        QCOMPARE(cron.error().code, code);
        QVERIFY2(errorText(cron.error()).contains(said), qPrintable(errorText(cron.error())));
    }

    void zonesOfNoPlace()
    {
        PULT_VERIFY_RESULT(Cron::parse(u"0 6 * * *"_s, u"Etc/UTC"_s));
        QVERIFY(!Cron::parse(u"0 6 * * *"_s, u"Etc/../UTC"_s));
        QVERIFY(!Cron::parse(u"0 6 * * *"_s, u"Etc/Nowhere"_s));
    }

    void hostileTextEndsSoon()
    {
        QCOMPARE(Cron::parse(QString(1'000'000, u'*'), u"UTC"_s).error().code, u"cron_too_long"_s);
        QCOMPARE(Cron::parse(u"* * * * *"_s, QString(1'000'000, u'a')).error().code, u"time_zone_unknown"_s);
        QRandomGenerator random(20260401);
        const QString alphabet = u"0123456789*/,-@ LW#?janmosuwedthfri\u0663\t"_s;
        const QStringList pieces{u"*"_s, u"*/2"_s, u"1"_s, u"2-5"_s, u"3/4"_s, u"7"_s, u"0"_s, u"31"_s, u"mon"_s};
        const std::clock_t began = std::clock(); // what others do at the same time does not count
        int understood = 0;
        for (int i = 0; i < 20'000; ++i) {
            // Five fields of pieces that are valid by themselves, every other time with some letters among them.
            QString text;
            for (int field = 0; field < 5; ++field) {
                text += u' ' + pieces.at(random.bounded(int(pieces.size())));
                if (random.bounded(4) == 0)
                    text += u',' + pieces.at(random.bounded(int(pieces.size())));
            }
            for (int wrong = random.bounded(2) * random.bounded(6); wrong > 0; --wrong)
                text.insert(random.bounded(int(text.size())), alphabet.at(random.bounded(int(alphabet.size()))));
            const Result<Cron> cron = Cron::parse(text, u"Europe/Berlin"_s);
            if (!cron)
                continue;
            ++understood;
            QVERIFY2(cron->next(at(u"2026-01-01T00:00:00Z"_s)), qPrintable(text));
        }
        QVERIFY(understood > 100);
        QVERIFY(double(std::clock() - began) / CLOCKS_PER_SEC < 30);
        // The far ends of time are no endless search either.
        const Result<Cron> cron = Cron::parse(u"0 12 29 2 *"_s, u"Europe/Berlin"_s);
        PULT_VERIFY_RESULT(cron);
        QVERIFY(cron->next(fromMicros(0)));
        QVERIFY(cron->next(at(u"9000-01-01T00:00:00Z"_s)));
    }
};

QTEST_GUILESS_MAIN(tst_Cron)
#include "tst_cron.moc"
