// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window as a viewer over a database on which two nodes, each a process of its own, work.
#include "scriptedprompts.h"

#include <e2e/nodeplace.h>
#include <guiapp.h>
#include <mainwindow.h>
#include <models/lockmodel.h>
#include <models/queuemodel.h>
#include <models/workermodel.h>
#include <panels/tableview.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace pult;
using namespace pult::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::NodePlace;

namespace {

/// A window without a node of its own.
class Viewer final
{
public:
    explicit Viewer(const storage::DatabaseConfig &config) : m_pool(config)
    {
        if (const Result<> started = m_pool.start(); !started)
            qFatal("%s", qPrintable(toLogString(started.error())));
        node::Commands::Place place;
        place.heartbeatInterval = 2s;
        m_commands = std::make_unique<node::Commands>(m_pool, place, node::Actor{});
        m_gui = std::make_unique<GuiApp>(
            *m_commands, GuiApp::Options{{}, m_folder.filePath(u"window.ini"_s), u"postgresql"_s, u"en"_s, &m_prompts});
        m_gui->show();
    }
    ~Viewer()
    {
        m_gui.reset();
        m_commands.reset();
        m_pool.stop();
    }
    template<typename T>
    T *find(const char *name)
    {
        return m_gui->window().findChild<T *>(QString::fromLatin1(name));
    }
    void raise(const char *dock) { find<QDockWidget>(dock)->raise(); }
    void trigger(const char *action) { find<QAction>(action)->trigger(); }
    int rowOf(const char *table, const QString &text)
    {
        const QAbstractItemModel *model = find<TableView>(table)->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->index(row, 0).data().toString() == text)
                return row;
        }
        return -1;
    }
    QString cell(const char *table, const QString &text, int column)
    {
        return find<TableView>(table)->model()->index(rowOf(table, text), column).data().toString();
    }
    void select(const char *table, const QString &text) { find<TableView>(table)->selectRow(rowOf(table, text)); }

private:
    QTemporaryDir m_folder;
    test::ScriptedPrompts m_prompts;
    storage::Pool m_pool;
    std::unique_ptr<node::Commands> m_commands;
    std::unique_ptr<GuiApp> m_gui;
};

} // namespace

class tst_PanelsNodes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void bothNodesAreSeenAndSteered()
    {
        const test::TempDatabase database(u"postgresql"_s);
        NodePlace first(database.url(), u"office-1"_s);
        NodePlace second(database.url(), u"office-2"_s);
        first.start();
        second.start();
        QTRY_COMPARE_WITH_TIMEOUT(first.row(u"office-1"_s)[u"state"].toString(), u"running"_s, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(first.row(u"office-2"_s)[u"state"].toString(), u"running"_s, 20'000);
        Viewer viewer(database.config());
        viewer.raise("dockWorkers");
        QTRY_COMPARE(viewer.find<TableView>("nodeTable")->model()->rowCount(), 2);
        QCOMPARE(viewer.find<TableView>("workerTable")->model()->rowCount(), 4);
        QTRY_VERIFY_WITH_TIMEOUT(viewer.cell("nodeTable", u"office-2"_s, NodeModel::Memory) != u"—"_s, 20'000);

        // The second node's task is in the locks, under the node's name.
        const qint64 runs = first.addProbe(R"({"sleep_ms":60000})", {u"--node"_s, u"office-2"_s});
        viewer.raise("dockLocks");
        QTRY_COMPARE_WITH_TIMEOUT(viewer.find<TableView>("lockTable")->model()->rowCount(), 1, 20'000);
        QCOMPARE(viewer.cell("lockTable", u"running task"_s, LockModel::Task), QString::number(runs));
        QTRY_VERIFY(viewer.cell("lockTable", u"running task"_s, LockModel::Holder).startsWith(u"office-2"_s));

        // What it ends shows in the throughput.
        for (int i = 0; i < 5; ++i)
            first.addProbe("{}");
        viewer.raise("dockQueues");
        QTRY_VERIFY_WITH_TIMEOUT(viewer.cell("queueTable", u"default"_s, QueueModel::Rate) > u"0"_s, 20'000);

        // Paused, it says so and takes nothing more, while its task runs on.
        viewer.raise("dockWorkers");
        viewer.select("nodeTable", u"office-2"_s);
        viewer.trigger("actionNodePause");
        QTRY_COMPARE_WITH_TIMEOUT(viewer.cell("nodeTable", u"office-2"_s, NodeModel::State), u"intake paused"_s,
                                  20'000);
        QTRY_VERIFY(viewer.find<QLabel>("workersPanelNote")->text().startsWith(u"office-2 begins no more tasks"_s));
        QCOMPARE(first.state(runs), u"running"_s);
        QTRY_VERIFY(viewer.find<QAction>("actionNodeResume")->isEnabled());
        viewer.trigger("actionNodeResume");
        QTRY_COMPARE_WITH_TIMEOUT(viewer.cell("nodeTable", u"office-2"_s, NodeModel::State), u"working"_s, 20'000);

        // Killed, its process ends, and the task waits again, no attempt used.
        viewer.trigger("actionNodeKill");
        viewer.find<QLineEdit>("dangerWord")->setText(u"office-2"_s);
        QTRY_VERIFY_WITH_TIMEOUT(viewer.find<QPushButton>("dangerAccept")->isEnabled(), 10'000);
        viewer.find<QPushButton>("dangerAccept")->click();
        QTRY_COMPARE_WITH_TIMEOUT(viewer.cell("nodeTable", u"office-2"_s, NodeModel::State), u"stopped"_s, 20'000);
        // The event loop may have noticed its end already.
        QTRY_COMPARE_WITH_TIMEOUT(second.node->state(), QProcess::NotRunning, 20'000);
        QCOMPARE(second.node->exitCode(), 0);
        QCOMPARE(first.state(runs), u"available"_s);
        QCOMPARE(first.task(runs)[u"attempt"].toInt(), 0);
        QCOMPARE(first.stop(), 0);
    }
};

QTEST_MAIN(tst_PanelsNodes)
#include "tst_panelsnodes.moc"
