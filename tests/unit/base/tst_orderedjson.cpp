// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <base/orderedjson.h>
#include <support/testresult.h>

#include <QJsonArray>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_OrderedJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void whatIsNotChangedStaysAsItWas_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("order and numbers") << QByteArray("{\"z\": 1.0, \"a\": 12345678901234567890, \"m\":1e3}");
        QTest::newRow("blanks") << QByteArray(" {\r\n\t\"a\" : [ 1 , 2,3 ] ,\n \"b\":{ }\n}\n\n");
        QTest::newRow("strings") << QByteArray("[\"\\u0041 \\\"x\\\\\", \"\xd0\xb6\", \"]},\"]");
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf[true,null]");
    }
    void whatIsNotChangedStaysAsItWas()
    {
        QFETCH(const QByteArray, text);
        const auto json = OrderedJson::parse(text);
        QVERIFY(json);
        QCOMPARE(json->text(), text);
    }

    void noJson()
    {
        QVERIFY(!OrderedJson::parse("{\"a\":}"));
        QVERIFY(!OrderedJson::parse(""));
    }

    void changesStandAmongTheirNeighbours_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("over lines") << QByteArray(
                                           "{\n  \"t\": \"x\",\n  \"s\": [\n    {\n      \"b\": 1,\n      \"a\": "
                                           "2\n    },\n    {\n      \"c\": 3\n    }\n  ]\n}\n")
                                    << QByteArray(
                                           "{\n  \"t\": \"x\",\n  \"s\": [\n    {\n      \"b\": \"new\",\n      "
                                           "\"a\": 2\n    },\n    {\n      \"k\": [\n        1\n      ]\n    },\n "
                                           "   {\n      \"c\": 3,\n      \"d\": true\n    }\n  ]\n}\n");
        QTest::newRow("on one line each")
            << QByteArray("{ \"s\": [\n  { \"b\": 1, \"a\": 2 },\n  { \"c\": 3 }\n] }")
            << QByteArray(
                   "{ \"s\": [\n  { \"b\": \"new\", \"a\": 2 },\n  { \"k\": [1] },\n  { \"c\": 3, \"d\": true }\n] }");
    }
    void changesStandAmongTheirNeighbours()
    {
        QFETCH(const QByteArray, before);
        QFETCH(const QByteArray, after);
        auto json = OrderedJson::parse(before);
        QVERIFY(json);
        OrderedJson &list = json->at(json->indexOf(u"s"_s));
        list.at(0).set(u"b"_s, OrderedJson::from(u"new"_s));
        list.at(1).set(u"d"_s, OrderedJson::from(true));
        list.insert(1, *OrderedJson::parse("{\"k\":[1]}"));
        QCOMPARE(QString::fromUtf8(json->text()), QString::fromUtf8(after));
        list.removeAt(1);
        list.at(1).remove(u"d"_s);
        list.at(0).set(u"b"_s, OrderedJson::from(1));
        QCOMPARE(QString::fromUtf8(json->text()), QString::fromUtf8(before));
    }

    void movedElementsKeepTheLayout()
    {
        auto json = OrderedJson::parse("[{\"a\":1},\n {\"b\":2},\n {\"c\":3}]");
        QVERIFY(json);
        json->move(2, 0);
        QCOMPARE(json->text(), QByteArray("[{\"c\":3},\n {\"a\":1},\n {\"b\":2}]"));
        json->move(0, 2);
        QCOMPARE(json->text(), QByteArray("[{\"a\":1},\n {\"b\":2},\n {\"c\":3}]"));
    }
};

QTEST_GUILESS_MAIN(tst_OrderedJson)
#include "tst_orderedjson.moc"
