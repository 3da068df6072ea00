// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fault cases of job queues (docs/testing.md has the list) that no other suite covers; each test has its number.
#include "storagetest.h"

#include <QSet>
#include <QThread>

#include <mutex>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

class tst_FaultCases : public test::StorageTest
{
    Q_OBJECT

private:
    /// Rows of `tasks` that the server has read so far: by the claim's index, and by reading all.
    struct RowsRead
    {
        qint64 byIndex = 0;
        qint64 bySequence = 0;
    };
    RowsRead rowsRead()
    {
        (void)number(u"select count(*) from (select pg_stat_force_next_flush()) as flushed"_s);
        return {number(u"select idx_tup_read from pg_stat_user_indexes where indexrelname = 'tasks_claim'"_s),
                number(u"select seq_tup_read from pg_stat_user_tables where relname = 'tasks'"_s)};
    }
    static QSet<Id> idsOf(const QList<ClaimedTask> &claimed)
    {
        QSet<Id> ids;
        for (const ClaimedTask &one : claimed)
            ids.insert(one.task.id);
        return ids;
    }

private Q_SLOTS:
    void d02_aRolledBackEnqueueNeverRuns_data() { bothDatabases(); }
    void d02_aRolledBackEnqueueNeverRuns()
    {
        QVERIFY(open());
        {
            const storage::Transaction transaction(db());
            PULT_VERIFY_RESULT(transaction.begun());
            PULT_GET(ids, enqueue(db(), {task(), keyed(u"a"_s)}));
            QCOMPARE(ids.size(), 2);
        }
        QVERIFY(!claimOne());
        QCOMPARE(number(u"select count(*) from tasks"_s), 0);
        // Nothing of its key is left in the way either.
        const Id id = add(keyed(u"a"_s));
        QCOMPARE(claimOne()->task.id, id);
    }

    void d03_theDatabasesClockDecidesWhatIsDue_data() { bothDatabases(); }
    void d03_theDatabasesClockDecidesWhatIsDue()
    {
        QVERIFY(open());
        PULT_GET(now, databaseNow(db()));
        NewTask later = task();
        later.runAt = now + 90s;
        const Id id = add(later);
        shift(80s);
        PULT_GET(early, promoteDue(db(), 10));
        QCOMPARE(early, 0);
        QVERIFY(!claimOne());
        shift(91s);
        PULT_GET(due, promoteDue(db(), 10));
        QCOMPARE(due, 1);
        QCOMPARE(claimOne()->task.id, id);
    }

    void d04_scheduledAndBlockedRowsCostNothing_data() { bothDatabases(); }
    void d04_scheduledAndBlockedRowsCostNothing()
    {
        QVERIFY(open());
        add(keyed(u"busy"_s, 100));
        QVERIFY(claimOne());
        NewTask future = task();
        future.priority = 100;
        PULT_GET(now, databaseNow(db()));
        future.runAt = now + 1h;
        constexpr int inTheWay = 1500;
        PULT_GET(scheduled, enqueue(db(), QList<NewTask>(inTheWay, future)));
        PULT_GET(blocked, enqueue(db(), QList<NewTask>(inTheWay, keyed(u"busy"_s, 100))));
        QCOMPARE(scheduled.size() + blocked.size(), 2 * inTheWay);
        PULT_GET(ready, enqueue(db(), QList<NewTask>(10, task())));

        const bool tells = isPostgreSql() && !config().pgBouncer; // each server process tells its own part, and late
        const RowsRead before = tells ? rowsRead() : RowsRead();
        PULT_GET(claimed, claim(db(), request(20)));
        QCOMPARE(idsOf(claimed), QSet<Id>(ready.cbegin(), ready.cend()));
        if (tells) {
            const RowsRead after = rowsRead();
            QVERIFY2(after.byIndex - before.byIndex < 100, qPrintable(QString::number(after.byIndex - before.byIndex)));
            QCOMPARE(after.bySequence, before.bySequence);
        }
    }

    /// The connection goes between the claim's commit and its answer: the node does not know what it holds.
    void d06_whatWasClaimedUnknownComesBack_data() { bothDatabases(); }
    void d06_whatWasClaimedUnknownComesBack()
    {
        QVERIFY(open());
        const Id id = add(keyed(u"a"_s));
        QVERIFY(claimOne(u"session-1"_s));
        shift(31s); // nobody renews: the node went too
        PULT_GET(rescued, rescueExpired(db(), 10));
        QCOMPARE(rescued, QList<Id>{id});
        const auto again = claimOne(u"session-2"_s);
        QVERIFY(again);
        QCOMPARE(again->task.attempt, 1);
        QVERIFY(finish(*again));
        QCOMPARE(stranded(), 0);
    }

    void d13_aUniqueTaskAskedForByManyAtOnceIsOne_data() { bothDatabases(); }
    void d13_aUniqueTaskAskedForByManyAtOnceIsOne()
    {
        QVERIFY(open());
        constexpr int askers = 32;
        NewTask unique = task();
        unique.uniqueKey = u"only-one"_s;
        std::mutex mutex; // protects what follows
        QList<Id> answers;
        QStringList errors;
        std::vector<std::unique_ptr<QThread>> threads;
        for (int n = 0; n < askers; ++n) {
            threads.emplace_back(QThread::create([&] {
                const auto connection = connect();
                const Result<QList<Id>> ids =
                    connection ? enqueue(*connection, {unique}) : fail(ErrorKind::Database, "test_failed");
                const std::scoped_lock lock(mutex);
                if (ids)
                    answers += *ids;
                else
                    errors += toLogString(ids.error());
            }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            thread->wait();
        QCOMPARE(errors, QStringList());
        QCOMPARE(answers.size(), askers);
        QCOMPARE(QSet<Id>(answers.cbegin(), answers.cend()).size(), 1);
        QCOMPARE(number(u"select count(*) from tasks"_s), 1);
        QVERIFY(finish(*claimOne()));
        QVERIFY(!answers.contains(add(unique)));
    }

    /// Frozen beyond its lease, taken over, woken: what it says does not count, and its key is not let go twice.
    void d15_aZombieChangesNothing_data() { bothDatabases(); }
    void d15_aZombieChangesNothing()
    {
        QVERIFY(open());
        const Id first = add(keyed(u"a"_s));
        const Id second = add(keyed(u"a"_s));
        const Id third = add(keyed(u"a"_s));
        const auto zombie = claimOne(u"zombie"_s);
        QCOMPARE(zombie->task.id, first);
        shift(31s);
        PULT_GET(rescued, rescueExpired(db(), 10));
        QCOMPARE(rescued, QList<Id>{first});
        const auto heir = claimOne(u"heir"_s);
        QVERIFY(heir);

        Completion late = ending(*zombie, Outcome::Completed);
        late.output = "\"stale\"";
        PULT_GET(plain, completePlain(db(), {late}));
        QVERIFY(plain.isEmpty());
        PULT_GET(accepted, complete(db(), {late}, 0.5));
        QVERIFY(accepted.isEmpty());
        QVERIFY(!setProgress(db(), first, zombie->runLease, {0.9, u"stale"_s}));
        QVERIFY(!recordCommit(db(), first, zombie->runLease, 1, true, true, std::nullopt));
        PULT_VERIFY_RESULT(handBack(db(), {{first, zombie->runLease, {}}}));
        PULT_GET(held, renewLeases(db(), u"zombie"_s));
        QVERIFY(held.isEmpty());

        QVERIFY(!claimOne()); // the key is still the heir's
        QCOMPARE(stateOf(heir->task.id), u"running"_s);
        QVERIFY(finish(*heir));
        const auto next = claimOne();
        QVERIFY(next);
        QVERIFY(!claimOne());
        QVERIFY(finish(*next));
        QVERIFY(finish(*claimOne()));
        for (const Id id : {first, second, third})
            QCOMPARE(stateOf(id), u"completed"_s);
    }

    /// All are asleep for two hours. Who wakes first and renews keeps what it holds; who wakes later has lost it.
    void d16_leasesAfterASuspendedComputer_data() { bothDatabases(); }
    void d16_leasesAfterASuspendedComputer()
    {
        QVERIFY(open());
        add(task());
        add(task());
        const auto early = claimOne(u"early"_s);
        const auto late = claimOne(u"late"_s);
        shift(2h);
        PULT_GET(kept, renewLeases(db(), u"early"_s));
        QCOMPARE(kept.size(), 1);
        PULT_GET(rescued, rescueExpired(db(), 10));
        QCOMPARE(rescued, QList<Id>{late->task.id});
        PULT_GET(lost, renewLeases(db(), u"late"_s));
        QVERIFY(lost.isEmpty());
        QVERIFY(finish(*early));
        QVERIFY(!finish(*late));
        QCOMPARE(show(late->task.id).attempt, 0);
    }

    void d21_aRowDeletedInItsRunIsNoMatter_data() { bothDatabases(); }
    void d21_aRowDeletedInItsRunIsNoMatter()
    {
        QVERIFY(open());
        const Id other = add(task());
        const Id gone = add(task());
        PULT_GET(claimed, claim(db(), request(2)));
        QCOMPARE(claimed.size(), 2);
        PULT_GET(deleted, db().execute(u"delete from tasks where id = ?"_s, {gone}));
        QCOMPARE(deleted, 1);
        QList<Completion> ends;
        for (const ClaimedTask &one : claimed)
            ends.append(ending(one, Outcome::Completed));
        PULT_GET(done, complete(db(), ends, 0.5));
        QCOMPARE(done, QList<Id>{other});
        QCOMPARE(number(u"select count(*) from task_history"_s), 1);
    }

    void d33_whatFailsTogetherDoesNotComeBackTogether_data() { bothDatabases(); }
    void d33_whatFailsTogetherDoesNotComeBackTogether()
    {
        QVERIFY(open());
        constexpr int count = 300;
        PULT_GET(ids, enqueue(db(), QList<NewTask>(count, task(u"bulk_upload"_s))));
        PULT_GET(claimed, claim(db(), request(count)));
        QCOMPARE(claimed.size(), ids.size());
        QList<Completion> ends;
        for (const ClaimedTask &one : claimed)
            ends.append(ending(one, Outcome::Failed, someError()));
        PULT_GET(done, complete(db(), ends, 0.25));
        QCOMPARE(done.size(), count);
        // Full jitter over ten seconds: each second gets its share, none much more.
        const qint64 first = number(u"select min(run_at) from tasks"_s);
        const qint64 most =
            number(u"select max(n) from (select count(*) as n from tasks group by (run_at - ?) / 1000000) "
                   "as seconds"_s,
                   {first});
        QVERIFY2(most <= count / 5, qPrintable(QString::number(most)));
        QVERIFY(number(u"select max(run_at) - min(run_at) from tasks"_s) > 8'000'000);
    }

    void d35_aCancelledRunStaysCancelledWhateverItSays_data() { bothDatabases(); }
    void d35_aCancelledRunStaysCancelledWhateverItSays()
    {
        QVERIFY(open());
        for (const Outcome outcome : {Outcome::Failed, Outcome::Snoozed, Outcome::Interrupted}) {
            const Id id = add(task());
            const auto run = claimOne();
            PULT_VERIFY_RESULT(cancelTasks(db(), {id}, tester()));
            QVERIFY(finish(*run, outcome, someError()));
            QCOMPARE(stateOf(id), u"cancelled"_s);
        }
    }
};

QTEST_GUILESS_MAIN(tst_FaultCases)
#include "tst_faultcases.moc"
