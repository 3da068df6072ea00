// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/audit.h>
#include <queue/operations.h>

#include <QThread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// Changes to all tasks that match a filter: bounded, tracked, and each task once.
class tst_Operations : public test::StorageTest
{
    Q_OBJECT

private:
    static TaskFilter ofKind(const QString &kind)
    {
        TaskFilter filter;
        filter.kind = kind;
        return filter;
    }
    static TaskChange verb(TaskVerb verb) { return {verb, {}, 0}; }
    /// Starts it and steps it to its end.
    Result<Operation> carryOut(const TaskChange &change, const TaskFilter &filter)
    {
        Result<Operation> operation = startOperation(db(), change, filter, tester());
        while (operation && operation->state == "running"_L1)
            operation = stepOperation(db(), operation->id, 2);
        return operation;
    }
    QList<Id> many(int count, const QString &kind = u"probe"_s)
    {
        const Result<QList<Id>> ids = enqueue(db(), QList<NewTask>(count, task(kind)));
        return ids.value_or(QList<Id>{});
    }

private Q_SLOTS:
    void everyMatchingTaskIsChangedOnce_data() { bothDatabases(); }
    void everyMatchingTaskIsChangedOnce()
    {
        QVERIFY(open());
        const QList<Id> probes = many(5);
        const QList<Id> others = many(2, u"command"_s);
        PULT_GET(count, countMatching(db(), verb(TaskVerb::Cancel), ofKind(u"probe"_s)));
        QCOMPARE(count, 5);
        PULT_GET(operation, carryOut(verb(TaskVerb::Cancel), ofKind(u"probe"_s)));
        QCOMPARE(operation.state, u"done"_s);
        QCOMPARE(operation.total, 5);
        QCOMPARE(operation.done, 5);
        QCOMPARE(operation.failed, 0);
        QCOMPARE(operation.who, u"tester"_s);
        QVERIFY(operation.finishedAt);
        for (const Id id : probes)
            QCOMPARE(stateOf(id), u"cancelled"_s);
        for (const Id id : others)
            QCOMPARE(stateOf(id), u"available"_s);
        PULT_GET(entries, listAudit(db(), {10}));
        QCOMPARE(entries.size(), 7);
        QCOMPARE(entries.constFirst().what, u"operation.end"_s);
        QCOMPARE(entries.at(1).what, u"task.cancel"_s);
        QVERIFY(entries.at(1).after.contains(u"\"operation\":%1"_s.arg(operation.id).toUtf8()));
        QCOMPARE(entries.constLast().what, u"operation.start"_s);
        QVERIFY(entries.constLast().after.contains("\"kind\":\"probe\""));
        PULT_GET(list, listOperations(db(), 10));
        QCOMPARE(list.size(), 1);
    }

    void itGoesOnWhereItStopped_data() { bothDatabases(); }
    void itGoesOnWhereItStopped()
    {
        QVERIFY(open());
        const QList<Id> ids = many(5);
        TaskChange change = verb(TaskVerb::SetPriority);
        change.priority = 9;
        PULT_GET(started, startOperation(db(), change, ofKind(u"probe"_s), tester()));
        {
            const auto first = connect();
            PULT_GET(half, stepOperation(*first, started.id, 3));
            QCOMPARE(half.done, 3);
            QCOMPARE(half.state, u"running"_s);
        }
        // Whoever was at it is gone; any node takes the rest.
        const auto second = connect();
        PULT_GET(stepped, stepOperations(*second));
        QVERIFY(stepped);
        PULT_GET(last, stepOperations(*second));
        QVERIFY(last);
        PULT_GET(none, stepOperations(*second));
        QVERIFY(!none);
        PULT_GET(done, showOperation(db(), started.id));
        QCOMPARE(done.state, u"done"_s);
        QCOMPARE(done.done, 5);
        QCOMPARE(done.change, change);
        for (const Id id : ids)
            QCOMPARE(show(id).priority, 9);
    }

    void laterTasksAreLeftAlone_data() { bothDatabases(); }
    void laterTasksAreLeftAlone()
    {
        QVERIFY(open());
        const QList<Id> early = many(2);
        PULT_GET(operation, startOperation(db(), verb(TaskVerb::Cancel), ofKind(u"probe"_s), tester()));
        const QList<Id> late = many(2);
        PULT_VERIFY_RESULT(stepOperation(db(), operation.id));
        PULT_GET(done, stepOperation(db(), operation.id));
        QCOMPARE(done.state, u"done"_s);
        QCOMPARE(stateOf(early.at(1)), u"cancelled"_s);
        QCOMPARE(stateOf(late.at(0)), u"available"_s);
    }

    void whatIsRefusedIsNamed_data() { bothDatabases(); }
    void whatIsRefusedIsNamed()
    {
        QVERIFY(open());
        const QList<Id> ids = many(3);
        QCOMPARE(claimOne()->task.id, ids.at(0));
        TaskFilter filter;
        filter.states = {TaskState::Running, TaskState::Available};
        PULT_GET(operation, carryOut(verb(TaskVerb::Delete), filter));
        QCOMPARE(operation.done, 2);
        QCOMPARE(operation.failed, 1);
        QCOMPARE(operation.failures.size(), 1);
        QCOMPARE(operation.failures.constFirst().task, ids.at(0));
        QCOMPARE(operation.failures.constFirst().error.code, u"task_state_conflict"_s);
        QCOMPARE(stateOf(ids.at(0)), u"running"_s);
    }

    void aCancelledOneStops_data() { bothDatabases(); }
    void aCancelledOneStops()
    {
        QVERIFY(open());
        const QList<Id> ids = many(4);
        PULT_GET(operation, startOperation(db(), verb(TaskVerb::Cancel), ofKind(u"probe"_s), tester()));
        PULT_VERIFY_RESULT(stepOperation(db(), operation.id, 2));
        PULT_GET(cancelled, cancelOperation(db(), operation.id, tester()));
        QCOMPARE(cancelled.state, u"cancelled"_s);
        PULT_GET(still, stepOperation(db(), operation.id, 2));
        QCOMPARE(still.done, 2);
        QCOMPARE(stateOf(ids.at(1)), u"cancelled"_s);
        QCOMPARE(stateOf(ids.at(2)), u"available"_s);
        const auto again = cancelOperation(db(), operation.id, tester());
        QCOMPARE(again.error().code, u"operation_state_conflict"_s);
        QCOMPARE(again.error().arguments, (QStringList{QString::number(operation.id), u"cancelled"_s}));
        QCOMPARE(showOperation(db(), 999).error().code, u"operation_unknown"_s);
    }

    void withoutAFilterNothingHappens_data() { bothDatabases(); }
    void withoutAFilterNothingHappens()
    {
        QVERIFY(open());
        QCOMPARE(startOperation(db(), verb(TaskVerb::Delete), {}, tester()).error().code, u"operation_filter_empty"_s);
        TaskChange wrong = verb(TaskVerb::SetPriority);
        wrong.priority = 101;
        QCOMPARE(startOperation(db(), wrong, ofKind(u"probe"_s), tester()).error().code, u"task_invalid"_s);
        QCOMPARE(number(u"select count(*) from operations"_s), 0);
    }

    void aRetryRepeatsNothingThatMayHaveHappened_data() { bothDatabases(); }
    void aRetryRepeatsNothingThatMayHaveHappened()
    {
        QVERIFY(open());
        const QList<Id> ids = many(3);
        QVERIFY(finish(*claimOne()));
        QVERIFY(finish(*claimOne(), Outcome::Unknown));
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood));
        PULT_GET(operation, carryOut(verb(TaskVerb::Retry), ofKind(u"probe"_s)));
        QCOMPARE(operation.done, 1);
        QCOMPARE(stateOf(ids.at(0)), u"completed"_s);
        QVERIFY(show(ids.at(1)).outcomeUnknown);
        QCOMPARE(stateOf(ids.at(2)), u"available"_s);
        TaskFilter byName = ofKind(u"probe"_s);
        byName.unknownOnly = true;
        PULT_GET(asked, carryOut(verb(TaskVerb::Retry), byName));
        QCOMPARE(asked.done, 1);
        QCOMPARE(stateOf(ids.at(1)), u"available"_s);
    }

    void oneOfSeveralWithAUniqueKeyIsRetried_data() { bothDatabases(); }
    void oneOfSeveralWithAUniqueKeyIsRetried()
    {
        QVERIFY(open());
        NewTask unique = task();
        unique.uniqueKey = u"u"_s;
        const Id first = add(unique);
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood));
        const Id second = add(unique);
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood));
        PULT_GET(operation, carryOut(verb(TaskVerb::Retry), ofKind(u"probe"_s)));
        QCOMPARE(operation.done, 1);
        QCOMPARE(operation.failed, 1);
        QCOMPARE(operation.failures.constFirst().error.code, u"task_unique_conflict"_s);
        QCOMPARE(stateOf(first), u"available"_s);
        QCOMPARE(stateOf(second), u"discarded"_s);
    }

    void aDeletionIsUndoneAsAWhole_data() { bothDatabases(); }
    void aDeletionIsUndoneAsAWhole()
    {
        QVERIFY(open());
        const QList<Id> ids = many(5);
        const Id alone = add(task(u"command"_s));
        PULT_VERIFY_RESULT(deleteTasks(db(), {alone}, tester()));
        PULT_GET(deleted, carryOut(verb(TaskVerb::Delete), ofKind(u"probe"_s)));
        QCOMPARE(deleted.done, 5);
        QVERIFY(!claimOne());
        TaskFilter filter;
        filter.operation = deleted.id;
        PULT_GET(back, carryOut(verb(TaskVerb::Undelete), filter));
        QCOMPARE(back.total, 5);
        QCOMPARE(back.done, 5);
        for (const Id id : ids)
            QCOMPARE(stateOf(id), u"available"_s);
        QCOMPARE(showTask(db(), alone).error().code, u"task_unknown"_s);
        // Anything else finds nothing under an operation.
        PULT_GET(none, carryOut(verb(TaskVerb::Cancel), filter));
        QCOMPARE(none.total, 0);
        QCOMPARE(none.done, 0);
        PULT_GET(listed, listTasks(db(), filter, {}));
        QVERIFY(listed.items.isEmpty());
    }

    void snoozedByFilter_data() { bothDatabases(); }
    void snoozedByFilter()
    {
        QVERIFY(open());
        const QList<Id> ids = many(3);
        TaskChange change = verb(TaskVerb::Snooze);
        change.time = 10min;
        TaskFilter filter;
        filter.queue = u"default"_s;
        PULT_GET(operation, carryOut(change, filter));
        QCOMPARE(operation.done, 3);
        QCOMPARE(stateOf(ids.at(0)), u"scheduled"_s);
        QVERIFY(!claimOne());
    }

    void manyMayStepAtOnce_data() { bothDatabases(); }
    void manyMayStepAtOnce()
    {
        QVERIFY(open());
        const QList<Id> ids = many(60);
        PULT_GET(operation, startOperation(db(), verb(TaskVerb::Cancel), ofKind(u"probe"_s), tester()));
        std::vector<std::unique_ptr<QThread>> threads;
        for (int i = 0; i < 3; ++i) {
            threads.emplace_back(QThread::create([this, id = operation.id] {
                const auto own = connect();
                for (int steps = 0; own && steps < 60; ++steps) {
                    const Result<Operation> stepped = stepOperation(*own, id, 5);
                    if (stepped && stepped->state != "running"_L1)
                        break;
                }
            }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            thread->wait();
        PULT_GET(done, showOperation(db(), operation.id));
        QCOMPARE(done.state, u"done"_s);
        QCOMPARE(done.done, 60);
        QCOMPARE(done.failed, 0);
        QCOMPARE(number(u"select count(*) from audit where what = 'task.cancel'"_s), 60);
        QCOMPARE(stateOf(ids.constLast()), u"cancelled"_s);
    }

    /// Discarded tasks are the dead letters: found by state, with everything to see why and to try them again.
    void deadLettersAreFoundAndTriedAgain_data() { bothDatabases(); }
    void deadLettersAreFoundAndTriedAgain()
    {
        QVERIFY(open());
        NewTask letter = keyed(u"profile:local:a"_s, 5);
        letter.payload = "{\"order\":9007199254740993}";
        letter.maxAttempts = 2;
        const Id id = add(letter);
        for (int attempt = 1; attempt <= 2; ++attempt) {
            const auto run = claimOne();
            QVERIFY(run);
            Completion end = ending(*run, Outcome::Failed, someError());
            end.log = u"{\"msg\":\"try %1\"}\n"_s.arg(attempt).toUtf8();
            end.artifacts = {{0, 0, u"console.txt"_s, u"text/plain"_s, "said", 4, {}}};
            PULT_VERIFY_RESULT(complete(db(), {end}, 0.5));
            shift(attempt * 1h);
            PULT_VERIFY_RESULT(promoteDue(db(), 10));
        }
        add(task());
        TaskFilter failed;
        failed.states = {TaskState::Discarded};
        PULT_GET(letters, listTasks(db(), failed, {}));
        QCOMPARE(letters.items.size(), 1);
        const Task dead = show(id);
        QCOMPARE(dead.payload, letter.payload);
        QCOMPARE(dead.attempt, 2);
        QCOMPARE(dead.lastError->code, u"test_error"_s);
        PULT_GET(runs, attempts(db(), id));
        QCOMPARE(runs.size(), 2);
        QVERIFY(runs.at(0).log.contains("try 2"));
        QCOMPARE(runs.at(1).error->code, u"test_error"_s);

        PULT_GET(operation, carryOut(verb(TaskVerb::Retry), failed));
        QCOMPARE(operation.done, 1);
        const auto again = claimOne();
        QVERIFY(again);
        QCOMPARE(again->task.id, id);
        QCOMPARE(again->task.payload, letter.payload);
        QCOMPARE(again->task.attempt, 1);
        QCOMPARE(show(again->task.id).maxAttempts, 2);
        QCOMPARE(again->task.exclusiveKey, letter.exclusiveKey);
        QCOMPARE(again->task.priority, 5);
        QVERIFY(finish(*again));
        PULT_GET(all, attempts(db(), id));
        QCOMPARE(all.size(), 3);
        QCOMPARE(number(u"select count(*) from task_artifacts where task_id = ?"_s, {id}), 2);
        QCOMPARE(stateOf(id), u"completed"_s);
    }
};

QTEST_GUILESS_MAIN(tst_Operations)
#include "tst_operations.moc"
