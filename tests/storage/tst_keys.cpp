// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <QMap>
#include <QSet>

#include <atomic>
#include <mutex>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// One running task per exclusive key, whatever happens.
class tst_Keys : public test::StorageTest
{
    Q_OBJECT

private:
    /// Ids of the tasks that can be claimed now, all at once.
    QList<Id> claimable()
    {
        QList<Id> ids;
        const Result<QList<ClaimedTask>> claimed = claim(db(), request(100));
        for (const ClaimedTask &one : claimed.value_or(QList<ClaimedTask>{})) {
            ids << one.task.id;
            m_claimed.insert(one.task.id, one);
        }
        return ids;
    }
    QMap<Id, ClaimedTask> m_claimed;

    /// One thread's work: claims, ends in varied ways, and enqueues more. Overlaps of a key are counted.
    struct Churn
    {
        std::mutex mutex;
        QSet<QString> running;
        std::atomic<int> overlaps{0};
        std::atomic<int> finished{0};
        std::atomic<int> added{0};
        std::atomic<int> failures{0};
    };
    static void churn(storage::Connection &connection, int number, Churn &state);
    static void runOne(storage::Connection &connection, const ClaimedTask &run, Churn &state, int turn);

private Q_SLOTS:
    void oneOfAKeyIsClaimedAtOnce_data() { bothDatabases(); }
    void oneOfAKeyIsClaimedAtOnce()
    {
        QVERIFY(open());
        PULT_GET(ids, enqueue(db(), {keyed(u"a"_s), keyed(u"a"_s), keyed(u"b"_s), keyed(u"a"_s)}));
        QCOMPARE(claimable(), (QList<Id>{ids.at(0), ids.at(2)}));
        const Task waiting = show(ids.at(1));
        QCOMPARE(waiting.state, TaskState::Available);
        QCOMPARE(waiting.waitingFor.constFirst(), (WaitReason{u"key_busy"_s, {u"a"_s, QString::number(ids.at(0))}}));
        QVERIFY(finish(m_claimed[ids.at(0)]));
        QCOMPARE(claimable(), QList<Id>{ids.at(1)});
        QCOMPARE(stranded(), 0);
    }

    void theBestOfAKeyGoesFirst_data() { bothDatabases(); }
    void theBestOfAKeyGoesFirst()
    {
        QVERIFY(open());
        const Id usual = add(keyed(u"a"_s));
        const Id urgent = add(keyed(u"a"_s, 9));
        const Id between = add(keyed(u"a"_s, 5));
        QCOMPARE(claimable(), QList<Id>{urgent});
        QVERIFY(finish(m_claimed[urgent]));
        PULT_VERIFY_RESULT(setPriority(db(), {usual}, 50, tester()));
        QCOMPARE(claimable(), QList<Id>{usual});
        QVERIFY(finish(m_claimed[usual]));
        QCOMPARE(claimable(), QList<Id>{between});
    }

    void everyExitLetsTheNextGo_data()
    {
        QTest::addColumn<QString>("database");
        QTest::addColumn<QString>("exit");
        for (const char *database : {"sqlite", "postgresql"}) {
            for (const char *exit : {"completed", "failed", "failed_for_good", "snoozed", "cancelled", "rescued",
                                     "cancel waiting", "delete waiting", "snooze waiting"})
                QTest::newRow(qPrintable(QString::fromLatin1(database) % u' ' % QString::fromLatin1(exit)))
                    << QString::fromLatin1(database) << QString::fromLatin1(exit);
        }
    }
    void everyExitLetsTheNextGo()
    {
        QVERIFY(open());
        QFETCH(QString, exit);
        const Id first = add(keyed(u"a"_s));
        const Id second = add(keyed(u"a"_s));
        if (exit.endsWith("waiting"_L1)) {
            const Result<> done = exit.startsWith("cancel"_L1)   ? cancelTasks(db(), {first}, tester())
                                  : exit.startsWith("delete"_L1) ? deleteTasks(db(), {first}, tester())
                                                                 : snoozeTasks(db(), {first}, 60s, tester());
            PULT_VERIFY_RESULT(done);
        } else {
            QCOMPARE(claimable(), QList<Id>{first});
            if (exit == "rescued"_L1) {
                // The rescued one is the older: it goes again, and then the other.
                shift(31s);
                PULT_GET(rescued, rescueExpired(db(), 10));
                QCOMPARE(rescued, QList<Id>{first});
                QCOMPARE(claimable(), QList<Id>{first});
            }
            const QMap<QString, Outcome> outcomes{{u"failed"_s, Outcome::Failed},
                                                  {u"failed_for_good"_s, Outcome::FailedForGood},
                                                  {u"snoozed"_s, Outcome::Snoozed},
                                                  {u"cancelled"_s, Outcome::Cancelled}};
            Completion end = ending(m_claimed[first], outcomes.value(exit, Outcome::Completed), someError());
            end.snooze = 1h;
            PULT_GET(accepted, complete(db(), {end}, 0.9));
            QCOMPARE(accepted.size(), 1);
        }
        QCOMPARE(claimable(), QList<Id>{second});
        QCOMPARE(stranded(), 0);
        PULT_GET(swept, sweepKeys(db()));
        QCOMPARE(swept, 0);
    }

    void aFutureTaskDoesNotHoldBackAReadyOne_data() { bothDatabases(); }
    void aFutureTaskDoesNotHoldBackAReadyOne()
    {
        QVERIFY(open());
        PULT_GET(now, databaseNow(db()));
        NewTask later = keyed(u"a"_s, 100);
        later.runAt = now + 1h;
        const Id future = add(later);
        const Id ready = add(keyed(u"a"_s));
        QCOMPARE(claimable(), QList<Id>{ready});
        shift(2h);
        PULT_GET(promoted, promoteDue(db(), 10));
        QCOMPARE(promoted, 1);
        QVERIFY(claimable().isEmpty());
        QVERIFY(finish(m_claimed[ready]));
        QCOMPARE(claimable(), QList<Id>{future});
    }

    void theDatabaseItselfRefusesASecondHead_data() { bothDatabases(); }
    void theDatabaseItselfRefusesASecondHead()
    {
        QVERIFY(open());
        add(keyed(u"a"_s));
        const Id second = add(keyed(u"a"_s));
        const Result<qint64> forced = db().execute(u"update tasks set state = 'running' where id = ?"_s, {second});
        QVERIFY(!forced);
        QCOMPARE(forced.error().kind, ErrorKind::Conflict);
        QCOMPARE(forced.error().code, u"database_conflict"_s);
    }

    void theSweepFreesStrandedKeys_data() { bothDatabases(); }
    void theSweepFreesStrandedKeys()
    {
        QVERIFY(open());
        const Id only = add(keyed(u"a"_s));
        PULT_VERIFY_RESULT(db().execute(u"update tasks set state = 'blocked' where id = ?"_s, {only}));
        QCOMPARE(stranded(), 1);
        PULT_GET(swept, sweepKeys(db()));
        QCOMPARE(swept, 1);
        QCOMPARE(claimable(), QList<Id>{only});
    }

    void keysHoldUnderChurn_data() { bothDatabases(); }
    void keysHoldUnderChurn()
    {
        QVERIFY(open());
        Churn state;
        QList<NewTask> tasks;
        for (int i = 0; i < 60; ++i)
            tasks << keyed(u"key-%1"_s.arg(i % 5), i % 3);
        PULT_VERIFY_RESULT(enqueue(db(), tasks));
        state.added = 60;
        std::vector<std::unique_ptr<QThread>> threads;
        for (int number = 0; number < 4; ++number) {
            threads.emplace_back(QThread::create([this, number, &state] {
                const auto connection = connect();
                if (connection)
                    churn(*connection, number, state);
                else
                    ++state.failures;
            }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            thread->wait();
        QCOMPARE(state.failures.load(), 0);
        QCOMPARE(state.overlaps.load(), 0);
        QCOMPARE(stranded(), 0);
        PULT_GET(swept, sweepKeys(db()));
        QCOMPARE(swept, 0);
        QCOMPARE(number(u"select count(*) from tasks"_s), 0);
        QCOMPARE(number(u"select count(*) from task_history"_s), state.added.load());
    }
};

void tst_Keys::runOne(storage::Connection &connection, const ClaimedTask &run, Churn &state, int turn)
{
    {
        const std::scoped_lock lock(state.mutex);
        if (state.running.contains(run.task.exclusiveKey))
            ++state.overlaps;
        state.running.insert(run.task.exclusiveKey);
    }
    QThread::yieldCurrentThread();
    {
        const std::scoped_lock lock(state.mutex);
        state.running.remove(run.task.exclusiveKey);
    }
    Outcome outcome = Outcome::Completed;
    if (turn % 5 == 1 && run.task.attempt < 2)
        outcome = Outcome::Failed;
    else if (turn % 7 == 2 && state.finished < 40)
        outcome = Outcome::Interrupted;
    const Result<QList<Id>> done = complete(connection, {ending(run, outcome, someError())}, 0.0);
    if (!done || done->isEmpty()) {
        qCritical().noquote() << (done ? u"stale"_s : toLogString(done.error()));
        ++state.failures;
    }
    if (outcome == Outcome::Completed)
        ++state.finished;
}

void tst_Keys::churn(storage::Connection &connection, int number, Churn &state)
{
    // Ends when nothing is left; the others' running tasks may come back, so those who see nothing look again.
    for (int turn = number; state.finished < state.added && state.failures == 0; ++turn) {
        if (turn % 3 == 0 && state.added < 120) {
            ++state.added;
            if (const auto added = enqueue(connection, {keyed(u"key-%1"_s.arg(turn % 5), turn % 4)}); !added) {
                qCritical().noquote() << toLogString(added.error());
                ++state.failures;
            }
        }
        const auto promoted = promoteDue(connection, 10);
        const auto claimed = claim(connection, request(3, u"session-%1"_s.arg(number)));
        if (!promoted || !claimed) {
            qCritical().noquote() << toLogString(promoted ? claimed.error() : promoted.error());
            ++state.failures;
            return;
        }
        QSet<QString> keys;
        for (const ClaimedTask &run : *claimed) {
            if (keys.contains(run.task.exclusiveKey))
                ++state.overlaps;
            keys.insert(run.task.exclusiveKey);
            runOne(connection, run, state, turn);
        }
    }
}

QTEST_GUILESS_MAIN(tst_Keys)
#include "tst_keys.moc"
