// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <browser/flow.h>
#include <browser/flowselector.h>
#include <browser/keymap.h>
#include <support/testresult.h>

#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace pult;
using namespace pult::browser;

/// Reading, checking, filling and importing recordings; selectors and keys.
class tst_Flow : public QObject
{
    Q_OBJECT

private:
    static QByteArray flowOf(const QByteArray &steps, const QByteArray &more = {})
    {
        return "{\"title\":\"t\"," + more + "\"steps\":[" + steps + "]}";
    }
    static QStringList codes(const QList<FlowNote> &notes)
    {
        QStringList list;
        for (const FlowNote &note : notes)
            list.append((note.isError ? u"!"_s : u""_s) + note.what.code);
        return list;
    }
    static QString opsOf(const FlowQuery &query)
    {
        return QString::fromUtf8(QJsonDocument(query.toJson()).toJson(QJsonDocument::Compact));
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void documents_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("code"); // empty: accepted
        QTest::addColumn<QStringList>("arguments");
        const auto row = [](const char *name, const QByteArray &json, const char *code,
                            const QStringList &arguments = {}) {
            QTest::newRow(name) << json << QString::fromLatin1(code) << arguments;
        };
        row("least", "{\"title\":\"\",\"steps\":[]}", "");
        row("byte order mark", "\xef\xbb\xbf{\"title\":\"\",\"steps\":[]}", "");
        row("unknown properties", "{\"title\":\"\",\"steps\":[],\"x\":[1]}", "");
        row("empty", "", "flow_not_json");
        row("cut off", "{\"title\":\"a\",\"steps\":[", "flow_not_json");
        row("no object", "[]", "flow_not_object", {u"0"_s});
        row("a number", "1", "flow_not_json");
        row("deep", QByteArray(100000, '['), "flow_not_json");
        row("zero bytes", QByteArray(100, '\0'), "flow_not_json");
        row("large", "{\"title\":\"" + QByteArray(9 << 20, 'x') + "\",\"steps\":[]}", "flow_too_large");
        row("no title", "{\"steps\":[]}", "flow_field_missing", {u"0"_s, u"title"_s});
        row("title null", "{\"title\":null,\"steps\":[]}", "flow_field_type", {u"0"_s, u"title"_s, u"string"_s});
        row("no steps", "{\"title\":\"t\"}", "flow_field_missing", {u"0"_s, u"steps"_s});
        row("steps an object", "{\"title\":\"t\",\"steps\":{}}", "flow_field_type", {u"0"_s, u"steps"_s, u"array"_s});
        row("timeout null", "{\"title\":\"t\",\"timeout\":null,\"steps\":[]}", "flow_field_type");
        row("timeout zero", "{\"title\":\"t\",\"timeout\":0,\"steps\":[]}", "flow_timeout_range");
        row("timeout an hour", "{\"title\":\"t\",\"timeout\":3600000,\"steps\":[]}", "");
        row("timeout two days", "{\"title\":\"t\",\"timeout\":172800000,\"steps\":[]}", "flow_timeout_range");
    }
    void documents()
    {
        QFETCH(const QByteArray, json);
        QFETCH(const QString, code);
        QFETCH(const QStringList, arguments);
        const Result<Flow> flow = parseFlow(json);
        QCOMPARE(flow ? QString() : flow.error().code, code);
        if (!arguments.isEmpty())
            QCOMPARE(flow.error().arguments, arguments);
    }

    void steps_data()
    {
        QTest::addColumn<QByteArray>("step");
        QTest::addColumn<QString>("code"); // empty: accepted
        const auto row = [](const char *name, const QByteArray &step, const char *code = "") {
            QTest::newRow(name) << step << QString::fromLatin1(code);
        };
        row("no object", "1", "flow_step_not_object");
        row("no type", "{}", "flow_field_missing");
        row("type a number", "{\"type\":1}", "flow_field_type");
        row("unknown type", "{\"type\":\"jump\"}", "flow_step_unknown");
        row("click",
            "{\"type\":\"click\",\"selectors\":[\"a\",[\"b\",\"c\"]],\"offsetX\":1.5,\"offsetY\":-2,\"target\":null}");
        row("click without offset", "{\"type\":\"click\",\"selectors\":[\"a\"],\"offsetX\":1}", "flow_field_missing");
        row("click, offset a text", "{\"type\":\"click\",\"selectors\":[\"a\"],\"offsetX\":\"1\",\"offsetY\":1}",
            "flow_field_type");
        row("click, empty button",
            "{\"type\":\"click\",\"selectors\":[\"a\"],\"offsetX\":1,\"offsetY\":1,\"button\":\"\"}");
        row("click, wrong button",
            "{\"type\":\"click\",\"selectors\":[\"a\"],\"offsetX\":1,\"offsetY\":1,\"button\":\"left\"}",
            "flow_field_value");
        row("click, null duration",
            "{\"type\":\"click\",\"selectors\":[\"a\"],\"offsetX\":1,\"offsetY\":1,\"duration\":null}",
            "flow_field_type");
        row("click, wrong device",
            "{\"type\":\"doubleClick\",\"selectors\":[\"a\"],\"offsetX\":1,\"offsetY\":1,\"deviceType\":\"nose\"}",
            "flow_field_value");
        row("no selectors", "{\"type\":\"hover\"}", "flow_field_missing");
        row("empty selectors", "{\"type\":\"hover\",\"selectors\":[]}", "flow_field_type");
        row("selectors a text", "{\"type\":\"hover\",\"selectors\":\"a\"}", "flow_field_type");
        row("selector a number", "{\"type\":\"hover\",\"selectors\":[1]}", "flow_field_type");
        row("selector part a number", "{\"type\":\"hover\",\"selectors\":[[\"a\",1]]}", "flow_field_type");
        row("empty chain", "{\"type\":\"hover\",\"selectors\":[[]]}");
        row("frame", "{\"type\":\"hover\",\"selectors\":[\"a\"],\"frame\":[0,1.0]}");
        row("frame fraction", "{\"type\":\"hover\",\"selectors\":[\"a\"],\"frame\":[0.5]}", "flow_field_type");
        row("frame null", "{\"type\":\"hover\",\"selectors\":[\"a\"],\"frame\":null}", "flow_field_type");
        row("frame of a key", "{\"type\":\"keyDown\",\"key\":\"a\",\"frame\":\"x\"}");
        row("change without value", "{\"type\":\"change\",\"selectors\":[\"a\"]}", "flow_field_missing");
        row("key", "{\"type\":\"keyDown\",\"key\":\"Enter\"}");
        row("key a number", "{\"type\":\"keyUp\",\"key\":1}", "flow_field_type");
        row("network", "{\"type\":\"emulateNetworkConditions\",\"download\":1,\"upload\":1,\"latency\":0}");
        row("network without latency", "{\"type\":\"emulateNetworkConditions\",\"download\":1,\"upload\":1}",
            "flow_field_missing");
        row("viewport", "{\"type\":\"setViewport\",\"width\":1,\"height\":1,\"deviceScaleFactor\":1,\"isMobile\":false,"
                        "\"hasTouch\":false,\"isLandscape\":false}");
        row("viewport, mobile a number",
            "{\"type\":\"setViewport\",\"width\":1,\"height\":1,\"deviceScaleFactor\":1,\"isMobile\":0,\"hasTouch\":"
            "false,\"isLandscape\":false}",
            "flow_field_type");
        row("scroll", "{\"type\":\"scroll\"}");
        row("scroll, empty selectors", "{\"type\":\"scroll\",\"selectors\":[]}", "flow_field_type");
        row("navigate without url", "{\"type\":\"navigate\"}", "flow_field_missing");
        row("close", "{\"type\":\"close\",\"target\":\"about:blank\"}");
        row("wait", "{\"type\":\"waitForElement\",\"selectors\":[\"a\"],\"operator\":\"==\",\"count\":0,\"visible\":"
                    "false,\"attributes\":{\"a\":\"b\"},\"properties\":{}}");
        row("wait, operator", "{\"type\":\"waitForElement\",\"selectors\":[\"a\"],\"operator\":\">\"}",
            "flow_field_value");
        row("wait, attributes", "{\"type\":\"waitForElement\",\"selectors\":[\"a\"],\"attributes\":{\"a\":1}}",
            "flow_field_type");
        row("wait, properties", "{\"type\":\"waitForElement\",\"selectors\":[\"a\"],\"properties\":1}",
            "flow_field_type");
        row("wait, visible", "{\"type\":\"waitForElement\",\"selectors\":[\"a\"],\"visible\":\"yes\"}",
            "flow_field_type");
        row("expression missing", "{\"type\":\"waitForExpression\"}", "flow_field_missing");
        row("events no array", "{\"type\":\"scroll\",\"assertedEvents\":{}}");
        row("events",
            "{\"type\":\"scroll\",\"assertedEvents\":[{\"type\":\"navigation\",\"url\":\"u\",\"title\":\"\"}]}");
        row("event unknown", "{\"type\":\"scroll\",\"assertedEvents\":[{\"type\":\"other\"}]}", "flow_field_value");
        row("event a number", "{\"type\":\"scroll\",\"assertedEvents\":[1]}", "flow_field_type");
        row("event url", "{\"type\":\"scroll\",\"assertedEvents\":[{\"type\":\"navigation\",\"url\":1}]}",
            "flow_field_type");
        row("timeout null", "{\"type\":\"scroll\",\"timeout\":null}");
        row("timeout a minute", "{\"type\":\"scroll\",\"timeout\":60000}");
        row("timeout negative", "{\"type\":\"scroll\",\"timeout\":-1}", "flow_timeout_range");
        row("custom without name", "{\"type\":\"customStep\"}", "flow_field_missing");
        row("custom unknown", "{\"type\":\"customStep\",\"name\":\"fly\"}", "flow_custom_unknown");
        row("setFiles", "{\"type\":\"customStep\",\"name\":\"setFiles\",\"parameters\":{\"selectors\":[\"#a\"],"
                        "\"files\":[\"{{media}}\"]}}");
        row("setFiles nested", "{\"type\":\"customStep\",\"name\":\"setFiles\",\"parameters\":{\"selectors\":[[\"#a\","
                               "\"#b\"]],\"files\":[\"/x\"]}}");
        row("setFiles without files",
            "{\"type\":\"customStep\",\"name\":\"setFiles\",\"parameters\":{\"selectors\":[\"#a\"]}}",
            "flow_field_missing");
        row("setFiles, no file",
            "{\"type\":\"customStep\",\"name\":\"setFiles\",\"parameters\":{\"selectors\":[\"#a\"],\"files\":[]}}",
            "flow_field_type");
        row("setFiles without selectors",
            "{\"type\":\"customStep\",\"name\":\"setFiles\",\"parameters\":{\"files\":[\"/x\"]}}",
            "flow_field_missing");
        row("setFiles, empty chain",
            "{\"type\":\"customStep\",\"name\":\"setFiles\",\"parameters\":{\"selectors\":[[]],\"files\":[\"/x\"]}}",
            "flow_field_type");
        row("setFiles without anything", "{\"type\":\"customStep\",\"name\":\"setFiles\"}", "flow_field_missing");
        row("screenshot", "{\"type\":\"customStep\",\"name\":\"screenshot\",\"parameters\":{\"name\":\"a\"}}");
        row("screenshot without name", "{\"type\":\"customStep\",\"name\":\"screenshot\",\"parameters\":{}}",
            "flow_field_missing");
        row("assertText",
            "{\"type\":\"customStep\",\"name\":\"assertText\",\"parameters\":{\"selectors\":[\"a\"],\"text\":\"b\"}}");
        row("assertText without text",
            "{\"type\":\"customStep\",\"name\":\"assertText\",\"parameters\":{\"selectors\":[\"a\"]}}",
            "flow_field_missing");
        row("waitForUrl", "{\"type\":\"customStep\",\"name\":\"waitForUrl\",\"parameters\":{\"url\":\"about:blank\"}}");
        row("waitForUrl, url a number", "{\"type\":\"customStep\",\"name\":\"waitForUrl\",\"parameters\":{\"url\":1}}",
            "flow_field_type");
        row("commit", "{\"type\":\"close\",\"pult\":{\"commit\":true}}");
        row("commit a text", "{\"type\":\"close\",\"pult\":{\"commit\":\"yes\"}}", "flow_field_type");
        row("mark a text", "{\"type\":\"close\",\"pult\":\"commit\"}", "flow_field_type");
    }
    void steps()
    {
        QFETCH(const QByteArray, step);
        QFETCH(const QString, code);
        const Result<Flow> flow = parseFlow(flowOf("{\"type\":\"close\"}," + step));
        QCOMPARE(flow ? QString() : flow.error().code, code);
        if (!flow)
            QCOMPARE(flow.error().arguments.constFirst(), u"2"_s);
    }

    void valuesOfAFlow()
    {
        const Result<Flow> flow =
            parseFlow(flowOf("{\"type\":\"close\"},{\"type\":\"keyDown\",\"key\":\"a\",\"pult\":{\"commit\":true}}",
                             "\"timeout\":7000,"));
        PULT_VERIFY_RESULT(flow);
        QCOMPARE(flow->title, u"t"_s);
        QCOMPARE(flow->timeoutMs, std::optional(7000));
        QCOMPARE(flow->steps.size(), 2);
        QVERIFY(!flow->steps.at(0).commit);
        QVERIFY(flow->steps.at(1).commit);
        QCOMPARE(flow->steps.at(1).json.value(u"key").toString(), u"a"_s);
    }

    void aStepOfOnesOwnHasItsName()
    {
        const Result<Flow> flow = parseFlow(flowOf("{\"type\":\"close\"},{\"type\":\"customStep\",\"name\":"
                                                   "\"screenshot\",\"parameters\":{\"name\":\"page\"}}"));
        PULT_VERIFY_RESULT(flow);
        QCOMPARE(nameOf(flow->steps.at(0)), u"close"_s);
        QCOMPARE(nameOf(flow->steps.at(1)), u"screenshot"_s);
    }

    void checkTellsEverythingAtOnce()
    {
        const QList<FlowNote> notes = checkFlow(
            flowOf("{\"type\":\"jump\"},{\"type\":\"click\",\"selectors\":[]},{\"type\":\"scroll\",\"timeout\":60000},"
                   "{\"type\":\"keyDown\",\"key\":\"Nope\"},{\"type\":\"change\",\"selectors\":[\"a\"],\"value\":\"C:"
                   "\\\\fakepath\\\\a.png\"}"));
        QCOMPARE(codes(notes), (QStringList{u"!flow_step_unknown"_s, u"!flow_field_type"_s, u"!flow_field_missing"_s,
                                            u"!flow_field_missing"_s, u"flow_timeout_long"_s, u"flow_key_unknown"_s,
                                            u"flow_change_means_media"_s}));
        QCOMPARE(notes.at(4).step, 2);
        QVERIFY(checkFlow(flowOf("{\"type\":\"close\"}")).isEmpty());
    }

    void fillsVariables()
    {
        const Result<Flow> flow = parseFlow(flowOf("{\"type\":\"change\",\"selectors\":[[\"#{{field}}\"]],\"value\":\"{"
                                                   "{ caption }} {{tags}} {{caption}} {{ x }\"}"));
        PULT_VERIFY_RESULT(flow);
        QCOMPARE(flowVariables(*flow), (QStringList{u"field"_s, u"caption"_s, u"tags"_s}));
        const Result<Flow> filled =
            fillFlow(*flow, {{u"field"_s, u"f"_s}, {u"caption"_s, u"{{tags}}\"\\"_s}, {u"tags"_s, u"a b"_s}});
        PULT_VERIFY_RESULT(filled);
        QCOMPARE(filled->steps.at(0).json.value(u"value").toString(), u"{{tags}}\"\\ a b {{tags}}\"\\ {{ x }"_s);
        QCOMPARE(filled->steps.at(0).json.value(u"selectors").toArray().at(0).toArray().at(0).toString(), u"#f"_s);
        QCOMPARE(filled->json.value(u"steps").toArray().size(), 1);
        const Result<Flow> unknown = fillFlow(*flow, {{u"field"_s, u"f"_s}, {u"caption"_s, u"c"_s}});
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().code, u"flow_variable_unknown"_s);
        QCOMPARE(unknown.error().arguments, (QStringList{u"tags"_s, u"1"_s}));
    }

    void fakePathMeansMedia()
    {
        const Result<Flow> flow =
            parseFlow(flowOf("{\"type\":\"change\",\"selectors\":[\"a\"],\"value\":\"C:\\\\fakepath\\\\a.png\"}"));
        PULT_VERIFY_RESULT(flow);
        QCOMPARE(flowVariables(*flow), QStringList{u"media"_s});
        QVERIFY(!fillFlow(*flow, {}));
        const Result<Flow> filled =
            fillFlow(*flow, {{u"media"_s, u"/1"_s}, {u"media.1"_s, u"/1"_s}, {u"media.2"_s, u"/2"_s}});
        PULT_VERIFY_RESULT(filled);
        QCOMPARE(filled->steps.at(0).json.value(u"pult").toObject().value(u"media").toArray(),
                 (QJsonArray{u"/1"_s, u"/2"_s}));
    }

    void importTurnsChoosingIntoSetFiles()
    {
        const Result<FlowImport> imported =
            importFlow(flowOf("{\"type\":\"navigate\",\"url\":\"about:blank\"},{\"type\":\"click\",\"selectors\":[\"#"
                              "choose\"],\"offsetX\":1,\"offsetY\":1},"
                              "{\"type\":\"change\",\"selectors\":[[\"#file\"]],\"value\":\"C:\\\\fakepath\\\\a.png\","
                              "\"target\":\"main\"},"
                              "{\"type\":\"change\",\"selectors\":[\"#text\"],\"value\":\"b\"},"
                              "{\"type\":\"click\",\"selectors\":[\"aria/Publish now\"],\"offsetX\":1,\"offsetY\":1},"
                              "{\"type\":\"click\",\"selectors\":[\"#other\"],\"offsetX\":1,\"offsetY\":1}"));
        PULT_VERIFY_RESULT(imported);
        // The click aims elsewhere (no target against "main"), so it stays.
        QCOMPARE(codes(imported->changes), (QStringList{u"flow_import_set_files"_s, u"flow_commit_suggested"_s}));
        const Result<Flow> flow = parseFlow(imported->json);
        PULT_VERIFY_RESULT(flow);
        QCOMPARE(flow->steps.size(), 6);
        const QJsonObject step = flow->steps.at(2).json;
        QCOMPARE(step.value(u"name").toString(), u"setFiles"_s);
        QCOMPARE(step.value(u"parameters").toObject(),
                 (QJsonObject{{u"selectors"_s, QJsonArray{QJsonArray{u"#file"_s}}},
                              {u"files"_s, QJsonArray{u"{{media}}"_s}}}));
        QCOMPARE(imported->changes.last().step, 4);
    }

    void importDropsTheClickThatOpensTheChooser()
    {
        const Result<FlowImport> imported =
            importFlow(flowOf("{\"type\":\"click\",\"selectors\":[\"#choose\"],\"offsetX\":1,\"offsetY\":1},"
                              "{\"type\":\"change\",\"selectors\":[\"input[type='file']\"],\"value\":\"a.png\"}"));
        PULT_VERIFY_RESULT(imported);
        QCOMPARE(codes(imported->changes), (QStringList{u"flow_import_click_removed"_s, u"flow_import_set_files"_s}));
        const Result<Flow> flow = parseFlow(imported->json);
        PULT_VERIFY_RESULT(flow);
        QCOMPARE(flow->steps.size(), 1);
    }

    void selectors_data()
    {
        QTest::addColumn<QStringList>("chain");
        QTest::addColumn<QString>("query");
        const auto row = [](const char *name, const QStringList &chain, const char *query) {
            QTest::newRow(name) << chain << QString::fromUtf8(query);
        };
        row("css", {u"#a > .b, c"_s}, "{\"css\":\"#a > .b, c\"}");
        row("aria", {u"aria/Send (now) x"_s}, "{\"alternatives\":[[{\"kind\":\"aria\",\"value\":\"Send (now) x\"}]]}");
        row("text, quotes", {u"text/\"x\""_s}, "{\"alternatives\":[[{\"kind\":\"text\",\"value\":\"\\\"x\\\"\"}]]}");
        row("text, backslash", {u"text/a\\b"_s}, "{\"alternatives\":[[{\"kind\":\"text\",\"value\":\"ab\"}]]}");
        row("xpath", {u"xpath/id(\"a\")/b"_s},
            "{\"alternatives\":[[{\"kind\":\"xpath\",\"value\":\"id(\\\"a\\\")/b\"}]]}");
        row("pierce", {u"pierce/#a"_s},
            "{\"alternatives\":[[{\"kind\":\"css\",\"value\":\":scope\"},{\"kind\":\"descend\",\"value\":\"\"},{"
            "\"kind\":\"css\",\"value\":\"#a\"}]]}");
        row("chain", {u"#a"_s, u"aria/B"_s},
            "{\"alternatives\":[[{\"kind\":\"css\",\"value\":\"#a\"},{\"kind\":\"child\",\"value\":\"\"},{\"kind\":"
            "\"aria\",\"value\":\"B\"}]]}");
        row("deep", {u"a >>> b[x='>>>'] >>>> c"_s},
            "{\"alternatives\":[[{\"kind\":\"css\",\"value\":\"a\"},{\"kind\":\"descend\",\"value\":\"\"},{\"kind\":"
            "\"css\",\"value\":\"b[x='>>>']\"},{\"kind\":\"child\",\"value\":\"\"},{\"kind\":\"css\",\"value\":\"c\"}]]"
            "}");
        row("pseudo", {u"div ::-p-text(\"a, b\"), ::-p-xpath(.//i)"_s},
            "{\"alternatives\":[[{\"kind\":\"css\",\"value\":\"div \"},{\"kind\":\"text\",\"value\":\"a, "
            "b\"}],[{\"kind\":\"xpath\",\"value\":\".//i\"}]]}");
        row("css with a prefix of none", {u"css/#a"_s}, "{\"css\":\"css/#a\"}");
    }
    void selectors()
    {
        QFETCH(const QStringList, chain);
        QFETCH(const QString, query);
        QCOMPARE(opsOf(queryOfChain(chain)), query);
    }

    void ariaSelectors()
    {
        QCOMPARE(parseAria(u"Send[role=\"button\"]"_s)->name, u"Send"_s);
        QCOMPARE(parseAria(u"Send[role=\"button\"]"_s)->role, std::optional(u"button"_s));
        QCOMPARE(parseAria(u"[name='a b']"_s)->name, u"a b"_s);
        QVERIFY(!parseAria(u"[label='a']"_s));
    }

    void keys()
    {
        QVERIFY(keyDefinition(u"a"));
        QCOMPARE(QStringView(keyDefinition(u"Enter")->text), u"\r");
        QCOMPARE(keyDefinition(u"NumpadAdd")->location, 3);
        QCOMPARE(QStringView(keyDefinition(u"Digit1")->shiftKey), u"!");
        QVERIFY(!keyDefinition(u"ф"));
        QVERIFY(!keyDefinition(u""));
    }
};

QTEST_GUILESS_MAIN(tst_Flow)
#include "tst_flow.moc"
