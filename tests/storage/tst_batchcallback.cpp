// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/batches.h>
#include <queue/deletedtasks.h>

#include <QJsonDocument>
#include <QThread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// A batch's callback runs once, when all children have ended.
class tst_BatchCallback : public test::StorageTest
{
    Q_OBJECT

private:
    static NewBatch called(int children, bool draft = false)
    {
        NewBatch batch;
        batch.kind = u"bulk_upload"_s;
        batch.label = u"spring.json"_s;
        batch.draft = draft;
        batch.tasks = QList<NewTask>(children, task());
        batch.callback = task(u"command"_s);
        batch.callback->payload = "{\"to\":9007199254740993}";
        return batch;
    }
    /// The callback, claimed; nullopt when it does not run now.
    std::optional<ClaimedTask> callback()
    {
        (void)promoteDue(db(), 10);
        return claimOne();
    }

private Q_SLOTS:
    void itRunsWithTheOutcome_data() { bothDatabases(); }
    void itRunsWithTheOutcome()
    {
        QVERIFY(open());
        PULT_GET(batch, createBatch(db(), called(3), tester()));
        QVERIFY(batch.callbackTask);
        QCOMPARE(batch.total, 3);
        QVERIFY(!batch.tasks.contains(*batch.callbackTask));
        QVERIFY(finish(*claimOne()));
        QCOMPARE(show(*batch.callbackTask).waitingFor.constFirst(),
                 (WaitReason{u"batch"_s, {QString::number(batch.id), u"1"_s, u"3"_s}}));
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood));
        PULT_VERIFY_RESULT(promoteDue(db(), 10));
        PULT_VERIFY_RESULT(cancelTasks(db(), {batch.tasks.at(2)}, tester()));
        const auto run = callback();
        QVERIFY(run);
        QCOMPARE(run->task.id, *batch.callbackTask);
        QVERIFY(run->task.payload.endsWith(",\"to\":9007199254740993}"));
        const QJsonObject outcome = QJsonDocument::fromJson(run->task.payload)[u"batch"].toObject();
        QCOMPARE(outcome, (QJsonObject{{u"id"_s, batch.id},
                                       {u"label"_s, u"spring.json"_s},
                                       {u"total"_s, 3},
                                       {u"succeeded"_s, 1},
                                       {u"failed"_s, 1},
                                       {u"cancelled"_s, 1}}));
        QVERIFY(finish(*run));
        QVERIFY(!callback());
    }

    void aBatchThatEndsTwiceCallsOnce_data() { bothDatabases(); }
    void aBatchThatEndsTwiceCallsOnce()
    {
        QVERIFY(open());
        PULT_GET(batch, createBatch(db(), called(1), tester()));
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood));
        const auto run = callback();
        QVERIFY(run);
        QVERIFY(finish(*run));
        PULT_VERIFY_RESULT(retryTasks(db(), batch.tasks, tester()));
        QVERIFY(finish(*claimOne()));
        PULT_GET(ended, showBatch(db(), batch.id));
        QCOMPARE(ended.state, u"finished"_s);
        QVERIFY(!callback());
        QCOMPARE(number(u"select count(*) from task_history where kind = 'command'"_s), 1);
    }

    void withADraftItIsADraft_data() { bothDatabases(); }
    void withADraftItIsADraft()
    {
        QVERIFY(open());
        PULT_GET(batch, createBatch(db(), called(1, true), tester()));
        QCOMPARE(stateOf(*batch.callbackTask), u"draft"_s);
        PULT_GET(idle, idleState(db(), {}));
        QVERIFY(idle.idle);
        PULT_VERIFY_RESULT(startBatch(db(), batch.id, tester()));
        QCOMPARE(stateOf(*batch.callbackTask), u"scheduled"_s);
        QCOMPARE(callback()->task.id, batch.tasks.constFirst());
        QVERIFY(!callback());
    }

    void deletedChildrenEndItToo_data() { bothDatabases(); }
    void deletedChildrenEndItToo()
    {
        QVERIFY(open());
        PULT_GET(batch, createBatch(db(), called(2), tester()));
        PULT_VERIFY_RESULT(deleteTasks(db(), batch.tasks, tester()));
        QCOMPARE(callback()->task.id, *batch.callbackTask);
    }

    void itCanBeCancelled_data() { bothDatabases(); }
    void itCanBeCancelled()
    {
        QVERIFY(open());
        PULT_GET(batch, createBatch(db(), called(1), tester()));
        PULT_VERIFY_RESULT(cancelTasks(db(), {*batch.callbackTask}, tester()));
        QVERIFY(finish(*claimOne()));
        QVERIFY(!callback());
        QCOMPARE(stateOf(*batch.callbackTask), u"cancelled"_s);
    }

    void broughtBackItRunsWhenTheBatchIsOver_data() { bothDatabases(); }
    void broughtBackItRunsWhenTheBatchIsOver()
    {
        QVERIFY(open());
        PULT_GET(batch, createBatch(db(), called(1), tester()));
        PULT_VERIFY_RESULT(deleteTasks(db(), {*batch.callbackTask}, tester()));
        QVERIFY(finish(*claimOne()));
        QVERIFY(!callback());
        PULT_VERIFY_RESULT(undeleteTasks(db(), {*batch.callbackTask}, tester()));
        const auto run = callback();
        QVERIFY(run);
        QCOMPARE(QJsonDocument::fromJson(run->task.payload)[u"batch"][u"succeeded"].toInt(), 1);
    }

    void whatTheBatchDecidesIsRefused_data() { bothDatabases(); }
    void whatTheBatchDecidesIsRefused()
    {
        QVERIFY(open());
        NewBatch batch = called(1);
        batch.callback->uniqueKey = u"u"_s;
        const auto unique = createBatch(db(), batch, tester());
        QCOMPARE(unique.error().code, u"batch_callback_invalid"_s);
        QCOMPARE(unique.error().arguments, QStringList{u"unique_key"_s});
        batch = called(1);
        batch.callback->payload = "{\"batch\":1}";
        QCOMPARE(createBatch(db(), batch, tester()).error().code, u"batch_callback_invalid"_s);
        QCOMPARE(number(u"select count(*) from tasks"_s), 0);
        QCOMPARE(number(u"select count(*) from batches"_s), 0);
    }

    void theLastChildrenMayEndAtOnce_data() { bothDatabases(); }
    void theLastChildrenMayEndAtOnce()
    {
        QVERIFY(open());
        for (int round = 0; round < 15; ++round) {
            PULT_GET(batch, createBatch(db(), called(3), tester()));
            PULT_GET(claimed, claim(db(), request(3)));
            QCOMPARE(claimed.size(), 3);
            std::vector<std::unique_ptr<QThread>> threads;
            for (const ClaimedTask &run : std::as_const(claimed)) {
                threads.emplace_back(QThread::create([this, run] {
                    const auto connection = connect();
                    if (!connection)
                        return;
                    const QList<Completion> ends{ending(run, Outcome::Completed)};
                    const Result<QList<Id>> plain = completePlain(*connection, ends);
                    if (plain && plain->isEmpty())
                        (void)complete(*connection, ends, 0);
                }));
                threads.back()->start();
            }
            for (const auto &thread : threads)
                thread->wait();
            PULT_GET(ended, showBatch(db(), batch.id));
            QCOMPARE(ended.state, u"finished"_s);
            const auto run = callback();
            QVERIFY(run);
            QCOMPARE(run->task.id, *batch.callbackTask);
            QCOMPARE(QJsonDocument::fromJson(run->task.payload)[u"batch"][u"succeeded"].toInt(), 3);
            QVERIFY(finish(*run));
            QVERIFY(!callback());
        }
        QCOMPARE(number(u"select count(*) from task_history where kind = 'command'"_s), 15);
    }
};

QTEST_GUILESS_MAIN(tst_BatchCallback)
#include "tst_batchcallback.moc"
