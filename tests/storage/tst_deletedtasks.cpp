// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/artifacts.h>
#include <queue/audit.h>
#include <queue/batches.h>
#include <queue/deletedtasks.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// A day for second thoughts: what was deleted comes back as it was, and is gone for good after.
class tst_DeletedTasks : public test::StorageTest
{
    Q_OBJECT

private:
    NewTask after(const QList<Id> &ids)
    {
        NewTask one = task();
        one.dependsOn = ids;
        return one;
    }

private Q_SLOTS:
    void aWaitingTaskComesBackAsItWas_data() { bothDatabases(); }
    void aWaitingTaskComesBackAsItWas()
    {
        QVERIFY(open());
        NewTask one = keyed(u"profile:local:a"_s, 7);
        one.payload = "{\"big\":9007199254740993}";
        const Id id = add(one);
        const Task before = show(id);
        PULT_VERIFY_RESULT(deleteTasks(db(), {id}, tester()));
        QVERIFY(!claimOne());
        PULT_GET(gone, listDeletedTasks(db(), {}));
        QCOMPARE(gone.items.size(), 1);
        QCOMPARE(gone.items.constFirst().task.id, id);
        QCOMPARE(gone.items.constFirst().deletedBy, u"tester"_s);
        QVERIFY(gone.items.constFirst().deletedAt > TimePoint{});
        PULT_VERIFY_RESULT(undeleteTasks(db(), {id}, tester()));
        QCOMPARE(show(id), before);
        PULT_GET(none, listDeletedTasks(db(), {}));
        QVERIFY(none.items.isEmpty());
        QCOMPARE(claimOne()->task.id, id);
        PULT_GET(entries, listAudit(db(), {1}));
        QCOMPARE(entries.constFirst().what, u"task.undelete"_s);
        QCOMPARE(entries.constFirst().object, u"task %1"_s.arg(id));
    }

    void aFinishedTaskComesBackWithAllItLeft_data() { bothDatabases(); }
    void aFinishedTaskComesBackWithAllItLeft()
    {
        QVERIFY(open());
        const Id id = add(task());
        const auto run = claimOne();
        Completion end = ending(*run, Outcome::FailedForGood, someError());
        end.log = "{\"msg\":\"no\"}\n";
        end.artifacts = {{0, 0, u"console.txt"_s, u"text/plain"_s, "said", 4, {}}};
        PULT_VERIFY_RESULT(complete(db(), {end}, 0.5));
        const Task before = show(id);
        PULT_VERIFY_RESULT(deleteTasks(db(), {id}, tester()));
        QCOMPARE(showTask(db(), id).error().code, u"task_unknown"_s);
        PULT_VERIFY_RESULT(undeleteTasks(db(), {id}, tester()));
        QCOMPARE(show(id), before);
        PULT_GET(runs, attempts(db(), id));
        QCOMPARE(runs.size(), 1);
        QCOMPARE(runs.constFirst().log, end.log);
        PULT_GET(files, artifacts(db(), id));
        QCOMPARE(files.size(), 1);
        PULT_VERIFY_RESULT(retryTasks(db(), {id}, tester()));
        QCOMPARE(claimOne()->task.id, id);
    }

    void afterADayItIsGoneForGood_data() { bothDatabases(); }
    void afterADayItIsGoneForGood()
    {
        QVERIFY(open());
        const Id old = add(task());
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood, someError()));
        PULT_VERIFY_RESULT(deleteTasks(db(), {old}, tester()));
        shift(2h);
        const Id young = add(task());
        PULT_VERIFY_RESULT(deleteTasks(db(), {young}, tester()));
        shift(23h);
        PULT_GET(early, purgeDeletedTasks(db(), 100));
        QCOMPARE(early, 0);
        shift(25h);
        const Result<> late = undeleteTasks(db(), {old}, tester());
        QCOMPARE(late.error().code, u"task_not_deleted"_s);
        QCOMPARE(late.error().arguments, QStringList{QString::number(old)});
        PULT_GET(left, listDeletedTasks(db(), {}));
        QCOMPARE(left.items.size(), 1);
        QCOMPARE(number(u"select count(*) from task_attempts"_s), 1);
        PULT_GET(purged, purgeDeletedTasks(db(), 100));
        QCOMPARE(purged, 1);
        QCOMPARE(number(u"select count(*) from task_attempts"_s), 0);
        PULT_VERIFY_RESULT(undeleteTasks(db(), {young}, tester()));
        QCOMPARE(stateOf(young), u"available"_s);
    }

    void whatIsNotThereComesNotBack_data() { bothDatabases(); }
    void whatIsNotThereComesNotBack()
    {
        QVERIFY(open());
        PULT_GET(ids, enqueue(db(), {task(), task()}));
        PULT_VERIFY_RESULT(deleteTasks(db(), {ids.at(0)}, tester()));
        QCOMPARE(undeleteTasks(db(), ids, tester()).error().code, u"task_not_deleted"_s);
        QCOMPARE(showTask(db(), ids.at(0)).error().code, u"task_unknown"_s); // all or none
        NewTask unique = task();
        unique.uniqueKey = u"u"_s;
        const Id first = add(unique);
        PULT_VERIFY_RESULT(deleteTasks(db(), {first}, tester()));
        const Id second = add(unique);
        QVERIFY(second != first);
        const Result<> refused = undeleteTasks(db(), {first}, tester());
        QCOMPARE(refused.error().code, u"task_unique_conflict"_s);
        QCOMPARE(refused.error().arguments, (QStringList{QString::number(first), QString::number(second)}));
    }

    void keysStayWithOneRunner_data() { bothDatabases(); }
    void keysStayWithOneRunner()
    {
        QVERIFY(open());
        const Id head = add(keyed(u"a"_s));
        const Id next = add(keyed(u"a"_s));
        PULT_VERIFY_RESULT(deleteTasks(db(), {head}, tester()));
        QCOMPARE(stranded(), 0);
        PULT_GET(claimed, claim(db(), request(10)));
        QCOMPARE(claimed.size(), 1);
        QCOMPARE(claimed.constFirst().task.id, next);
        PULT_VERIFY_RESULT(undeleteTasks(db(), {head}, tester()));
        QVERIFY(!claimOne());
        QVERIFY(finish(claimed.constFirst()));
        QCOMPARE(claimOne()->task.id, head);
    }

    void batchesCountItAgain_data() { bothDatabases(); }
    void batchesCountItAgain()
    {
        QVERIFY(open());
        NewBatch two;
        two.kind = u"bulk_upload"_s;
        two.tasks = {task(), task()};
        PULT_GET(batch, createBatch(db(), two, tester()));
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood));
        PULT_VERIFY_RESULT(deleteTasks(db(), batch.tasks, tester()));
        PULT_GET(empty, showBatch(db(), batch.id));
        QCOMPARE(empty.total, 0);
        QCOMPARE(empty.failed, 0);
        PULT_VERIFY_RESULT(undeleteTasks(db(), batch.tasks, tester()));
        PULT_GET(back, showBatch(db(), batch.id));
        QCOMPARE(back.total, 2);
        QCOMPARE(back.failed, 1);
        QCOMPARE(back.state, u"running"_s);
        QVERIFY(finish(*claimOne()));
        PULT_GET(ended, showBatch(db(), batch.id));
        QCOMPARE(ended.state, u"finished"_s);
    }

    void aDraftOfAStartedBatchIsNoneAnyMore_data() { bothDatabases(); }
    void aDraftOfAStartedBatchIsNoneAnyMore()
    {
        QVERIFY(open());
        NewBatch draft;
        draft.kind = u"bulk_upload"_s;
        draft.draft = true;
        draft.tasks = {task(), task()};
        PULT_GET(batch, createBatch(db(), draft, tester()));
        PULT_VERIFY_RESULT(deleteTasks(db(), {batch.tasks.at(1)}, tester()));
        PULT_VERIFY_RESULT(startBatch(db(), batch.id, tester()));
        PULT_VERIFY_RESULT(undeleteTasks(db(), {batch.tasks.at(1)}, tester()));
        QCOMPARE(stateOf(batch.tasks.at(1)), u"available"_s);
    }

    void whatItWaitedForIsLookedAtAgain_data() { bothDatabases(); }
    void whatItWaitedForIsLookedAtAgain()
    {
        QVERIFY(open());
        PULT_GET(first, enqueue(db(), {task(), task(), task()}));
        const Id stillWaits = add(after({first.at(0), first.at(1)}));
        const Id met = add(after({first.at(0)}));
        const Id failed = add(after({first.at(2)}));
        PULT_VERIFY_RESULT(deleteTasks(db(), {stillWaits, met, failed}, tester()));
        PULT_GET(claimed, claim(db(), request(10)));
        QCOMPARE(claimed.size(), 3);
        QVERIFY(finish(claimed.at(0)));
        QVERIFY(finish(claimed.at(2), Outcome::FailedForGood));
        PULT_VERIFY_RESULT(undeleteTasks(db(), {stillWaits, met, failed}, tester()));
        QCOMPARE(show(stillWaits).waitingFor.constFirst(),
                 (WaitReason{u"depends_on"_s, {QString::number(first.at(1))}}));
        QCOMPARE(stateOf(failed), u"discarded"_s);
        PULT_VERIFY_RESULT(promoteDue(db(), 10));
        QCOMPARE(claimOne()->task.id, met);
        QVERIFY(finish(claimed.at(1)));
        PULT_VERIFY_RESULT(promoteDue(db(), 10));
        QCOMPARE(claimOne()->task.id, stillWaits);
    }

    void whatItsDeletionDiscardedWaitsAgain_data() { bothDatabases(); }
    void whatItsDeletionDiscardedWaitsAgain()
    {
        QVERIFY(open());
        const Id first = add(task());
        const Id other = add(task());
        NewTask second = after({first, other});
        second.exclusiveKey = u"a"_s;
        const Id middle = add(second);
        const Id last = add(after({middle}));
        const Id alone = add(task());
        QCOMPARE(claimOne()->task.id, first);
        PULT_VERIFY_RESULT(snoozeTasks(db(), {other}, 1h, tester()));
        PULT_VERIFY_RESULT(cancelTasks(db(), {first}, tester()));
        PULT_VERIFY_RESULT(deleteTasks(db(), {other}, tester()));
        QCOMPARE(stateOf(middle), u"discarded"_s);
        QCOMPARE(stateOf(last), u"discarded"_s);
        PULT_VERIFY_RESULT(undeleteTasks(db(), {other}, tester()));
        QCOMPARE(show(middle).waitingFor.constFirst(),
                 (WaitReason{u"depends_on"_s, {QString::number(first) + u", "_s + QString::number(other)}}));
        QCOMPARE(show(last).waitingFor.constFirst(), (WaitReason{u"depends_on"_s, {QString::number(middle)}}));
        QVERIFY(!show(middle).lastError);
        QCOMPARE(stateOf(alone), u"available"_s);
        PULT_GET(entries, listAudit(db(), {10}));
        QCOMPARE(entries.constFirst().what, u"task.undelete"_s);
    }

    void whatWaitsForADeletedTaskDoesNotComeBackToWait_data() { bothDatabases(); }
    void whatWaitsForADeletedTaskDoesNotComeBackToWait()
    {
        QVERIFY(open());
        const Id first = add(task());
        const Id second = add(after({first}));
        PULT_VERIFY_RESULT(deleteTasks(db(), {first, second}, tester()));
        PULT_VERIFY_RESULT(undeleteTasks(db(), {second}, tester()));
        QCOMPARE(stateOf(second), u"discarded"_s);
        QCOMPARE(show(second).lastError->arguments, QStringList{QString::number(first)});
        PULT_VERIFY_RESULT(undeleteTasks(db(), {first}, tester()));
        PULT_VERIFY_RESULT(cancelTasks(db(), {first}, tester()));
    }

    void theListHasPages_data() { bothDatabases(); }
    void theListHasPages()
    {
        QVERIFY(open());
        PULT_GET(ids, enqueue(db(), {task(), task(), task()}));
        PULT_VERIFY_RESULT(deleteTasks(db(), ids, tester()));
        PULT_GET(page, listDeletedTasks(db(), {2, {}}));
        QCOMPARE(page.items.size(), 2);
        QCOMPARE(page.items.constFirst().task.id, ids.at(2));
        PULT_GET(rest, listDeletedTasks(db(), {2, page.next}));
        QCOMPARE(rest.items.size(), 1);
        QVERIFY(rest.next.isEmpty());
        QCOMPARE(listDeletedTasks(db(), {2, u"x"_s}).error().code, u"cursor_invalid"_s);
    }
};

QTEST_GUILESS_MAIN(tst_DeletedTasks)
#include "tst_deletedtasks.moc"
