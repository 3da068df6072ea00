// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskdesk.h"

#include <guiapp.h>
#include <mainwindow.h>
#include <models/taskfeed.h>
#include <models/taskmodel.h>
#include <panels/emptystate.h>
#include <panels/tableview.h>
#include <panels/taskspanel.h>
#include <panels/wraplayout.h>
#include <responsiveness.h>
#include <support/testresult.h>

#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTabWidget>
#include <QToolButton>

using namespace pult;
using test::TaskDesk;
using namespace pult::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using queue::Outcome;
using queue::TaskState;

namespace {

/// Every text of ours that a person can read in the window.
QStringList textsOf(QWidget &window)
{
    QStringList texts;
    for (const QLabel *label : window.findChildren<QLabel *>())
        texts.append(label->text());
    for (const QAbstractButton *button : window.findChildren<QAbstractButton *>()) {
        if (!button->objectName().startsWith(u"qt_"))
            texts +=
                {button->text(), button->objectName().startsWith(u"buttonLanguage") ? QString() : button->toolTip()};
    }
    for (const QAction *action : window.findChildren<QAction *>()) {
        if (action->objectName().startsWith(u"action"))
            texts += {action->text(), action->toolTip()};
    }
    for (const QMenu *menu : window.findChildren<QMenu *>())
        texts.append(menu->title());
    for (const QDockWidget *dock : window.findChildren<QDockWidget *>())
        texts.append(dock->windowTitle());
    for (const QLineEdit *line : window.findChildren<QLineEdit *>())
        texts.append(line->placeholderText());
    for (const QComboBox *box : window.findChildren<QComboBox *>()) {
        for (int i = 0; i < box->count(); ++i)
            texts.append(box->itemText(i));
    }
    for (const QTabWidget *tabs : window.findChildren<QTabWidget *>()) {
        for (int i = 0; i < tabs->count(); ++i)
            texts.append(tabs->tabText(i));
    }
    for (const TableView *table : window.findChildren<TableView *>()) {
        for (int column = 0; column < table->model()->columnCount(); ++column) {
            if (table->isColumnHidden(column))
                continue;
            texts.append(table->model()->headerData(column, Qt::Horizontal).toString());
            for (int row = 0; row < table->model()->rowCount(); ++row)
                texts.append(table->model()->index(row, column).data().toString());
        }
    }
    texts.removeAll(QString());
    return texts;
}

/// Words that are English in every language: names, keys, file names, step types of recordings.
bool mayBeEnglish(const QString &word)
{
    static const QRegularExpression names(
        u"^(English|Ctrl|HTTP|HTML|JSON|GNU|GPL|Chrome|Dolphin|Anty|SQLite|sqlite|STUDIO|OFFICE|shop|default|night|"
        u"summer|"
        u"sale|autumn|"
        "lookbook|json|age|slow|OR|state|failed|batch|kind|queue|id|unknown|yes|png|html|txt|failure|commit|page|"
        "console|"
        "click|change|"
        "waitForElement|publish|RU|EN|navigate|setFiles|setViewport|the|site|is|being|repaired)$"_s);
    return names.match(word).hasMatch();
}

} // namespace

class tst_Window : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void emptyDatabaseSaysWhatToDo()
    {
        test::Scene scene;
        TaskDesk desk(scene);
        QWidget *empty = desk.table()->findChild<QWidget *>(u"emptyState"_s);
        QTRY_COMPARE(empty->findChild<QPushButton *>()->text(), u"New bulk upload…"_s);
        QVERIFY(empty->isVisible());
        empty->findChild<QPushButton *>()->click();
        QTRY_VERIFY(desk.find<QWidget>(u"newBulkUploadDialog"_s));
    }

    void listShowsTasksAndCounts()
    {
        test::Scene scene;
        scene.fill();
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 13);
        auto *views = desk.find<TableView>(u"viewTable"_s);
        QTRY_COMPARE(views->model()->index(1, 1).data().toString(), u"4"_s);
        QTRY_COMPARE(desk.find<TableView>(u"batchTable"_s)->model()->rowCount(), 2);
        QTRY_COMPARE(desk.find<TableView>(u"nodeTable"_s)->model()->rowCount(), 2);
        QTRY_COMPARE(desk.find<TableView>(u"profileTable"_s)->model()->rowCount(), 9);
        QVERIFY(desk.find<QLabel>(u"statusNode"_s)->text().contains(u"4 of 15"_s));
        QVERIFY(desk.find<QLabel>(u"statusPaused"_s)->text().contains(u"night"_s));
    }

    void filterNarrowsTheList()
    {
        test::Scene scene;
        scene.fill();
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 13);
        auto *line = desk.find<QLineEdit>(u"filterLine"_s);
        line->setText(u"state:running"_s);
        QTRY_COMPARE(desk.rows(), 4);
        line->setText(u"shop-12"_s);
        QTRY_COMPARE(desk.rows(), 1);
        line->setText(u"nobody"_s);
        QTRY_COMPARE(desk.rows(), 0);
        QPushButton *button = desk.table()->findChild<QPushButton *>(u"emptyButton"_s);
        QTRY_COMPARE(button->text(), u"Show all tasks"_s);
        button->click();
        QTRY_COMPARE(desk.rows(), 13);
        QVERIFY(line->text().isEmpty());
    }

    void wrongFilterSaysWhatIsWrongAndKeepsTheList()
    {
        test::Scene scene;
        scene.addUpload(u"a"_s);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        desk.find<QLineEdit>(u"filterLine"_s)->setText(u"state:sleeping"_s);
        auto *fault = desk.find<QLabel>(u"filterFault"_s);
        QTRY_VERIFY(fault->isVisible());
        QVERIFY(fault->text().contains(u"sleeping"_s));
        QCOMPARE(desk.rows(), 1);
    }

    void viewIsOneClick()
    {
        test::Scene scene;
        scene.fill();
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 13);
        auto *views = desk.find<TableView>(u"viewTable"_s);
        Q_EMIT views->clicked(views->model()->index(5, 0));
        QTRY_COMPARE(desk.rows(), 1);
        QCOMPARE(desk.find<QLineEdit>(u"filterLine"_s)->text(), u"unknown:yes"_s);
    }

    void verbsFollowTheSelection()
    {
        test::Scene scene;
        const queue::Id first = scene.addUpload(u"a"_s);
        scene.finish(scene.claim(1).first(), Outcome::Completed);
        const queue::Id second = scene.addUpload(u"b"_s);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 2);
        QVERIFY(!desk.action("actionCancel")->isEnabled());
        QCOMPARE(desk.action("actionCancel")->toolTip(), u"Choose a task in the list first."_s);
        desk.select(first);
        QVERIFY(!desk.action("actionCancel")->isEnabled());
        QVERIFY(desk.action("actionCancel")->toolTip().contains(u"nothing to cancel"_s));
        QVERIFY(desk.action("actionRetry")->isEnabled());
        desk.select(second);
        QVERIFY(desk.action("actionCancel")->isEnabled());
        QVERIFY(!desk.action("actionRetry")->isEnabled());
        QVERIFY(!desk.action("actionDone")->isEnabled());
    }

    void cancelOfARunningTaskAsksAndCancels()
    {
        test::Scene scene;
        const queue::Id id = scene.addUpload(u"a"_s);
        scene.claim(1);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        desk.select(id);
        desk.prompts().nextAnswer = false;
        desk.action("actionCancel")->trigger();
        QCOMPARE(desk.prompts().asked.size(), 1);
        QVERIFY(desk.prompts().asked.first().contains(u"Interrupted: a"_s));
        QCOMPARE(scene.task(id).state, TaskState::Running);
        desk.prompts().nextAnswer = true;
        desk.action("actionCancel")->trigger();
        // It stops by itself; until then it is asked to.
        QTRY_COMPARE(desk.find<QLabel>(u"undoText"_s)->text(), u"1 task cancelled."_s);
    }

    void retryPutsAFailedTaskBack()
    {
        test::Scene scene;
        const queue::Id id = scene.addUpload(u"a"_s);
        scene.finish(scene.claim(1).first(), Outcome::FailedForGood,
                     Error{ErrorKind::Invalid, u"file_empty"_s, {u"/m.mp4"_s}, {}});
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        QCOMPARE(desk.cell(id, TaskModel::State), u"failed"_s);
        desk.select(id);
        desk.action("actionRetry")->trigger();
        QTRY_COMPARE(desk.cell(id, TaskModel::State), u"waiting"_s);
        QVERIFY(desk.prompts().asked.isEmpty());
        // While it waits that is taken back by a click.
        QTRY_VERIFY(desk.find<QPushButton>(u"undoButton"_s)->isVisible());
        desk.find<QPushButton>(u"undoButton"_s)->click();
        QTRY_COMPARE(desk.cell(id, TaskModel::State), u"failed"_s);
    }

    void unknownOutcomeIsAnswered_data()
    {
        QTest::addColumn<QByteArray>("action");
        QTest::addColumn<QString>("state");
        QTest::newRow("done") << QByteArray("actionDone") << u"completed"_s;
        QTest::newRow("again") << QByteArray("actionAgain") << u"waiting"_s;
    }

    void unknownOutcomeIsAnswered()
    {
        QFETCH(QByteArray, action);
        QFETCH(QString, state);
        test::Scene scene;
        const queue::Id id = scene.addUpload(u"a"_s);
        scene.finish(scene.claim(1).first(), Outcome::Unknown,
                     Error{ErrorKind::Conflict, u"outcome_unknown"_s, {}, {}});
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        QCOMPARE(desk.cell(id, TaskModel::State), u"unknown"_s);
        desk.select(id);
        QVERIFY(desk.action(action.constData())->isEnabled());
        QVERIFY(!desk.action("actionRetry")->isEnabled());
        desk.action(action.constData())->trigger();
        QTRY_COMPARE(desk.cell(id, TaskModel::State), state);
    }

    void theBannerTellsWhatWaitsForTheDatabase()
    {
        test::Scene scene;
        TaskDesk desk(scene);
        auto *banner = desk.find<QWidget>(u"awayBanner"_s);
        scene.pool().stop(); // from now on it does not answer
        QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), 10'000);
        desk.window().setOutage(work::Outage{localNow(), 2, 5, 5, Error{}});
        const QString text = banner->findChild<QLabel *>(u"bannerText"_s)->text();
        QVERIFY2(text.contains(u"2 tasks run on"_s) && text.contains(u"5 ends of tasks wait"_s), qPrintable(text));
    }

    void illegalVerbIsToldNotHidden()
    {
        test::Scene scene;
        const queue::Id id = scene.addUpload(u"a"_s);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        // The database refuses; another window may have been faster.
        desk.window().showFailure(
            {ErrorKind::Conflict, u"task_state_conflict"_s, {QString::number(id), u"running"_s, u"retry"_s}, {}});
        auto *banner = desk.find<QWidget>(u"failureBanner"_s);
        QVERIFY(banner->isVisible());
        QVERIFY(banner->findChild<QLabel *>(u"bannerText"_s)->text().contains(QString::number(id)));
        banner->findChild<QToolButton *>(u"bannerClose"_s)->click();
        QVERIFY(!banner->isVisible());
    }

    void detailExplainsAFailure()
    {
        test::Scene scene;
        scene.fill();
        TaskDesk desk(scene);
        desk.find<QLineEdit>(u"filterLine"_s)->setText(u"state:failed shop-3"_s);
        QTRY_COMPARE(desk.rows(), 1);
        desk.table()->selectRow(0);
        auto *title = desk.find<QLabel>(u"detailTitle"_s);
        QTRY_VERIFY(title->text().contains(u"failed"_s));
        auto *message = desk.find<QWidget>(u"detailMessage"_s)->findChild<QLabel *>(u"bannerText"_s);
        QVERIFY(message->text().contains(u"#publish"_s));
        QTRY_COMPARE(desk.find<TableView>(u"attemptTable"_s)->model()->rowCount(), 1);
        QCOMPARE(desk.find<TableView>(u"stepTable"_s)->model()->rowCount(), 4);
        // A screen reader says of each what its tab says.
        const auto *tabs = desk.find<QTabWidget>(u"detailTabs"_s);
        QCOMPARE(desk.find<TableView>(u"attemptTable"_s)->accessibleName(), tabs->tabText(1));
        QCOMPARE(desk.find<TableView>(u"stepTable"_s)->accessibleName(), tabs->tabText(2));
        QCOMPARE(desk.find<TableView>(u"artifactTable"_s)->model()->rowCount(), 3);
        QVERIFY(desk.find<QPlainTextEdit>(u"attemptLog"_s)->toPlainText().contains(u"404"_s));
        const QString target = scene.folder() + u"/saved.html"_s;
        desk.prompts().nextFiles = {target};
        desk.find<TableView>(u"artifactTable"_s)->selectRow(1);
        desk.find<QPushButton>(u"artifactSave"_s)->click();
        QTRY_VERIFY(QFile::exists(target));
    }

    void waitingTaskSaysWhy()
    {
        test::Scene scene;
        scene.fill();
        TaskDesk desk(scene);
        desk.find<QLineEdit>(u"filterLine"_s)->setText(u"queue:night"_s);
        QTRY_COMPARE(desk.rows(), 1);
        desk.table()->selectRow(0);
        auto *message = desk.find<QWidget>(u"detailMessage"_s)->findChild<QLabel *>(u"bannerText"_s);
        QTRY_VERIFY(message->text().contains(u"the site is being repaired"_s));
    }

    void buttonsGoOnInANewRow()
    {
        QWidget panel;
        auto *layout = new WrapLayout;
        panel.setLayout(layout);
        QList<QPushButton *> buttons;
        for (int i = 0; i < 4; ++i) {
            buttons.append(new QPushButton(&panel));
            buttons.last()->setFixedSize(100, 20);
            layout->addWidget(buttons.last());
        }
        buttons.at(1)->hide();
        QCOMPARE(layout->heightForWidth(316), 20);
        QCOMPARE(layout->heightForWidth(315), 48);
        // However many there are, the panel may be as narrow as one of them.
        QCOMPARE(panel.minimumSizeHint().width(), 100);
        panel.resize(250, 48);
        panel.show();
        QTRY_COMPARE(buttons.at(3)->pos(), QPoint(0, 28));
        QCOMPARE(buttons.at(2)->pos(), QPoint(108, 0));
    }

    void aLowPanelKeepsItsWords()
    {
        EmptyState state("tasks");
        state.setTexts(u"Nothing was done with tasks yet. What is retried, cancelled or deleted is listed here: "
                       "others see it, too, and for a day it can be taken back."_s);
        auto *sentence = state.findChild<QLabel *>(u"emptySentence"_s);
        for (const QSize size : {QSize(800, 72), QSize(800, 400), QSize(420, 200)}) {
            state.resize(size);
            state.show();
            QTRY_VERIFY(sentence->height() >= sentence->heightForWidth(sentence->width()));
            QVERIFY(state.rect().contains(sentence->geometry()));
            for (const QLabel *label : state.findChildren<QLabel *>())
                QVERIFY(label == sentence || label->isHidden() || !label->geometry().intersects(sentence->geometry()));
        }
    }

    void queueIsPausedWithAReasonAndResumed()
    {
        test::Scene scene;
        scene.addUpload(u"a"_s);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        desk.action("actionPauseQueue")->trigger();
        auto *dialog = desk.find<QWidget>(u"pauseDialog"_s);
        QVERIFY(dialog);
        dialog->findChild<QLineEdit *>(u"pauseReason"_s)->setText(u"lunch"_s);
        dialog->findChild<QPushButton *>(u"pauseAccept"_s)->click();
        QTRY_VERIFY(desk.table()->model()->index(0, TaskModel::ProgressColumn).data().toString().contains(u"lunch"_s));
        QTRY_COMPARE(desk.action("actionPauseQueue")->iconText(), u"Resume queue"_s);
        desk.action("actionPauseQueue")->trigger();
        QTRY_COMPARE(desk.action("actionPauseQueue")->iconText(), u"Pause queue"_s);
    }

    /// Nobody told the window: only the database knows.
    void refreshingAsksTheDatabase()
    {
        test::Scene scene;
        scene.addUpload(u"a"_s);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        desk.find<QAction>(u"pacePause"_s)->trigger();
        const queue::Id id = scene.addUpload(u"b"_s);
        desk.action("actionRefresh")->trigger();
        QTRY_COMPARE(desk.rows(), 2);
        scene.finish(scene.claim(2).last(), Outcome::Completed);
        desk.action("actionRefresh")->trigger();
        QTRY_COMPARE(desk.cell(id, TaskModel::State), u"completed"_s);
        QVERIFY(desk.gui().feed().isPaused());
    }

    void aSortedListSaysWhatIsSorted()
    {
        test::Scene scene;
        QList<queue::NewTask> many;
        for (int i = 0; i <= TaskFeed::taskLimit; ++i)
            many.append({u"browser_flow"_s, u"default"_s});
        scene.add(many);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), TaskFeed::taskLimit);
        const auto said = [&desk] {
            return desk.find<QLabel>(u"taskFoot"_s)->text().contains(u"sorted among these alone"_s);
        };
        QVERIFY(!said());
        desk.table()->sortByColumn(TaskModel::Priority, Qt::DescendingOrder);
        QVERIFY(said());
        desk.table()->sortByColumn(TaskModel::IdColumn, Qt::DescendingOrder);
        QVERIFY(!said());
    }

    void anotherProcessesTaskAppears()
    {
        test::Scene scene;
        TaskDesk desk(scene);
        test::Scene other(scene.databasePath());
        const queue::Id id = other.addUpload(u"elsewhere"_s);
        QTRY_COMPARE(desk.rows(), 1);
        QCOMPARE(desk.cell(id, TaskModel::Profile), u"elsewhere"_s);
        other.progress(other.claim(1).first(), 0.25, u"step 1 of 4: navigate"_s);
        QTRY_COMPARE(desk.cell(id, TaskModel::ProgressColumn), u"25 % · step 1 of 4"_s);
    }

    void languageSwitchKeepsTheSelectionAndLeavesNoEnglish()
    {
        test::Scene scene;
        scene.fill();
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 13);
        const queue::Id chosen = desk.table()->model()->index(3, 0).data(TableModelBase::IdRole).value<queue::Id>();
        desk.select(chosen);
        QTRY_VERIFY(desk.find<QLabel>(u"detailTitle"_s)->text().contains(u"Task %1"_s.arg(chosen)));
        desk.find<QToolButton>(u"buttonLanguage_ru"_s)->click();
        QTRY_VERIFY(desk.window().windowTitle().startsWith(u"Пульт"));
        QCOMPARE(desk.table()->selectionModel()->selectedRows().size(), 1);
        QCOMPARE(desk.table()->currentIndex().data(TableModelBase::IdRole).value<queue::Id>(), chosen);
        static const QRegularExpression word(u"[A-Za-z]{2,}"_s);
        for (const QString &text : textsOf(desk.window())) {
            for (auto match = word.globalMatch(text); match.hasNext();) {
                const QString found = match.next().captured();
                QVERIFY2(mayBeEnglish(found), qPrintable(found + u" in: "_s + text));
            }
        }
        desk.find<QToolButton>(u"buttonLanguage_en"_s)->click();
        QTRY_COMPARE(desk.window().windowTitle(), u"Pult · STUDIO-1"_s);
        QVERIFY(desk.find<QToolButton>(u"buttonLanguage_en"_s)->isChecked());
    }

    void bothLanguagesStart_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("views");
        QTest::newRow("ru") << u"ru"_s << u"Все задачи"_s;
        QTest::newRow("en") << u"en"_s << u"All tasks"_s;
    }

    void bothLanguagesStart()
    {
        QFETCH(QString, language);
        QFETCH(QString, views);
        test::Scene scene;
        TaskDesk desk(scene, language);
        QCOMPARE(desk.find<TableView>(u"viewTable"_s)->model()->index(0, 0).data().toString(), views);
        QCOMPARE(desk.gui().language(), language);
    }

    void pluralsAreRight_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("text");
        QTest::newRow("en 1") << u"en"_s << 1 << u"1 task"_s;
        QTest::newRow("en 2") << u"en"_s << 2 << u"2 tasks"_s;
        QTest::newRow("ru 1") << u"ru"_s << 1 << u"1 задача"_s;
        QTest::newRow("ru 3") << u"ru"_s << 3 << u"3 задачи"_s;
        QTest::newRow("ru 5") << u"ru"_s << 5 << u"5 задач"_s;
    }

    void pluralsAreRight()
    {
        QFETCH(QString, language);
        QFETCH(int, count);
        QFETCH(QString, text);
        test::Scene scene;
        for (int i = 0; i < count; ++i)
            scene.addUpload(u"p%1"_s.arg(i));
        TaskDesk desk(scene, language);
        QTRY_COMPARE(desk.find<QLabel>(u"taskFoot"_s)->text(), text);
    }

    void languageThemeAndLayoutAreKept()
    {
        test::Scene scene;
        {
            TaskDesk desk(scene);
            desk.find<QToolButton>(u"buttonLanguage_ru"_s)->click();
            desk.action("actionTheme_dark")->trigger();
            desk.find<QDockWidget>(u"dockLog"_s)->close();
            desk.table()->setColumnHidden(TaskModel::Kind, true);
            desk.window().resize(1100, 640);
            desk.window().close();
        }
        {
            TaskDesk desk(scene, {});
            QCOMPARE(desk.gui().language(), u"ru"_s);
            QVERIFY(desk.action("actionTheme_dark")->isChecked());
            QVERIFY(!desk.find<QDockWidget>(u"dockLog"_s)->toggleViewAction()->isChecked());
            QVERIFY(desk.table()->isColumnHidden(TaskModel::Kind));
            desk.action("actionResetLayout")->trigger();
            QVERIFY(desk.find<QDockWidget>(u"dockLog"_s)->toggleViewAction()->isChecked());
            QVERIFY(!desk.table()->isColumnHidden(TaskModel::Kind));
            desk.action("actionTheme_light")->trigger();
        }
    }

    void windowStaysResponsive()
    {
        auto *application = qobject_cast<ProbedApplication *>(QCoreApplication::instance());
        QVERIFY(application);
        test::Scene scene;
        scene.fill();
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 13);
        application->setMeasuring(true);
        QList<queue::NewTask> many;
        for (int i = 0; i < 400; ++i) {
            queue::NewTask task;
            task.kind = u"browser_flow"_s;
            task.provider = u"local:p%1"_s.arg(i);
            many.append(task);
        }
        scene.add(many);
        QTRY_COMPARE(desk.rows(), 413);
        application->setMeasuring(false);
        const Responsiveness &result = application->responsiveness();
        QVERIFY(result.handled > 0);
        qInfo().noquote() << "longest handler: cpu" << result.longestCpu.count() / 1000 << "us," << result.slowestCpu
                          << "wall" << result.longestWall.count() / 1000 << "us," << result.slowestWall;
        QVERIFY2(result.longestCpu < 50ms, qPrintable(result.slowestCpu));
    }
};

int main(int argc, char **argv)
{
    ProbedApplication application(argc, argv);
    tst_Window test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_window.moc"
