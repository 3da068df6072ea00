// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/audit.h>
#include <queue/batches.h>
#include <queue/deletedtasks.h>
#include <queue/retention.h>
#include <queue/turns.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// What is over and old is removed, and nothing else.
class tst_Retention : public test::StorageTest
{
    Q_OBJECT

private:
    static RetentionPolicy keeping(int completed, int discarded)
    {
        RetentionPolicy policy;
        policy.general.completed.count = completed;
        policy.general.discarded.count = discarded;
        return policy;
    }
    /// SQLite has neither partitions nor locks of rows.
    static void serverOnly()
    {
        QTest::addColumn<QString>("database");
        QTest::newRow("postgresql") << u"postgresql"_s;
    }
    Result<RetentionReport> clean(const RetentionPolicy &policy)
    {
        Retention retention(policy);
        for (int steps = 0; steps < 1000; ++steps) {
            const Result<bool> more = retention.step(db());
            if (!more)
                return fail(more.error());
            if (!*more)
                return retention.report();
        }
        return fail(ErrorKind::Internal, "internal_error", {}, u"it never ends"_s);
    }
    /// Ids of `count` tasks that ended so, oldest first.
    QList<Id> ended(int count, Outcome outcome, const QString &kind = u"probe"_s)
    {
        QList<Id> ids;
        for (int i = 0; i < count; ++i) {
            ids.append(add(task(kind)));
            if (!finish(*claimOne(), outcome))
                return {};
        }
        return ids;
    }
    QList<Id> left()
    {
        const Result<Page<Task>> page = listTasks(db(), {}, {});
        QList<Id> ids;
        for (const Task &task : page ? page->items : QList<Task>())
            ids.prepend(task.id);
        return ids;
    }

private Q_SLOTS:
    void theNewestStayWhateverTheirAge_data() { bothDatabases(); }
    void theNewestStayWhateverTheirAge()
    {
        QVERIFY(open());
        const QList<Id> completed = ended(5, Outcome::Completed);
        PULT_GET(early, clean(keeping(2, 0)));
        QVERIFY(early.isEmpty());
        shift(25h);
        PULT_GET(report, clean(keeping(2, 0)));
        QCOMPARE(report.tasks, 3);
        QCOMPARE(left(), completed.mid(3));
        PULT_GET(again, clean(keeping(2, 0)));
        QVERIFY(again.isEmpty());
    }

    void whatIsYoungCountsAmongTheNewest_data() { bothDatabases(); }
    void whatIsYoungCountsAmongTheNewest()
    {
        QVERIFY(open());
        const QList<Id> old = ended(3, Outcome::Completed);
        shift(25h);
        const QList<Id> young = ended(3, Outcome::Completed);
        PULT_GET(report, clean(keeping(4, 0)));
        QCOMPARE(report.tasks, 2);
        QCOMPARE(left(), old.mid(2) + young);
        PULT_GET(rest, clean(keeping(2, 0)));
        QCOMPARE(rest.tasks, 1);
        QCOMPARE(left(), young);
    }

    void discardedTasksStayAWeek_data() { bothDatabases(); }
    void discardedTasksStayAWeek()
    {
        QVERIFY(open());
        const QList<Id> discarded = ended(3, Outcome::FailedForGood);
        QCOMPARE(ended(2, Outcome::Cancelled).size(), 2);
        shift(6 * 24h);
        PULT_GET(first, clean(keeping(0, 1)));
        QCOMPARE(first.tasks, 2); // the cancelled ones
        QCOMPARE(left(), discarded);
        shift(8 * 24h);
        PULT_GET(second, clean(keeping(0, 1)));
        QCOMPARE(second.tasks, 2);
        QCOMPARE(left(), discarded.mid(2));
        QCOMPARE(number(u"select count(*) from task_attempts"_s), 1);
    }

    void kindsHaveTheirOwnRules_data() { bothDatabases(); }
    void kindsHaveTheirOwnRules()
    {
        QVERIFY(open());
        RetentionPolicy policy = keeping(0, 0);
        PULT_VERIFY_RESULT(addKindRules(policy, {u"command:completed=7200/1"_s, u"probe:completed=864000/0"_s}));
        const QList<Id> probes = ended(2, Outcome::Completed);
        const QList<Id> commands = ended(3, Outcome::Completed, u"command"_s);
        shift(3h);
        PULT_GET(report, clean(policy));
        QCOMPARE(report.tasks, 2);
        QCOMPARE(left(), probes + commands.mid(2));
        shift(9 * 24h);
        PULT_GET(none, clean(policy));
        QCOMPARE(none.tasks, 0);
    }

    void rulesAreChecked()
    {
        RetentionPolicy policy;
        PULT_VERIFY_RESULT(addKindRules(policy, {u"probe:discarded=60/5"_s}));
        QCOMPARE(policy.of(u"probe"_s).discarded, (Keep{60s, 5}));
        QCOMPARE(policy.of(u"probe"_s).completed, (Keep{24h, 1000}));
        QCOMPARE(policy.of(u"other"_s).discarded, (Keep{7 * 24h, 5000}));
        const Result<> wrong = addKindRules(policy, {u"probe=60"_s});
        QCOMPARE(wrong.error().code, u"retention_invalid"_s);
        QCOMPARE(wrong.error().arguments, QStringList{u"probe=60"_s});
    }

    void whatIsNotOverStays_data() { bothDatabases(); }
    void whatIsNotOverStays()
    {
        QVERIFY(open());
        NewBatch two;
        two.kind = u"bulk_upload"_s;
        two.tasks = {task(), task()};
        PULT_GET(batch, createBatch(db(), two, tester()));
        QVERIFY(finish(*claimOne())); // its sister still waits
        QVERIFY(finish(*claimOne(), Outcome::Unknown));
        const Id live = add(task());
        const auto run = claimOne();
        QCOMPARE(run->task.id, live);
        const Id waiting = add(keyed(u"a"_s));
        PULT_VERIFY_RESULT(retryTasks(db(), {batch.tasks.at(0)}, tester()));
        PULT_VERIFY_RESULT(snoozeTasks(db(), {batch.tasks.at(0)}, std::chrono::hours(1000), tester()));
        const Id unknown = batch.tasks.at(1);
        shift(100 * 24h);
        PULT_GET(report, clean(keeping(0, 0)));
        QCOMPARE(report.tasks, 0);
        QCOMPARE(report.batches, 0);
        QVERIFY(show(unknown).outcomeUnknown);
        QCOMPARE(left(), (QList<Id>{batch.tasks.at(0), unknown, live, waiting}));
    }

    void aBatchGoesWithItsLastTask_data() { bothDatabases(); }
    void aBatchGoesWithItsLastTask()
    {
        QVERIFY(open());
        NewBatch two;
        two.kind = u"bulk_upload"_s;
        two.tasks = {task(), task()};
        PULT_GET(batch, createBatch(db(), two, tester()));
        QVERIFY(finish(*claimOne()));
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood));
        shift(2 * 24h);
        PULT_GET(first, clean(keeping(0, 0)));
        QCOMPARE(first.tasks, 1);
        QCOMPARE(first.batches, 0);
        shift(8 * 24h);
        PULT_GET(second, clean(keeping(0, 0)));
        QCOMPARE(second.tasks, 1);
        QCOMPARE(second.batches, 1);
        QCOMPARE(showBatch(db(), batch.id).error().code, u"batch_unknown"_s);
    }

    void deletedTasksAndAuditGoInTheirTime_data() { bothDatabases(); }
    void deletedTasksAndAuditGoInTheirTime()
    {
        QVERIFY(open());
        const Id id = add(task());
        PULT_VERIFY_RESULT(deleteTasks(db(), {id}, tester()));
        shift(25h);
        PULT_GET(first, clean(keeping(0, 0)));
        QCOMPARE(first.deleted, 1);
        QCOMPARE(first.audit, 0);
        shift(91 * 24h);
        PULT_GET(second, clean(keeping(0, 0)));
        QCOMPARE(second.audit, 1);
        PULT_GET(entries, listAudit(db(), {10}));
        QVERIFY(entries.isEmpty());
    }

    void keysThatNobodyUsesGo_data() { serverOnly(); }
    void keysThatNobodyUsesGo()
    {
        QVERIFY(open());
        const Id over = add(keyed(u"over"_s));
        QVERIFY(finish(*claimOne(), Outcome::FailedForGood));
        add(keyed(u"live"_s));
        const Id behind = add(keyed(u"live"_s));
        PULT_GET(report, clean(keeping(10, 10)));
        QCOMPARE(report.keys, 1);
        QCOMPARE(number(u"select count(*) from task_keys"_s), 1);

        // Whoever needs it again makes it again.
        PULT_VERIFY_RESULT(retryTasks(db(), {over}, tester()));
        QCOMPARE(number(u"select count(*) from task_keys"_s), 2);
        for (int i = 0; i < 3; ++i)
            QVERIFY(finish(*claimOne(), Outcome::Completed));
        QCOMPARE(stateOf(over), u"completed"_s);
        QCOMPARE(stateOf(behind), u"completed"_s);
    }

    void manyGoInBoundedSteps_data() { bothDatabases(); }
    void manyGoInBoundedSteps()
    {
        QVERIFY(open());
        const qint64 rows = isPostgreSql() ? 12'000 : 2'500;
        QCOMPARE(ended(1, Outcome::Completed).size(), 1);
        PULT_VERIFY_RESULT(db().execute(
            u"insert into task_history (id, kind, queue, state, priority, payload, run_at, max_attempts, created_at, "
            "finished_at) with recursive n(i) as (select 1 union all select i + 1 from n where i < ?) "
            "select i + 1000, 'probe', 'default', 'completed', 0, '{}', 0, 1, 0, {now} - i from n"_s,
            {rows}));
        shift(25h);
        Retention retention(keeping(10, 0));
        qint64 before = 0;
        for (;;) {
            PULT_GET(more, retention.step(db()));
            QVERIFY(retention.report().tasks - before <= 10'000);
            before = retention.report().tasks;
            if (!more)
                break;
        }
        QCOMPARE(retention.report().tasks, rows + 1 - 10);
        QCOMPARE(number(u"select count(*) from task_history"_s), 10);
    }

    void nobodyIsWaitedFor_data() { serverOnly(); }
    void nobodyIsWaitedFor()
    {
        QVERIFY(open());
        constexpr qint64 first = 18262 * 86'400'000'000;
        PULT_VERIFY_RESULT(db().executeScript(
            u"create table task_history_20200101 partition of task_history for values from (%1) to (%2);\n"_s.arg(first)
                .arg(first + 86'400'000'000)));
        const QList<Id> ids = ended(3, Outcome::Completed);
        PULT_VERIFY_RESULT(db().execute(u"update task_history set finished_at = ? where id = ?"_s, {first, ids.at(0)}));
        shift(25h);
        const auto other = connect();
        {
            // One looks at the old day, and at a task that it may be about to retry.
            storage::Transaction transaction(*other);
            PULT_VERIFY_RESULT(other->query(u"select 1 from task_history_20200101"_s));
            PULT_VERIFY_RESULT(other->query(u"select 1 from task_history where id = ? {for_update}"_s, {ids.at(1)}));
            PULT_GET(report, clean(keeping(0, 0)));
            QCOMPARE(report.partitions, 0);
            QCOMPARE(report.tasks, 2);
            QCOMPARE(left(), ids.mid(1, 1));
        }
        PULT_GET(report, clean(keeping(0, 0)));
        QCOMPARE(report.partitions, 1);
        QCOMPARE(report.tasks, 1);
    }

    void wholeDaysAreDropped_data() { serverOnly(); }
    void wholeDaysAreDropped()
    {
        QVERIFY(open());
        // Two days of 2020.
        constexpr qint64 day = 86'400'000'000;
        constexpr qint64 first = 18262 * day;
        PULT_VERIFY_RESULT(db().executeScript(
            u"create table task_history_20200101 partition of task_history for values from (%1) to (%2);\n"
            "create table task_history_20200102 partition of task_history for values from (%2) to (%3);\n"_s.arg(first)
                .arg(first + day)
                .arg(first + 2 * day)));
        const QList<Id> completed = ended(2, Outcome::Completed);
        const QList<Id> failed = ended(1, Outcome::FailedForGood);
        const QList<Id> unknown = ended(1, Outcome::Unknown);
        const auto moveTo = [this](Id id, qint64 time) {
            return db().execute(u"update task_history set finished_at = ? where id = ?"_s, {time, id});
        };
        PULT_VERIFY_RESULT(moveTo(completed.at(0), first + 1));
        PULT_VERIFY_RESULT(moveTo(failed.at(0), first + 2));
        PULT_VERIFY_RESULT(moveTo(completed.at(1), first + day + 1));
        PULT_VERIFY_RESULT(moveTo(unknown.at(0), first + day + 2));
        QCOMPARE(number(u"select count(*) from task_history_20200101"_s), 2);
        PULT_GET(report, clean(keeping(0, 0)));
        QCOMPARE(report.partitions, 1);
        QCOMPARE(report.tasks, 1);
        QCOMPARE(left(), unknown);
        QCOMPARE(number(u"select count(*) from pg_class where relname = 'task_history_20200101'"_s), 0);
        QCOMPARE(number(u"select count(*) from task_attempts where task_id = ?"_s, {failed.at(0)}), 0);
        PULT_VERIFY_RESULT(resolveUnknown(db(), unknown.at(0), true, tester()));
        PULT_GET(rest, clean(keeping(0, 0)));
        QCOMPARE(rest.partitions, 1);
    }

    void itIsOneNodesTurn_data() { bothDatabases(); }
    void itIsOneNodesTurn()
    {
        QVERIFY(open());
        PULT_GET(mine, takeTurn(db(), u"t"_s, 1h, 5min));
        QVERIFY(mine);
        PULT_GET(other, takeTurn(db(), u"t"_s, 1h, 5min));
        QVERIFY(!other);
        shift(4min);
        PULT_VERIFY_RESULT(keepTurn(db(), u"t"_s, 5min));
        shift(8min);
        PULT_GET(kept, takeTurn(db(), u"t"_s, 1h, 5min));
        QVERIFY(!kept);
        shift(10min);
        PULT_GET(inherited, takeTurn(db(), u"t"_s, 1h, 5min)); // the first one is gone
        QVERIFY(inherited);
        PULT_VERIFY_RESULT(endTurn(db(), u"t"_s, {{u"tasks"_s, 3}}));
        shift(60min);
        PULT_GET(early, takeTurn(db(), u"t"_s, 1h, 5min));
        QVERIFY(!early);
        shift(71min);
        PULT_GET(next, takeTurn(db(), u"t"_s, 1h, 5min));
        QVERIFY(next);
    }
};

QTEST_GUILESS_MAIN(tst_Retention)
#include "tst_retention.moc"
