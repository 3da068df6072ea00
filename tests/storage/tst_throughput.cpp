// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The short ways of an engine with much to do: plain completions, runs handed back, claims ahead.
#include "storagetest.h"

#include <queue/partitions.h>

using namespace Qt::StringLiterals;
using namespace pult;
using namespace pult::queue;

class tst_Throughput : public test::StorageTest
{
    Q_OBJECT

private:
    QList<ClaimedTask> claimAll(int limit, int longLimit = -1)
    {
        ClaimRequest asked = request(limit);
        asked.longLimit = longLimit;
        return claim(db(), asked).value_or(QList<ClaimedTask>());
    }
    QList<Completion> completed(const QList<ClaimedTask> &tasks)
    {
        QList<Completion> ends;
        for (const ClaimedTask &task : tasks) {
            ends.append(ending(task, Outcome::Completed));
            ends.last().worker = u"node-1/4"_s;
        }
        return ends;
    }
    /// As a dispatcher does it.
    QList<Id> endAll(const QList<Completion> &ends)
    {
        QList<Id> done = completePlain(db(), ends).value_or(QList<Id>());
        QList<Completion> left = ends;
        left.removeIf([&done](const Completion &end) { return done.contains(end.taskId); });
        done += complete(db(), left, 0.5).value_or(QList<Id>());
        std::sort(done.begin(), done.end());
        return done;
    }

private Q_SLOTS:
    void plainCompletionsLeaveOneAttemptEach_data() { bothDatabases(); }
    void plainCompletionsLeaveOneAttemptEach()
    {
        QVERIFY(open());
        PULT_GET(ids, enqueue(db(), {task(), task(), keyed(u"a"_s), keyed(u"a"_s)}));
        const QList<ClaimedTask> claimed = claimAll(10);
        QCOMPARE(claimed.size(), 3); // one of the key
        QList<Completion> ends = completed(claimed);
        ends[0].output = R"({"n":1})";
        ends[1].log = "{\"msg\":\"said\"}\n";
        QCOMPARE(endAll(ends), (QList<Id>{ids[0], ids[1], ids[2]}));
        for (int i = 0; i < 3; ++i) {
            const Task shown = show(ids[i]);
            QCOMPARE(shown.state, TaskState::Completed);
            QCOMPARE(shown.attempt, 1);
            QCOMPARE(shown.progress.value, 1.0);
            PULT_GET(runs, attempts(db(), ids[i]));
            QCOMPARE(runs.size(), 1);
            QCOMPARE(runs[0].outcome, u"completed"_s);
            QCOMPARE(runs[0].worker, u"node-1/4"_s);
            QVERIFY(runs[0].finishedAt.has_value());
        }
        PULT_GET(said, attempts(db(), ids[1]));
        QVERIFY(said[0].log.contains("said"));
        QCOMPARE(stateOf(ids[3]), u"available"_s); // let go by its key
        QCOMPARE(stranded(), 0);

        // The attempt is kept when the task runs again.
        PULT_VERIFY_RESULT(retryTasks(db(), {ids[0]}, tester()));
        const QList<ClaimedTask> again = claimAll(1);
        QCOMPARE(endAll(completed(again)).size(), 1);
        PULT_GET(both, attempts(db(), again[0].task.id));
        QCOMPARE(both.size(), again[0].task.id == ids[0] ? 2 : 1);
    }

    void staleOnesAreRefusedWithinABatch_data() { bothDatabases(); }
    void staleOnesAreRefusedWithinABatch()
    {
        QVERIFY(open());
        PULT_GET(ids, enqueue(db(), {task(), task(), task(), task()}));
        const QList<ClaimedTask> claimed = claimAll(10, 2);
        QCOMPARE(claimed.size(), 4);
        // Two were taken back; one of them runs again under a new lease.
        PULT_VERIFY_RESULT(handBack(db(), {{ids[1], claimed[1].runLease, {}}, {ids[2], claimed[2].runLease, {}}}));
        const QList<ClaimedTask> again = claimAll(1);
        QCOMPARE(again.size(), 1);
        QCOMPARE(again[0].task.id, ids[1]);
        QVERIFY(again[0].runLease > claimed[3].runLease);

        QCOMPARE(endAll(completed(claimed)), (QList<Id>{ids[0], ids[3]}));
        QCOMPARE(stateOf(ids[1]), u"running"_s);
        QCOMPARE(stateOf(ids[2]), u"available"_s);
        QCOMPARE(number(u"select count(*) from task_history"_s), 2);
        QCOMPARE(endAll(completed(claimed)), QList<Id>()); // nor a second time
        QCOMPARE(endAll(completed(again)), QList<Id>{ids[1]});
    }

    void rowsThatMovedSinceTheirClaimAreFoundAllTheSame_data() { bothDatabases(); }
    void rowsThatMovedSinceTheirClaimAreFoundAllTheSame()
    {
        QVERIFY(open());
        PULT_GET(ids, enqueue(db(), {task(), task(), task()}));
        const QList<ClaimedTask> claimed = claimAll(10);
        QCOMPARE(claimed.size(), 3);
        PULT_VERIFY_RESULT(
            setProgress(db(), claimed[1].task.id, claimed[1].runLease, Progress{.value = 0.5, .stage = u"s"_s}));
        PULT_VERIFY_RESULT(renewLeases(db(), u"session-1"_s));
        QCOMPARE(endAll(completed(claimed)), ids);
        QCOMPARE(number(u"select count(*) from task_history where state = 'completed'"_s), 3);
    }

    void aPlaceSaysNothingAboutWhoseTheRowIs_data() { bothDatabases(); }
    void aPlaceSaysNothingAboutWhoseTheRowIs()
    {
        QVERIFY(open());
        PULT_GET(ids, enqueue(db(), {task(), task()}));
        const QList<ClaimedTask> claimed = claimAll(10);
        QCOMPARE(claimed.size(), 2);
        QList<Completion> ends = completed({claimed[0]});
        ends[0].place = claimed[1].place; // as if the other had come to stand there
        QCOMPARE(endAll(ends), QList<Id>{ids[0]});
        QCOMPARE(stateOf(ids[1]), u"running"_s);
        ends[0].place.clear();
        QCOMPARE(endAll(ends), QList<Id>());
        QCOMPARE(endAll(completed(claimed)), QList<Id>{ids[1]});
    }

    void whatNeverBeganGoesBackUnused_data() { bothDatabases(); }
    void whatNeverBeganGoesBackUnused()
    {
        QVERIFY(open());
        PULT_GET(ids, enqueue(db(), {task(), keyed(u"k"_s), task()}));
        const QList<ClaimedTask> claimed = claimAll(10);
        QCOMPARE(claimed.size(), 3);
        PULT_VERIFY_RESULT(cancelTasks(db(), {ids[2]}, tester()));
        QList<Assignment> unused;
        for (const ClaimedTask &one : claimed)
            unused.append({one.task.id, one.runLease, {}});
        PULT_VERIFY_RESULT(handBack(db(), unused));
        for (int i = 0; i < 2; ++i) {
            const Task back = show(ids[i]);
            QCOMPARE(back.state, TaskState::Available);
            QCOMPARE(back.attempt, 0);
            QVERIFY(!back.lease);
            PULT_GET(runs, attempts(db(), ids[i]));
            QVERIFY(runs.isEmpty());
        }
        QCOMPARE(stateOf(ids[2]), u"cancelled"_s);
        QCOMPARE(stranded(), 0);
        QCOMPARE(claimAll(10).size(), 2);
        // The old leases have nothing to give back any more.
        PULT_VERIFY_RESULT(handBack(db(), unused));
        QCOMPARE(number(u"select count(*) from tasks where state = 'running'"_s), 2);
    }

    void longKindsKeepTheirLimit_data() { bothDatabases(); }
    void longKindsKeepTheirLimit()
    {
        QVERIFY(open());
        NewTask upload = task(u"bulk_upload"_s);
        upload.priority = 5;
        PULT_GET(ids, enqueue(db(), {upload, upload, upload, task(), task()}));
        const QList<ClaimedTask> claimed = claimAll(5, 1);
        QList<Id> taken;
        for (const ClaimedTask &one : claimed)
            taken.append(one.task.id);
        QCOMPARE(taken, (QList<Id>{ids[0], ids[3], ids[4]}));
        QCOMPARE(claimAll(5, 0).size(), 0);
        QCOMPARE(claimAll(5, 5).size(), 2);
    }

    void historyIsPartitionedAhead_data() { bothDatabases(); }
    void historyIsPartitionedAhead()
    {
        QVERIFY(open());
        PULT_GET(made, makePartitions(db(), 7));
        QCOMPARE(made, isPostgreSql() ? 7 : 0);
        PULT_GET(again, makePartitions(db(), 7));
        QCOMPARE(again, 0);
        if (isPostgreSql()) {
            PULT_VERIFY_RESULT(
                db().execute(u"insert into task_history (id, kind, queue, state, priority, payload, run_at, "
                             "max_attempts, created_at, finished_at) values (900, 'probe', 'default', "
                             "'completed', 0, '{}', 1, 1, 1, {now} + 2 * 86400000000)"_s));
            QCOMPARE(number(u"select count(*) from only task_history_default"_s), 0);
        }
        // Today's go to the default one, and are found as ever.
        const Id id = add(task());
        QCOMPARE(endAll(completed(claimAll(10))), QList<Id>{id});
        QCOMPARE(stateOf(id), u"completed"_s);
        PULT_GET(runs, attempts(db(), id));
        QCOMPARE(runs.size(), 1);
    }

    void dependentsAndBatchesFollowPlainCompletions_data() { bothDatabases(); }
    void dependentsAndBatchesFollowPlainCompletions()
    {
        QVERIFY(open());
        const Id first = add(task());
        NewTask next = task();
        next.dependsOn = {first};
        const Id second = add(next);
        QCOMPARE(endAll(completed(claimAll(10))), QList<Id>{first});
        PULT_VERIFY_RESULT(promoteDue(db(), 10));
        QCOMPARE(endAll(completed(claimAll(10))), QList<Id>{second});
    }
};

QTEST_GUILESS_MAIN(tst_Throughput)
#include "tst_throughput.moc"
