// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/nodes.h>

#include <QSet>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// Lists, counts, nodes, and why a task waits.
class tst_Reading : public test::StorageTest
{
    Q_OBJECT

private:
    static NodeInfo node(const QString &name, const QString &session)
    {
        NodeInfo node;
        node.id = u"id-of-"_s + name;
        node.name = name;
        node.sessionId = session;
        node.state = u"running"_s;
        node.version = u"1.0"_s;
        node.queues = {u"*"_s};
        node.pid = 42;
        node.workers = {{name + u"/1", 3, 1, {17}}};
        return node;
    }

private Q_SLOTS:
    void pagesLoseNothing_data() { bothDatabases(); }
    void pagesLoseNothing()
    {
        QVERIFY(open());
        PULT_GET(now, databaseNow(db()));
        NewTask same = task();
        same.runAt = now - 1h;
        PULT_GET(ids, enqueue(db(), QList<NewTask>(25, same)));
        PULT_GET(claimed, claim(db(), request(10)));
        for (const ClaimedTask &run : std::as_const(claimed))
            QVERIFY(finish(run));
        QList<Id> seen;
        PageRequest page{7, {}};
        for (int pages = 1;; ++pages) {
            PULT_GET(part, listTasks(db(), {}, page));
            for (const Task &one : std::as_const(part.items))
                seen << one.id;
            // Tasks that end meanwhile, or come anew, move nothing on later pages.
            if (pages == 1) {
                QVERIFY(finish(*claimOne()));
                add(task());
            }
            if (part.next.isEmpty())
                break;
            page.after = part.next;
        }
        QList<Id> newestFirst(ids.crbegin(), ids.crend());
        QCOMPARE(seen, newestFirst);
        QCOMPARE(listTasks(db(), {}, {10, u"nonsense"_s}).error().code, u"cursor_invalid"_s);
    }

    void filtersFind_data() { bothDatabases(); }
    void filtersFind()
    {
        QVERIFY(open());
        NewTask shop = task(u"bulk_upload"_s);
        shop.provider = u"local:Shop_1"_s;
        NewTask other = keyed(u"profile:local:100%"_s);
        other.queue = u"slow"_s;
        PULT_GET(ids, enqueue(db(), {shop, other, task(u"command"_s)}));
        PULT_GET(run, claim(db(), request(1)));
        QVERIFY(finish(run.constFirst(), Outcome::FailedForGood, someError()));
        const auto found = [this](const TaskFilter &filter) {
            QList<Id> list;
            const Result<Page<Task>> page = listTasks(db(), filter, {});
            for (const Task &one : page ? page->items : QList<Task>{})
                list << one.id;
            return list;
        };
        TaskFilter filter;
        filter.text = u"shop_1"_s;
        QCOMPARE(found(filter), QList<Id>{ids.at(0)});
        filter.text = u"TEST_err"_s;
        QCOMPARE(found(filter), QList<Id>{ids.at(0)});
        filter.text = u"100%"_s;
        QCOMPARE(found(filter), QList<Id>{ids.at(1)});
        filter.text = u"shopx1"_s;
        QCOMPARE(found(filter), QList<Id>{});
        TaskFilter states;
        states.states = {TaskState::Available};
        QCOMPARE(found(states), (QList<Id>{ids.at(2), ids.at(1)}));
        states.states = {TaskState::Discarded};
        states.kind = u"bulk_upload"_s;
        QCOMPARE(found(states), QList<Id>{ids.at(0)});
        TaskFilter queue;
        queue.queue = u"slow"_s;
        QCOMPARE(found(queue), QList<Id>{ids.at(1)});
        TaskFilter some;
        some.ids = {ids.at(0), ids.at(2)};
        QCOMPARE(found(some).size(), 2);
    }

    void listsLeavePayloadsOut_data() { bothDatabases(); }
    void listsLeavePayloadsOut()
    {
        QVERIFY(open());
        NewTask heavy = task();
        heavy.payload = "{\"a\":1}";
        add(heavy);
        PULT_GET(page, listTasks(db(), {}, {}));
        QVERIFY(page.items.constFirst().payload.isEmpty());
        QVERIFY(!toJsonText(page.items.constFirst(), false).contains("payload"));
    }

    void statisticsCountStatesAndAttempts_data() { bothDatabases(); }
    void statisticsCountStatesAndAttempts()
    {
        QVERIFY(open());
        PULT_VERIFY_RESULT(enqueue(db(), {task(), task(), keyed(u"a"_s), keyed(u"a"_s)}));
        QVERIFY(finish(*claimOne()));
        QVERIFY(claimOne());
        PULT_GET(stats, taskStats(db()));
        QCOMPARE(stats.byState.value(TaskState::Completed), 1);
        QCOMPARE(stats.byState.value(TaskState::Running), 1);
        QCOMPARE(stats.byState.value(TaskState::Available), 2);
        QCOMPARE(stats.byAttempts.value(1), 1);
    }

    void idleMeansThatNothingIsLeft_data() { bothDatabases(); }
    void idleMeansThatNothingIsLeft()
    {
        QVERIFY(open());
        PULT_GET(start, databaseNow(db()));
        PULT_GET(empty, idleState(db(), start));
        QVERIFY(empty.idle);
        NewTask later = task();
        later.runAt = start + 24h;
        const Id id = add(later);
        PULT_GET(scheduled, idleState(db(), start));
        QVERIFY(!scheduled.idle);
        PULT_VERIFY_RESULT(deleteTasks(db(), {id}, tester()));
        add(task());
        const auto run = claimOne();
        PULT_GET(running, idleState(db(), start));
        QVERIFY(!running.idle);
        QVERIFY(finish(*run, Outcome::FailedForGood, someError()));
        PULT_GET(done, idleState(db(), start));
        QVERIFY(done.idle);
        QCOMPARE(done.discarded, 1);
        PULT_GET(before, idleState(db(), start + 1h));
        QCOMPARE(before.discarded, 0);
    }

    void nodesGrowLateAndDieAndLoseTheirLeases_data() { bothDatabases(); }
    void nodesGrowLateAndDieAndLoseTheirLeases()
    {
        QVERIFY(open());
        PULT_VERIFY_RESULT(heartbeat(db(), node(u"office-1"_s, u"session-1"_s)));
        const Id id = add(task(u"bulk_upload"_s));
        QVERIFY(claimOne());
        PULT_GET(fresh, listNodes(db(), 30s));
        QCOMPARE(fresh.size(), 1);
        QCOMPARE(fresh.constFirst().state, u"running"_s);
        QCOMPARE(fresh.constFirst().workers, node(u"office-1"_s, u"session-1"_s).workers);
        QCOMPARE(fresh.constFirst().queues, QStringList{u"*"_s});
        shift(70s);
        PULT_GET(late, listNodes(db(), 30s));
        QCOMPARE(late.constFirst().state, u"late"_s);
        PULT_GET(none, rescueDeadNodes(db(), 30s));
        QVERIFY(none.isEmpty());
        shift(100s);
        PULT_GET(dead, listNodes(db(), 30s));
        QCOMPARE(dead.constFirst().state, u"dead"_s);
        PULT_GET(rescued, rescueDeadNodes(db(), 30s));
        QCOMPARE(rescued, QList<Id>{id});
        QCOMPARE(show(id).lastError->code, u"node_dead"_s);
        PULT_VERIFY_RESULT(heartbeat(db(), node(u"office-1"_s, u"session-2"_s)));
        PULT_GET(again, listNodes(db(), 30s));
        QCOMPARE(again.constFirst().state, u"running"_s);
        QVERIFY(again.constFirst().startedAt > fresh.constFirst().startedAt);
    }

    void waitingTasksSayForWhichNode_data() { bothDatabases(); }
    void waitingTasksSayForWhichNode()
    {
        QVERIFY(open());
        const Id any = add(task());
        NewTask bound = task();
        bound.node = u"office-2"_s;
        const Id elsewhere = add(bound);
        QCOMPARE(show(any).waitingFor, (QList<WaitReason>{{u"no_worker"_s, {}}}));
        QCOMPARE(show(elsewhere).waitingFor, (QList<WaitReason>{{u"node"_s, {u"office-2"_s, QString()}}}));
        PULT_VERIFY_RESULT(heartbeat(db(), node(u"office-2"_s, u"s"_s)));
        QVERIFY(show(any).waitingFor.isEmpty());
        QVERIFY(show(elsewhere).waitingFor.isEmpty());
        shift(1h);
        const WaitReason reason = show(elsewhere).waitingFor.constFirst();
        QCOMPARE(reason.code, u"node"_s);
        QVERIFY(fromIso(reason.arguments.at(1)));
    }
};

QTEST_GUILESS_MAIN(tst_Reading)
#include "tst_reading.moc"
