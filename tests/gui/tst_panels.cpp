// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The panels around the task list, through the real window.
#include "desk.h"

#include <docklayouts.h>
#include <models/breakermodel.h>
#include <models/lockmodel.h>
#include <models/logmodel.h>
#include <models/panelfeed.h>
#include <models/profilemodel.h>
#include <models/queuemodel.h>
#include <models/schedulemodel.h>
#include <models/taskmodel.h>
#include <models/workermodel.h>
#include <panels/emptystate.h>
#include <queue/audit.h>
#include <queue/locks.h>
#include <queue/nodes.h>
#include <support/testresult.h>

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace pult;
using namespace pult::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::Desk;
using test::Scene;

namespace {

QStringList auditOf(Scene &scene)
{
    const auto entries = scene.run<QList<queue::AuditEntry>>(
        [](storage::Connection &connection) { return queue::listAudit(connection, {20}); });
    QStringList what;
    for (const queue::AuditEntry &entry : entries)
        what.append(entry.what);
    return what;
}

queue::QueueInfo queueOf(Scene &scene, const QString &name)
{
    QFuture<Result<QList<queue::QueueInfo>>> asked = scene.commands().listQueues();
    asked.waitForFinished();
    const Result<QList<queue::QueueInfo>> queues = asked.result();
    for (const queue::QueueInfo &info : *queues) {
        if (info.name == name)
            return info;
    }
    return {};
}

/// The breaker as the database has it.
queue::BreakerInfo breakerOf(Scene &scene, const QString &name)
{
    QFuture<Result<QList<queue::BreakerInfo>>> asked = scene.commands().listBreakers();
    asked.waitForFinished();
    const Result<QList<queue::BreakerInfo>> breakers = asked.result();
    for (const queue::BreakerInfo &info : *breakers) {
        if (info.name == name)
            return info;
    }
    return {};
}

} // namespace

class tst_Panels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void aQueueShowsDepthAndCourse()
    {
        Scene scene;
        scene.fill();
        Desk desk(scene);
        desk.raise("dockQueues");
        QTRY_COMPARE(desk.table("queueTable")->model()->rowCount(), 2);
        // In the scene five have ended within these seconds.
        QTRY_VERIFY(!desk.cell("queueTable", u"default"_s, QueueModel::Rate).isEmpty());
        QTRY_VERIFY(desk.cell("queueTable", u"default"_s, QueueModel::Oldest).contains(u" s"_s));
        QCOMPARE(desk.cell("queueTable", u"default"_s, QueueModel::Running), u"4"_s);
        QCOMPARE(desk.cell("queueTable", u"night"_s, QueueModel::State), u"paused"_s);
        QVERIFY(desk.cell("queueTable", u"night"_s, QueueModel::Note).contains(u"the site is being repaired"_s));
    }

    void aQueueThatNobodyTakesIsTold()
    {
        Scene scene;
        queue::NewTask task;
        task.kind = u"probe"_s;
        task.queue = u"mail"_s;
        scene.add({task});
        Desk desk(scene);
        desk.raise("dockQueues");
        QTRY_COMPARE(desk.cell("queueTable", u"mail"_s, QueueModel::State), u"nobody takes"_s);
        // Nothing waits there, so nothing is missing.
        QCOMPARE(desk.cell("queueTable", u"default"_s, QueueModel::State), u"open"_s);
        // Paused: it is wanted so.
        scene.commands().pauseQueue(u"mail"_s, {}).waitForFinished();
        QTRY_COMPARE(desk.cell("queueTable", u"mail"_s, QueueModel::State), u"paused"_s);
    }

    void aQueueIsPausedUntilAnEndAndResumed()
    {
        Scene scene;
        Desk desk(scene);
        desk.raise("dockQueues");
        QTRY_COMPARE(desk.table("queueTable")->model()->rowCount(), 1);
        QVERIFY(!desk.action("actionQueuePause")->isEnabled());
        QCOMPARE(desk.action("actionQueuePause")->toolTip(), u"Choose a queue in the list first."_s);
        desk.select("queueTable", u"default"_s);
        QVERIFY(desk.action("actionQueuePause")->isEnabled());
        QVERIFY(!desk.action("actionQueueResume")->isEnabled());
        desk.action("actionQueuePause")->trigger();
        desk.find<QLineEdit>("pauseReason")->setText(u"repairs"_s);
        const auto said = [&desk] { return desk.find<QLabel>("pauseText")->text(); };
        QVERIFY(said().contains(u"until it is resumed"_s));
        desk.find<QComboBox>("endChoice")->setCurrentIndex(2);
        QVERIFY(!said().contains(u"until it is resumed"_s) && said().contains(u"by itself"_s));
        desk.click("pauseAccept");
        QTRY_COMPARE(desk.cell("queueTable", u"default"_s, QueueModel::State), u"paused"_s);
        const queue::QueueInfo paused = queueOf(scene, u"default"_s);
        QCOMPARE(paused.pauseReason, u"repairs"_s);
        QVERIFY(paused.pausedUntil && *paused.pausedUntil > localNow() + 55min);
        QVERIFY(*paused.pausedUntil < localNow() + 65min);
        QTRY_VERIFY(desk.action("actionQueueResume")->isEnabled());
        desk.action("actionQueueResume")->trigger();
        QTRY_COMPARE(desk.cell("queueTable", u"default"_s, QueueModel::State), u"open"_s);
        // Two different words in the audit.
        QCOMPARE(auditOf(scene), (QStringList{u"queue.resume"_s, u"queue.pause"_s}));
        // Taken back: as it was paused before.
        QTRY_COMPARE(desk.find<QLabel>("undoText")->text(), u"Queue default goes on."_s);
        desk.click("undoButton");
        QTRY_COMPARE(desk.cell("queueTable", u"default"_s, QueueModel::State), u"paused"_s);
        QCOMPARE(queueOf(scene, u"default"_s).pauseReason, u"repairs"_s);
        QCOMPARE(toIso(queueOf(scene, u"default"_s).pausedUntil.value_or(TimePoint{})), toIso(*paused.pausedUntil));
    }

    void limitsAreSetAndTakenAway()
    {
        Scene scene;
        Desk desk(scene);
        desk.raise("dockQueues");
        QTRY_COMPARE(desk.table("queueTable")->model()->rowCount(), 1);
        desk.select("queueTable", u"default"_s);
        desk.action("actionQueueLimits")->trigger();
        desk.find<QCheckBox>("limitRunning")->setChecked(true);
        desk.find<QSpinBox>("limitRunningCount")->setValue(7);
        desk.find<QCheckBox>("limitStarts")->setChecked(true);
        desk.find<QSpinBox>("limitStartsCount")->setValue(20);
        desk.find<QSpinBox>("limitStartsSeconds")->setValue(60);
        desk.click("limitAccept");
        QTRY_COMPARE(desk.cell("queueTable", u"default"_s, QueueModel::Running), u"0/7"_s);
        QCOMPARE(desk.cell("queueTable", u"default"_s, QueueModel::StartLimit), u"20 in 1 min"_s);
        QTRY_VERIFY(!desk.find<QDialog>("queueLimitsDialog"));
        desk.action("actionQueueLimits")->trigger();
        desk.find<QCheckBox>("limitRunning")->setChecked(false);
        desk.click("limitAccept");
        QTRY_COMPARE(desk.cell("queueTable", u"default"_s, QueueModel::Running), u"0"_s);
        QCOMPARE(*queueOf(scene, u"default"_s).rateCount, 20);
    }

    void aQueuesTasksAreListed_data()
    {
        QTest::addColumn<QString>("queue");
        QTest::newRow("plain") << u"night"_s;
        QTest::newRow("slash and dot") << u"a/b.c"_s;
        QTest::newRow("words and a comma") << u"one two, three"_s;
        QTest::newRow("as in the filter language") << u"-OR:*"_s;
    }
    void aQueuesTasksAreListed()
    {
        QFETCH(const QString, queue);
        Scene scene;
        queue::NewTask task;
        task.kind = u"probe"_s;
        task.queue = queue;
        queue::NewTask other = task;
        other.queue = u"elsewhere"_s;
        scene.add({task, other});
        Desk desk(scene);
        desk.raise("dockQueues");
        QTRY_COMPARE(desk.table("queueTable")->model()->rowCount(), 3);
        QTRY_COMPARE(desk.table("taskTable")->model()->rowCount(), 2);
        desk.select("queueTable", queue);
        desk.action("actionQueueTasks")->trigger();
        QTRY_COMPARE(desk.table("taskTable")->model()->rowCount(), 1);
        QCOMPARE(desk.table("taskTable")->model()->index(0, TaskModel::Queue).data().toString(), queue);
    }

    void locksAreListedAndOneIsReleased()
    {
        Scene scene;
        scene.addUpload(u"a"_s);
        const auto claimed = scene.claim(1);
        scene.fillPanels();
        Desk desk(scene);
        desk.raise("dockLocks");
        QTRY_COMPARE(desk.table("lockTable")->model()->rowCount(), 2);
        QCOMPARE(desk.rowOf("lockTable", u"running task"_s) >= 0, true);
        QVERIFY(desk.cell("lockTable", u"profile"_s, LockModel::Left).contains(u"39 min"_s) ||
                desk.cell("lockTable", u"profile"_s, LockModel::Left).contains(u"40 min"_s));
        QVERIFY(!desk.action("actionLockRelease")->isEnabled());
        desk.select("lockTable", u"profile"_s);
        QVERIFY(!desk.action("actionLockTask")->isEnabled());
        QCOMPARE(desk.action("actionLockTask")->toolTip(), u"No task holds this lock."_s);
        desk.prompts().nextAnswer = false;
        desk.action("actionLockRelease")->trigger();
        QVERIFY(desk.prompts().asked.constFirst().contains(u"shop-21"_s));
        QVERIFY(desk.prompts().asked.constFirst().contains(u"make sure"_s));
        QCOMPARE(desk.table("lockTable")->model()->rowCount(), 2);
        desk.prompts().nextAnswer = true;
        desk.action("actionLockRelease")->trigger();
        QTRY_COMPARE(desk.table("lockTable")->model()->rowCount(), 1);
        QCOMPARE(desk.find<QLabel>("locksPanelNote")->text(), u"1 lock freed."_s);
        // The task's lease: it waits again.
        desk.select("lockTable", u"running task"_s);
        desk.action("actionLockRelease")->trigger();
        QVERIFY(desk.prompts().asked.constLast().contains(u"without using an attempt"_s));
        QTRY_COMPARE(desk.table("lockTable")->model()->rowCount(), 0);
        QCOMPARE(scene.task(claimed.first().task.id).state, queue::TaskState::Available);
        QCOMPARE(scene.task(claimed.first().task.id).attempt, 0);
    }

    void cleaningUpLooksFirst()
    {
        Scene scene;
        Desk desk(scene);
        desk.raise("dockLocks");
        desk.action("actionLockCleanup")->trigger();
        QTRY_COMPARE(desk.find<QLabel>("locksPanelNote")->text(), u"No lock has expired: nothing to clean up."_s);
        QVERIFY(desk.prompts().asked.isEmpty());
        scene.run<qint64>([](storage::Connection &connection) {
            connection.setClockOffset(-10min);
            const auto got = queue::acquireLock(connection, {u"profile"_s, u"old"_s, u"node-1/2"_s, 60s, {}});
            connection.setClockOffset(0s);
            return got;
        });
        QTRY_COMPARE(desk.cell("lockTable", u"profile"_s, LockModel::State), u"expired"_s);
        desk.action("actionLockCleanup")->trigger();
        QTRY_COMPARE(desk.prompts().asked.size(), 1);
        QVERIFY(desk.prompts().asked.constFirst().contains(u"old"_s));
        QTRY_COMPARE(desk.table("lockTable")->model()->rowCount(), 0);
    }

    void nodesTellHowTheyAre()
    {
        Scene scene;
        scene.fill();
        queue::NodeInfo node;
        node.id = u"node-3"_s;
        node.name = u"LAB-3"_s;
        node.sessionId = u"session-3"_s;
        node.state = u"running"_s;
        node.version = u"0.2.0"_s;
        node.group = u"lab"_s;
        node.startedAt = localNow();
        node.resources.known = true;
        node.resources.memoryMb = 512;
        node.resources.browserMemoryMb = 1536;
        node.resources.cpuPercent = 37;
        node.stops = {{{u"node_cpu"_s, {u"LAB-3"_s, u"97"_s}}, {}, false}};
        scene.run<void>([node](storage::Connection &connection) { return queue::heartbeat(connection, node); });
        Desk desk(scene);
        desk.raise("dockWorkers");
        QTRY_COMPARE(desk.table("nodeTable")->model()->rowCount(), 3);
        QCOMPARE(desk.cell("nodeTable", u"LAB-3"_s, NodeModel::Memory), u"2.0 GB"_s);
        QCOMPARE(desk.cell("nodeTable", u"LAB-3"_s, NodeModel::Cpu), u"37 %"_s);
        QCOMPARE(desk.cell("nodeTable", u"LAB-3"_s, NodeModel::Group), u"lab"_s);
        QVERIFY(desk.cell("nodeTable", u"LAB-3"_s, NodeModel::Note).contains(u"97"_s));
        QVERIFY(desk.cell("nodeTable", u"STUDIO-1"_s, NodeModel::Note).contains(u"Older than version 0.2.0"_s));
        // Late first, then dead: two levels.
        const auto silence = [&scene](std::chrono::seconds time) {
            scene.run<qint64>([time](storage::Connection &connection) {
                return connection.execute(u"update nodes set heartbeat_at = {now} - ? where id = 'node-3'"_s,
                                          {qint64(std::chrono::microseconds(time).count())});
            });
        };
        silence(70s);
        QTRY_COMPARE(desk.cell("nodeTable", u"LAB-3"_s, NodeModel::State), u"late"_s);
        silence(100s);
        QTRY_COMPARE(desk.cell("nodeTable", u"LAB-3"_s, NodeModel::State), u"not answering"_s);
        desk.select("nodeTable", u"LAB-3"_s);
        QVERIFY(!desk.action("actionNodeDrain")->isEnabled());
        QCOMPARE(desk.action("actionNodeDrain")->toolTip(), u"LAB-3 does not work now."_s);
    }

    void nodesAreAskedOnceItIsClearWhatThatInterrupts()
    {
        Scene scene;
        scene.fill();
        Desk desk(scene);
        desk.raise("dockWorkers");
        QTRY_COMPARE(desk.table("nodeTable")->model()->rowCount(), 2);
        desk.select("nodeTable", u"OFFICE-2"_s);
        QVERIFY(!desk.action("actionNodeDrain")->isEnabled()); // it drains already
        QVERIFY(desk.action("actionNodeResume")->isEnabled());
        desk.select("nodeTable", u"STUDIO-1"_s);
        QVERIFY(!desk.action("actionNodeResume")->isEnabled());
        desk.prompts().nextAnswer = false;
        desk.action("actionNodeStop")->trigger();
        QVERIFY(desk.prompts().asked.constLast().contains(u"4 tasks run there"_s));
        QVERIFY(!auditOf(scene).contains(u"node.stop"_s));
        // A pause interrupts nothing and is undone by a click: no question.
        desk.action("actionNodePause")->trigger();
        QTRY_VERIFY(auditOf(scene).contains(u"node.pause"_s));
        QCOMPARE(desk.prompts().asked.size(), 1);
        // One worker: drained and resumed.
        desk.select("workerTable", u"STUDIO-1/2"_s);
        QVERIFY(desk.table("nodeTable")->selectionModel()->selectedRows().isEmpty());
        QVERIFY(!desk.action("actionNodeStop")->isEnabled());
        QVERIFY(desk.action("actionNodeDrain")->isEnabled());
        // Or killed: as with a whole computer, its name is typed and a moment waited for.
        desk.action("actionNodeKill")->trigger();
        QVERIFY(desk.find<QLabel>("dangerText")->text().contains(u"A new worker takes its place"_s));
        QVERIFY(!desk.find<QPushButton>("dangerAccept")->isEnabled());
    }

    void killingTakesTheNameAndAMoment()
    {
        Scene scene;
        scene.fill();
        Desk desk(scene);
        desk.raise("dockWorkers");
        QTRY_COMPARE(desk.table("nodeTable")->model()->rowCount(), 2);
        desk.select("nodeTable", u"STUDIO-1"_s);
        desk.action("actionNodeKill")->trigger();
        auto *accept = desk.find<QPushButton>("dangerAccept");
        QVERIFY(desk.find<QLabel>("dangerText")->text().contains(u"unknown outcome"_s));
        desk.find<QLineEdit>("dangerWord")->setText(u"STUDIO-1"_s);
        QVERIFY(!accept->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(accept->isEnabled(), 10'000);
        desk.find<QLineEdit>("dangerWord")->setText(u"STUDIO"_s);
        QVERIFY(!accept->isEnabled());
        desk.find<QLineEdit>("dangerWord")->setText(u"STUDIO-1"_s);
        accept->click();
        QTRY_VERIFY(auditOf(scene).contains(u"node.kill"_s));
    }

    void aBreakerIsForcedOpenAndBack()
    {
        Scene scene;
        scene.fillPanels();
        Desk desk(scene);
        desk.raise("dockBreakers");
        QTRY_COMPARE(desk.table("breakerTable")->model()->rowCount(), 2);
        QCOMPARE(desk.cell("breakerTable", u"Telegram"_s, BreakerModel::State), u"open"_s);
        QVERIFY(desk.cell("breakerTable", u"Telegram"_s, BreakerModel::Left).endsWith(u" s"_s));
        QCOMPARE(desk.cell("breakerTable", u"Telegram"_s, BreakerModel::FailureRate), u"83 %"_s);
        QCOMPARE(desk.cell("breakerTable", u"Telegram"_s, BreakerModel::Calls), u"6/5"_s);
        QCOMPARE(desk.cell("breakerTable", u"Telegram"_s, BreakerModel::Trips), u"1"_s);
        QVERIFY(desk.cell("breakerTable", u"Telegram"_s, BreakerModel::LastError).contains(u"api.telegram.org"_s));
        desk.select("breakerTable", u"Dolphin"_s);
        QVERIFY(!desk.action("actionBreakerClose")->isEnabled());
        QVERIFY(!desk.action("actionBreakerHalfOpen")->isEnabled());
        desk.action("actionBreakerForceOpen")->trigger();
        QVERIFY(!desk.find<QPushButton>("forceOpenAccept")->isEnabled()); // not without a reason
        desk.find<QLineEdit>("forceOpenReason")->setText(u"update of Dolphin"_s);
        desk.click("forceOpenAccept");
        QTRY_COMPARE(desk.cell("breakerTable", u"Dolphin"_s, BreakerModel::State), u"forced open"_s);
        QVERIFY(desk.cell("breakerTable", u"Dolphin"_s, BreakerModel::Note).contains(u"update of Dolphin"_s));
        const queue::BreakerInfo forced = breakerOf(scene, u"dolphin"_s);
        QVERIFY(forced.left > 14min && forced.left <= 15min);
        QTRY_VERIFY(desk.action("actionBreakerClose")->isEnabled());
        desk.action("actionBreakerClose")->trigger();
        QTRY_COMPARE(desk.cell("breakerTable", u"Dolphin"_s, BreakerModel::State), u"calls pass"_s);
        desk.select("breakerTable", u"Telegram"_s);
        desk.action("actionBreakerHalfOpen")->trigger();
        QTRY_COMPARE(desk.cell("breakerTable", u"Telegram"_s, BreakerModel::State), u"trying"_s);
        desk.action("actionBreakerReset")->trigger();
        QTRY_COMPARE(breakerOf(scene, u"telegram"_s).counters.calls, 0);
        desk.action("actionBreakerDisable")->trigger();
        QTRY_COMPARE(desk.cell("breakerTable", u"Telegram"_s, BreakerModel::State), u"disabled"_s);
        QCOMPARE(desk.prompts().asked.size(), 1);
    }

    void limitersTellWhoWaits()
    {
        Scene scene;
        scene.fill();
        scene.fillPanels();
        Desk desk(scene);
        desk.raise("dockBreakers");
        QTRY_COMPARE(desk.table("limiterTable")->model()->rowCount(), 2);
        QCOMPARE(desk.cell("limiterTable", u"Dolphin"_s, LimiterModel::Tokens), u"3/10"_s);
        QCOMPARE(desk.cell("limiterTable", u"Dolphin"_s, LimiterModel::Refill), u"5 per s"_s);
        QCOMPARE(desk.cell("limiterTable", u"Dolphin"_s, LimiterModel::LastRefusal), u"none"_s);
        QCOMPARE(desk.cell("limiterTable", u"upload.example"_s, LimiterModel::Waiters), u"4"_s);
        QCOMPARE(desk.cell("limiterTable", u"upload.example"_s, LimiterModel::Node), u"STUDIO-1"_s);
        QVERIFY(desk.cell("limiterTable", u"upload.example"_s, LimiterModel::LastRefusal) != u"none"_s);
    }

    void aScheduleIsAddedEditedPausedRunAndRemoved()
    {
        Scene scene;
        Desk desk(scene);
        desk.raise("dockSchedules");
        auto *empty = desk.table("scheduleTable")->findChild<QPushButton *>(u"emptyButton"_s);
        QTRY_VERIFY(empty->isVisible());
        empty->click();
        auto *save = desk.find<QPushButton>("scheduleSave");
        auto *fault = desk.find<QLabel>("scheduleFault");
        auto *preview = desk.find<QLabel>("schedulePreview");
        QVERIFY(!save->isEnabled());
        QVERIFY(fault->text().isEmpty()); // nothing was said wrong yet
        desk.find<QLineEdit>("scheduleName")->setText(u"morning"_s);
        desk.find<QLineEdit>("scheduleExpression")->setText(u"61 8 * * *"_s);
        QVERIFY2(fault->text().contains(u"61 8"_s), qPrintable(fault->text()));
        QVERIFY(!save->isEnabled());
        desk.find<QLineEdit>("scheduleExpression")->setText(u"0 8 * * *"_s);
        QVERIFY(fault->text().isEmpty());
        QVERIFY(preview->text().startsWith(u"every day at 08:00"_s));
        QCOMPARE(preview->text().split(u'\n').size(), 6);
        desk.find<QComboBox>("scheduleZone")->setCurrentText(u"Mars/Olympus"_s);
        QVERIFY(fault->text().contains(u"Mars/Olympus"_s));
        desk.find<QComboBox>("scheduleZone")->setCurrentText(u"Europe/Moscow"_s);
        desk.find<QPlainTextEdit>("schedulePayload")->setPlainText(u"{\"n\":"_s);
        QVERIFY(!save->isEnabled());
        desk.find<QPlainTextEdit>("schedulePayload")->setPlainText(u"{\"n\":12345678901234567890}"_s);
        desk.find<QComboBox>("scheduleKind")->setCurrentText(u"probe"_s);
        QVERIFY(save->isEnabled());
        save->click();
        QTRY_COMPARE(desk.cell("scheduleTable", u"morning"_s, ScheduleModel::When),
                     u"every day at 08:00 (Europe/Moscow)"_s);
        QVERIFY(desk.cell("scheduleTable", u"morning"_s, ScheduleModel::Next).startsWith(u"in "_s));

        desk.select("scheduleTable", u"morning"_s);
        QTRY_VERIFY(!desk.find<QDialog>("scheduleDialog"));
        desk.action("actionScheduleEdit")->trigger();
        QCOMPARE(desk.find<QPlainTextEdit>("schedulePayload")->toPlainText(), u"{\"n\":12345678901234567890}"_s);
        desk.find<QLineEdit>("scheduleExpression")->setText(u"*/10 * * * *"_s);
        desk.find<QComboBox>("scheduleOverlap")->setCurrentIndex(1);
        desk.click("scheduleSave");
        QTRY_COMPARE(desk.cell("scheduleTable", u"morning"_s, ScheduleModel::When),
                     u"every 10 minutes (Europe/Moscow)"_s);
        QCOMPARE(desk.cell("scheduleTable", u"morning"_s, ScheduleModel::Overlap), u"wait behind"_s);

        QVERIFY(!desk.action("actionScheduleTask")->isEnabled());
        desk.action("actionScheduleRun")->trigger();
        QTRY_COMPARE(desk.cell("scheduleTable", u"morning"_s, ScheduleModel::LastResult), u"waiting"_s);
        QVERIFY(desk.find<QLabel>("schedulesPanelNote")->text().startsWith(u"Task "_s));
        desk.action("actionSchedulePause")->trigger();
        QTRY_COMPARE(desk.cell("scheduleTable", u"morning"_s, ScheduleModel::State), u"paused"_s);
        QCOMPARE(desk.cell("scheduleTable", u"morning"_s, ScheduleModel::Next), u"—"_s);
        QTRY_VERIFY(desk.action("actionScheduleResume")->isEnabled());
        desk.action("actionScheduleResume")->trigger();
        QTRY_COMPARE(desk.cell("scheduleTable", u"morning"_s, ScheduleModel::State), u"on"_s);
        desk.action("actionScheduleTask")->trigger();
        const QString made = desk.find<QLabel>("schedulesPanelNote")->text().section(u' ', 1, 1);
        QTRY_VERIFY(desk.find<QLabel>("detailTitle")->text().startsWith(u"Task %1:"_s.arg(made)));
        desk.action("actionScheduleRemove")->trigger();
        QTRY_COMPARE(desk.table("scheduleTable")->model()->rowCount(), 0);
        QCOMPARE(auditOf(scene), (QStringList{u"schedule.remove"_s, u"schedule.resume"_s, u"schedule.pause"_s,
                                              u"schedule.run"_s, u"schedule.change"_s, u"schedule.add"_s}));
    }

    void aHiddenPanelAsksNothing()
    {
        Scene scene;
        scene.fillPanels();
        Desk desk(scene);
        desk.raise("dockLog");
        // Those that are seen had two occasions to ask since.
        const QSignalSpy ticks(desk.window().findChild<PanelFeed *>(), &PanelFeed::ticked);
        QTRY_VERIFY(ticks.size() >= 2);
        QTRY_COMPARE(desk.table("queueTable")->model()->rowCount(), 1);
        QCOMPARE(desk.table("breakerTable")->model()->rowCount(), 0);
        desk.raise("dockBreakers");
        QTRY_COMPARE(desk.table("breakerTable")->model()->rowCount(), 2);
    }

    void refusalsAreShownOnce()
    {
        Scene scene;
        scene.fill();
        Desk desk(scene);
        desk.raise("dockSchedules");
        scene.fillPanels();
        QTRY_COMPARE(desk.table("scheduleTable")->model()->rowCount(), 2);
        desk.select("scheduleTable", u"check"_s);
        scene.commands().removeSchedule(u"check"_s).waitForFinished(); // somebody else was faster
        desk.action("actionScheduleRun")->trigger();
        auto *banner = desk.find<QWidget>("failureBanner");
        QTRY_VERIFY(banner->isVisible());
        QTRY_COMPARE(desk.table("scheduleTable")->model()->rowCount(), 1);
    }

    void aProfileTellsWhoHasIt()
    {
        Scene scene;
        scene.addUpload(u"shop-1"_s);
        const queue::Id task = scene.claim(1).first().task.id;
        scene.run<qint64>([](storage::Connection &connection) {
            return queue::acquireLock(connection, {u"profile"_s, u"shop-2"_s, u"node-9/1"_s, 600s, {}});
        });
        Desk desk(scene);
        desk.raise("dockProfiles");
        QTRY_COMPARE(desk.cell("profileTable", u"shop-1"_s, ProfileModel::State), u"task %1 uses it"_s.arg(task));
        QCOMPARE(desk.cell("profileTable", u"shop-2"_s, ProfileModel::State), u"locked by node-9/1"_s);
        QCOMPARE(desk.cell("profileTable", u"shop-3"_s, ProfileModel::State), u"stopped"_s);
    }

    void profilesOfBeforeStayWhenAQuestionFails()
    {
        Scene scene;
        bool works = true;
        Desk desk(scene, u"en"_s, [&works] {
            return works ? test::someProfiles()
                         : test::answered(fail(ErrorKind::Unavailable, "dolphin_away", {u"localhost"_s}));
        });
        desk.raise("dockProfiles");
        QTRY_COMPARE(desk.table("profileTable")->model()->rowCount(), 9);
        auto *note = desk.find<QLabel>("profilesPanelNote");
        QCOMPARE(note->text(), QString());
        works = false;
        desk.action("actionProfileReload")->trigger();
        QTRY_COMPARE(note->text(), u"Dolphin Anty does not answer at localhost."_s);
        QCOMPARE(desk.table("profileTable")->model()->rowCount(), 9);
        works = true;
        desk.action("actionProfileReload")->trigger();
        QTRY_COMPARE(note->text(), QString());
        // Nothing found is not nothing there.
        auto *find = desk.find<QLineEdit>("profileFind");
        find->setText(u"nobody"_s);
        const auto *empty = desk.table("profileTable")->findChild<EmptyState *>();
        QVERIFY(empty->findChild<QLabel *>(u"emptySentence"_s)->text().contains(u"matches"_s));
        empty->findChild<QPushButton *>()->click();
        QCOMPARE(desk.table("profileTable")->model()->rowCount(), 9);
        QCOMPARE(find->text(), QString());
        // Uploads need somebody to upload with.
        QVERIFY(!desk.action("actionProfileUpload")->isEnabled());
        desk.table("profileTable")->selectRow(0);
        QVERIFY(desk.action("actionProfileUpload")->isEnabled());
    }

    void whatIsLookedForInTheLogStandsOut()
    {
        LogModel model;
        LogRecord plain;
        plain.number = 1;
        plain.message = u"claimed tasks=3"_s;
        LogRecord other = plain;
        other.number = 2;
        other.message = u"connection lost"_s;
        model.append({plain, other});
        model.setHighlight(u"LOST"_s);
        QVERIFY(!model.matches(0));
        QVERIFY(model.matches(1));
        QVERIFY(!model.index(0, LogModel::Message).data(Qt::BackgroundRole).isValid());
        QVERIFY(model.index(1, LogModel::Message).data(Qt::BackgroundRole).isValid());
        model.setHighlight({});
        QVERIFY(!model.matches(1));
    }

    void everythingIsRussianInRussian()
    {
        Scene scene;
        scene.fill();
        scene.fillPanels();
        Desk desk(scene, u"ru"_s);
        desk.raise("dockSchedules");
        QTRY_COMPARE(desk.cell("scheduleTable", u"morning-report"_s, ScheduleModel::When),
                     u"по будням в 08:00 (Europe/Moscow)"_s);
        desk.select("scheduleTable", u"morning-report"_s);
        desk.raise("dockBreakers");
        QTRY_COMPARE(desk.cell("breakerTable", u"Telegram"_s, BreakerModel::State), u"разомкнут"_s);
        // Another language keeps what was chosen.
        desk.gui().setLanguage(u"en"_s);
        QCOMPARE(desk.cell("breakerTable", u"Telegram"_s, BreakerModel::State), u"open"_s);
        QCOMPARE(desk.table("scheduleTable")->selectionModel()->selectedRows().size(), 1);
    }

    void everyTableHasANameForScreenReaders()
    {
        Scene scene;
        Desk desk(scene);
        for (const char *table :
             {"queueTable", "lockTable", "nodeTable", "workerTable", "breakerTable", "limiterTable", "scheduleTable"})
            QVERIFY2(!desk.table(table)->accessibleName().isEmpty(), table);
    }
};

QTEST_MAIN(tst_Panels)
#include "tst_panels.moc"
