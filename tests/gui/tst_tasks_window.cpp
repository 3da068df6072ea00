// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskdesk.h"

#include <dialogs/verbdialog.h>
#include <models/humantext.h>
#include <models/operationmodel.h>
#include <models/taskfeed.h>
#include <models/taskmodel.h>
#include <panels/faultline.h>
#include <panels/filteredit.h>
#include <panels/taskspanel.h>
#include <responsiveness.h>
#include <support/testresult.h>

#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QHeaderView>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSemaphore>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolButton>
#include <QTreeView>

using namespace pult;
using namespace pult::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using queue::Id;
using queue::Outcome;
using queue::TaskState;
using test::TaskDesk;

namespace {

const Error stepFailed{
    ErrorKind::Timeout, u"step_failed"_s, {u"4"_s, u"click"_s, u"#publish"_s, u"no element after 5000 ms"_s}, {}};

Id failedUpload(test::Scene &scene, const QString &profile, const Error &error = stepFailed)
{
    const Id id = scene.addUpload(profile);
    scene.finish(scene.claim(1).first(), Outcome::FailedForGood, error);
    return id;
}

queue::Operation lastOperation(test::Scene &scene)
{
    auto future = scene.commands().listOperations(1);
    future.waitForFinished();
    const auto operations = future.result();
    return operations && !operations->isEmpty() ? operations->first() : queue::Operation{};
}

void prioritiseAs(const QString &who, test::Scene &scene, Id id, int priority)
{
    queue::TaskChange change;
    change.verb = queue::TaskVerb::SetPriority;
    change.priority = priority;
    scene.run<queue::ChangeResult>([=](storage::Connection &connection) {
        return storage::inTransaction(connection, [&] {
            return queue::changeTasks(connection, {id}, change, {who, u"ctl"_s});
        });
    });
}

QStringList audited(test::Scene &scene)
{
    auto future = scene.commands().listAudit({100});
    future.waitForFinished();
    QStringList lines;
    const auto entries = future.result();
    for (const queue::AuditEntry &entry : entries ? *entries : QList<queue::AuditEntry>{})
        lines.append(entry.what + u' ' + entry.object);
    return lines;
}

/// All that a model says, in cells and tool tips.
QString textOf(const QAbstractItemModel &model, const QModelIndex &parent = {})
{
    QString text;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        for (int column = 0; column < model.columnCount(parent); ++column) {
            const QModelIndex index = model.index(row, column, parent);
            text += index.data().toString() + u'\n' + index.data(Qt::ToolTipRole).toString() + u'\n';
        }
        text += textOf(model, model.index(row, 0, parent));
    }
    return text;
}

} // namespace

/// The task list as its operator uses it: finding, views, order, changes of many tasks, the detail.
class tst_TasksWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void theFilterLanguageNarrowsTheList()
    {
        test::Scene scene;
        scene.fill();
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 13);
        auto *line = desk.find<QLineEdit>(u"filterLine"_s);
        line->setText(u"profile:shop-3 OR queue:night"_s);
        QTRY_COMPARE(desk.rows(), 2);
        line->setText(u"-state:waiting -state:running"_s);
        QTRY_COMPARE(desk.rows(), 4);
        line->setText(u"error:\"no element\" age:<1h attempt:>=1"_s);
        QTRY_COMPARE(desk.rows(), 2);
    }

    void aFaultHasACaretUnderItsPlace()
    {
        test::Scene scene;
        scene.addUpload(u"a"_s);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        auto *line = desk.find<FilterEdit>(u"filterLine"_s);
        line->setText(u"shop state:sleeping"_s);
        auto *fault = desk.find<FaultLine>(u"filterFault"_s);
        QTRY_VERIFY(fault->isVisible());
        QVERIFY(fault->text().contains(u"sleeping"_s));
        QVERIFY(fault->caret() >= 0);
        QCOMPARE(desk.rows(), 1);
        line->setText(u"state:waiting"_s);
        QTRY_VERIFY(!fault->isVisible());
    }

    void theCaretStandsUnderTheWord()
    {
        FilterEdit line;
        line.resize(900, 32);
        line.setText(u"shop state:sleeping batch:none"_s);
        line.setFault(FilterEdit::Span{11, 8});
        const int first = line.faultX();
        const int ahead = line.fontMetrics().horizontalAdvance(line.text().left(11));
        QVERIFY2(first >= ahead && first < ahead + 40, qPrintable(QString::number(first)));
        line.setFault(FilterEdit::Span{26, 4});
        QVERIFY(line.faultX() > first);
        line.setCursorPosition(0); // where one types changes nothing
        QVERIFY(line.faultX() > first);
    }

    void keysAndValuesAreOffered()
    {
        test::Scene scene;
        scene.fill();
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 13);
        auto *line = desk.find<FilterEdit>(u"filterLine"_s);
        line->setText(u"-st"_s);
        QCOMPARE(line->offers(), (QStringList{u"state:"_s, u"started:"_s}));
        line->setText(u"state:failed,ru"_s);
        QCOMPARE(line->offers(), QStringList{u"running"_s});
        QTRY_VERIFY((line->setText(u"queue:ni"_s), line->offers()) == QStringList{u"night"_s});
        QTRY_VERIFY((line->setText(u"kind:"_s), line->offers()).contains(u"browser_flow"_s));
        QTRY_VERIFY((line->setText(u"node:off"_s), line->offers()) == QStringList{u"OFFICE-2"_s});
        QTRY_VERIFY((line->setText(u"profile:shop-12"_s), line->setText(u"profile:op-12"_s), line->offers()) ==
                    QStringList{u"shop-12"_s});
        line->setText(u"word"_s);
        QVERIFY(line->offers().isEmpty());
    }

    void theLatestFilterHasTheLastWord()
    {
        test::Scene scene;
        scene.fill();
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 13);
        QSignalSpy arrived(&desk.gui().feed(), &TaskFeed::tasksArrived);
        for (const QString &line : {u"state:running"_s, u"state:failed"_s, u"shop"_s, u"queue:night"_s})
            desk.window().tasks().setFilterText(line);
        QTRY_COMPARE(desk.rows(), 1);
        // Of what was typed in between nothing was shown, and most was never asked for.
        int sets = 0;
        for (const QList<QVariant> &answer : std::as_const(arrived))
            sets += answer.at(2).toBool() ? 0 : 1;
        QCOMPARE(sets, 1);
        QCOMPARE(desk.table()->model()->index(0, TaskModel::Queue).data().toString(), u"night"_s);
    }

    void aSlowDatabaseDoesNotMakeTheListBounce()
    {
        test::Scene scene;
        scene.fill();
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 13);
        auto *line = desk.find<QLineEdit>(u"filterLine"_s);
        auto *views = desk.find<TableView>(u"viewTable"_s);
        // Nothing is answered until this is let go.
        QSemaphore answers;
        QList<QFuture<Result<>>> busy;
        for (int n = 0; n < 4; ++n) {
            busy.append(scene.pool().run<void>([&answers](storage::Connection &) {
                answers.acquire();
                return Result<>();
            }));
        }
        QSignalSpy arrived(&desk.gui().feed(), &TaskFeed::tasksArrived);
        for (const int view : {4, 2, 1})
            Q_EMIT views->clicked(views->model()->index(view, 0));
        desk.window().tasks().setFilterText(u"queue:night"_s);
        answers.release(4);
        QTRY_COMPARE(desk.rows(), 1);
        // Neither the views in between nor an answer to the list before them was shown.
        for (const QList<QVariant> &answer : std::as_const(arrived))
            QCOMPARE(answer.at(0).value<QList<queue::Task>>().size(), 1);
        QCOMPARE(line->text(), u"queue:night"_s);
        for (auto &each : busy)
            each.waitForFinished();
    }

    void pausedNothingIsReadAgain()
    {
        test::Scene scene;
        scene.addUpload(u"a"_s);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        TaskFeed &feed = desk.gui().feed();
        feed.setPaused(true);
        // All that was asked before has been answered once both connections are ours, and heard before what is asked
        // next.
        QSemaphore ours;
        QSemaphore free;
        for (int n = 0; n < 2; ++n) {
            scene.pool().run<void>([&ours, &free](storage::Connection &) {
                ours.release();
                free.acquire();
                return Result<>();
            });
        }
        ours.acquire(2);
        free.release(2);
        QSignalSpy rows(&feed, &TaskFeed::rowsArrived);
        feed.askRows({1});
        QTRY_COMPARE(rows.size(), 1);
        QSignalSpy ticks(&feed, &TaskFeed::ticked);
        QSignalSpy lists(&feed, &TaskFeed::tasksArrived);
        QSignalSpy counts(&feed, &TaskFeed::countsArrived);
        QSignalSpy nodes(&feed, &TaskFeed::nodesArrived);
        QSignalSpy hints(&scene.commands(), &node::Commands::changed);
        scene.addUpload(u"b"_s);
        QTRY_VERIFY(hints.size() > 0);
        for (const QEvent::Type type : {QEvent::WindowDeactivate, QEvent::WindowActivate}) {
            QEvent focus(type);
            QApplication::sendEvent(&desk.window(), &focus);
        }
        desk.window().hide();
        desk.window().show();
        ticks.clear();
        QTRY_VERIFY(ticks.size() >= 2);
        QCOMPARE(lists.size(), 0);
        QCOMPARE(counts.size(), 0);
        QCOMPARE(nodes.size(), 0);
        QCOMPARE(desk.rows(), 1);
        feed.setPaused(false);
        QTRY_COMPARE(desk.rows(), 2);
    }

    void theDarkThemeIsNoSlower()
    {
        test::Scene scene;
        scene.fill();
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 13);
        desk.gui().feed().setPaused(true); // nothing but drawing
        const auto drawing = [&desk](Theme::Choice theme) {
            Q_EMIT desk.window().themeChosen(theme);
            (void)desk.window().grab(); // icons are tinted once
            std::vector<std::chrono::nanoseconds> times;
            for (int n = 0; n < 15; ++n) {
                const auto before = ownProcessorTime();
                (void)desk.window().grab();
                times.push_back(ownProcessorTime() - before);
            }
            std::sort(times.begin(), times.end());
            return times.at(times.size() / 2);
        };
        const auto light = drawing(Theme::Choice::Light);
        const auto dark = drawing(Theme::Choice::Dark);
        qInfo() << "light" << light.count() / 1000 << "us, dark" << dark.count() / 1000 << "us";
        QVERIFY2(dark < 2 * light, "by the thread's own processor time");
    }

    void aViewIsSavedEditedAndKept()
    {
        test::Scene scene;
        scene.fill();
        {
            TaskDesk desk(scene);
            QTRY_COMPARE(desk.rows(), 13);
            desk.find<QLineEdit>(u"filterLine"_s)->setText(u"queue:night"_s);
            QTRY_COMPARE(desk.rows(), 1);
            desk.find<QAction>(u"viewSaveNew"_s)->trigger();
            auto *dialog = desk.find<QWidget>(u"viewDialog"_s);
            QVERIFY(dialog);
            QVERIFY(!dialog->findChild<QPushButton *>(u"viewSave"_s)->isEnabled());
            dialog->findChild<QLineEdit *>(u"viewName"_s)->setText(u"Nights"_s);
            dialog->findChild<QPushButton *>(u"viewSave"_s)->click();
            auto *views = desk.find<TableView>(u"viewTable"_s);
            QCOMPARE(views->model()->rowCount(), 8);
            QTRY_COMPARE(views->model()->index(7, 1).data().toString(), u"1"_s);
            desk.find<QLineEdit>(u"filterLine"_s)->setText(u"queue:night state:waiting"_s);
            QTRY_COMPARE(views->model()->index(7, 0).data().toString(), u"Nights •"_s);
            QVERIFY(desk.find<QAction>(u"viewSaveAgain"_s)->isVisible());
            desk.find<QAction>(u"viewSaveAgain"_s)->trigger();
            QCOMPARE(views->model()->index(7, 0).data().toString(), u"Nights"_s);
            // Columns belong to the view.
            desk.table()->setColumnHidden(TaskModel::Kind, true);
            Q_EMIT views->clicked(views->model()->index(0, 0));
            QVERIFY(!desk.table()->isColumnHidden(TaskModel::Kind));
            Q_EMIT views->clicked(views->model()->index(7, 0));
            QVERIFY(desk.table()->isColumnHidden(TaskModel::Kind));
            desk.window().close();
        }
        TaskDesk desk(scene);
        auto *views = desk.find<TableView>(u"viewTable"_s);
        QCOMPARE(views->model()->index(7, 0).data().toString(), u"Nights"_s);
        Q_EMIT views->clicked(views->model()->index(7, 0));
        QCOMPARE(desk.find<QLineEdit>(u"filterLine"_s)->text(), u"queue:night state:waiting"_s);
        QVERIFY(desk.table()->isColumnHidden(TaskModel::Kind));
    }

    void rowsStayWhileSomethingIsSelected()
    {
        test::Scene scene;
        const Id id = scene.addUpload(u"a"_s);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        desk.select(id);
        scene.addUpload(u"b"_s);
        scene.addUpload(u"c"_s);
        auto *chip = desk.find<QPushButton>(u"newTasks"_s);
        QTRY_COMPARE(chip->text(), u"2 new ↑"_s);
        QCOMPARE(desk.rows(), 1);
        QCOMPARE(desk.rowOf(id), 0);
        chip->click();
        QCOMPARE(desk.rows(), 3);
        QCOMPARE(desk.rowOf(id), 2);
        QCOMPARE(desk.table()->currentIndex().row(), 2);
        QVERIFY(!chip->isVisible());
    }

    void aRowThatLeftItsViewShowsWhatBecameOfIt()
    {
        test::Scene scene;
        const Id id = scene.addUpload(u"a"_s);
        const auto run = scene.claim(1);
        TaskDesk desk(scene);
        QSignalSpy arrived(&desk.gui().feed(), &TaskFeed::tasksArrived);
        desk.window().tasks().setFilterText(u"state:running"_s);
        QTRY_VERIFY(arrived.size() > 0 && !arrived.last().at(2).toBool());
        QCOMPARE(desk.rows(), 1);
        desk.select(id);
        scene.finish(run.first(), Outcome::Completed);
        QTRY_COMPARE(desk.cell(id, TaskModel::State), u"completed"_s);
        desk.table()->clearSelection();
        QTRY_COMPARE(desk.rows(), 0);
    }

    void aPausedWindowAsksNothing()
    {
        test::Scene scene;
        scene.addUpload(u"a"_s);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        desk.find<QAction>(u"pacePause"_s)->trigger();
        QVERIFY(desk.gui().feed().isPaused());
        QTRY_VERIFY(desk.find<QLabel>(u"taskFoot"_s)->text().contains(u"paused"_s));
        const QByteArray columns = desk.table()->horizontalHeader()->saveState();
        QSignalSpy tasks(&desk.gui().feed(), &TaskFeed::tasksArrived);
        QSignalSpy counts(&desk.gui().feed(), &TaskFeed::countsArrived);
        QSignalSpy nodes(&desk.gui().feed(), &TaskFeed::nodesArrived);
        QSignalSpy ticks(&desk.gui().feed(), &TaskFeed::ticked);
        scene.addUpload(u"b"_s);
        desk.gui().feed().setVisible(false);
        desk.gui().feed().setVisible(true); // coming back is no reason either
        QTRY_COMPARE(ticks.size(), 2);
        QCOMPARE(tasks.size() + counts.size() + nodes.size(), 0);
        // What the operator does is asked for.
        desk.find<QLineEdit>(u"filterLine"_s)->setText(u"profile:b"_s);
        QTRY_COMPARE(tasks.size(), 1);
        QCOMPARE(desk.rows(), 1);
        desk.find<QLineEdit>(u"filterLine"_s)->clear();
        desk.find<QAction>(u"pacePause"_s)->trigger();
        QTRY_COMPARE(desk.rows(), 2);
        QCOMPARE(desk.table()->horizontalHeader()->saveState(), columns);
    }

    void aSlowerPaceIsKept()
    {
        test::Scene scene;
        {
            TaskDesk desk(scene);
            desk.find<QAction>(u"pace30"_s)->trigger();
            QCOMPARE(desk.gui().feed().interval(), std::chrono::seconds(30));
            desk.window().close();
        }
        TaskDesk desk(scene);
        QCOMPARE(desk.gui().feed().interval(), std::chrono::seconds(30));
        QVERIFY(desk.find<QAction>(u"pace30"_s)->isChecked());
    }

    void pagesAreLoadedAtTheEnd()
    {
        test::Scene scene;
        QList<queue::NewTask> many;
        for (int i = 0; i < 1200; ++i) {
            queue::NewTask task;
            task.kind = u"browser_flow"_s;
            task.provider = u"local:p%1"_s.arg(i);
            many.append(task);
        }
        const QList<Id> ids = scene.add(many);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), TaskFeed::taskLimit);
        for (const int expected : {1000, 1200}) {
            desk.table()->scrollToBottom();
            QTRY_COMPARE(desk.rows(), expected);
        }
        QVERIFY(desk.rowOf(ids.first()) >= 0);
        QTRY_COMPARE(desk.find<QLabel>(u"taskFoot"_s)->text(), u"1,200 tasks"_s);
    }

    void deletedTasksAreBroughtBack()
    {
        test::Scene scene;
        const Id id = scene.addUpload(u"a"_s);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        desk.select(id);
        desk.action("actionDelete")->trigger();
        auto *bar = desk.find<QWidget>(u"undoBar"_s);
        QTRY_VERIFY(bar->isVisible());
        QCOMPARE(desk.find<QLabel>(u"undoText"_s)->text(), u"1 task deleted."_s);
        QVERIFY(desk.prompts().asked.isEmpty()); // it can be taken back
        QTRY_COMPARE(desk.rows(), 0);
        desk.find<QPushButton>(u"undoButton"_s)->click();
        QTRY_COMPARE(desk.rows(), 1);
        QCOMPARE(scene.task(id).state, TaskState::Available);
        QTRY_COMPARE(desk.find<QLabel>(u"undoText"_s)->text(), u"1 task brought back."_s);
        QVERIFY(!desk.find<QPushButton>(u"undoButton"_s)->isVisible());
    }

    void deletedAndBroughtBackByTheKeyboard()
    {
        test::Scene scene;
        const Id id = scene.addUpload(u"a"_s);
        TaskDesk desk(scene);
        QVERIFY(QTest::qWaitForWindowActive(&desk.window()));
        QTRY_COMPARE(desk.rows(), 1);
        desk.select(id);
        // In another list the key is not for tasks.
        auto *queues = desk.find<TableView>(u"queueTable"_s);
        queues->setFocus();
        QTest::keyClick(queues, Qt::Key_Delete);
        QCOMPARE(desk.rows(), 1);
        QVERIFY(!desk.find<QWidget>(u"undoBar"_s)->isVisible());
        desk.table()->setFocus();
        QTest::keyClick(desk.table(), Qt::Key_Delete);
        QTRY_COMPARE(desk.rows(), 0);
        QTRY_VERIFY(desk.find<QPushButton>(u"undoButton"_s)->isVisible());
        QTest::keySequence(desk.table(), QKeySequence(QKeySequence::Undo));
        QTRY_COMPARE(desk.rows(), 1);
        QCOMPARE(scene.task(id).state, TaskState::Available);
    }

    void aWaitingTaskIsCancelledAtOnceAndUndone()
    {
        test::Scene scene;
        const Id id = scene.addUpload(u"a"_s);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        desk.select(id);
        desk.action("actionCancel")->trigger();
        QTRY_COMPARE(desk.cell(id, TaskModel::State), u"cancelled"_s);
        QVERIFY(desk.prompts().asked.isEmpty());
        // Later from the panel as well as from the bar.
        auto *table = desk.find<TableView>(u"operationTable"_s);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        table->selectRow(0);
        auto *undo = desk.find<QPushButton>(u"operationUndo"_s);
        QTRY_VERIFY(undo->isEnabled());
        undo->click();
        QTRY_COMPARE(desk.cell(id, TaskModel::State), u"waiting"_s);
        QTRY_COMPARE(table->model()->rowCount(), 2);
        table->selectRow(1);
        QTRY_VERIFY(!undo->isEnabled());
        QVERIFY(undo->toolTip().contains(u"undone already"_s));
    }

    void runningTasksAreCancelledOnlyWithTheirNumber()
    {
        test::Scene scene;
        scene.addUpload(u"a"_s);
        scene.addUpload(u"b"_s);
        scene.claim(2);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 2);
        desk.table()->selectAll();
        desk.action("actionCancel")->trigger();
        auto *dialog = desk.find<VerbDialog>(u"verbDialog"_s);
        QVERIFY(dialog);
        QVERIFY(dialog->findChild<QLabel *>(u"verbText"_s)->text().contains(u"running: 2"_s));
        auto *accept = dialog->findChild<QPushButton *>(u"verbAccept"_s);
        QTRY_VERIFY(dialog->findChild<QLabel *>(u"verbCount"_s)->text().contains(u'2'));
        QTRY_VERIFY_WITH_TIMEOUT(!accept->text().contains(u'('), 10'000); // five seconds to think
        QVERIFY(!accept->isEnabled());
        dialog->findChild<QLineEdit *>(u"verbTyped"_s)->setText(u"3"_s);
        QVERIFY(!accept->isEnabled());
        dialog->findChild<QLineEdit *>(u"verbTyped"_s)->setText(u"2"_s);
        QVERIFY(accept->isEnabled());
        dialog->findChild<QLineEdit *>(u"verbReason"_s)->setText(u"wrong caption"_s);
        accept->click();
        QTRY_COMPARE(lastOperation(scene).state, u"done"_s);
        QCOMPARE(lastOperation(scene).reason, u"wrong caption"_s);
        QCOMPARE(lastOperation(scene).done, 2);
    }

    void allThatMatchRespectTheFilter()
    {
        test::Scene scene;
        QList<queue::NewTask> many;
        for (int i = 0; i < 600; ++i) {
            queue::NewTask task;
            task.kind = u"browser_flow"_s;
            task.queue = i % 2 ? u"odd"_s : u"even"_s;
            many.append(task);
        }
        for (int i = 0; i < 600; ++i)
            many.append({u"browser_flow"_s, u"odd"_s});
        scene.add(many);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), TaskFeed::taskLimit);
        desk.find<QLineEdit>(u"filterLine"_s)->setText(u"queue:odd"_s);
        QTRY_VERIFY(desk.gui().feed().filter().queue == u"odd" && desk.rows() == TaskFeed::taskLimit);
        QTRY_COMPARE(desk.table()->model()->index(0, TaskModel::Queue).data().toString(), u"odd"_s);
        desk.table()->selectAll();
        auto *whole = desk.find<QPushButton>(u"wholeChoose"_s);
        QTRY_VERIFY(whole->isVisible());
        whole->click();
        desk.action("actionCancel")->trigger();
        auto *dialog = desk.find<VerbDialog>(u"verbDialog"_s);
        QVERIFY(dialog);
        QVERIFY(dialog->findChild<QLabel *>(u"verbFilter"_s)->text().contains(u"queue:odd"_s));
        QTRY_VERIFY(dialog->findChild<QLabel *>(u"verbCount"_s)->text().contains(u"900"_s));
        dialog->findChild<QLineEdit *>(u"verbTyped"_s)->setText(u"900"_s);
        auto *accept = dialog->findChild<QPushButton *>(u"verbAccept"_s);
        QTRY_VERIFY_WITH_TIMEOUT(accept->isEnabled(), 10'000);
        accept->click();
        QTRY_COMPARE_WITH_TIMEOUT(lastOperation(scene).state, u"done"_s, 20'000);
        QCOMPARE(lastOperation(scene).done, 900);
        auto count = scene.commands().countMatching({queue::TaskVerb::SetPriority}, [] {
            queue::TaskFilter even;
            even.queue = u"even"_s;
            return even;
        }());
        count.waitForFinished();
        QCOMPARE(*count.result(), 300); // untouched
    }

    void priorityAndLaterAreAskedFor()
    {
        test::Scene scene;
        const Id id = scene.addUpload(u"a"_s);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        desk.select(id);
        desk.action("actionPriority")->trigger();
        auto *priority = desk.find<VerbDialog>(u"verbDialog"_s);
        priority->findChild<QSpinBox *>(u"verbPriority"_s)->setValue(7);
        priority->findChild<QPushButton *>(u"verbAccept"_s)->click();
        QTRY_COMPARE(scene.task(id).priority, 7);
        QTRY_VERIFY(!desk.find<VerbDialog>(u"verbDialog"_s));
        desk.action("actionLater")->trigger();
        auto *later = desk.find<VerbDialog>(u"verbDialog"_s);
        later->findChild<QComboBox *>(u"verbLater"_s)->setCurrentIndex(4); // 3 h
        const auto undo = [&desk] { desk.find<QPushButton>(u"undoButton"_s)->click(); };
        later->findChild<QPushButton *>(u"verbAccept"_s)->click();
        QTRY_COMPARE(scene.task(id).state, TaskState::Scheduled);
        QVERIFY(scene.task(id).runAt > localNow() + 2h);
        QTRY_COMPARE(desk.find<QLabel>(u"undoText"_s)->text(), u"1 task put off."_s);
        undo();
        QTRY_VERIFY(scene.task(id).runAt < localNow() + 1h);
        QTRY_VERIFY(!desk.find<VerbDialog>(u"verbDialog"_s));
        QTRY_COMPARE(desk.cell(id, TaskModel::Priority), u"7"_s);
        desk.action("actionPriority")->trigger();
        auto *again = desk.find<VerbDialog>(u"verbDialog"_s);
        again->findChild<QSpinBox *>(u"verbPriority"_s)->setValue(-3);
        again->findChild<QPushButton *>(u"verbAccept"_s)->click();
        QTRY_COMPARE(scene.task(id).priority, -3);
        QTRY_COMPARE(desk.find<QLabel>(u"undoText"_s)->text(), u"1 task has a new priority."_s);
        undo();
        QTRY_COMPARE(scene.task(id).priority, 7);
        QTRY_COMPARE(desk.find<QLabel>(u"undoText"_s)->text(), u"1 task is as it was before."_s);
    }

    /// Said where the undo was asked for; what somebody else wanted stands.
    void undoLeavesWhatSomebodyElseHasChanged()
    {
        test::Scene scene;
        const Id id = scene.addUpload(u"a"_s);
        const Id other = scene.addUpload(u"b"_s);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 2);
        const auto setPriority = [&desk](int priority) {
            desk.action("actionPriority")->trigger();
            auto *dialog = desk.find<VerbDialog>(u"verbDialog"_s);
            dialog->findChild<QSpinBox *>(u"verbPriority"_s)->setValue(priority);
            dialog->findChild<QPushButton *>(u"verbAccept"_s)->click();
        };
        auto *said = desk.find<QLabel>(u"undoText"_s);
        auto *undo = desk.find<QPushButton>(u"undoButton"_s);
        desk.select(id);
        setPriority(7);
        QTRY_COMPARE(said->text(), u"1 task has a new priority."_s);
        prioritiseAs(u"anna"_s, scene, id, 3);
        undo->click();
        auto *banner = desk.find<QWidget>(u"failureBanner"_s);
        QTRY_VERIFY(banner->isVisible());
        const QString refused = u"Task %1 was changed after that (by: anna), so it stays as it is now."_s.arg(id);
        QVERIFY(banner->findChild<QLabel *>(u"bannerText"_s)->text().startsWith(refused));
        QCOMPARE(scene.task(id).priority, 3);
        QVERIFY(!undo->isVisible());
        QTRY_VERIFY(!desk.find<VerbDialog>(u"verbDialog"_s));
        // Of several, the others do go back.
        desk.table()->selectAll();
        setPriority(9);
        QTRY_COMPARE(said->text(), u"2 tasks have a new priority."_s);
        prioritiseAs(u"anna"_s, scene, id, 4);
        undo->click();
        QTRY_COMPARE(said->text(), u"1 task is as it was before. 1 could not be changed: %1"_s.arg(refused));
        QCOMPARE(scene.task(id).priority, 4);
        QCOMPARE(scene.task(other).priority, 0);
    }

    void countsHaveTheirDigitsGrouped()
    {
        test::Scene scene;
        TaskDesk desk(scene);
        queue::Operation operation;
        operation.change.verb = queue::TaskVerb::Delete;
        operation.done = 68'500;
        QCOMPARE(OperationModel::resultText(operation), u"68,500 tasks deleted."_s);
        QCOMPARE(HumanText::count({68'500}), u"68,500"_s);
        desk.find<QToolButton>(u"buttonLanguage_ru"_s)->click();
        // With the space that a line does not break at.
        QTRY_COMPARE(OperationModel::resultText(operation), u"Удалено 68\u00a0500 задач."_s);
        QCOMPARE(HumanText::count({68'500}), u"68\u00a0500"_s);
    }

    void failuresAreGroupedAndRetriedTogether()
    {
        test::Scene scene;
        const Id a = failedUpload(scene, u"a"_s);
        Error other = stepFailed;
        other.arguments[0] = u"12"_s;
        const Id b = failedUpload(scene, u"b"_s, other);
        const Id c = failedUpload(scene, u"c"_s, Error{ErrorKind::Invalid, u"file_empty"_s, {u"/m.mp4"_s}, {}});
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 3);
        desk.find<QToolButton>(u"groupButton"_s)->click();
        auto *groups = desk.find<TableView>(u"errorGroupTable"_s);
        QTRY_COMPARE(groups->model()->rowCount(), 2);
        QCOMPARE(groups->model()->index(0, 1).data().toString(), u"2"_s);
        groups->selectRow(0);
        desk.find<QPushButton>(u"errorGroupRetry"_s)->click();
        auto *dialog = desk.find<VerbDialog>(u"verbDialog"_s);
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->findChild<QLabel *>(u"verbCount"_s)->text().contains(u'2'));
        dialog->findChild<QLineEdit *>(u"verbTyped"_s)->setText(u"2"_s);
        dialog->findChild<QComboBox *>(u"verbSpread"_s)->setCurrentIndex(1); // over 10 minutes
        dialog->findChild<QPushButton *>(u"verbAccept"_s)->click();
        QTRY_COMPARE(lastOperation(scene).done, 2);
        QVERIFY(scene.task(a).state != TaskState::Discarded && scene.task(b).state != TaskState::Discarded);
        QCOMPARE(scene.task(c).state, TaskState::Discarded);
    }

    void rowsAreCopiedAsJsonAndNumbers()
    {
        test::Scene scene;
        queue::NewTask task;
        task.kind = u"browser_flow"_s;
        task.uniqueKey = u"order/7.x"_s;
        const Id id = scene.add({task}).first();
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        desk.select(id);
        desk.find<QAction>(u"actionCopyIds"_s)->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), QString::number(id));
        desk.find<QAction>(u"actionCopyJson"_s)->trigger();
        const QJsonObject copied = QJsonDocument::fromJson(QGuiApplication::clipboard()->text().toUtf8()).object();
        QCOMPARE(copied.value("id"_L1).toInteger(), id);
        QCOMPARE(copied.value("unique_key"_L1).toString(), u"order/7.x"_s);
    }

    void theDetailTellsTheCourseAndKeepsSecrets()
    {
        test::Scene scene;
        queue::NewTask task;
        task.kind = u"browser_flow"_s;
        task.provider = u"local:a"_s;
        task.payload = R"({"order":9007199254740993,"password":"hunter2"})";
        const Id id = scene.add({task}).first();
        scene.finish(scene.claim(1).first(), Outcome::FailedForGood, stepFailed);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        desk.select(id);
        auto *course = desk.find<TableView>(u"timelineTable"_s);
        QTRY_COMPARE(course->model()->rowCount(), 3); // waited, ran, failed
        QAbstractItemModel *payload = desk.find<QTreeView>(u"payloadTree"_s)->model();
        QTRY_COMPARE(payload->rowCount(), 2);
        QCOMPARE(payload->index(0, 1).data().toString(), u"9007199254740993"_s);
        QCOMPARE(payload->index(1, 1).data().toString(), u"hidden"_s);
        // Nor does any other view, tool tip or copy tell it.
        for (const QAbstractItemView *view : desk.window().findChildren<QAbstractItemView *>())
            QVERIFY2(!textOf(*view->model()).contains(u"hunter2"_s), qPrintable(view->objectName()));
        for (const QWidget *part : desk.window().findChildren<QWidget *>())
            QVERIFY2(!part->property("text").toString().contains(u"hunter2"_s) &&
                         !part->property("plainText").toString().contains(u"hunter2"_s),
                     qPrintable(part->objectName()));
        desk.find<QAction>(u"actionCopyJson"_s)->trigger();
        QVERIFY(!QGuiApplication::clipboard()->text().contains(u"hunter2"_s));
        desk.find<QPushButton>(u"payloadReveal"_s)->click();
        QTRY_COMPARE(payload->index(1, 1).data().toString(), u"hunter2"_s);
        QVERIFY(audited(scene).contains(u"task.reveal task %1"_s.arg(id)));
    }

    void aHundredThousandRowsArePaintedAtOnce()
    {
        QList<queue::Task> many;
        for (Id id = 100'000; id > 0; --id) {
            queue::Task task;
            task.id = id;
            task.kind = u"bulk_upload"_s;
            task.provider = u"local:shop-%1"_s.arg(id);
            many.append(task);
        }
        TaskModel model;
        TableView table;
        table.setTable(&model);
        table.resize(1280, 720);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        QElapsedTimer timer;
        timer.start();
        model.resetRows(many);
        const QPixmap first = table.grab();
        const qint64 painted = timer.restart();
        table.verticalScrollBar()->setValue(table.verticalScrollBar()->maximum() / 2);
        const QPixmap scrolled = table.grab();
        qInfo() << "first paint" << painted << "ms, scrolled" << timer.elapsed() << "ms";
        QVERIFY(!first.isNull() && !scrolled.isNull());
        QVERIFY2(painted < 150, qPrintable(QString::number(painted)));
    }

    void neverIsCancelledWithItsReason()
    {
        test::Scene scene;
        const Id id = scene.addUpload(u"a"_s);
        TaskDesk desk(scene);
        QTRY_COMPARE(desk.rows(), 1);
        desk.select(id);
        auto *never = desk.find<QPushButton>(u"detailNever"_s);
        QTRY_VERIFY(never->isVisible());
        never->click();
        auto *dialog = desk.find<VerbDialog>(u"verbDialog"_s);
        QVERIFY(dialog);
        dialog->findChild<QLineEdit *>(u"verbReason"_s)->setText(u"client left"_s);
        dialog->findChild<QPushButton *>(u"verbAccept"_s)->click();
        QTRY_COMPARE(desk.cell(id, TaskModel::State), u"cancelled"_s);
        QCOMPARE(lastOperation(scene).reason, u"client left"_s);
    }
};

QTEST_MAIN(tst_TasksWindow)
#include "tst_tasks_window.moc"
