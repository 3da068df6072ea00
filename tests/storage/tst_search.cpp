// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <node/filterline.h>
#include <queue/errorgroups.h>
#include <queue/operations.h>
#include <queue/queues.h>
#include <queue/taskcondition.h>
#include <queue/taskcounts.h>
#include <queue/tasksearch.h>

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// The filter language over the database, searches among the newest, counts, failures in groups.
class tst_Search : public test::StorageTest
{
    Q_OBJECT

private:
    QList<Id> found(const QString &line)
    {
        const Result<TaskFilter> filter = node::parseFilterLine(line);
        if (!filter)
            return {-1};
        // As an operation would keep it.
        const TaskFilter stored = filterFromJson(toJson(*filter));
        if (stored != *filter)
            return {-2};
        const Result<FoundTasks> page = searchTasks(db(), {stored, 100, {}, false});
        QList<Id> ids;
        for (const Task &one : page ? page->items : QList<Task>{})
            ids << one.id;
        std::sort(ids.begin(), ids.end());
        return ids;
    }
    /// Finished tasks at once, without running each.
    bool fillHistory(int count)
    {
        const QString rows =
            isPostgreSql()
                ? u"insert into task_history (id, kind, queue, state, priority, payload, run_at, max_attempts, "
                  u"provider, "
                  "created_at, finished_at) select nextval('entity_ids'), 'probe', 'default', 'completed', 0, '{}', 0, "
                  "1, 'local:p' || i, i, i from generate_series(1, cast(? as int)) as i"_s
                : u"with recursive n(i) as (select 1 union all select i + 1 from n where i < ?) insert into "
                  u"task_history "
                  "(id, kind, queue, state, priority, payload, run_at, max_attempts, provider, created_at, "
                  "finished_at) "
                  "select (select value from counters where name = 'entity') + i, 'probe', 'default', 'completed', 0, "
                  "'{}', 0, 1, 'local:p' || i, i, i from n"_s;
        if (!db().execute(rows, {count}))
            return false;
        return isPostgreSql() ||
               db().execute(u"update counters set value = value + ? where name = 'entity'"_s, {count}).has_value();
    }

private Q_SLOTS:
    void linesFind_data() { bothDatabases(); }
    void linesFind()
    {
        QVERIFY(open());
        NewTask a = task(u"bulk_upload"_s);
        a.provider = u"dolphin:17"_s;
        a.priority = 5;
        NewTask b = task(u"browser_flow"_s);
        b.provider = u"local:17"_s;
        b.queue = u"slow"_s;
        b.node = u"office-2"_s;
        b.uniqueKey = u"order/7.x"_s;
        NewTask c = keyed(u"profile:local:100%"_s);
        NewTask d = task(u"command"_s);
        PULT_GET(now, databaseNow(db()));
        d.runAt = now + 3h;
        PULT_GET(ids, enqueue(db(), {a, b, c, d}));
        const auto at = [&ids](std::initializer_list<int> which) {
            QList<Id> list;
            for (const int i : which)
                list << ids.at(i);
            return list;
        };
        PULT_GET(run, claim(db(), request(1)));
        QCOMPARE(run.constFirst().task.id, ids.at(0));
        QVERIFY(finish(run.constFirst(), Outcome::FailedForGood,
                       Error{ErrorKind::Timeout, u"step_failed"_s, {u"4"_s, u"Timed out"_s}, {}}));
        QCOMPARE(found(u"profile:17"_s), at({0, 1}));
        QCOMPARE(found(u"profile:local:17"_s), at({1}));
        QCOMPARE(found(u"profile:17 -kind:bulk_upload"_s), at({1}));
        QCOMPARE(found(u"state:failed OR state:scheduled"_s), at({0, 3}));
        QCOMPARE(found(u"-state:failed"_s), at({1, 2, 3}));
        QCOMPARE(found(u"error:\"timed OUT\""_s), at({0}));
        QCOMPARE(found(u"-error:timed"_s), at({1, 2, 3}));
        QCOMPARE(found(u"kind:b*"_s), at({0, 1}));
        QCOMPARE(found(u"kind:bulk_upload,command"_s), at({0, 3}));
        QCOMPARE(found(u"key:order/7.x"_s), at({1}));
        QCOMPARE(found(u"100%"_s), at({2}));
        QCOMPARE(found(u"-100%"_s), at({0, 1, 3}));
        QCOMPARE(found(u"node:office-2"_s), at({1}));
        QCOMPARE(found(u"attempt:>=1"_s), at({0}));
        QCOMPARE(found(u"priority:1..9"_s), at({0}));
        QCOMPARE(found(u"run:>%1"_s.arg(toIso(now + 1h))), at({3}));
        QCOMPARE(found(u"(kind:command OR kind:probe) -state:scheduled"_s), at({2}));
        QCOMPARE(found(u"age:<1h"_s), at({0, 1, 2, 3}));
        QCOMPARE(found(u"finished:1h"_s), at({0}));
        QCOMPARE(found(u"unknown:no kind:probe"_s), at({2}));
        QCOMPARE(found(u"id:%1,%2"_s.arg(ids.at(1)).arg(ids.at(3))), at({1, 3}));
        shift(2h);
        QCOMPARE(found(u"age:>1h"_s), at({0, 1, 2, 3}));
        QCOMPARE(found(u"age:>3h"_s), QList<Id>{});
    }

    void valuesAreBoundNotPasted_data() { bothDatabases(); }
    void valuesAreBoundNotPasted()
    {
        QVERIFY(open());
        add(task());
        QCOMPARE(found(u"kind:\"x' or '1'='1\""_s), QList<Id>{});
        QCOMPARE(found(u"\"'; drop table tasks; --\""_s), QList<Id>{});
        QCOMPARE(found(QString()).size(), 1);
    }

    void anOperationKeepsItsMoment_data() { bothDatabases(); }
    void anOperationKeepsItsMoment()
    {
        QVERIFY(open());
        const Id id = add(task());
        PULT_GET(young, node::parseFilterLine(u"age:<1h kind:probe"_s));
        PULT_GET(operation, startOperation(db(), {TaskVerb::Cancel, {}, 0}, young, tester(), {u"a test"_s, {}}));
        shift(2h); // by now it is older than an hour, but it was not when it was asked for
        while (operation.state == "running"_L1)
            operation = *stepOperation(db(), operation.id);
        QCOMPARE(operation.done, 1);
        QCOMPARE(operation.reason, u"a test"_s);
        QCOMPARE(stateOf(id), u"cancelled"_s);
    }

    void theNewestAreSearchedAndItIsSaid_data() { bothDatabases(); }
    void theNewestAreSearchedAndItIsSaid()
    {
        QVERIFY(open());
        QVERIFY(fillHistory(searchedTasks + 500));
        TaskFilter oldest;
        oldest.text = u"local:p7"_s; // p7, p70 … and many more
        QElapsedTimer timer;
        timer.start();
        PULT_GET(newest, searchTasks(db(), {oldest, 1000, {}, false}));
        const qint64 bounded = timer.restart();
        QVERIFY(newest.bounded);
        PULT_GET(whole, searchTasks(db(), {oldest, 1000, {}, true}));
        qInfo() << "text among the newest" << bounded << "ms, among all" << timer.elapsed() << "ms";
        QVERIFY(!whole.bounded);
        oldest.text.clear();
        oldest.terms = node::parseFilterLine(u"profile:p7"_s)->terms;
        PULT_GET(none, searchTasks(db(), {oldest, 10, {}, false}));
        QVERIFY(none.items.isEmpty() && none.bounded);
        PULT_GET(one, searchTasks(db(), {oldest, 10, {}, true}));
        QCOMPARE(one.items.size(), 1);
        PULT_GET(all, searchTasks(db(), {{}, 10, {}, false}));
        QVERIFY(!all.bounded && !all.next.isEmpty());
        PULT_GET(counts, countStates(db()));
        QVERIFY(counts.byState.value(TaskState::Completed).kind != TaskCount::Kind::Exact);
        QVERIFY(counts.byState.value(TaskState::Completed).number >= countedTasks);
        PULT_GET(some, countTasks(db(), oldest));
        QCOMPARE(some, (TaskCount{0, TaskCount::Kind::AtLeast}));
    }

    void smallNumbersAreCounted_data() { bothDatabases(); }
    void smallNumbersAreCounted()
    {
        QVERIFY(open());
        PULT_VERIFY_RESULT(enqueue(db(), {task(), task(), keyed(u"a"_s), keyed(u"a"_s)}));
        QVERIFY(finish(*claimOne()));
        QVERIFY(claimOne());
        PULT_GET(counts, countStates(db()));
        QCOMPARE(counts.byState.value(TaskState::Completed), TaskCount{1});
        QCOMPARE(counts.byState.value(TaskState::Running), TaskCount{1});
        QCOMPARE(counts.byState.value(TaskState::Available), TaskCount{2});
        QCOMPARE(counts.all, TaskCount{4});
        PULT_GET(one, countTasks(db(), *node::parseFilterLine(u"state:running"_s)));
        QCOMPARE(one, TaskCount{1});
    }

    void failuresOfOneCauseAreOneGroup_data() { bothDatabases(); }
    void failuresOfOneCauseAreOneGroup()
    {
        QVERIFY(open());
        const auto failWith = [this](const QString &code, const QStringList &arguments) {
            const Id id = add(task());
            return finish(*claimOne(), Outcome::FailedForGood, Error{ErrorKind::Timeout, code, arguments, {}}) ? id : 0;
        };
        const Id first = failWith(u"step_failed"_s, {u"4"_s, u"no element after 5000 ms on http://a/1"_s});
        const Id second = failWith(u"step_failed"_s, {u"12"_s, u"no element after 31 ms on http://b/2"_s});
        const Id other = failWith(u"step_failed"_s, {u"4"_s, u"navigation failed"_s});
        PULT_GET(groups, groupErrors(db(), {}));
        QCOMPARE(groups.failures, 3);
        QCOMPARE(groups.groups.size(), 2);
        QCOMPARE(groups.groups.at(0).tasks, (QList<Id>{second, first}));
        QCOMPARE(groups.groups.at(1).tasks, QList<Id>{other});
        QVERIFY(groups.groups.at(0).firstSeen <= groups.groups.at(0).lastSeen);
        QCOMPARE(groups.groups.at(0).example.arguments.constFirst(), u"12"_s);
        TaskFilter completed;
        completed.states = {TaskState::Completed};
        PULT_GET(none, groupErrors(db(), completed));
        QVERIFY(none.groups.isEmpty());
    }

    void retriesAreSpreadOverTheirTime_data() { bothDatabases(); }
    void retriesAreSpreadOverTheirTime()
    {
        QVERIFY(open());
        const QByteArray payload = R"({"order":9007199254740993,"text":"whole, not a shortened one"})";
        QList<Id> ids;
        for (int i = 0; i < 4; ++i) {
            NewTask exact = task();
            exact.payload = payload;
            ids << add(exact);
            QVERIFY(finish(*claimOne(), Outcome::FailedForGood, someError()));
        }
        TaskFilter failed;
        failed.states = {TaskState::Discarded};
        PULT_GET(operation, startOperation(db(), {TaskVerb::Retry, 4h, 0}, failed, tester()));
        while (operation.state == "running"_L1)
            operation = *stepOperation(db(), operation.id, 3);
        QCOMPARE(operation.change.time, std::chrono::seconds(4h));
        PULT_GET(now, databaseNow(db()));
        for (int i = 1; i < 4; ++i) {
            const Task task = show(ids.at(i));
            QCOMPARE(task.state, TaskState::Scheduled);
            QCOMPARE(task.payload, payload);
            QVERIFY2(task.runAt > now + 1h * i - 1min && task.runAt <= now + 1h * i, qPrintable(toIso(task.runAt)));
        }
        QVERIFY(show(ids.at(0)).runAt <= now);
    }

    void operationsAreUndone_data() { bothDatabases(); }
    void operationsAreUndone()
    {
        QVERIFY(open());
        const auto carryOut = [this](Result<Operation> operation) {
            while (operation && operation->state == "running"_L1)
                operation = stepOperation(db(), operation->id);
            return operation;
        };
        const Id id = add(task());
        const Id other = add(task(u"command"_s));
        PULT_VERIFY_RESULT(cancelTasks(db(), {other}, tester()));
        const TaskFilter probes = *node::parseFilterLine(u"kind:probe"_s);
        PULT_GET(cancelled, carryOut(startOperation(db(), {TaskVerb::Cancel, {}, 0}, probes, tester())));
        QCOMPARE(stateOf(id), u"cancelled"_s);
        PULT_GET(back, carryOut(undoOperation(db(), cancelled.id, tester())));
        QCOMPARE(back.undoes, std::optional(cancelled.id));
        QCOMPARE(stateOf(id), u"available"_s);
        QCOMPARE(stateOf(other), u"cancelled"_s);
        QCOMPARE(undoOperation(db(), cancelled.id, tester()).error().code, u"operation_not_undoable"_s);
        PULT_GET(deleted, carryOut(startOperation(db(), {TaskVerb::Delete, {}, 0}, probes, tester())));
        QCOMPARE(showTask(db(), id).error().code, u"task_unknown"_s);
        PULT_VERIFY_RESULT(carryOut(undoOperation(db(), deleted.id, tester())));
        QCOMPARE(stateOf(id), u"available"_s);
        PULT_GET(late, carryOut(startOperation(db(), {TaskVerb::Delete, {}, 0}, probes, tester())));
        shift(25h);
        QCOMPARE(undoOperation(db(), late.id, tester()).error().code, u"operation_not_undoable"_s);
    }

    void whatWasChangedGoesBackToWhatTheAuditRecorded_data() { bothDatabases(); }
    void whatWasChangedGoesBackToWhatTheAuditRecorded()
    {
        QVERIFY(open());
        const auto carryOut = [this](Result<Operation> operation) {
            while (operation && operation->state == "running"_L1)
                operation = stepOperation(db(), operation->id);
            return operation;
        };
        const auto change = [&](const TaskChange &what, const QList<Id> &ids) {
            TaskFilter filter;
            filter.ids = ids;
            return carryOut(startOperation(db(), what, filter, tester()));
        };
        const auto undo = [&](qint64 id) { return carryOut(undoOperation(db(), id, tester())); };
        NewTask urgent = task();
        urgent.priority = 40;
        const Id mine = add(urgent);
        const Id theirs = add(task());
        const Id failed = add(task());
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood, someError()));
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood, someError()));
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood, someError()));
        QCOMPARE(stateOf(failed), u"discarded"_s);

        PULT_GET(retried, change({TaskVerb::Retry, {}, 0}, {mine, theirs, failed}));
        QCOMPARE(stateOf(failed), u"available"_s);
        QVERIFY(isUndoable(retried, retried.createdAt));
        PULT_VERIFY_RESULT(cancelTasks(db(), {theirs}, {u"anna"_s, u"ctl"_s}));
        PULT_GET(failedAgain, undo(retried.id));
        QCOMPARE(failedAgain.done, 2);
        QCOMPARE(failedAgain.failed, 1);
        QCOMPARE(failedAgain.failures.constFirst().task, theirs);
        QCOMPARE(failedAgain.failures.constFirst().error.code, u"task_changed_since"_s);
        QCOMPARE(failedAgain.failures.constFirst().error.arguments.constLast(), u"anna"_s);
        QCOMPARE(stateOf(failed), u"discarded"_s);
        QCOMPARE(stateOf(theirs), u"cancelled"_s);
        QCOMPARE(show(failed).lastError, std::optional(someError()));
        QCOMPARE(show(failed).attempt, 1);
        QVERIFY(!isUndoable(failedAgain, failedAgain.createdAt));

        PULT_VERIFY_RESULT(retryTasks(db(), {mine, theirs}, tester()));
        PULT_GET(raised, change({TaskVerb::SetPriority, {}, 7}, {mine, theirs}));
        PULT_VERIFY_RESULT(setPriority(db(), {theirs}, 9, {u"anna"_s, u"ctl"_s}));
        PULT_GET(lowered, undo(raised.id));
        QCOMPARE(lowered.done, 1);
        QCOMPARE(lowered.failures.constFirst().error.code, u"task_changed_since"_s);
        QCOMPARE(show(mine).priority, 40);
        QCOMPARE(show(theirs).priority, 9);
        QCOMPARE(undoOperation(db(), raised.id, tester()).error().code, u"operation_not_undoable"_s);

        const TimePoint due = show(mine).runAt;
        PULT_GET(later, change({TaskVerb::Snooze, 3h, 0}, {mine}));
        QCOMPARE(stateOf(mine), u"scheduled"_s);
        PULT_VERIFY_RESULT(undo(later.id));
        QCOMPARE(toIso(show(mine).runAt), toIso(due));
    }

    void aPauseGoesBackToWhatTheAuditRecorded_data() { bothDatabases(); }
    void aPauseGoesBackToWhatTheAuditRecorded()
    {
        QVERIFY(open());
        PULT_GET(now, databaseNow(db()));
        const auto nightly = [this] {
            const auto queues = listQueues(db());
            for (const QueueInfo &queue : queues.value_or(QList<QueueInfo>())) {
                if (queue.name == "nightly"_L1)
                    return queue;
            }
            return QueueInfo{};
        };
        PULT_VERIFY_RESULT(pauseQueue(db(), u"nightly"_s, u"repairs"_s, tester(), now + 1h));
        PULT_VERIFY_RESULT(resumeQueue(db(), u"nightly"_s, tester()));
        PULT_VERIFY_RESULT(undoQueuePause(db(), u"nightly"_s, {}, tester()));
        QVERIFY(nightly().paused);
        QCOMPARE(nightly().pauseReason, u"repairs"_s);
        QCOMPARE(toIso(*nightly().pausedUntil), toIso(now + 1h));
        PULT_VERIFY_RESULT(resumeQueue(db(), u"nightly"_s, tester()));
        PULT_VERIFY_RESULT(pauseQueue(db(), u"nightly"_s, u"mine"_s, {u"anna"_s, u"ctl"_s}));
        const Result<> refused = undoQueuePause(db(), u"nightly"_s, {}, tester());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, u"queue_changed_since"_s);
        QCOMPARE(refused.error().arguments, (QStringList{u"nightly"_s, u"anna"_s}));
        QCOMPARE(nightly().pauseReason, u"mine"_s);
    }

    void textIndexesAreThereWhereTheServerHasThem_data() { bothDatabases(); }
    void textIndexesAreThereWhereTheServerHasThem()
    {
        QVERIFY(open());
        if (!isPostgreSql()) {
            QCOMPARE(number(u"select count(*) from sqlite_master where name = 'task_history_unknown'"_s), 1);
            return;
        }
        QCOMPARE(number(u"select count(*) from pg_indexes where indexname = 'task_history_error_text'"_s),
                 number(u"select count(*) from pg_extension where extname = 'pg_trgm'"_s));
    }

    void aSearchThatTakesTooLongEnds_data() { bothDatabases(); }
    void aSearchThatTakesTooLongEnds()
    {
        QVERIFY(open());
        if (!isPostgreSql()) // there the bound keeps it short
            return;
        const Result<storage::Rows> rows =
            withinTime(db(), 50ms, [this] { return db().query(u"select cast(pg_sleep(20) as text)"_s); });
        QVERIFY(!rows);
        QCOMPARE(rows.error().code, u"database_timeout"_s);
        PULT_VERIFY_RESULT(db().query(u"select 1"_s)); // the connection goes on
    }
};

QTEST_GUILESS_MAIN(tst_Search)
#include "tst_search.moc"
