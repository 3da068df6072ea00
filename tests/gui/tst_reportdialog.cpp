// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reports as an operator makes them in the window.
#include "samples.h"
#include "scriptedprompts.h"

#include <dialogs/reportdialog.h>
#include <guiapp.h>
#include <mainwindow.h>
#include <support/csvreader.h>
#include <support/testresult.h>

#include <QComboBox>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace pult;
using namespace pult::ui;
using namespace Qt::StringLiterals;

class tst_ReportDialog : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::Scene> m_scene;
    test::ScriptedPrompts m_prompts;
    std::unique_ptr<GuiApp> m_gui;

    ReportDialog *open(const QString &language)
    {
        m_scene = std::make_unique<test::Scene>();
        m_scene->fill();
        m_gui = std::make_unique<GuiApp>(m_scene->commands(),
                                         GuiApp::Options{test::someProfiles, m_scene->folder() + u"/window.ini"_s,
                                                         u"sqlite"_s, language, &m_prompts});
        m_gui->show();
        m_gui->window().findChild<QAction *>(u"actionReport"_s)->trigger();
        return m_gui->window().findChild<ReportDialog *>();
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }
    void cleanup()
    {
        m_gui.reset();
        m_scene.reset();
    }

    void aRussianOfficeGetsSemicolons()
    {
        ReportDialog *dialog = open(u"ru"_s);
        QVERIFY(dialog);
        QCOMPARE(dialog->findChild<QComboBox *>(u"reportFormat"_s)->currentIndex(), 1);
        auto *preview = dialog->findChild<QTableView *>(u"reportPreview"_s);
        QTRY_COMPARE(preview->model()->rowCount(), 13);
        const QString path = m_scene->folder() + u"/отчёт.csv"_s;
        m_prompts.nextFiles = QStringList{path};
        dialog->findChild<QPushButton *>(u"reportAccept"_s)->click();
        auto *message = dialog->findChild<QLabel *>(u"reportMessage"_s);
        QTRY_VERIFY(message->text().contains(u"отчёт.csv"_s));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto rows = test::readCsv(file.readAll(), u';');
        QVERIFY(rows);
        QCOMPARE(rows->size(), 14);
        QCOMPARE(rows->at(0).constFirst(), u"Номер"_s);
        QCOMPARE(rows->at(1).constFirst(), preview->model()->index(0, 0).data().toString());
        // Cells are words, too, not only their headers.
        QStringList kinds;
        QStringList states;
        for (qsizetype i = 1; i < rows->size(); ++i) {
            kinds.append(rows->at(i).at(1));
            states.append(rows->at(i).at(3));
        }
        QVERIFY2(kinds.contains(u"загрузка"_s) && !kinds.contains(u"bulk_upload"_s), qPrintable(kinds.join(u' ')));
        QVERIFY2(states.contains(u"ждёт"_s) && !states.contains(u"available"_s), qPrintable(states.join(u' ')));
    }

    void columnsKindAndFormatAreChosen()
    {
        ReportDialog *dialog = open(u"en"_s);
        QVERIFY(dialog);
        auto *preview = dialog->findChild<QTableView *>(u"reportPreview"_s);
        QTRY_COMPARE(preview->model()->columnCount(), 17);
        auto *columns = dialog->findChild<QListView *>(u"reportColumns"_s)->model();
        columns->setData(columns->index(0, 0), Qt::Unchecked, Qt::CheckStateRole);
        QTRY_COMPARE(preview->model()->columnCount(), 16);
        for (int i = 1; i < columns->rowCount(); ++i)
            columns->setData(columns->index(i, 0), Qt::Unchecked, Qt::CheckStateRole);
        QVERIFY(!dialog->findChild<QPushButton *>(u"reportAccept"_s)->isEnabled());
        QVERIFY(!dialog->findChild<QLabel *>(u"reportMessage"_s)->text().isEmpty());
        dialog->findChild<QComboBox *>(u"reportKind"_s)->setCurrentIndex(int(upkeep::ReportKind::Errors));
        dialog->findChild<QComboBox *>(u"reportFormat"_s)->setCurrentIndex(2);
        QTRY_COMPARE(preview->model()->columnCount(), 9);
        QTRY_VERIFY(preview->model()->rowCount() > 0);
        const QString path = m_scene->folder() + u"/errors.json"_s;
        m_prompts.nextFiles = QStringList{path};
        dialog->findChild<QPushButton *>(u"reportAccept"_s)->click();
        QTRY_VERIFY(QFile::exists(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QJsonDocument::fromJson(file.readAll()).object()[u"report"].toString(), u"errors"_s);
    }

    void aReportComesByTheClock()
    {
        ReportDialog *dialog = open(u"en"_s);
        QVERIFY(dialog);
        dialog->findChild<QComboBox *>(u"reportRepeat"_s)->setCurrentIndex(int(ReportDialog::Repeat::Week));
        auto *folder = dialog->findChild<QLineEdit *>(u"reportFolder"_s);
        auto *accept = dialog->findChild<QPushButton *>(u"reportAccept"_s);
        QVERIFY(folder->isVisible());
        folder->setText(u"reports"_s);
        QVERIFY(!accept->isEnabled());
        folder->setText(m_scene->folder() + u"/reports"_s);
        QVERIFY(accept->isEnabled());
        accept->click();
        auto *message = dialog->findChild<QLabel *>(u"reportMessage"_s);
        QTRY_VERIFY(message->text().contains(u"report-tasks-week"_s));
        auto listed = m_scene->commands().listSchedules();
        listed.waitForFinished();
        PULT_VERIFY_RESULT(listed.result());
        const queue::Schedule schedule = listed.result()->constFirst();
        QCOMPARE(schedule.task.kind, u"report"_s);
        QCOMPARE(schedule.task.node, m_scene->commands().place().nodeName);
        QCOMPARE(schedule.expression, u"0 6 * * 1"_s);
        PULT_VERIFY_RESULT(upkeep::scheduledReportFromPayload(schedule.task.payload));
        accept->click(); // a second one of that name
        QTRY_VERIFY(!message->text().contains(u"Scheduled"_s));
    }
};

QTEST_MAIN(tst_ReportDialog)
#include "tst_reportdialog.moc"
