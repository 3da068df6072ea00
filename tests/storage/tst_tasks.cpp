// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/kindrules.h>

#include <QSet>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// A task's way: enqueue, claim, completion, retries, leases.
class tst_Tasks : public test::StorageTest
{
    Q_OBJECT

private Q_SLOTS:
    void enqueueGivesGrowingIdsInOrder_data() { bothDatabases(); }
    void enqueueGivesGrowingIdsInOrder()
    {
        QVERIFY(open());
        PULT_GET(ids, enqueue(db(), {task(), task(), task()}));
        QCOMPARE(ids.size(), 3);
        QVERIFY(ids.at(0) > 0 && ids.at(0) < ids.at(1) && ids.at(1) < ids.at(2));
        const Task stored = show(ids.at(1));
        QCOMPARE(stored.state, TaskState::Available);
        QCOMPARE(stored.queue, u"default"_s);
        QCOMPARE(stored.maxAttempts, 3);
        QCOMPARE(stored.attempt, 0);
        QVERIFY(!stored.lease);
    }

    void wrongTasksAreRefusedWhole_data() { bothDatabases(); }
    void wrongTasksAreRefusedWhole()
    {
        QVERIFY(open());
        NewTask wrong = task();
        wrong.priority = 101;
        const Result<QList<Id>> refused = enqueue(db(), {task(), wrong});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, u"task_invalid"_s);
        NewTask notJson = task();
        notJson.payload = "[1]";
        QCOMPARE(enqueue(db(), {notJson}).error().arguments.constFirst(), u"payload"_s);
        QCOMPARE(number(u"select count(*) from tasks"_s), 0);
    }

    void claimGoesByPriorityThenRunAtThenAge_data() { bothDatabases(); }
    void claimGoesByPriorityThenRunAtThenAge()
    {
        QVERIFY(open());
        PULT_GET(now, databaseNow(db()));
        NewTask low = task();
        low.priority = -5;
        NewTask high = task();
        high.priority = 5;
        NewTask early = task();
        early.runAt = now - 1h;
        PULT_GET(ids, enqueue(db(), {low, task(), early, high, task()}));
        PULT_GET(claimed, claim(db(), request(10)));
        QList<Id> order;
        for (const ClaimedTask &one : claimed)
            order << one.task.id;
        QCOMPARE(order, (QList<Id>{ids.at(3), ids.at(2), ids.at(1), ids.at(4), ids.at(0)}));
    }

    void claimedTasksHaveTheirOwnLease_data() { bothDatabases(); }
    void claimedTasksHaveTheirOwnLease()
    {
        QVERIFY(open());
        PULT_GET(ids, enqueue(db(), {task(), task(u"bulk_upload"_s)}));
        PULT_GET(claimed, claim(db(), request(2)));
        QCOMPARE(claimed.size(), 2);
        QVERIFY(claimed.at(0).runLease > 0 && claimed.at(0).runLease != claimed.at(1).runLease);
        const auto ttl = [this](const ClaimedTask &one) {
            return one.leaseExpiresAt - show(one.task.id).lease->acquiredAt;
        };
        for (const ClaimedTask &one : claimed) {
            QCOMPARE(one.task.attempt, 1);
            QCOMPARE(show(one.task.id).state, TaskState::Running);
            const auto expected = one.task.kind == u"probe"_s ? 30s : 3600s;
            QVERIFY(ttl(one) > expected - 1s && ttl(one) < expected + 1s);
        }
        PULT_VERIFY_RESULT(assignWorkers(db(), {{ids.at(0), claimed.at(0).runLease, u"office-1/3"_s}}));
        QCOMPARE(show(ids.at(0)).lease->worker, u"office-1/3"_s);
        PULT_VERIFY_RESULT(assignWorkers(db(), {{ids.at(0), claimed.at(0).runLease + 100, u"stale"_s}}));
        QCOMPARE(show(ids.at(0)).lease->worker, u"office-1/3"_s);
        PULT_GET(held, locks(db()));
        QCOMPARE(held.size(), 2);
    }

    void claimTakesOnlyWhatTheNodeMayRun_data() { bothDatabases(); }
    void claimTakesOnlyWhatTheNodeMayRun()
    {
        QVERIFY(open());
        NewTask elsewhere = task();
        elsewhere.node = u"office-2"_s;
        NewTask here = task();
        here.node = u"office-1"_s;
        NewTask otherQueue = task();
        otherQueue.queue = u"slow"_s;
        PULT_GET(ids, enqueue(db(), {elsewhere, here, otherQueue, task(u"from_the_future"_s)}));
        ClaimRequest onlyDefault = request(10);
        onlyDefault.queues = {u"default"_s};
        PULT_GET(claimed, claim(db(), onlyDefault));
        QCOMPARE(claimed.size(), 1);
        QCOMPARE(claimed.constFirst().task.id, ids.at(1));
        PULT_GET(rest, claim(db(), request(10)));
        QCOMPARE(rest.size(), 1);
        QCOMPARE(rest.constFirst().task.id, ids.at(2));
    }

    void completionIsFenced_data() { bothDatabases(); }
    void completionIsFenced()
    {
        QVERIFY(open());
        const Id id = add(task());
        const auto first = claimOne();
        QVERIFY(first);
        shift(31s);
        PULT_GET(rescued, rescueExpired(db(), 10));
        QCOMPARE(rescued, QList<Id>{id});
        const auto second = claimOne(u"session-2"_s);
        QVERIFY(second);
        QVERIFY(second->runLease > first->runLease);
        // The zombie wakes up: nothing it writes counts.
        QVERIFY(!finish(*first));
        QCOMPARE(setProgress(db(), id, first->runLease, {0.5, u"x"_s}).error().code, u"lease_lost"_s);
        QCOMPARE(recordCommit(db(), id, first->runLease, 1, true, false, std::nullopt).error().code, u"lease_lost"_s);
        PULT_GET(nothing, renewLeases(db(), u"session-1"_s));
        QVERIFY(nothing.isEmpty());
        PULT_GET(stale, holdsLease(db(), id, first->runLease));
        QVERIFY(!stale);
        PULT_GET(holds, holdsLease(db(), id, second->runLease));
        QVERIFY(holds);
        QVERIFY(finish(*second));
        QVERIFY(!finish(*second));
        QCOMPARE(stateOf(id), u"completed"_s);
        PULT_GET(runs, attempts(db(), id));
        QCOMPARE(runs.size(), 2);
        QCOMPARE(runs.at(0).outcome, u"completed"_s);
        QCOMPARE(runs.at(1).outcome, u"rescued"_s);
        QCOMPARE(runs.at(1).error->code, u"lease_expired"_s);
    }

    void whoWatchesARunSeesItsStepsAndNoOthers_data() { bothDatabases(); }
    void whoWatchesARunSeesItsStepsAndNoOthers()
    {
        QVERIFY(open());
        const Id id = add(task());
        const auto first = claimOne();
        QVERIFY(first);
        const QByteArray steps = "[{\"index\":0,\"status\":\"running\"}]";
        PULT_VERIFY_RESULT(setProgress(db(), id, first->runLease, {0.5, u"x"_s, steps}));
        PULT_GET(watched, attempts(db(), id));
        QCOMPARE(watched.constFirst().steps, steps);
        QVERIFY(finish(*first, Outcome::Interrupted));
        const auto second = claimOne();
        QVERIFY(second);
        PULT_GET(anew, attempts(db(), id));
        QCOMPARE(anew.constFirst().runLease, second->runLease);
        QVERIFY(anew.constFirst().steps.isEmpty());
    }

    void failuresRetryWithFullJitterUntilAttemptsAreUsedUp_data() { bothDatabases(); }
    void failuresRetryWithFullJitterUntilAttemptsAreUsedUp()
    {
        QVERIFY(open());
        NewTask slow = task();
        slow.kind = u"bulk_upload"_s; // waits long enough for a busy computer to look at it in time
        const Id id = add(slow);
        std::chrono::seconds passed = 0s;
        for (int attempt = 1; attempt <= 3; ++attempt) {
            PULT_VERIFY_RESULT(promoteDue(db(), 10));
            const auto run = claimOne();
            QVERIFY(run);
            QCOMPARE(run->task.attempt, attempt);
            QVERIFY(finish(*run, Outcome::Failed, someError()));
            if (attempt == 3)
                break;
            const Task waiting = show(id);
            QCOMPARE(waiting.state, TaskState::Retryable);
            PULT_GET(now, databaseNow(db()));
            // Base 10 s, the draw was 0.5: half of 10 s, then of 20 s.
            const auto expected = 5s * (1 << (attempt - 1));
            QVERIFY(waiting.runAt - now <= expected && waiting.runAt - now > expected - 4s);
            QVERIFY(!claimOne());
            PULT_GET(promoted, promoteDue(db(), 10));
            QCOMPARE(promoted, 0);
            shift(passed += 50s);
        }
        const Task ended = show(id);
        QCOMPARE(ended.state, TaskState::Discarded);
        QCOMPARE(ended.attempt, 3);
        QCOMPARE(*ended.lastError, someError());
        QVERIFY(ended.finishedAt && ended.lastErrorAt);
    }

    void terminalErrorsEndAtOnce_data() { bothDatabases(); }
    void terminalErrorsEndAtOnce()
    {
        QVERIFY(open());
        const Id id = add(task());
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood, someError()));
        QCOMPARE(stateOf(id), u"discarded"_s);
    }

    void snoozeAndInterruptionGiveTheAttemptBack_data() { bothDatabases(); }
    void snoozeAndInterruptionGiveTheAttemptBack()
    {
        QVERIFY(open());
        const Id id = add(task());
        Completion snoozed = ending(*claimOne(), Outcome::Snoozed);
        snoozed.snooze = 60s;
        PULT_VERIFY_RESULT(complete(db(), {snoozed}, 0));
        Task waiting = show(id);
        QCOMPARE(waiting.state, TaskState::Scheduled);
        QCOMPARE(waiting.attempt, 0);
        QCOMPARE(waiting.waitingFor.constFirst().code, u"run_at"_s);
        PULT_GET(until, microsUntilDue(db()));
        QVERIFY(until && *until > 58000000 && *until <= 60000000);
        shift(61s);
        PULT_GET(promoted, promoteDue(db(), 10));
        QCOMPARE(promoted, 1);
        QVERIFY(finish(*claimOne(), Outcome::Interrupted));
        waiting = show(id);
        QCOMPARE(waiting.state, TaskState::Available);
        QCOMPARE(waiting.attempt, 0);
        const auto again = claimOne();
        QVERIFY(again);
        QCOMPARE(again->task.attempt, 1);
    }

    void rescuesAreCountedApartAndEndAtTheirLimit_data() { bothDatabases(); }
    void rescuesAreCountedApartAndEndAtTheirLimit()
    {
        QVERIFY(open());
        const Id id = add(task());
        for (int rescue = 1; rescue <= 5; ++rescue) {
            const auto run = claimOne();
            QVERIFY(run);
            QCOMPARE(run->task.attempt, 1);
            shift(31s * rescue);
            PULT_GET(ids, rescueExpired(db(), 10));
            QCOMPARE(ids, QList<Id>{id});
        }
        const Task ended = show(id);
        QCOMPARE(ended.state, TaskState::Discarded);
        QCOMPARE(ended.lastError->code, u"poison_task"_s);
    }

    void renewalKeepsALeaseAndTellsOfCancellation_data() { bothDatabases(); }
    void renewalKeepsALeaseAndTellsOfCancellation()
    {
        QVERIFY(open());
        const Id id = add(task());
        const auto run = claimOne();
        shift(20s);
        PULT_GET(held, renewLeases(db(), u"session-1"_s));
        QCOMPARE(held.size(), 1);
        QCOMPARE(held.constFirst().runLease, run->runLease);
        QVERIFY(!held.constFirst().cancelRequested);
        shift(40s);
        PULT_GET(none, rescueExpired(db(), 10));
        QVERIFY(none.isEmpty());
        PULT_VERIFY_RESULT(cancelTasks(db(), {id}, tester()));
        QCOMPARE(stateOf(id), u"running"_s);
        PULT_GET(asked, renewLeases(db(), u"session-1"_s));
        QVERIFY(asked.constFirst().cancelRequested);
        QVERIFY(finish(*run, Outcome::Failed, someError()));
        QCOMPARE(stateOf(id), u"cancelled"_s);
    }

    void earlierSessionsOfANodeAreRescuedAtItsStart_data() { bothDatabases(); }
    void earlierSessionsOfANodeAreRescuedAtItsStart()
    {
        QVERIFY(open());
        const Id id = add(task(u"bulk_upload"_s));
        QVERIFY(claimOne(u"before"_s));
        PULT_GET(own, rescueEarlierSessions(db(), u"node-1"_s, u"before"_s));
        QVERIFY(own.isEmpty());
        PULT_GET(other, rescueEarlierSessions(db(), u"node-2"_s, u"after"_s));
        QVERIFY(other.isEmpty());
        PULT_GET(rescued, rescueEarlierSessions(db(), u"node-1"_s, u"after"_s));
        QCOMPARE(rescued, QList<Id>{id});
        QCOMPARE(show(id).attempt, 0);
        QCOMPARE(show(id).lastError->code, u"node_restarted"_s);
    }

    void uniqueKeysCountWhileTheTaskLives_data() { bothDatabases(); }
    void uniqueKeysCountWhileTheTaskLives()
    {
        QVERIFY(open());
        NewTask unique = task();
        unique.uniqueKey = u"only-one"_s;
        PULT_GET(ids, enqueue(db(), {unique, task(), unique}));
        QCOMPARE(ids.at(0), ids.at(2));
        QVERIFY(ids.at(1) != ids.at(0));
        QCOMPARE(add(unique), ids.at(0));
        QVERIFY(finish(*claimOne()));
        QVERIFY(add(unique) != ids.at(0));
    }

    void manyThreadsClaimEachTaskOnce_data() { bothDatabases(); }
    void manyThreadsClaimEachTaskOnce()
    {
        QVERIFY(open());
        constexpr int count = 200;
        PULT_GET(ids, enqueue(db(), QList<NewTask>(count, task())));
        QCOMPARE(ids.size(), count);
        std::mutex mutex;
        QList<Id> claimed;
        QList<std::shared_ptr<QThread>> threads;
        for (int i = 0; i < 4; ++i) {
            threads << std::shared_ptr<QThread>(QThread::create([this, i, &mutex, &claimed] {
                const auto connection = connect();
                while (connection) {
                    const auto taken = claim(*connection, request(7, u"session-%1"_s.arg(i)));
                    if (!taken || taken->isEmpty())
                        return;
                    const std::scoped_lock lock(mutex);
                    for (const ClaimedTask &one : *taken)
                        claimed << one.task.id;
                }
            }));
            threads.constLast()->start();
        }
        for (const auto &thread : threads)
            thread->wait();
        // With SKIP LOCKED a claim may come back empty-handed beside others; what is left is taken here.
        PULT_GET(rest, claim(db(), request(count)));
        for (const ClaimedTask &one : rest)
            claimed << one.task.id;
        QCOMPARE(claimed.size(), count);
        QCOMPARE(QSet<Id>(claimed.cbegin(), claimed.cend()).size(), count);
    }

    void bigIntegersInPayloadsStayExact_data() { bothDatabases(); }
    void bigIntegersInPayloadsStayExact()
    {
        QVERIFY(open());
        NewTask big = task();
        big.payload = "{\"chat\":9007199254740993,\"text\":\"Привет \\\"мир\\\" 😀\",\"n\":1.10}";
        const Id id = add(big);
        QCOMPARE(show(id).payload, big.payload);
        const QByteArray expected = QByteArrayLiteral("\"payload\":") + big.payload;
        QVERIFY(toJsonText(show(id)).contains(expected));
        QCOMPARE(claimOne()->task.payload, big.payload);
    }
};

QTEST_GUILESS_MAIN(tst_Tasks)
#include "tst_tasks.moc"
