// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/batches.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// Batches count their children; tasks wait for others.
class tst_Batches : public test::StorageTest
{
    Q_OBJECT

private:
    static NewBatch three(bool draft = false)
    {
        NewBatch batch;
        batch.kind = u"bulk_upload"_s;
        batch.label = u"spring.json"_s;
        batch.payload = "{\"flow\":{\"steps\":[]}}";
        batch.draft = draft;
        batch.tasks = {task(), task(), task()};
        return batch;
    }
    NewTask after(const QList<Id> &ids)
    {
        NewTask one = task();
        one.dependsOn = ids;
        return one;
    }

private Q_SLOTS:
    void aBatchFinishesWithItsLastChild_data() { bothDatabases(); }
    void aBatchFinishesWithItsLastChild()
    {
        QVERIFY(open());
        PULT_GET(batch, createBatch(db(), three(), tester()));
        QCOMPARE(batch.state, u"running"_s);
        QCOMPARE(batch.total, 3);
        QCOMPARE(batch.tasks.size(), 3);
        QVERIFY(!batch.tasks.contains(batch.id));
        QVERIFY(finish(*claimOne()));
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood, someError()));
        PULT_VERIFY_RESULT(cancelTasks(db(), {batch.tasks.at(2)}, tester()));
        PULT_GET(ended, showBatch(db(), batch.id));
        QCOMPARE(ended.state, u"finished"_s);
        QCOMPARE(ended.succeeded, 1);
        QCOMPARE(ended.failed, 1);
        QCOMPARE(ended.cancelled, 1);
        QCOMPARE(ended.payload, QByteArray("{\"flow\":{\"steps\":[]}}"));
        QVERIFY(ended.finishedAt);
        PULT_GET(list, listBatches(db(), 10));
        QCOMPARE(list.size(), 1);
        PULT_GET(older, listBatches(db(), 10, batch.id));
        QCOMPARE(older.size(), 0);
    }

    void retryingAChildReopensTheBatch_data() { bothDatabases(); }
    void retryingAChildReopensTheBatch()
    {
        QVERIFY(open());
        NewBatch one = three();
        one.tasks.resize(1);
        PULT_GET(batch, createBatch(db(), one, tester()));
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood, someError()));
        PULT_VERIFY_RESULT(retryTasks(db(), batch.tasks, tester()));
        PULT_GET(open, showBatch(db(), batch.id));
        QCOMPARE(open.state, u"running"_s);
        QCOMPARE(open.failed, 0);
        QVERIFY(!open.finishedAt);
        QVERIFY(finish(*claimOne()));
        PULT_GET(ended, showBatch(db(), batch.id));
        QCOMPARE(ended.succeeded, 1);
        QCOMPARE(ended.state, u"finished"_s);
    }

    void deletedChildrenDoNotHoldABatchOpen_data() { bothDatabases(); }
    void deletedChildrenDoNotHoldABatchOpen()
    {
        QVERIFY(open());
        PULT_GET(batch, createBatch(db(), three(), tester()));
        QVERIFY(finish(*claimOne()));
        PULT_VERIFY_RESULT(deleteTasks(db(), batch.tasks.mid(1), tester()));
        PULT_GET(ended, showBatch(db(), batch.id));
        QCOMPARE(ended.total, 1);
        QCOMPARE(ended.state, u"finished"_s);
    }

    void draftsWaitForTheirStart_data() { bothDatabases(); }
    void draftsWaitForTheirStart()
    {
        QVERIFY(open());
        NewBatch draft = three(true);
        draft.tasks[0].exclusiveKey = draft.tasks[1].exclusiveKey = u"same"_s;
        PULT_GET(batch, createBatch(db(), draft, tester()));
        QCOMPARE(batch.state, u"draft"_s);
        QVERIFY(!claimOne());
        QCOMPARE(stateOf(batch.tasks.at(0)), u"draft"_s);
        QCOMPARE(show(batch.tasks.at(0)).waitingFor.constFirst().code, u"draft"_s);
        PULT_GET(idle, idleState(db(), {}));
        QVERIFY(idle.idle);
        PULT_GET(started, startBatch(db(), batch.id, tester()));
        QCOMPARE(started.state, u"running"_s);
        PULT_GET(claimed, claim(db(), request(10)));
        QCOMPARE(claimed.size(), 2);
        const Result<Batch> again = startBatch(db(), batch.id, tester());
        QCOMPARE(again.error().code, u"batch_state_conflict"_s);
        QCOMPARE(again.error().arguments, (QStringList{QString::number(batch.id), u"running"_s}));
        QCOMPARE(startBatch(db(), 999, tester()).error().code, u"batch_unknown"_s);
        QCOMPARE(showBatch(db(), 999).error().code, u"batch_unknown"_s);
    }

    void aTaskWaitsForAllItDependsOn_data() { bothDatabases(); }
    void aTaskWaitsForAllItDependsOn()
    {
        QVERIFY(open());
        PULT_GET(first, enqueue(db(), {task(), task()}));
        const Id waiting = add(after(first));
        PULT_GET(claimed, claim(db(), request(10)));
        QCOMPARE(claimed.size(), 2);
        const QString both = QString::number(first.at(0)) + u", "_s + QString::number(first.at(1));
        QCOMPARE(show(waiting).waitingFor.constFirst(), (WaitReason{u"depends_on"_s, {both}}));
        QVERIFY(finish(claimed.at(0)));
        PULT_VERIFY_RESULT(promoteDue(db(), 10));
        QVERIFY(!claimOne());
        QVERIFY(finish(claimed.at(1)));
        PULT_GET(due, microsUntilDue(db()));
        QCOMPARE(due.value_or(-1), 0);
        PULT_VERIFY_RESULT(promoteDue(db(), 10));
        const auto run = claimOne();
        QVERIFY(run);
        QCOMPARE(run->task.id, waiting);
        QCOMPARE(show(run->task.id).dependsOn, first);
        // What has completed already holds nobody up.
        const Id later = add(after({first.at(0)}));
        QCOMPARE(claimOne()->task.id, later);
    }

    void aFailedDependencyEndsItsDependents_data() { bothDatabases(); }
    void aFailedDependencyEndsItsDependents()
    {
        QVERIFY(open());
        const Id first = add(task());
        const Id second = add(after({first}));
        const Id third = add(after({second}));
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood, someError()));
        QCOMPARE(stateOf(second), u"discarded"_s);
        QCOMPARE(show(second).lastError->code, u"dependency_failed"_s);
        QCOMPARE(show(second).lastError->arguments, QStringList{QString::number(first)});
        QCOMPARE(show(third).lastError->arguments, QStringList{QString::number(second)});
        QCOMPARE(stateOf(add(after({first}))), u"discarded"_s);
        const Result<QList<Id>> unknown = enqueue(db(), {after({12345})});
        QCOMPARE(unknown.error().code, u"task_unknown"_s);
        QCOMPARE(unknown.error().arguments, QStringList{u"12345"_s});
    }

    void dependenciesEndingAtOnceReleaseTheirTask_data() { bothDatabases(); }
    void dependenciesEndingAtOnceReleaseTheirTask()
    {
        QVERIFY(open());
        for (int round = 0; round < 10; ++round) {
            PULT_GET(first, enqueue(db(), {task(), task(), task()}));
            const Id waiting = add(after(first));
            PULT_GET(claimed, claim(db(), request(3)));
            std::vector<std::unique_ptr<QThread>> threads;
            for (const ClaimedTask &run : std::as_const(claimed)) {
                threads.emplace_back(QThread::create([this, run] {
                    if (const auto connection = connect())
                        (void)complete(*connection, {ending(run, Outcome::Completed)}, 0);
                }));
                threads.back()->start();
            }
            for (const auto &thread : threads)
                thread->wait();
            PULT_GET(promoted, promoteDue(db(), 10));
            QCOMPARE(promoted, 1);
            const auto run = claimOne();
            QVERIFY(run);
            QCOMPARE(run->task.id, waiting);
            QVERIFY(finish(*run));
        }
    }
};

QTEST_GUILESS_MAIN(tst_Batches)
#include "tst_batches.moc"
