// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scriptedprompts.h"

#include <demo/uploadsite.h>
#include <dialogs/flowdialog.h>
#include <guiapp.h>
#include <mainwindow.h>
#include <node/node.h>
#include <panels/tableview.h>
#include <support/testresult.h>
#include <support/uploadflow.h>

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace pult;
using namespace pult::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A window over a node of its own with real browsers, and the demo's site beside it.
class Desk final
{
public:
    bool start()
    {
        node::NodeConfig config;
        config.dataDir = m_folder.filePath(u"data"_s);
        if (!QDir().mkpath(config.dataDir) || !m_site.start())
            return false;
        config.id = u"desk-1"_s;
        config.name = u"DESK"_s;
        config.queues = {u"*"_s};
        config.database.path = config.dataDir + u"/pult.db"_s;
        config.database.minConnections = 2;
        config.database.maxConnections = 4;
        config.provider.name = u"local"_s;
        config.provider.dataDir = config.dataDir;
        config.capacities = {1};
        m_node = std::make_unique<node::Node>(config, node::Actor{});
        if (const Result<> started = m_node->start(); !started) {
            qWarning("%s", qPrintable(toLogString(started.error())));
            return false;
        }
        m_gui = std::make_unique<GuiApp>(
            m_node->commands(), GuiApp::Options{{}, m_folder.filePath(u"window.ini"_s), {}, u"en"_s, &prompts});
        m_gui->show();
        return true;
    }
    ~Desk()
    {
        m_gui.reset();
        if (!m_node)
            return;
        QSignalSpy stopped(m_node.get(), &node::Node::stopped);
        m_node->stop(0ms);
        if (!stopped.wait(30000))
            qFatal("the node did not stop");
    }

    QString write(const QString &name, const QByteArray &content)
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }
    FlowDialog *open(const QString &path)
    {
        m_gui->window().openFlow(path);
        return m_gui->window().findChild<FlowDialog *>();
    }
    demo::UploadSite &site() { return m_site; }
    QString folder() const { return m_folder.path(); }

    test::ScriptedPrompts prompts;

private:
    QTemporaryDir m_folder;
    demo::UploadSite m_site{demo::UploadSite::Options{m_folder.filePath(u"site"_s)}};
    std::unique_ptr<node::Node> m_node;
    std::unique_ptr<GuiApp> m_gui;
};

QString resultOf(const FlowDialog *dialog, int row)
{
    const auto *table = dialog->findChild<TableView *>(u"flowSteps"_s);
    return table->model()->index(row, FlowStepsModel::Result).data().toString();
}

QString tookOf(const FlowDialog *dialog, int row)
{
    const auto *table = dialog->findChild<TableView *>(u"flowSteps"_s);
    return table->model()->index(row, FlowStepsModel::Duration).data().toString();
}

template<typename T>
T *find(const FlowDialog *dialog, const char *name)
{
    return dialog->findChild<T *>(QString::fromLatin1(name));
}

constexpr int runLimit = 60000;

} // namespace

class tst_FlowDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    /// Import, edit, save, a test run that lights its steps and ends before it publishes, one that is stopped.
    void fromARecordingToATestRun()
    {
        Desk desk;
        QVERIFY(desk.start());
        const QString path = desk.write(u"flow.json"_s, test::uploadFlow(desk.site().url()));
        FlowDialog *dialog = desk.open(path);
        QVERIFY(dialog);
        auto *table = find<TableView>(dialog, "flowSteps");
        QTRY_COMPARE(table->model()->rowCount(), 9);
        QVERIFY(!find<QPushButton>(dialog, "runAll")->isEnabled()); // no profile yet
        find<QComboBox>(dialog, "runProfile")->setEditText(u"trial"_s);
        find<QLineEdit>(dialog, "runMedia")->setText(desk.write(u"clip.mp4"_s, "clip"));
        find<QLineEdit>(dialog, "runCaption")->setText(u"Привет"_s);
        QTRY_VERIFY(find<QPushButton>(dialog, "runAll")->isEnabled());

        QSet<QString> seen;
        QObject::connect(table->model(), &QAbstractItemModel::dataChanged, dialog, [&] {
            for (int row = 0; row < 9; ++row)
                seen.insert(resultOf(dialog, row));
        });
        find<QPushButton>(dialog, "runAll")->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            find<QLabel>(dialog, "runStatus")->text().contains(u"ended before step 6, which publishes"_s), runLimit);
        for (int row = 0; row < 5; ++row) {
            QCOMPARE(resultOf(dialog, row), u"ok"_s);
            QVERIFY2(tookOf(dialog, row).endsWith(u" s"), qPrintable(tookOf(dialog, row)));
        }
        QCOMPARE(resultOf(dialog, 5), QString()); // it publishes, and was not part of the run
        QVERIFY(desk.site().received().isEmpty());
        QVERIFY(seen.contains(u"not run"_s)); // before they were reached

        // A step that never comes true runs until it is stopped.
        table->selectModelRow(4);
        find<QPushButton>(dialog, "flowAdd")->menu()->findChild<QAction *>(u"flowAdd_waitForElement"_s)->trigger();
        QCOMPARE(table->model()->rowCount(), 10);
        QVERIFY(table->model()->setData(table->model()->index(5, FlowStepsModel::Target), u"#never"_s, Qt::EditRole));
        QVERIFY(table->model()->setData(table->model()->index(5, FlowStepsModel::Timeout), u"600"_s, Qt::EditRole));
        table->selectModelRow(5);
        find<QPushButton>(dialog, "runHere")->click();
        QTRY_COMPARE_WITH_TIMEOUT(resultOf(dialog, 5), u"running"_s, runLimit); // live
        QCOMPARE(resultOf(dialog, 1), u"ok"_s);                                 // its page was opened first
        QCOMPARE(resultOf(dialog, 2), QString());                               // left out
        find<QPushButton>(dialog, "runCancel")->click();
        QTRY_COMPARE_WITH_TIMEOUT(find<QLabel>(dialog, "runStatus")->text(), u"The test run was cancelled."_s,
                                  runLimit);

        find<QPushButton>(dialog, "flowUndo")->click();
        find<QPushButton>(dialog, "flowUndo")->click();
        find<QPushButton>(dialog, "flowUndo")->click();
        desk.prompts.nextFiles = {desk.folder() + u"/saved.json"_s};
        QSignalSpy saved(dialog, &FlowDialog::saved);
        find<QPushButton>(dialog, "flowSave")->click();
        QTRY_COMPARE(saved.size(), 1);
        QFile file(desk.prompts.nextFiles.first());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), test::uploadFlow(desk.site().url()));
    }

    void unsavedChangesAreNotLostUnasked()
    {
        Desk desk;
        QVERIFY(desk.start());
        FlowDialog *dialog = desk.open(desk.write(u"flow.json"_s, test::uploadFlow(desk.site().url())));
        auto *table = find<TableView>(dialog, "flowSteps");
        QTRY_COMPARE(table->model()->rowCount(), 9);
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Delete);
        QTRY_COMPARE(table->model()->rowCount(), 8);
        desk.prompts.nextAnswer = false;
        find<QPushButton>(dialog, "flowClose")->click();
        QCOMPARE(desk.prompts.asked.size(), 1);
        QVERIFY(dialog->isVisible());
        QTest::keySequence(dialog, QKeySequence::Undo);
        QTRY_COMPARE(table->model()->rowCount(), 9);
        const QPointer<FlowDialog> gone(dialog);
        find<QPushButton>(dialog, "flowClose")->click();
        QCOMPARE(desk.prompts.asked.size(), 1);
        QTRY_VERIFY(!gone);
    }

    void aFileThatIsNoRecordingIsToldOf()
    {
        Desk desk;
        QVERIFY(desk.start());
        FlowDialog *dialog = desk.open(desk.write(u"flow.json"_s, "{\"steps\":[]}"));
        QTRY_VERIFY(find<QWidget>(dialog, "flowFailure")->isVisible());
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    tst_FlowDialog test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_flowdialog.moc"
