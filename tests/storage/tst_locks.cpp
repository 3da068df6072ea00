// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/audit.h>
#include <queue/locks.h>
#include <queue/nodes.h>

#include <QThread>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

class tst_Locks : public test::StorageTest
{
    Q_OBJECT

    static LockRequest backup(const QString &worker = u"n1/1"_s)
    {
        LockRequest request;
        request.kind = u"backup"_s;
        request.key = u"main"_s;
        request.worker = worker;
        request.ttl = 60s;
        return request;
    }
    QStringList freed(const LockCleanup &what)
    {
        const Result<QList<LockInfo>> locks = cleanupLocks(db(), what, tester());
        if (!locks)
            return {locks.error().code};
        QStringList names;
        for (const LockInfo &lock : *locks)
            names << lock.key;
        names.sort();
        return names;
    }

private Q_SLOTS:
    void oneHolderUntilItsTimeIsOver_data() { bothDatabases(); }
    void oneHolderUntilItsTimeIsOver()
    {
        QVERIFY(open());
        PULT_GET(first, acquireLock(db(), backup()));
        const Result<qint64> second = acquireLock(db(), backup(u"n2/1"_s));
        QCOMPARE(second.error().code, u"lock_held"_s);
        QCOMPARE(second.error().arguments.mid(0, 2), (QStringList{u"backup:main"_s, u"n1/1"_s}));
        QCOMPARE(acquireLock(db(), backup()).error().code, u"lock_held"_s);
        shift(50s);
        PULT_VERIFY_RESULT(renewLock(db(), u"backup"_s, u"main"_s, first, 60s));
        shift(100s);
        QCOMPARE(acquireLock(db(), backup(u"n2/1"_s)).error().code, u"lock_held"_s);
        PULT_GET(held, holdsLock(db(), u"backup"_s, u"main"_s, first));
        QVERIFY(held);
        shift(111s);
        PULT_GET(over, holdsLock(db(), u"backup"_s, u"main"_s, first));
        QVERIFY(!over);
        // The zombie can neither renew nor free what another holds now, nor what nobody does.
        QCOMPARE(renewLock(db(), u"backup"_s, u"main"_s, first, 60s).error().code, u"lock_lost"_s);
        PULT_GET(third, acquireLock(db(), backup(u"n2/1"_s)));
        QVERIFY(third > first);
        QCOMPARE(renewLock(db(), u"backup"_s, u"main"_s, first, 60s).error().code, u"lock_lost"_s);
        QCOMPARE(releaseLock(db(), u"backup"_s, u"main"_s, first).error().code, u"lock_lost"_s);
        PULT_VERIFY_RESULT(releaseLock(db(), u"backup"_s, u"main"_s, third));
        PULT_GET(fourth, acquireLock(db(), backup()));
        QVERIFY(fourth > third);
        LockRequest nameless = backup();
        nameless.key.clear();
        QCOMPARE(acquireLock(db(), nameless).error().code, u"lock_invalid"_s);
    }

    void ofManyWhoAskAtOnceOneGetsIt_data() { bothDatabases(); }
    void ofManyWhoAskAtOnceOneGetsIt()
    {
        QVERIFY(open());
        PULT_VERIFY_RESULT(acquireLock(db(), backup()));
        shift(2min);
        std::atomic<int> got{0};
        std::atomic<int> refused{0};
        std::vector<std::unique_ptr<QThread>> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back(QThread::create([this, i, &got, &refused] {
                const auto connection = connect();
                if (!connection)
                    return;
                connection->setClockOffset(2min);
                const Result<qint64> token = acquireLock(*connection, backup(u"n%1/1"_s.arg(i)));
                if (token)
                    ++got;
                else if (token.error().code == "lock_held"_L1)
                    ++refused;
            }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            thread->wait();
        QCOMPARE(got.load(), 1);
        QCOMPARE(refused.load(), 7);
    }

    void theListHoldsLeasesAndLocks_data() { bothDatabases(); }
    void theListHoldsLeasesAndLocks()
    {
        QVERIFY(open());
        const Id id = add(keyed(u"profile:local:1"_s));
        QVERIFY(claimOne());
        shift(1s);
        PULT_VERIFY_RESULT(acquireLock(db(), backup()));
        PULT_GET(list, listLocks(db()));
        QCOMPARE(list.size(), 2);
        QCOMPARE(list.at(0).kind, u"backup"_s);
        QCOMPARE(list.at(0).workerId, u"n1/1"_s);
        QVERIFY(!list.at(0).taskId);
        const auto ttl = list.at(0).expiresAt - list.at(0).acquiredAt;
        QVERIFY(ttl >= 60s && ttl < 61s);
        QCOMPARE(list.at(1).kind, u"task"_s);
        QCOMPARE(list.at(1).key, u"profile:local:1"_s);
        QCOMPARE(list.at(1).taskId, std::optional(id));
    }

    void aLeaseWithoutAnEndIsOver_data() { bothDatabases(); }
    void aLeaseWithoutAnEndIsOver()
    {
        QVERIFY(open());
        const Id id = add(keyed(u"profile:local:1"_s));
        QVERIFY(claimOne());
        PULT_VERIFY_RESULT(db().execute(u"update tasks set lease_expires_at = null where id = ?"_s, {id}));
        PULT_GET(rescued, rescueExpired(db(), 10));
        QCOMPARE(rescued, QList<Id>{id});
        QVERIFY(claimOne()); // its key is free again
        // Of other locks the database itself wants an end.
        const auto endless = db().execute(u"insert into locks (kind, key, worker, token, acquired_at, expires_at) "
                                          "values ('backup', 'x', 'n1/1', 1, 1, null)"_s);
        QVERIFY(!endless);
    }
    void cleanupFreesWhatHasExpired_data() { bothDatabases(); }
    void cleanupFreesWhatHasExpired()
    {
        QVERIFY(open());
        const Id id = add(keyed(u"profile:local:1"_s));
        QVERIFY(claimOne());
        PULT_VERIFY_RESULT(acquireLock(db(), backup()));
        LockRequest lasting = backup();
        lasting.key = u"lasting"_s;
        lasting.ttl = 1h;
        PULT_VERIFY_RESULT(acquireLock(db(), lasting));
        QCOMPARE(freed({}), QStringList{});
        shift(2min);
        const QStringList expired{u"main"_s, u"profile:local:1"_s};
        LockCleanup dry;
        dry.dryRun = true;
        QCOMPARE(freed(dry), expired);
        QCOMPARE(stateOf(id), u"running"_s);
        PULT_GET(none, listAudit(db(), {10}));
        QVERIFY(none.isEmpty());
        QCOMPARE(freed({}), expired);
        QCOMPARE(freed({}), QStringList{});
        QCOMPARE(stateOf(id), u"available"_s);
        QCOMPARE(show(id).lastError->code, u"lease_expired"_s);
        PULT_GET(left, listLocks(db()));
        QCOMPARE(left.size(), 1);
        PULT_GET(entries, listAudit(db(), {10}));
        QCOMPARE(entries.size(), 2);
        QCOMPARE(entries.at(0).what, u"lock.free"_s);
    }

    void cleanupOfOneWorker_data() { bothDatabases(); }
    void cleanupOfOneWorker()
    {
        QVERIFY(open());
        NodeInfo node;
        node.id = u"node-1"_s;
        node.name = u"office-1"_s;
        node.group = u"default"_s;
        node.sessionId = u"session-1"_s;
        node.state = u"running"_s;
        node.version = u"1"_s;
        PULT_VERIFY_RESULT(heartbeat(db(), node));
        const Id id = add(keyed(u"p"_s));
        const auto claimed = claimOne();
        QVERIFY(claimed);
        PULT_VERIFY_RESULT(assignWorkers(db(), {{id, claimed->runLease, u"node-1/2"_s}}));
        PULT_VERIFY_RESULT(acquireLock(db(), backup(u"node-1/3"_s)));
        LockRequest other = backup(u"node-2/3"_s);
        other.key = u"other"_s;
        PULT_VERIFY_RESULT(acquireLock(db(), other));

        const auto asked = [](const QString &worker, bool force, bool dryRun = true) {
            LockCleanup what;
            what.worker = worker;
            what.force = force;
            what.dryRun = dryRun;
            return what;
        };
        QCOMPARE(freed(asked({}, true)), QStringList{u"locks_force_needs_worker"_s});
        QCOMPARE(freed(asked(u"node-1"_s, false)), QStringList{});
        QCOMPARE(freed(asked(u"node-1"_s, true)), (QStringList{u"main"_s, u"p"_s}));
        QCOMPARE(freed(asked(u"office-1"_s, true)), (QStringList{u"main"_s, u"p"_s}));
        QCOMPARE(freed(asked(u"office-1/2"_s, true)), QStringList{u"p"_s});
        QCOMPARE(freed(asked(u"node-1/3"_s, true)), QStringList{u"main"_s});
        QCOMPARE(freed(asked(u"node"_s, true)), QStringList{});
        QCOMPARE(freed(asked(u"node-1"_s, true, false)), (QStringList{u"main"_s, u"p"_s}));
        QCOMPARE(stateOf(id), u"available"_s);
        QCOMPARE(show(id).attempt, 0);
        QCOMPARE(show(id).lastError->code, u"lock_freed"_s);
        // What it still writes is refused.
        QVERIFY(!finish(*claimed));
        PULT_GET(left, listLocks(db()));
        QCOMPARE(left.size(), 1);
        QCOMPARE(left.constFirst().key, u"other"_s);
    }

    void aDeadNodesLocksAreFreedAtOnce_data() { bothDatabases(); }
    void aDeadNodesLocksAreFreedAtOnce()
    {
        QVERIFY(open());
        for (const QString &id : {u"node-1"_s, u"node-10"_s}) {
            NodeInfo node;
            node.id = id;
            node.name = id;
            node.group = u"default"_s;
            node.sessionId = id;
            node.state = u"running"_s;
            node.version = u"1"_s;
            PULT_VERIFY_RESULT(heartbeat(db(), node));
            LockRequest request = backup(id + u"/1");
            request.key = id;
            request.ttl = 1h;
            PULT_VERIFY_RESULT(acquireLock(db(), request));
        }
        PULT_GET(early, freeLocksOfDeadNodes(db(), 30s));
        QCOMPARE(early, 0);
        shift(91s);
        PULT_VERIFY_RESULT(db().execute(u"update nodes set heartbeat_at = {now} where id = 'node-10'"_s));
        PULT_GET(freed, freeLocksOfDeadNodes(db(), 30s));
        QCOMPARE(freed, 1);
        PULT_GET(left, listLocks(db()));
        QCOMPARE(left.size(), 1);
        QCOMPARE(left.constFirst().key, u"node-10"_s);
        PULT_GET(entries, listAudit(db(), {10}));
        QCOMPARE(entries.size(), 1);
        QCOMPARE(entries.constFirst().object, u"lock backup:node-1"_s);
    }
};

QTEST_GUILESS_MAIN(tst_Locks)
#include "tst_locks.moc"
