// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <storage/changelistener.h>
#include <storage/pool.h>

#include <QSemaphore>
#include <QSet>
#include <QSignalSpy>

#include <mutex>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::storage;

/// Database threads and change hints.
class tst_Pool : public test::StorageTest
{
    Q_OBJECT

private:
    static QFuture<Result<qint64>> one(Pool &pool)
    {
        return pool.run<qint64>([](Connection &connection) -> Result<qint64> {
            const Result<Rows> rows = connection.query(u"select 1"_s);
            if (!rows)
                return fail(rows.error());
            return rows->front().front().toLongLong();
        });
    }

private Q_SLOTS:
    void workRunsOnNamedThreadsUpToTheMaximum_data() { bothDatabases(); }
    void workRunsOnNamedThreadsUpToTheMaximum()
    {
        QVERIFY(open());
        DatabaseConfig limited = config();
        limited.minConnections = 1;
        limited.maxConnections = 3;
        Pool pool(limited);
        PULT_VERIFY_RESULT(pool.start());
        std::mutex mutex;
        QSet<QString> names;
        QSemaphore inside;
        QSemaphore release;
        QList<QFuture<Result<void>>> futures;
        for (int i = 0; i < 6; ++i) {
            futures << pool.run<void>([&](Connection &) -> Result<> {
                {
                    const std::scoped_lock lock(mutex);
                    names.insert(QThread::currentThread()->objectName());
                }
                inside.release();
                release.acquire();
                return {};
            });
        }
        QVERIFY(inside.tryAcquire(3, 30000));
        QVERIFY(!inside.tryAcquire(1, 50));
        release.release(6);
        for (QFuture<Result<void>> &future : futures)
            PULT_VERIFY_RESULT(future.result());
        QCOMPARE(names.size(), 3);
        for (const QString &name : std::as_const(names))
            QVERIFY(name.startsWith(u"db-"_s));
    }

    void aPoolThatIsUsedUpSaysSo_data() { bothDatabases(); }
    void aPoolThatIsUsedUpSaysSo()
    {
        QVERIFY(open());
        DatabaseConfig small = config();
        small.minConnections = small.maxConnections = 1;
        small.poolTimeout = 1s;
        Pool pool(small);
        PULT_VERIFY_RESULT(pool.start());
        QSemaphore release;
        QFuture<Result<void>> busy = pool.run<void>([&release](Connection &) -> Result<> {
            release.acquire();
            return {};
        });
        const Result<qint64> late = one(pool).result();
        QCOMPARE(late.error().code, u"pool_exhausted"_s);
        QCOMPARE(late.error().arguments, (QStringList{u"1"_s, u"1"_s}));
        release.release();
        PULT_VERIFY_RESULT(busy.result());
        PULT_VERIFY_RESULT(one(pool).result());
    }

    void stopFinishesWhatIsQueued_data() { bothDatabases(); }
    void stopFinishesWhatIsQueued()
    {
        QVERIFY(open());
        Pool pool(config());
        PULT_VERIFY_RESULT(pool.start());
        QList<QFuture<Result<qint64>>> futures;
        for (int i = 0; i < 50; ++i)
            futures << one(pool);
        pool.stop();
        for (QFuture<Result<qint64>> &future : futures) {
            QVERIFY(future.isFinished());
            PULT_VERIFY_RESULT(future.result());
        }
        QCOMPARE(one(pool).result().error().code, u"database_closed"_s);
        pool.stop();
    }

    /// Threads and listener together; with a single connection a tick stands in for the listener.
    void d28_connectionsNeverExceedTheMaximum_data()
    {
        QTest::addColumn<int>("most");
        for (const int most : {1, 2, 4})
            QTest::addRow("%d", most) << most;
    }
    void d28_connectionsNeverExceedTheMaximum()
    {
        QFETCH(int, most);
        const test::TempDatabase database(u"postgresql"_s);
        PULT_GET(observer, database.connect());
        DatabaseConfig limited = database.config();
        limited.minConnections = limited.maxConnections = most;
        Pool pool(limited);
        PULT_VERIFY_RESULT(pool.start());
        QSet<QString> topics;
        QObject::connect(&pool.changes(), &ChangeListener::changed, this,
                         [&topics](const QString &topic) { topics.insert(topic); });
        QTRY_VERIFY(topics.contains(most > 1 ? u"any"_s : u"tasks"_s));
        QSemaphore release;
        QSemaphore inside;
        QList<QFuture<Result<void>>> futures;
        for (int n = 0; n < 10; ++n) {
            futures << pool.run<void>([&](Connection &) -> Result<> {
                inside.release();
                release.acquire();
                return {};
            });
        }
        QVERIFY(inside.tryAcquire(std::max(1, most - 1), 30000));
        QCOMPARE(killerCount(*observer), most);
        release.release(10);
        for (QFuture<Result<void>> &future : futures)
            PULT_VERIFY_RESULT(future.result());
        QCOMPARE(killerCount(*observer), most);
        pool.stop();
        QTRY_COMPARE(killerCount(*observer), 0);
    }

    void d28_aRefusedConnectionLeavesItsWorkToTheOthers()
    {
        const test::TempDatabase database(u"postgresql"_s);
        PULT_GET(observer, database.connect());
        PULT_VERIFY_RESULT(observer->executeScript(u"create role few login connection limit 1;\n"
                                                   "grant all on schema public to few;\n"
                                                   "grant all on all tables in schema public to few;\n"_s));
        DatabaseConfig limited = database.config();
        limited.user = u"few"_s;
        limited.minConnections = limited.maxConnections = 4;
        Pool pool(limited);
        PULT_VERIFY_RESULT(pool.start());
        PULT_VERIFY_RESULT(pool.run<void>([](Connection &) { return Result<>(); }).result()); // holds the only one
        QList<QFuture<Result<void>>> futures;
        for (int n = 0; n < 20; ++n) {
            futures << pool.run<void>([](Connection &connection) -> Result<> {
                const Result<Rows> slept = connection.query(u"select pg_sleep(0.02)"_s);
                return slept ? Result<>() : fail(slept.error());
            });
        }
        for (QFuture<Result<void>> &future : futures)
            PULT_VERIFY_RESULT(future.result());
        QCOMPARE(killerCount(*observer), 1);
        pool.stop();
        QTRY_COMPARE(killerCount(*observer), 0);
        PULT_VERIFY_RESULT(observer->executeScript(u"drop owned by few;\ndrop role few;\n"_s));
    }

    void terminatedConnectionsAreReplaced()
    {
        const test::TempDatabase database(u"postgresql"_s);
        PULT_GET(killer, database.connect());
        DatabaseConfig three = database.config();
        three.minConnections = three.maxConnections = 3;
        Pool pool(three);
        PULT_VERIFY_RESULT(pool.start());
        for (int round = 0; round < 3; ++round) {
            QList<QFuture<Result<qint64>>> futures;
            for (int i = 0; i < 12; ++i)
                futures << one(pool);
            for (QFuture<Result<qint64>> &future : futures)
                PULT_VERIFY_RESULT(future.result());
            PULT_VERIFY_RESULT(killer->query(u"select pg_terminate_backend(pid) from pg_stat_activity "
                                             "where datname = current_database() and pid <> pg_backend_pid()"_s));
            // What is cut while it stands idle is noticed before work is given to it.
            QTRY_COMPARE(killerCount(*killer), 0);
        }
        PULT_VERIFY_RESULT(one(pool).result());
    }

    void aConnectionCutInItsWorkIsLostAndReopened()
    {
        const test::TempDatabase database(u"postgresql"_s);
        DatabaseConfig single = database.config();
        single.minConnections = single.maxConnections = 1;
        Pool pool(single);
        PULT_VERIFY_RESULT(pool.start());
        const Result<void> cut = pool.run<void>([](Connection &connection) -> Result<> {
                                         const Result<Rows> rows =
                                             connection.query(u"select pg_terminate_backend(pg_backend_pid())"_s);
                                         return rows ? Result<>() : fail(rows.error());
                                     })
                                     .result();
        QCOMPARE(cut.error().code, u"database_lost"_s);
        PULT_VERIFY_RESULT(one(pool).result());
    }

    void aServerThatGoesAwayAndComesBackIsReported()
    {
        PULT_GET(server, test::TempPostgres::server());
        const test::TempDatabase database(u"postgresql"_s);
        Pool pool(database.config());
        PULT_VERIFY_RESULT(pool.start());
        PULT_VERIFY_RESULT(one(pool).result());
        QSignalSpy spy(&pool, &Pool::availabilityChanged);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"database does not answer"_s));
        QVERIFY(server->stop(u"fast"_s));
        QCOMPARE(one(pool).result().error().code, u"database_unreachable"_s);
        QTRY_COMPARE(spy.size(), 1);
        QVERIFY(!spy.at(0).at(0).toBool());
        QVERIFY(server->start());
        // Nobody asks: the threads find out by themselves.
        QTRY_COMPARE_WITH_TIMEOUT(spy.size(), 2, 20000);
        QVERIFY(spy.at(1).at(0).toBool());
        PULT_VERIFY_RESULT(one(pool).result());
    }

    void changesOfOthersAreHeard_data() { bothDatabases(); }
    void changesOfOthersAreHeard()
    {
        QVERIFY(open());
        ChangeListener listener(config());
        QSet<QString> topics;
        QObject::connect(&listener, &ChangeListener::changed, this,
                         [&topics](const QString &topic) { topics.insert(topic); });
        listener.start();
        // First of all that it works now: whatever happened before is to be looked at.
        QTRY_VERIFY(topics.contains(u"any"_s));
        topics.clear();
        const queue::Id id = add(task());
        if (isPostgreSql()) {
            QTRY_VERIFY(topics.contains(u"work"_s) && topics.contains(u"tasks"_s));
        } else {
            QTRY_VERIFY(topics.contains(u"any"_s));
        }
        const auto run = claimOne();
        QTest::qWait(0);
        topics.clear();
        PULT_VERIFY_RESULT(queue::cancelTasks(db(), {id}, tester()));
        QTRY_VERIFY(topics.contains(isPostgreSql() ? u"cancel"_s : u"any"_s));
        listener.stop();
    }

    void theListenerComesBackAfterALoss()
    {
        const test::TempDatabase database(u"postgresql"_s);
        PULT_GET(killer, database.connect());
        ChangeListener listener(database.config());
        int count = 0;
        QObject::connect(&listener, &ChangeListener::changed, this, [&count](const QString &) { ++count; });
        listener.start();
        QTRY_VERIFY(count > 0);
        count = 0;
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"change hints interrupted"_s));
        PULT_VERIFY_RESULT(killer->query(u"select pg_terminate_backend(pid) from pg_stat_activity "
                                         "where datname = current_database() and pid <> pg_backend_pid()"_s));
        QTRY_VERIFY(count > 0);
        listener.stop();
    }

private:
    /// Connections of others to its database.
    static int killerCount(Connection &killer)
    {
        const Result<Rows> rows =
            killer.query(u"select count(*) from pg_stat_activity where datname = current_database() "
                         "and pid <> pg_backend_pid() and state is not null"_s);
        return rows ? rows->front().front().toInt() : -1;
    }
};

QTEST_GUILESS_MAIN(tst_Pool)
#include "tst_pool.moc"
