// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <models/attemptmodel.h>
#include <models/humantext.h>
#include <models/logmodel.h>
#include <models/profilemodel.h>
#include <models/stepmodel.h>
#include <models/taskmodel.h>
#include <models/verbs.h>
#include <models/viewmodel.h>
#include <models/workermodel.h>
#include <support/testresult.h>
#include <theme/colours.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace pult;
using namespace pult::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using queue::Task;
using queue::TaskState;

namespace {

Task task(queue::Id id, TaskState state = TaskState::Available)
{
    Task task;
    task.id = id;
    task.kind = u"bulk_upload"_s;
    task.state = state;
    task.provider = u"local:shop-%1"_s.arg(id);
    return task;
}

QList<Task> tasks(std::initializer_list<queue::Id> ids)
{
    QList<Task> list;
    for (const queue::Id id : ids)
        list.append(task(id));
    return list;
}

QList<queue::Id> idsOf(const TaskModel &model)
{
    QList<queue::Id> ids;
    for (const Task &each : model.rows())
        ids.append(each.id);
    return ids;
}

QList<LogRecord> records(quint64 first, int count, QtMsgType level = QtInfoMsg)
{
    QList<LogRecord> list;
    for (int i = 0; i < count; ++i)
        list.append({0, level, u"pult.test"_s, u"line %1"_s.arg(first + i), first + i});
    return list;
}

constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::QtTest;

} // namespace

class tst_Models : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void snapshotBecomesTheRows_data()
    {
        QTest::addColumn<QList<queue::Id>>("before");
        QTest::addColumn<QList<queue::Id>>("after");
        using Ids = QList<queue::Id>;
        QTest::newRow("fill") << Ids{} << Ids{3, 2, 1};
        QTest::newRow("empty") << Ids{3, 2, 1} << Ids{};
        QTest::newRow("newer on top") << Ids{3, 2, 1} << Ids{5, 4, 3, 2, 1};
        QTest::newRow("in the middle") << Ids{5, 1} << Ids{5, 4, 3, 2, 1};
        QTest::newRow("some gone") << Ids{5, 4, 3, 2, 1} << Ids{4, 1};
        QTest::newRow("ring") << Ids{5, 4, 3} << Ids{7, 6, 5};
        QTest::newRow("all others") << Ids{3, 2, 1} << Ids{6, 5, 4};
        QTest::newRow("moved") << Ids{1, 2, 3, 4} << Ids{4, 2, 3, 1};
        QTest::newRow("moved, gone and new") << Ids{1, 2, 3, 4, 5} << Ids{5, 9, 1, 3, 8};
    }

    void snapshotBecomesTheRows()
    {
        QFETCH(QList<queue::Id>, before);
        QFETCH(QList<queue::Id>, after);
        TaskModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        SortProxy proxy;
        proxy.setSourceModel(&model);
        const QAbstractItemModelTester proxyTester(&proxy, fatal);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        const auto snapshot = [](const QList<queue::Id> &ids) {
            QList<Task> list;
            for (const queue::Id id : ids)
                list.append(task(id));
            return list;
        };
        model.setRows(snapshot(before));
        model.setRows(snapshot(after));
        QCOMPARE(idsOf(model), after);
        for (int row = 0; row < after.size(); ++row)
            QCOMPARE(model.rowOf(after.at(row)), row);
        QCOMPARE(resets.size(), 0);
    }

    void neighbouringChangesAreOneSignal()
    {
        TaskModel model;
        model.setRows(tasks({6, 5, 4, 3, 2, 1}));
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        QList<Task> next = tasks({6, 5, 4, 3, 2, 1});
        for (const int row : {1, 2, 3, 5})
            next[row].state = TaskState::Running;
        model.setRows(next);
        QCOMPARE(changes.size(), 2);
        QCOMPARE(changes.at(0).at(0).toModelIndex().row(), 1);
        QCOMPARE(changes.at(0).at(1).toModelIndex().row(), 3);
        model.setRows(next);
        QCOMPARE(changes.size(), 2);
    }

    void persistentIndexFollowsItsTask()
    {
        TaskModel model;
        model.setRows(tasks({3, 2, 1}));
        const QPersistentModelIndex index(model.index(1, 0));
        model.setRows(tasks({5, 4, 3, 2, 1}));
        QCOMPARE(index.data(TableModelBase::IdRole).value<queue::Id>(), 2);
    }

    void numbersSortAsNumbers()
    {
        TaskModel model;
        SortProxy proxy;
        proxy.setSourceModel(&model);
        proxy.sort(TaskModel::IdColumn, Qt::DescendingOrder);
        model.setRows(tasks({9, 100, 20}));
        QStringList shown;
        for (int row = 0; row < proxy.rowCount(); ++row)
            shown.append(proxy.index(row, TaskModel::IdColumn).data().toString());
        QCOMPARE(shown, (QStringList{u"100"_s, u"20"_s, u"9"_s}));
    }

    void oneColumnTellsProgressErrorAndReason()
    {
        Task running = task(1, TaskState::Running);
        running.progress = {0.5, u"step 2 of 4: click"_s};
        running.startedAt = localNow() - 5s;
        Task failed = task(2, TaskState::Discarded);
        failed.lastError = Error{ErrorKind::Invalid, u"file_empty"_s, {u"/a/b.mp4"_s}, {}};
        Task waiting = task(3);
        waiting.waitingFor = {{u"key_busy"_s, {u"profile:local:shop-3"_s, u"17"_s}}};
        TaskModel model;
        model.setRows({running, failed, waiting});
        const auto text = [&model](int row) { return model.index(row, TaskModel::ProgressColumn).data().toString(); };
        QCOMPARE(text(0), u"50 % · step 2 of 4"_s);
        QVERIFY2(!text(1).isEmpty(), "the error's sentence");
        QCOMPARE(text(2), u"Waits for profile shop-3, which task 17 is using."_s);
        QCOMPARE(
            model.index(0, 0).siblingAtColumn(TaskModel::ProgressColumn).data(TableModelBase::ProgressRole).toDouble(),
            0.5);
        QVERIFY(!model.index(1, TaskModel::ProgressColumn).data(TableModelBase::ProgressRole).isValid());
    }

    void stateIsAWordWithAnIcon_data()
    {
        QTest::addColumn<int>("state");
        for (const TaskState state :
             {TaskState::Draft, TaskState::Scheduled, TaskState::Available, TaskState::Running, TaskState::Retryable,
              TaskState::Completed, TaskState::Discarded, TaskState::Cancelled})
            QTest::newRow(qPrintable(queue::nameOf(state))) << static_cast<int>(state);
    }

    void stateIsAWordWithAnIcon()
    {
        QFETCH(int, state);
        TaskModel model;
        model.setRows({task(1, static_cast<TaskState>(state))});
        const QModelIndex index = model.index(0, TaskModel::State);
        QVERIFY(!index.data().toString().isEmpty());
        QVERIFY(!index.data(Qt::DecorationRole).value<QIcon>().pixmap(16, 16).isNull());
        QVERIFY(index.data(Qt::ForegroundRole).value<QColor>().isValid());
    }

    void coloursCanBeRead()
    {
        for (const Colours &colours : {lightColours(), darkColours()}) {
            for (const QColor &back : {colours.base, colours.window, colours.raised, colours.selection}) {
                for (const QColor &tone : colours.tones)
                    QVERIFY2(contrastRatio(tone, back) >= 4.5, qPrintable(tone.name() + u" on "_s + back.name()));
                QVERIFY2(contrastRatio(colours.muted, back) >= 4.5, qPrintable(back.name()));
            }
            for (int tone = 0; tone < 8; ++tone)
                QVERIFY(contrastRatio(colours.text, tintOf(colours, static_cast<Tone>(tone))) >= 4.5);
        }
    }

    void logIsARing()
    {
        LogModel model(10);
        const QAbstractItemModelTester tester(&model, fatal);
        model.append(records(1, 8));
        model.append(records(9, 5));
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(model.recordAt(0).number, 4U);
        QCOMPARE(model.lastNumber(), 13U);
        model.append(records(14, 50));
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(model.recordAt(9).number, 63U);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.lastNumber(), 63U);
    }

    void logIsFilteredByLevelAndText()
    {
        LogModel model;
        LogProxy proxy;
        proxy.setSourceModel(&model);
        const QAbstractItemModelTester tester(&proxy, fatal);
        model.append(records(1, 2, QtDebugMsg) + records(3, 3, QtInfoMsg) + records(6, 1, QtCriticalMsg));
        QCOMPARE(proxy.rowCount(), 4);
        proxy.setLevel(QtWarningMsg);
        QCOMPARE(proxy.rowCount(), 1);
        proxy.setLevel(QtDebugMsg);
        proxy.setText(u"LINE 4"_s);
        QCOMPARE(proxy.rowCount(), 1);
    }

    void profilesAreTicked()
    {
        ProfileModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.setCheckable(true);
        browser::Profile one;
        one.id = u"a"_s;
        browser::Profile two;
        two.id = u"b"_s;
        model.setRows({one, two});
        QVERIFY(model.setData(model.index(1, 0), Qt::Checked, Qt::CheckStateRole));
        QCOMPARE(model.checkedIds(), QStringList{u"b"_s});
        model.setRows({two});
        QCOMPARE(model.checkedIds(), QStringList{u"b"_s});
    }

    void workersOfAllNodes()
    {
        NodeModel nodes;
        WorkerModel workers;
        const QAbstractItemModelTester nodeTester(&nodes, fatal);
        const QAbstractItemModelTester workerTester(&workers, fatal);
        queue::NodeInfo node;
        node.id = u"n1"_s;
        node.name = u"OFFICE"_s;
        node.state = u"running"_s;
        node.workers = {{u"n1/1"_s, 3, 2, {7, 8}}, {u"n1/2"_s, 3, 0, {}}};
        nodes.setRows({node});
        workers.setNodes({node});
        QCOMPARE(nodes.index(0, NodeModel::Load).data().toString(), u"2/6"_s);
        QCOMPARE(workers.rowCount(), 2);
        QCOMPARE(workers.index(0, WorkerModel::Worker).data().toString(), u"OFFICE/1"_s);
        QCOMPARE(workers.index(0, WorkerModel::Tasks).data().toString(), u"7, 8"_s);
    }

    void stepsAreRead()
    {
        const QList<StepRow> steps = stepsFromJson(R"([{"index":0,"type":"navigate","duration_ms":840,"status":"ok"},
            {"index":1,"type":"click","duration_ms":5020,"status":"failed"}, {"index":1,"type":"twice"}])");
        QCOMPARE(steps.size(), 2);
        QCOMPARE(steps.at(1).type, u"click"_s);
        StepModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.setRows(steps);
        QCOMPARE(model.index(0, StepModel::Number).data().toInt(), 1);
        QVERIFY(stepsFromJson("no json").isEmpty());
        const QList<StepRow> custom = stepsFromJson(R"([{"index":0,"type":"customStep","name":"setFiles"}])");
        StepModel named;
        named.setRows(custom);
        QCOMPARE(named.index(0, StepModel::Type).data().toString(), u"Choose files"_s);
        queue::FlowTimes usual;
        usual.steps = {{u"navigate"_s, 900ms, 1200ms}};
        model.setRows(stepsFromJson(R"([{"index":0,"type":"navigate","duration_ms":5400,"status":"ok"},
            {"index":1,"type":"click","duration_ms":10,"status":"ok"}])",
                                    usual));
        QCOMPARE(model.index(0, StepModel::Usual).data().toString(), u"1.2 s"_s);
        QCOMPARE(model.index(1, StepModel::Usual).data().toString(), QString());
    }

    void viewsCount()
    {
        ViewModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        node::Commands::Counts counted;
        counted.states.byState = {{TaskState::Running, {2}},
                                  {TaskState::Available, {3}},
                                  {TaskState::Retryable, {1}},
                                  {TaskState::Discarded, {2'400'000, queue::TaskCount::Kind::About}}};
        counted.states.all = {2'400'006, queue::TaskCount::Kind::About};
        counted.states.outcomeUnknown = {1};
        counted.filters = {queue::TaskCount{10'000, queue::TaskCount::Kind::AtLeast}, std::nullopt};
        const QString own = model.save({}, u"Slow shops"_s, u"filter"_s, u"queue:slow age:>1h"_s);
        QCOMPARE(model.countedFilters(), (QStringList{u"created:today"_s, u"queue:slow age:>1h"_s}));
        model.setCounts(counted);
        QStringList counts;
        for (int row = 0; row < model.rowCount(); ++row)
            counts.append(model.index(row, ViewModel::Count).data().toString());
        QCOMPARE(counts,
                 (QStringList{u"~2.4 M"_s, u"2"_s, u"4"_s, u"0"_s, u"~2.4 M"_s, u"1"_s, u"10,000+"_s, QString()}));
        model.setEdited(own);
        QCOMPARE(model.index(7, ViewModel::Name).data().toString(), u"Slow shops •"_s);
        model.remove(u"all"_s); // only an operator's own can go
        QCOMPARE(model.rowCount(), 8);
        model.remove(own);
        QCOMPARE(model.rowCount(), 7);
    }

    void durationsReadLikeSpeech_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("negative") << qint64(-5) << u"0 s"_s;
        QTest::newRow("seconds") << qint64(12) << u"12 s"_s;
        QTest::newRow("minutes") << qint64(180) << u"3 min"_s;
        QTest::newRow("both") << qint64(200) << u"3 min 20 s"_s;
        QTest::newRow("long") << qint64(1201) << u"20 min"_s;
        QTest::newRow("hours") << qint64(4800) << u"1 h 20 min"_s;
    }

    void durationsReadLikeSpeech()
    {
        QFETCH(qint64, seconds);
        QFETCH(QString, text);
        QCOMPARE(HumanText::duration(std::chrono::seconds(seconds)), text);
    }

    /// Reasons that have no words of their own here read as everywhere else.
    void reasonsOfTheGuardAreSentences()
    {
        QCOMPARE(HumanText::waitReason({u"node_memory"_s, {u"office"_s, u"3000"_s, u"2048"_s}}),
                 u"office takes no tasks: Pult uses 3000 MB of memory there, MEMORY_LIMIT_MB allows 2048."_s);
        QCOMPARE(HumanText::waitReason({u"batch"_s, {u"5"_s, u"1"_s, u"3"_s}}),
                 u"Waits for the end of batch 5: 1 of 3 tasks have ended."_s);
        QCOMPARE(HumanText::waitReason({u"newfangled"_s, {}}), u"Waits (newfangled)."_s);
    }

    void verbsAreLegalWhereTheyMakeSense_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<bool>("unknown");
        QTest::addColumn<QList<int>>("legal");
        const auto row = [](TaskState state, bool unknown, QList<Verb> verbs) {
            QList<int> numbers;
            for (const Verb verb : verbs)
                numbers.append(static_cast<int>(verb));
            QTest::newRow(qPrintable(queue::nameOf(state) + (unknown ? u" unknown"_s : QString())))
                << static_cast<int>(state) << unknown << numbers;
        };
        row(TaskState::Draft, false, {Verb::Cancel, Verb::Start});
        row(TaskState::Available, false, {Verb::Cancel});
        row(TaskState::Running, false, {Verb::Cancel});
        row(TaskState::Retryable, false, {Verb::Cancel, Verb::Retry});
        row(TaskState::Completed, false, {Verb::Retry});
        row(TaskState::Discarded, false, {Verb::Retry});
        row(TaskState::Discarded, true, {Verb::Done, Verb::Again});
        row(TaskState::Cancelled, false, {Verb::Retry});
    }

    void verbsAreLegalWhereTheyMakeSense()
    {
        QFETCH(int, state);
        QFETCH(bool, unknown);
        QFETCH(QList<int>, legal);
        Task one = task(1, static_cast<TaskState>(state));
        one.outcomeUnknown = unknown;
        one.batchId = 5;
        for (const Verb verb : {Verb::Cancel, Verb::Retry, Verb::Done, Verb::Again, Verb::Start}) {
            const bool isLegal = legal.contains(static_cast<int>(verb));
            QCOMPARE(Verbs::whyNot(verb, {one}).isEmpty(), isLegal);
            QCOMPARE(Verbs::legal(verb, {one, one}).size(), isLegal ? 2 : 0);
            QVERIFY(!Verbs::whyNot(verb, {}).isEmpty());
        }
    }
};

QTEST_MAIN(tst_Models)
#include "tst_models.moc"
