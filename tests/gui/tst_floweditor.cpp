// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <models/floweditor.h>
#include <models/flowsteptext.h>
#include <support/testresult.h>

#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMimeData>

using namespace pult;
using namespace pult::ui;
using namespace Qt::StringLiterals;

namespace {

/// As the Recorder writes it, with fields that only later versions of it will know.
const QByteArray recording = "{\n"
                             "    \"title\": \"Upload\",\n"
                             "    \"selectorAttribute\": \"data-qa\",\n"
                             "    \"steps\": [\n"
                             "        {\n"
                             "            \"type\": \"setViewport\",\n"
                             "            \"width\": 1024,\n"
                             "            \"height\": 720,\n"
                             "            \"deviceScaleFactor\": 1,\n"
                             "            \"isMobile\": false,\n"
                             "            \"hasTouch\": false,\n"
                             "            \"isLandscape\": false\n"
                             "        },\n"
                             "        {\n"
                             "            \"type\": \"navigate\",\n"
                             "            \"url\": \"https://site.example/\",\n"
                             "            \"future\": { \"z\": 1.50, \"a\": [ ] }\n"
                             "        },\n"
                             "        {\n"
                             "            \"type\": \"change\",\n"
                             "            \"value\": \"{{caption}}\",\n"
                             "            \"selectors\": [\n"
                             "                [\n"
                             "                    \"aria/Caption\"\n"
                             "                ],\n"
                             "                [\n"
                             "                    \"#caption\"\n"
                             "                ]\n"
                             "            ],\n"
                             "            \"target\": \"main\"\n"
                             "        },\n"
                             "        {\n"
                             "            \"type\": \"click\",\n"
                             "            \"target\": \"main\",\n"
                             "            \"selectors\": [\n"
                             "                [\n"
                             "                    \"#publish\"\n"
                             "                ]\n"
                             "            ],\n"
                             "            \"offsetY\": 12,\n"
                             "            \"offsetX\": 20\n"
                             "        }\n"
                             "    ]\n"
                             "}\n";

QStringList typesOf(const FlowEditor &editor)
{
    QStringList types;
    for (int i = 0; i < editor.document().size(); ++i)
        types.append(FlowStepText::nameOf(editor.document().step(i)));
    return types;
}

} // namespace

class tst_FlowEditor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void onlyWhatIsEditedChanges()
    {
        FlowEditor editor;
        const QAbstractItemModelTester tester(&editor.model());
        PULT_VERIFY_RESULT(editor.open({recording, {}}, false));
        QCOMPARE(editor.text(), recording);
        FlowStepsModel &model = editor.model();
        QVERIFY(model.setData(model.index(1, FlowStepsModel::Target), u"https://другой.example/"_s, Qt::EditRole));
        QVERIFY(model.setData(model.index(2, FlowStepsModel::Value), u"Hello {{profile}}"_s, Qt::EditRole));
        QVERIFY(model.setData(model.index(2, FlowStepsModel::Timeout), u"12,5"_s, Qt::EditRole));
        QVERIFY(model.setData(model.index(3, FlowStepsModel::Commit), Qt::Checked, Qt::CheckStateRole));
        QByteArray expected = recording;
        expected.replace("https://site.example/", "https://другой.example/");
        expected.replace("{{caption}}", "Hello {{profile}}");
        expected.replace("\"target\": \"main\"\n        },",
                         "\"target\": \"main\",\n            \"timeout\": 12500\n        },");
        expected.replace("\"offsetX\": 20",
                         "\"offsetX\": 20,\n            \"pult\": {\n                \"commit\": true\n            }");
        QCOMPARE(QString::fromUtf8(editor.text()), QString::fromUtf8(expected));
        while (editor.undoStack().canUndo())
            editor.undoStack().undo();
        QCOMPARE(editor.text(), recording);
        QVERIFY(!editor.isModified());
    }

    void selectorsAreEditedAsText()
    {
        FlowEditor editor;
        PULT_VERIFY_RESULT(editor.open({recording, {}}, false));
        FlowStepsModel &model = editor.model();
        const QModelIndex target = model.index(2, FlowStepsModel::Target);
        QCOMPARE(target.data().toString(), u"aria/Caption | #caption"_s);
        QVERIFY(model.setData(target, u"#host >>>> #inner | text/x"_s, Qt::EditRole));
        QCOMPARE(editor.document().step(2).value(u"selectors"_s).toArray(),
                 (QJsonArray{QJsonArray{u"#host"_s, u"#inner"_s}, QJsonArray{u"text/x"_s}}));
        QVERIFY(!model.setData(target, u"  "_s, Qt::EditRole)); // a click on nothing
        QVERIFY(!model.setData(model.index(2, FlowStepsModel::Timeout), u"soon"_s, Qt::EditRole));
    }

    void stepsAreAddedMovedAndRemovedWithAWayBack()
    {
        FlowEditor editor;
        const QAbstractItemModelTester tester(&editor.model());
        PULT_VERIFY_RESULT(editor.open({recording, {}}, false));
        editor.addStep(u"assertText"_s, 4);
        QCOMPARE(typesOf(editor).last(), u"assertText"_s);
        QVERIFY(browser::checkFlow(editor.text()).isEmpty());
        // By drag: the view asks the model for what is dragged, and drops it between two rows.
        FlowStepsModel &model = editor.model();
        const std::unique_ptr<QMimeData> dragged(model.mimeData({model.index(4, 0)}));
        QVERIFY(!model.dropMimeData(dragged.get(), Qt::MoveAction, 1, 0, {})); // nothing for the view to take out
        QCOMPARE(typesOf(editor),
                 (QStringList{u"setViewport"_s, u"assertText"_s, u"navigate"_s, u"change"_s, u"click"_s}));
        editor.removeSteps({0, 2});
        QCOMPARE(typesOf(editor), (QStringList{u"assertText"_s, u"change"_s, u"click"_s}));
        editor.undoStack().undo();
        editor.undoStack().undo();
        editor.undoStack().undo();
        QCOMPARE(editor.text(), recording);
        QVERIFY(QJsonDocument::fromJson(editor.text()).isObject());
    }

    void everyBlankStepIsUnderstood()
    {
        for (const QString &name : FlowStepText::addable()) {
            FlowEditor editor;
            editor.addStep(name, 0);
            const QJsonObject step = editor.document().step(0);
            QCOMPARE(FlowStepText::nameOf(step), name);
            QVERIFY2(FlowStepText::title(name) != name, qPrintable(name));
            editor.setTitle(u"x"_s);
            QVERIFY2(browser::parseFlow(editor.text()), qPrintable(name));
        }
    }

    void importSaysWhatItDidAndSuggestsTheCommitStep()
    {
        const QByteArray raw =
            "{\"title\":\"x\",\"steps\":[\n"
            " {\"type\":\"click\",\"selectors\":[\"#choose\"],\"offsetX\":1,\"offsetY\":1},\n"
            " {\"type\":\"change\",\"selectors\":[\"input[type=file]\"],\"value\":\"C:\\\\fakepath\\\\a.png\"},\n"
            " {\"type\":\"change\",\"selectors\":[\"#c\"],\"value\":\"{{city}}\"},\n"
            " {\"type\":\"dance\"},\n"
            " {\"type\":\"click\",\"selectors\":[\"aria/Publish\"],\"offsetX\":1,\"offsetY\":1}\n"
            "]}";
        const Result<browser::FlowImport> import = browser::convertRecording(raw);
        PULT_VERIFY_RESULT(import);
        FlowEditor editor;
        PULT_VERIFY_RESULT(editor.open(*import, true));
        QVERIFY(editor.isModified()); // no file holds it so
        QCOMPARE(typesOf(editor), (QStringList{u"setFiles"_s, u"change"_s, u"dance"_s, u"click"_s}));
        QVERIFY(editor.text().contains("\n {\"type\":\"dance\"},\n")); // what was not turned stands as it stood
        QStringList codes;
        for (const browser::FlowNote &note : editor.importNotes())
            codes.append(note.what.code);
        QCOMPARE(codes, (QStringList{u"flow_import_click_removed"_s, u"flow_import_set_files"_s}));
        QStringList faults;
        for (const browser::FlowNote &note : editor.faults())
            faults.append(note.what.code + u' ' + QString::number(note.step + 1));
        QCOMPARE(faults, (QStringList{u"flow_variable_unknown 2"_s, u"flow_step_unknown 3"_s}));
        QCOMPARE(editor.suggestedCommit(), std::optional(3));
        editor.markCommit(3);
        QVERIFY(editor.document().isCommit(3));
        QVERIFY(!editor.suggestedCommit());
    }

    void noRecordingIsAnError()
    {
        QCOMPARE(browser::convertRecording("[]").error().code, u"flow_not_object"_s);
        QCOMPARE(browser::convertRecording("{\"title\":\"x\"}").error().code, u"flow_field_missing"_s);
    }

    void aPartBeginsOnItsPageAndEndsBeforeTheCommit()
    {
        Result<FlowDocument> document = FlowDocument::parse(recording);
        PULT_VERIFY_RESULT(document);
        document->edit(3, FlowStepText::editCommit(true));
        document->insert(4, FlowStepText::blank(u"screenshot"_s));
        QCOMPARE(document->part(0, false).steps, (QList<int>{0, 1, 2}));
        QCOMPARE(document->part(2, false).steps, (QList<int>{0, 1, 2}));
        QCOMPARE(document->part(3, true).steps, (QList<int>{0, 1, 3, 4}));
        const Result<browser::Flow> flow = browser::parseFlow(document->part(4, false).json);
        PULT_VERIFY_RESULT(flow);
        QCOMPARE(flow->title, u"Upload"_s);
        QCOMPARE(flow->steps.size(), 3);
        QCOMPARE(flow->steps.last().json.value(u"name"_s).toString(), u"screenshot"_s);
    }
};

QTEST_GUILESS_MAIN(tst_FlowEditor)
#include "tst_floweditor.moc"
