// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <node/filterline.h>
#include <support/testresult.h>

#include <QDate>
#include <QDateTime>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;
using namespace pult;
using queue::TaskState;

class tst_FilterLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void wordsBecomeFields()
    {
        const auto filter = node::parseFilterLine(
            u"state:running,failed kind:bulk_upload batch:7 id:8 id:9 operation:3 shop-1 queue:q"_s);
        PULT_VERIFY_RESULT(filter);
        QCOMPARE(filter->states, (QList<TaskState>{TaskState::Running, TaskState::Discarded}));
        QCOMPARE(filter->kind, u"bulk_upload"_s);
        QCOMPARE(filter->queue, u"q"_s);
        QCOMPARE(filter->batchId, std::optional<queue::Id>(7));
        QCOMPARE(filter->operation, std::optional<qint64>(3));
        QCOMPARE(filter->ids, (QList<queue::Id>{8, 9}));
        QCOMPARE(filter->text, u"shop-1"_s);
    }

    void waitingIsThreeStates()
    {
        const auto states = node::parseStates(u"waiting"_s);
        PULT_VERIFY_RESULT(states);
        QCOMPARE(*states, (QList<TaskState>{TaskState::Scheduled, TaskState::Available, TaskState::Retryable}));
    }

    void colonsInTextStay_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("text");
        QTest::newRow("address") << u"http://site/a"_s << u"http://site/a"_s;
        QTest::newRow("time") << u"12:30"_s << u"12:30"_s;
        QTest::newRow("provider") << u"local:shop-1"_s << u"local:shop-1"_s;
        QTest::newRow("quoted") << u"\"state:failed\""_s << u"state:failed"_s;
        QTest::newRow("two words") << u"\"two words\""_s << u"two words"_s;
        QTest::newRow("slash and dot") << u"a/b.c"_s << u"a/b.c"_s;
    }
    void colonsInTextStay()
    {
        QFETCH(const QString, line);
        const auto filter = node::parseFilterLine(line);
        PULT_VERIFY_RESULT(filter);
        QTEST(filter->text, "text");
        QVERIFY(filter->terms.isEmpty());
    }

    /// What a line means, written as the language would write it.
    void linesMean_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("meaning");
        QTest::newRow("words are and") << u"one two"_s << u"one two"_s;
        QTest::newRow("said twice is any") << u"kind:a kind:b"_s << u"kind:a,b"_s;
        QTest::newRow("commas in quotes") << u"queue:\"a, b\",c"_s << u"queue:\"a, b\",c"_s;
        QTest::newRow("not") << u"-queue:slow -word"_s << u"-queue:slow -word"_s;
        QTest::newRow("or") << u"state:failed OR kind:x age:>1h"_s << u"(state:discarded OR (kind:x age:>1h))"_s;
        QTest::newRow("group") << u"kind:x (attempt:>=3 OR -(priority:<0 a))"_s
                               << u"kind:x (attempt:>=3 OR -(priority:<0 a))"_s;
        QTest::newRow("range") << u"attempt:2..5"_s << u"attempt:>=2 attempt:<=5"_s;
        QTest::newRow("age at least") << u"age:90min"_s << u"age:>=90min"_s;
        QTest::newRow("since") << u"finished:<2d"_s << u"finished:<2d"_s;
        QTest::newRow("unknown no") << u"unknown:no"_s << u"unknown:no"_s;
        QTest::newRow("names") << u"profile:17 node:office-2 key:abc* error:\"timed out\""_s
                               << u"profile:17 node:office-2 key:abc* error:\"timed out\""_s;
        QTest::newRow("moment") << u"created:>2026-11-22T10:00:00Z"_s << u"created:>2026-11-22T10:00:00.000Z"_s;
        QTest::newRow("ids") << u"batch:3 id:5,6 id:7"_s << u"batch:3 (id:5 OR id:6 OR id:7)"_s;
    }
    void linesMean()
    {
        QFETCH(const QString, line);
        QFETCH(const QString, meaning);
        const auto filter = node::parseFilterLine(line);
        PULT_VERIFY_RESULT(filter);
        if (line.startsWith(u"batch"))
            QCOMPARE(filter->ids.size() + filter->terms.size() > 0, true);
        else
            QCOMPARE(node::filterLineOf(*filter), meaning);
        // What is shown of a filter can be typed again and means the same.
        const auto again = node::parseFilterLine(node::filterLineOf(*filter));
        PULT_VERIFY_RESULT(again);
        QCOMPARE(node::filterLineOf(*again), node::filterLineOf(*filter));
    }

    void aDayIsADayHere()
    {
        const auto filter = node::parseFilterLine(u"created:2026-11-22"_s);
        PULT_VERIFY_RESULT(filter);
        QCOMPARE(filter->terms.size(), 2);
        const qint64 begin = QDate(2026, 11, 22).startOfDay().toMSecsSinceEpoch() * 1000;
        QCOMPARE(filter->terms.at(0).number, begin);
        QCOMPARE(filter->terms.at(1).number, begin + qint64(86400) * 1'000'000);
    }

    void faultsNameTheWordAndThePlace_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("word");
        QTest::addColumn<int>("position");
        QTest::addColumn<int>("length");
        const QString invalid = u"filter_invalid"_s;
        QTest::newRow("state") << u"a state:sleeping"_s << invalid << u"sleeping"_s << 8 << 8;
        QTest::newRow("one of two states") << u"state:failed,bad"_s << invalid << u"bad"_s << 13 << 3;
        QTest::newRow("batch") << u"batch:x"_s << invalid << u"batch:x"_s << 6 << 1;
        QTest::newRow("id") << u"id:0"_s << invalid << u"id:0"_s << 3 << 1;
        QTest::newRow("age") << u"-age:>soon"_s << invalid << u"age:>soon"_s << 5 << 5;
        QTest::newRow("attempt") << u"attempt:many"_s << invalid << u"attempt:many"_s << 8 << 4;
        QTest::newRow("time") << u"created:2026-13-40"_s << invalid << u"created:2026-13-40"_s << 8 << 10;
        QTest::newRow("no value") << u"kind:"_s << invalid << u"kind:"_s << 5 << 1;
        QTest::newRow("key") << u"x stat:failed"_s << u"filter_key_unknown"_s << u"stat:failed"_s << 2 << 4;
        QTest::newRow("quote") << u"error:\"time"_s << u"filter_syntax"_s << u"\""_s << 6 << 5;
        QTest::newRow("parenthesis") << u"a (b"_s << u"filter_syntax"_s << u"("_s << 2 << 1;
        QTest::newRow("or at the end") << u"a OR"_s << u"filter_syntax"_s << u"OR"_s << 2 << 2;
        QTest::newRow("or first") << u"OR a"_s << u"filter_syntax"_s << u"OR"_s << 0 << 2;
    }
    void faultsNameTheWordAndThePlace()
    {
        QFETCH(const QString, line);
        const auto filter = node::parseFilterLine(line);
        QVERIFY(!filter);
        QTEST(filter.error().code, "code");
        QTEST(filter.error().arguments.value(0), "word");
        const node::FilterFault fault = node::filterFault(filter.error());
        QTEST(fault.position, "position");
        QTEST(fault.length, "length");
    }

    void nonsenseNeitherCrashesNorHangs()
    {
        QRandomGenerator random(20261127);
        const QStringList pieces{u"("_s,  u")"_s,      u"-"_s,     u"\""_s,  u"OR"_s,
                                 u" "_s,  u":"_s,      u"age:>"_s, u"id:"_s, u"9999999999999"_s,
                                 u".."_s, u"state:"_s, u"*"_s,     u","_s,   u"failed"_s,
                                 u"\\"_s, u"%"_s,      u"1h"_s,    u"ж"_s};
        for (int i = 0; i < 3000; ++i) {
            QString line;
            for (int n = random.bounded(40); n > 0; --n)
                line += pieces.at(random.bounded(int(pieces.size())));
            const auto filter = node::parseFilterLine(line);
            if (!filter) {
                const node::FilterFault fault = node::filterFault(filter.error());
                QVERIFY2(fault.position >= 0 && fault.position <= line.size(), qPrintable(line));
            }
            (void)node::filterWordAt(line, random.bounded(int(line.size()) + 1));
        }
        QVERIFY(!node::parseFilterLine(QString(100'000, u'(')));
    }

    void theWordAtTheCursor_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("cursor");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("position");
        QTest::newRow("empty") << QString() << 0 << QString() << QString() << 0;
        QTest::newRow("key") << u"a st"_s << 4 << QString() << u"st"_s << 2;
        QTest::newRow("value") << u"state:fa"_s << 8 << u"state"_s << u"fa"_s << 0;
        QTest::newRow("second value") << u"state:failed,ru"_s << 15 << u"state"_s << u"ru"_s << 0;
        QTest::newRow("negated in a group") << u"(-kind:b"_s << 8 << u"kind"_s << u"b"_s << 2;
        QTest::newRow("quoted") << u"queue:\"two w"_s << 12 << u"queue"_s << u"two w"_s << 0;
    }
    void theWordAtTheCursor()
    {
        QFETCH(const QString, line);
        QFETCH(const int, cursor);
        const node::FilterWord word = node::filterWordAt(line, cursor);
        QTEST(word.key, "key");
        QTEST(word.value, "value");
        QTEST(word.position, "position");
    }
};

QTEST_GUILESS_MAIN(tst_FilterLine)
#include "tst_filterline.moc"
