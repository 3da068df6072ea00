// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene.h"
#include "scriptedprompts.h"

#include <dialogs/droplist.h>
#include <dialogs/newbulkuploaddialog.h>
#include <guiapp.h>
#include <mainwindow.h>
#include <models/profilemodel.h>
#include <panels/tableview.h>
#include <support/testresult.h>

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>

using namespace pult;
using namespace pult::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class DialogDesk final
{
public:
    DialogDesk()
        : m_gui(scene.commands(), {test::someProfiles, scene.folder() + u"/window.ini"_s, {}, u"en"_s, &prompts})
    {
        m_gui.show();
        m_gui.window().newBulkUpload();
        dialog = m_gui.window().findChild<NewBulkUploadDialog *>();
    }

    QPushButton *create() { return dialog->findChild<QPushButton *>(u"uploadCreate"_s); }
    QString remark(UploadField field)
    {
        return dialog->findChild<QLabel *>(u"remark%1"_s.arg(static_cast<int>(field)))->text();
    }
    MainWindow &window() { return m_gui.window(); }
    GuiApp &gui() { return m_gui; }

    test::Scene scene;
    test::ScriptedPrompts prompts;
    NewBulkUploadDialog *dialog = nullptr;

private:
    GuiApp m_gui;
};

} // namespace

class tst_UploadDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void emptyFormSaysWhatIsMissing()
    {
        DialogDesk desk;
        QVERIFY(desk.dialog);
        QTRY_VERIFY(desk.remark(UploadField::Flow).contains(u"Choose the flow"_s));
        QVERIFY(desk.remark(UploadField::Profiles).contains(u"at least one profile"_s));
        QVERIFY(desk.remark(UploadField::Media).contains(u"at least one media file"_s));
        QVERIFY(!desk.create()->isEnabled());
    }

    void mediaAreChecked_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("reason");
        QTest::newRow("missing") << u"missing"_s << u"There is no such file"_s;
        QTest::newRow("empty") << u"empty"_s << u"The file is empty"_s;
        QTest::newRow("folder") << u"folder"_s << u"This is a folder"_s;
    }

    void mediaAreChecked()
    {
        QFETCH(QString, kind);
        QFETCH(QString, reason);
        DialogDesk desk;
        QString path = desk.scene.folder() + u"/nothing.mp4"_s;
        if (kind == "empty"_L1)
            path = desk.scene.makeFile(u"empty.mp4"_s, {});
        else if (kind == "folder"_L1)
            path = desk.scene.folder();
        desk.dialog->setForm({desk.scene.makeFlow(), {u"shop-1"_s}, {path}, u"c"_s, {}});
        QTRY_VERIFY(desk.remark(UploadField::Media).contains(reason));
        QVERIFY(desk.remark(UploadField::Media).contains(path));
        QVERIFY(!desk.create()->isEnabled());
    }

    void flowIsChecked_data()
    {
        QTest::addColumn<QByteArray>("flow");
        QTest::addColumn<QString>("word");
        QTest::newRow("no JSON") << QByteArray("{") << u"JSON"_s;
        QTest::newRow("unknown step") << QByteArray("{\"title\":\"x\",\"steps\":[{\"type\":\"dance\"}]}") << u"dance"_s;
        QTest::newRow("unknown name")
            << QByteArray("{\"title\":\"x\",\"steps\":[{\"type\":\"waitForExpression\",\"expression\":\"{{city}}\"}]}")
            << u"{{city}}"_s;
    }

    void flowIsChecked()
    {
        QFETCH(QByteArray, flow);
        QFETCH(QString, word);
        DialogDesk desk;
        const QString media = desk.scene.makeFile(u"a.mp4"_s, "video");
        desk.dialog->setForm({desk.scene.makeFile(u"flow.json"_s, flow), {u"shop-1"_s}, {media}, {}, {}});
        QTRY_VERIFY2(desk.remark(UploadField::Flow).contains(word), qPrintable(desk.remark(UploadField::Flow)));
        QVERIFY(!desk.create()->isEnabled());
    }

    void aClickAnywhereInARowTicksIt()
    {
        DialogDesk desk;
        auto *profiles = desk.dialog->findChild<TableView *>(u"uploadProfiles"_s);
        QTRY_COMPARE(profiles->model()->rowCount(), 9);
        const auto isTicked = [profiles](int row) {
            return profiles->model()->index(row, 0).data(Qt::CheckStateRole).toInt() == Qt::Checked;
        };
        const auto click = [profiles](int row, int column, int fromLeft, Qt::KeyboardModifiers keys = {}) {
            const QRect cell = profiles->visualRect(profiles->model()->index(row, column));
            QTest::mouseClick(profiles->viewport(), Qt::LeftButton, keys,
                              QPoint(cell.left() + fromLeft, cell.center().y()));
        };
        click(0, ProfileModel::Name, 60);
        QVERIFY(isTicked(0));
        click(0, ProfileModel::State, 20);
        QVERIFY(!isTicked(0));
        click(0, ProfileModel::Name, 60);
        click(2, ProfileModel::Name, 60, Qt::ShiftModifier);
        QVERIFY(isTicked(0) && !isTicked(1) && !isTicked(2));
        QTest::keyClick(profiles, Qt::Key_Space);
        QVERIFY(isTicked(0) && isTicked(1) && isTicked(2));
        QTest::keyClick(profiles, Qt::Key_Space);
        QVERIFY(!isTicked(0) && !isTicked(1) && !isTicked(2));
    }

    void goodFormCreatesTheBatchAndOpensIt()
    {
        DialogDesk desk;
        auto *profiles = desk.dialog->findChild<TableView *>(u"uploadProfiles"_s);
        QTRY_COMPARE(profiles->model()->rowCount(), 9);
        QVERIFY(profiles->model()->setData(profiles->model()->index(0, 0), Qt::Checked, Qt::CheckStateRole));
        desk.dialog->findChild<QLineEdit *>(u"uploadOtherProfiles"_s)->setText(u"extra-1, extra-2"_s);
        desk.prompts.nextFiles = {desk.scene.makeFlow()};
        desk.dialog->findChild<QPushButton *>(u"uploadFlowBrowse"_s)->click();
        desk.prompts.nextFiles = {desk.scene.makeFile(u"a.mp4"_s, "video")};
        desk.dialog->findChild<QPushButton *>(u"uploadMediaAdd"_s)->click();
        desk.dialog->findChild<QPlainTextEdit *>(u"uploadCaption"_s)->setPlainText(u"Hello"_s);
        QTRY_VERIFY(desk.create()->isEnabled());
        desk.create()->click();
        auto *table = desk.window().findChild<TableView *>(u"taskTable"_s);
        QTRY_COMPARE(table->model()->rowCount(), 3);
        QVERIFY(desk.window().findChild<QLineEdit *>(u"filterLine"_s)->text().startsWith(u"batch:"));
        QTRY_VERIFY(!desk.window().findChild<NewBulkUploadDialog *>());
    }

    void droppedFilesFindTheirField()
    {
        DialogDesk desk;
        const QString flow = desk.scene.makeFlow();
        const QString media = desk.scene.makeFile(u"a.png"_s, "picture");
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(flow), QUrl::fromLocalFile(media)});
        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(desk.dialog, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(desk.dialog, &drop);
        QTRY_COMPARE(desk.dialog->form().media, QStringList{media});
        QCOMPARE(desk.dialog->form().flowPath, flow);
    }

    /// A table, spread over a time, as a draft; what is shown is what is made.
    void aTableBecomesTheBatchThatThePreviewShows()
    {
        DialogDesk desk;
        desk.scene.makeFile(u"a.mp4"_s, "video");
        desk.dialog->setForm({desk.scene.makeFlow(), {}, {}, {}, {}});
        desk.prompts.nextFiles = {desk.scene.makeFile(
            u"t.csv"_s, "profile;media;caption\nshop-1;a.mp4;Раз\nshop-77;a.mp4;Два\nshop-2;b.mp4;Три\n")};
        desk.dialog->findChild<QPushButton *>(u"uploadTable"_s)->click();
        auto *preview = desk.dialog->findChild<TableView *>(u"uploadPreview"_s);
        QTRY_COMPARE(preview->model()->rowCount(), 3);
        const auto problem = [preview](int row) { return preview->model()->index(row, 1).data().toString(); };
        QTRY_VERIFY(problem(1).contains(u"shop-77 is not in the list"_s));
        QVERIFY(problem(2).contains(u"There is no such file"_s));
        // The first one with a fault is chosen, and told whole below the table.
        QTRY_VERIFY(desk.dialog->findChild<QLabel *>(u"uploadProblem"_s)->text().endsWith(u"/b.mp4"));
        QVERIFY(!desk.create()->isEnabled());

        desk.scene.makeFile(u"b.mp4"_s, "video");
        desk.dialog->findChild<QSpinBox *>(u"uploadSpread"_s)->setValue(120);
        desk.dialog->findChild<QCheckBox *>(u"uploadDraft"_s)->setChecked(true);
        QTRY_VERIFY(desk.remark(UploadField::Times).contains(u"say when the first upload begins"_s));
        const QDateTime first = QDateTime::currentDateTime().addDays(1);
        desk.dialog->findChild<QCheckBox *>(u"uploadLater"_s)->setChecked(true);
        auto *runAt = desk.dialog->findChild<QDateTimeEdit *>(u"uploadRunAt"_s);
        runAt->setDateTime(first);
        QVERIFY2(runAt->text().endsWith(first.toString(u" HH:mm"_s)), qPrintable(runAt->text())); // as all clocks here
        desk.dialog->findChild<QComboBox *>(u"uploadOnUnknown"_s)->setCurrentIndex(2);
        QTRY_VERIFY(desk.create()->isEnabled());
        QSignalSpy created(desk.dialog, &NewBulkUploadDialog::created);
        desk.create()->click();
        QTRY_COMPARE(created.size(), 1);
        const auto batch = created.first().first().value<queue::Batch>();
        QCOMPARE(batch.state, u"draft"_s);
        QCOMPARE(batch.tasks.size(), 3);
        const queue::Task one = desk.scene.task(batch.tasks.at(0));
        QVERIFY(one.payload.contains("Раз"));
        QCOMPARE(one.onUnknown, queue::OnUnknown::Skip);
        const auto begin = [&](int i) { return desk.scene.task(batch.tasks.at(i)).runAt; };
        QCOMPARE(begin(1) - begin(0), std::chrono::microseconds(60min));
        QCOMPARE(begin(2) - begin(0), std::chrono::microseconds(120min));
        QVERIFY(begin(0) > localNow() + 23h);
    }

    void templatesFillTheForm()
    {
        DialogDesk desk;
        const UploadForm form{desk.scene.makeFlow(),
                              {u"shop-2"_s, u"other"_s},
                              {desk.scene.makeFile(u"a.mp4"_s, "v")},
                              u"Текст"_s,
                              {u"x"_s, u"y"_s}};
        desk.dialog->setForm(form);
        auto *menu = desk.dialog->findChild<QPushButton *>(u"uploadTemplate"_s)->menu();
        const QString path = desk.scene.folder() + u"/my.pult-upload.json"_s;
        desk.prompts.nextFiles = {path};
        Q_EMIT menu->aboutToShow();
        menu->actions().at(0)->trigger();
        QTRY_VERIFY(QFile::exists(path));
        desk.dialog->setForm({});
        QCOMPARE(desk.dialog->form(), UploadForm());
        menu->actions().at(1)->trigger();
        QTRY_COMPARE(desk.dialog->form(), form);
    }

    void languageSwitchesWhileOpen()
    {
        DialogDesk desk;
        QTRY_VERIFY(!desk.remark(UploadField::Media).isEmpty());
        desk.gui().setLanguage(u"ru"_s);
        QTRY_COMPARE(desk.dialog->windowTitle(), u"Новая массовая загрузка"_s);
        QCOMPARE(desk.remark(UploadField::Media), u"Добавьте хотя бы один медиафайл."_s);
    }
};

QTEST_MAIN(tst_UploadDialog)
#include "tst_uploaddialog.moc"
