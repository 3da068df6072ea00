// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What requests are held against.
#include <api/rawjson.h>
#include <api/schema.h>
#include <support/testresult.h>

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_ApiSchema : public QObject
{
    Q_OBJECT

private:
    static QJsonValue value(const QByteArray &json) { return QJsonDocument::fromJson('[' + json + ']').array().at(0); }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void valuesAreHeldAgainstTheirSchema_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("code"); // empty: fits
        QTest::addColumn<QString>("place");
        const auto row = [](const char *name, const char *schema, const char *json, const char *code,
                            const char *place) {
            QTest::newRow(name) << QByteArray(schema) << QByteArray(json) << QString::fromLatin1(code)
                                << QString::fromLatin1(place);
        };
        const char *const number = R"({"type":"integer","minimum":-5,"maximum":5})";
        row("in range", number, "5", "", "");
        row("whole though written as a fraction", number, "5.0", "", "");
        row("over", number, "6", "request_value_invalid", "body");
        row("a fraction", number, "1.5", "request_value_invalid", "body");
        row("beyond all", number, "1e400", "request_value_invalid", "body");
        row("text for a number", number, "\"5\"", "request_value_invalid", "body");
        row("null for a number", number, "null", "request_value_invalid", "body");
        row("null where it may be", R"({"type":["integer","null"]})", "null", "", "");
        row("choice", R"({"enum":["a","b"]})", "\"b\"", "", "");
        row("no choice", R"({"enum":["a","b"]})", "\"c\"", "request_value_invalid", "body");
        row("byte 0", R"({"type":"string"})", R"("a\u0000")", "request_value_invalid", "body");
        row("half a pair", R"({"type":"string"})", R"("\ud800")", "request_value_invalid", "body");
        row("too long", R"({"type":"string","maxLength":2})", "\"abc\"", "request_value_invalid", "body");
        row("array's item", R"({"type":"array","items":{"type":"boolean"}})", "[true,1]", "request_value_invalid",
            "/1");
        const char *const object =
            R"({"type":"object","required":["a"],"additionalProperties":false,"properties":{"a":{"type":"object","properties":{"b":{"type":"null"}}}}})";
        row("deep", object, R"({"a":{"b":0}})", "request_value_invalid", "/a/b");
        row("missing", object, "{}", "request_field_missing", "/a");
        row("unknown", object, R"({"a":{},"c":1})", "request_field_unknown", "/c");
        row("open", object, R"({"a":{"x":1}})", "", "");
        row("the alternative of its type", R"({"oneOf":[{"type":"integer","maximum":1},{"type":"array"}]})", "2",
            "request_value_invalid", "body");
        row("no alternative", R"({"oneOf":[{"type":"integer"},{"type":"array"}]})", "{}", "request_value_invalid",
            "body");
    }
    void valuesAreHeldAgainstTheirSchema()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QByteArray, json);
        QFETCH(QString, code);
        QFETCH(QString, place);
        const Result<> checked = api::checkSchema(value(json), QJsonDocument::fromJson(schema).object(), {});
        QCOMPARE(checked ? QString() : checked.error().code, code);
        QCOMPARE(checked ? QString() : checked.error().arguments.constFirst(), place);
    }

    void schemasSayWhatTheyTake()
    {
        const auto said = [](const char *schema) {
            return api::describeSchema(QJsonDocument::fromJson(schema).object());
        };
        QCOMPARE(said(R"({"type":"integer","minimum":1,"maximum":100})"), u"1…100"_s);
        QCOMPARE(said(R"({"type":["integer","null"],"minimum":1})"), u"1… | null"_s);
        QCOMPARE(said(R"({"type":"string","enum":["ask","skip"]})"), u"\"ask\" | \"skip\""_s);
        QCOMPARE(said(R"({"oneOf":[{"type":"object"},{"type":"array","items":{"type":"boolean"}}]})"),
                 u"{…} | [true | false]"_s);
        QCOMPARE(said(R"({"type":"string","format":"date-time"})"), u"\"2026-11-22T13:17:05Z\""_s);
    }

    void everyReferenceOfTheSchemasLeadsSomewhere()
    {
        const QByteArray all = QJsonDocument(api::apiSchemas()).toJson(QJsonDocument::Compact);
        const QByteArray mark = "\"$ref\":\"#/components/schemas/";
        int found = 0;
        for (qsizetype at = all.indexOf(mark); at >= 0; at = all.indexOf(mark, at + 1), ++found) {
            const qsizetype begin = at + mark.size();
            const QByteArray name = all.mid(begin, all.indexOf('"', begin) - begin);
            QVERIFY2(api::apiSchemas().contains(QString::fromLatin1(name)), name.constData());
        }
        QVERIFY(found > 30);
    }

    void elementsStayAsTheyAreWritten()
    {
        const QByteArray first = "{\"a\":[1,2],\"b\":\"],\\\"[\"}";
        const QByteArray array = " [ " + first + " , 12345678901234567890 ,\"x\" ] ";
        QCOMPARE(api::elementsOf(array), (QByteArrayList{first, "12345678901234567890", "\"x\""}));
        QCOMPARE(api::elementsOf("[]"), QByteArrayList());
    }
};

QTEST_GUILESS_MAIN(tst_ApiSchema)
#include "tst_apischema.moc"
