// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The panels that tell what was done and said: the list of changes, the logs of this program and of other computers.
#include "desk.h"

#include <models/auditmodel.h>
#include <models/logmodel.h>
#include <models/timewindow.h>
#include <queue/nodelogs.h>
#include <support/testresult.h>

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace pult;
using namespace pult::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::Desk;
using test::Scene;

class tst_RecordPanels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void whoChangedWhatFollowsTheTimeWindow()
    {
        Scene scene;
        scene.commands().pauseQueue(u"mail"_s, u"repairs"_s).waitForFinished();
        const auto before = fromMicros(1'000'000'000'000'000);
        scene.run<qint64>([before](storage::Connection &connection) {
            return connection.execute(u"update audit set at = ?"_s, {toMicros(before)});
        });
        scene.commands().resumeQueue(u"mail"_s).waitForFinished();
        Desk desk(scene);
        desk.raise("dockAudit");
        QAbstractItemModel *model = desk.table("auditTable")->model();
        QTRY_COMPARE(model->rowCount(), 2);
        QCOMPARE(model->index(0, AuditModel::What).data().toString(), u"resumed"_s);
        QCOMPARE(model->index(1, AuditModel::What).data().toString(), u"paused"_s);
        QCOMPARE(model->index(1, AuditModel::Object).data().toString(), u"queue mail"_s);
        QVERIFY(model->index(1, AuditModel::Change).data().toString().contains(u"reason: repairs"_s));
        TimeWindow &window = desk.gui().timeWindow();
        window.set({before - 1h, before + 1h});
        QTRY_COMPARE(model->rowCount(), 1);
        QCOMPARE(model->index(0, AuditModel::What).data().toString(), u"paused"_s);
        window.clear();
        QTRY_COMPARE(model->rowCount(), 2);
        desk.find<QLineEdit>("auditFind")->setText(u"resumed"_s);
        QCOMPARE(model->rowCount(), 1);
    }

    void whatWasChangedIsToldInWords()
    {
        queue::AuditEntry entry;
        entry.after = R"({"arguments":{},"filter":{"id":[76,75],"queue":"mail"},"verb":"cancel","total":2})";
        QCOMPARE(AuditModel::changeText(entry),
                 u"filter: id 76, 75, queue mail; in all: 2; what was asked: cancelled"_s);
        entry.before = R"({"state":"running"})";
        entry.after = R"({"state":"done"})";
        QCOMPARE(AuditModel::changeText(entry), u"state: running → done"_s);
    }

    void theLogOfAnyComputerIsFollowed()
    {
        Scene scene;
        scene.fill();
        const auto write = [&scene](const QString &node, const QStringList &messages) {
            QList<queue::NodeLogLine> lines;
            for (const QString &message : messages)
                lines.append(
                    {0, {}, localNow(), message.startsWith(u"lost") ? u"error"_s : u"info"_s, u"pult.test"_s, message});
            scene.run<void>([node, lines](storage::Connection &connection) {
                return queue::writeNodeLogs(connection, node, node, lines);
            });
        };
        QStringList many;
        for (int i = 0; i < 60; ++i)
            many.append(u"line %1"_s.arg(i));
        write(u"node-2"_s, many);
        write(u"node-1"_s, {u"of the other"_s});
        Desk desk(scene);
        desk.raise("dockLog");
        auto *choice = desk.find<QComboBox>("logNode");
        QTRY_COMPARE(choice->count(), 3);
        choice->setCurrentIndex(choice->findText(u"OFFICE-2"_s));
        TableView *table = desk.table("logTable");
        QAbstractItemModel *model = table->model();
        QTRY_COMPARE(model->rowCount(), 60);
        QCOMPARE(model->index(59, LogModel::Message).data().toString(), u"line 59"_s);
        const auto atEnd = [table] {
            return table->verticalScrollBar()->value() == table->verticalScrollBar()->maximum();
        };
        QTRY_VERIFY(table->verticalScrollBar()->maximum() > 0 && atEnd());
        // The tail only appends, and whoever reads further up is left alone.
        table->verticalScrollBar()->setValue(0);
        QVERIFY(!desk.find<QCheckBox>("logFollow")->isChecked());
        const QSignalSpy inserted(model, &QAbstractItemModel::rowsInserted);
        const QSignalSpy removed(model, &QAbstractItemModel::rowsRemoved);
        const QSignalSpy changed(model, &QAbstractItemModel::dataChanged);
        const QSignalSpy reset(model, &QAbstractItemModel::modelReset);
        write(u"node-2"_s, {u"lost all"_s});
        QTRY_COMPARE(model->rowCount(), 61);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(inserted.constFirst().at(1).toInt(), 60);
        QCOMPARE(removed.size() + changed.size() + reset.size(), 0);
        QCOMPARE(table->verticalScrollBar()->value(), 0);
        desk.find<QCheckBox>("logFollow")->setChecked(true);
        QVERIFY(atEnd());
        // Level and text narrow it as they do this program's.
        desk.find<QComboBox>("logLevel")->setCurrentIndex(2);
        QCOMPARE(model->rowCount(), 1);
        choice->setCurrentIndex(choice->findText(u"STUDIO-1"_s));
        desk.find<QComboBox>("logLevel")->setCurrentIndex(1);
        QTRY_COMPARE(model->rowCount(), 1);
        QCOMPARE(model->index(0, LogModel::Message).data().toString(), u"of the other"_s);
    }
};

QTEST_MAIN(tst_RecordPanels)
#include "tst_recordpanels.moc"
