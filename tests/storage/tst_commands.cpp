// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/audit.h>
#include <queue/queues.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// What an operator does to tasks and queues, and what stands in the audit of it.
class tst_Commands : public test::StorageTest
{
    Q_OBJECT

private Q_SLOTS:
    void waitingTasksAreCancelledAtOnce_data() { bothDatabases(); }
    void waitingTasksAreCancelledAtOnce()
    {
        QVERIFY(open());
        PULT_GET(ids, enqueue(db(), {task(), task()}));
        PULT_VERIFY_RESULT(cancelTasks(db(), ids, tester()));
        for (const Id id : ids) {
            QCOMPARE(stateOf(id), u"cancelled"_s);
            QVERIFY(show(id).finishedAt);
        }
        const Result<> twice = cancelTasks(db(), ids, tester());
        QCOMPARE(twice.error().code, u"task_state_conflict"_s);
        QCOMPARE(twice.error().arguments, (QStringList{QString::number(ids.at(0)), u"cancelled"_s, u"cancel"_s}));
        QCOMPARE(cancelTasks(db(), {777}, tester()).error().code, u"task_unknown"_s);
    }

    void commandsAreAllOrNothing_data() { bothDatabases(); }
    void commandsAreAllOrNothing()
    {
        QVERIFY(open());
        const Id id = add(task());
        QVERIFY(!cancelTasks(db(), {id, 777}, tester()));
        QCOMPARE(stateOf(id), u"available"_s);
        PULT_GET(entries, listAudit(db(), {10}));
        QVERIFY(entries.isEmpty());
    }

    void finishedTasksAreRetriedWithFreshAttempts_data() { bothDatabases(); }
    void finishedTasksAreRetriedWithFreshAttempts()
    {
        QVERIFY(open());
        const Id id = add(keyed(u"a"_s));
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood, someError()));
        PULT_VERIFY_RESULT(retryTasks(db(), {id}, tester()));
        const Task again = show(id);
        QCOMPARE(again.state, TaskState::Available);
        QCOMPARE(again.attempt, 0);
        QVERIFY(!again.finishedAt);
        QCOMPARE(retryTasks(db(), {id}, tester()).error().code, u"task_state_conflict"_s);
        const auto run = claimOne();
        QVERIFY(run);
        QVERIFY(finish(*run, Outcome::Failed, someError()));
        PULT_VERIFY_RESULT(retryTasks(db(), {id}, tester()));
        QVERIFY(claimOne());
        PULT_GET(runs, attempts(db(), id));
        QCOMPARE(runs.size(), 3);
        QCOMPARE(runs.constFirst().outcome, u"running"_s);
    }

    void aRetryRunsWithTheWholePayload_data() { bothDatabases(); }
    void aRetryRunsWithTheWholePayload()
    {
        QVERIFY(open());
        NewTask task = keyed(u"a"_s);
        task.payload = "{\"n\":9007199254740993.10,\"z\":\"\\u0416\",\"a\":\"" + QByteArray(200'000, 'x') + "\"}";
        const Id id = add(task);
        for (int round = 0; round < 2; ++round) {
            const auto run = claimOne();
            QVERIFY(run);
            QVERIFY(run->task.payload == task.payload); // too long to be printed
            QVERIFY(finish(*run, Outcome::FailedForGood, someError()));
            PULT_VERIFY_RESULT(retryTasks(db(), {id}, tester()));
        }
    }
    void aRetryDoesNotDoubleAUniqueTask_data() { bothDatabases(); }
    void aRetryDoesNotDoubleAUniqueTask()
    {
        QVERIFY(open());
        NewTask unique = task();
        unique.uniqueKey = u"u"_s;
        const Id first = add(unique);
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood));
        const Id second = add(unique);
        const Result<> refused = retryTasks(db(), {first}, tester());
        QCOMPARE(refused.error().code, u"task_unique_conflict"_s);
        QCOMPARE(refused.error().arguments, (QStringList{QString::number(first), QString::number(second)}));
    }

    void snoozedTasksWaitFromNow_data() { bothDatabases(); }
    void snoozedTasksWaitFromNow()
    {
        QVERIFY(open());
        const Id id = add(task());
        PULT_VERIFY_RESULT(snoozeTasks(db(), {id}, 300s, tester()));
        QVERIFY(!claimOne());
        QCOMPARE(stateOf(id), u"scheduled"_s);
        shift(301s);
        PULT_VERIFY_RESULT(promoteDue(db(), 10));
        QVERIFY(claimOne());
        QCOMPARE(snoozeTasks(db(), {id}, 300s, tester()).error().code, u"task_state_conflict"_s);
    }

    void deletedTasksAreGoneFromEveryList_data() { bothDatabases(); }
    void deletedTasksAreGoneFromEveryList()
    {
        QVERIFY(open());
        PULT_GET(ids, enqueue(db(), {task(), task(), task()}));
        const auto run = claimOne();
        QCOMPARE(run->task.id, ids.at(0));
        QCOMPARE(deleteTasks(db(), ids, tester()).error().code, u"task_state_conflict"_s);
        QVERIFY(finish(*run));
        NewTask dependent = task();
        dependent.dependsOn = {ids.at(1)};
        const Id waiting = add(dependent);
        PULT_VERIFY_RESULT(deleteTasks(db(), ids.first(2), tester()));
        QCOMPARE(showTask(db(), ids.at(0)).error().code, u"task_unknown"_s);
        QCOMPARE(showTask(db(), ids.at(1)).error().code, u"task_unknown"_s);
        QCOMPARE(stateOf(waiting), u"discarded"_s);
        PULT_GET(page, listTasks(db(), {}, {}));
        QCOMPARE(page.items.size(), 2);
        QCOMPARE(number(u"select count(*) from task_dependencies"_s), 0);
    }

    void priorityChangesTheOrder_data() { bothDatabases(); }
    void priorityChangesTheOrder()
    {
        QVERIFY(open());
        PULT_GET(ids, enqueue(db(), {task(), task()}));
        PULT_VERIFY_RESULT(setPriority(db(), {ids.at(1)}, 10, tester()));
        QCOMPARE(claimOne()->task.id, ids.at(1));
        QCOMPARE(setPriority(db(), ids, 1000, tester()).error().code, u"task_invalid"_s);
    }

    void everyChangeIsAudited_data() { bothDatabases(); }
    void everyChangeIsAudited()
    {
        QVERIFY(open());
        PULT_GET(ids, enqueue(db(), {task(), task()}));
        PULT_VERIFY_RESULT(setPriority(db(), {ids.at(0)}, 7, tester()));
        PULT_VERIFY_RESULT(cancelTasks(db(), ids, tester()));
        PULT_GET(entries, listAudit(db(), {10}));
        QCOMPARE(entries.size(), 3);
        QCOMPARE(entries.at(0).what, u"task.cancel"_s);
        QCOMPARE(entries.at(0).object, u"task %1"_s.arg(ids.at(1)));
        QCOMPARE(entries.at(0).before, QByteArray("{\"state\":\"available\"}"));
        QCOMPARE(entries.at(0).after, QByteArray("{\"state\":\"cancelled\"}"));
        QCOMPARE(entries.at(0).who, u"tester"_s);
        QCOMPARE(entries.at(0).where, u"test"_s);
        QCOMPARE(entries.at(2).before, QByteArray("{\"priority\":0}"));
        QVERIFY(entries.at(0).at > TimePoint{});
        PULT_GET(newest, listAudit(db(), {1}));
        QCOMPARE(newest.size(), 1);
        PULT_GET(older, listAudit(db(), {10, newest.constFirst().id}));
        QCOMPARE(older.size(), 2);
    }

    void aPausedQueueIsLeftAlone_data() { bothDatabases(); }
    void aPausedQueueIsLeftAlone()
    {
        QVERIFY(open());
        NewTask other = task();
        other.queue = u"mail"_s;
        const Id id = add(other);
        PULT_VERIFY_RESULT(pauseQueue(db(), u"mail"_s, u"server moves"_s, tester()));
        QVERIFY(!claimOne());
        QCOMPARE(show(id).waitingFor.constFirst(), (WaitReason{u"queue_paused"_s, {u"mail"_s, u"server moves"_s}}));
        PULT_GET(idle, idleState(db(), {}));
        QVERIFY(idle.idle);
        PULT_GET(queues, listQueues(db()));
        QCOMPARE(queues.size(), 2);
        QCOMPARE(queues.at(1).name, u"mail"_s);
        QVERIFY(queues.at(1).paused);
        QCOMPARE(queues.at(1).counts.value(TaskState::Available), 1);
        PULT_VERIFY_RESULT(resumeQueue(db(), u"mail"_s, tester()));
        PULT_GET(busy, idleState(db(), {}));
        QVERIFY(!busy.idle);
        QVERIFY(claimOne());
    }
};

QTEST_GUILESS_MAIN(tst_Commands)
#include "tst_commands.moc"
