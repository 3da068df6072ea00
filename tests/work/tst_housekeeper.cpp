// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <queue/operations.h>
#include <queue/taskqueries.h>
#include <queue/taskstore.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>
#include <work/housekeeper.h>

#include <QTest>

using namespace pult;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_Housekeeper : public QObject
{
    Q_OBJECT

private:
    static constexpr work::Housekeeper::Timing quick{50ms, 10ms, 0s, 1s, 1h};

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    /// An operation that nobody is at is carried on by the nodes there are, to its end.
    void operationsAreCarriedOn_data() { test::databaseRows(); }
    void operationsAreCarriedOn()
    {
        QFETCH(QString, database);
        const test::TempDatabase temp(database);
        PULT_VERIFY_RESULT(temp.made());
        const auto connection = temp.connect();
        PULT_VERIFY_RESULT(connection);
        storage::Connection &db = **connection;
        queue::NewTask task;
        task.kind = u"probe"_s;
        PULT_VERIFY_RESULT(queue::enqueue(db, QList<queue::NewTask>(500, task)));
        queue::TaskFilter filter;
        filter.kind = u"probe"_s;
        const auto operation =
            queue::startOperation(db, {queue::TaskVerb::Cancel, {}, 0}, filter, {u"tester"_s, u"test"_s});
        PULT_VERIFY_RESULT(operation);

        storage::Pool pool(temp.config());
        PULT_VERIFY_RESULT(pool.start());
        work::Housekeeper one(pool, {}, quick);
        work::Housekeeper other(pool, {}, quick);
        one.start();
        other.start();
        const auto state = [&db, id = operation->id] {
            const auto shown = queue::showOperation(db, id);
            return shown ? shown->state : QString();
        };
        QTRY_COMPARE_WITH_TIMEOUT(state(), u"done"_s, 20'000);
        one.stop();
        other.stop();
        pool.stop();
        const auto done = queue::showOperation(db, operation->id);
        PULT_VERIFY_RESULT(done);
        QCOMPARE(done->done, 500);
        const auto stats = queue::taskStats(db);
        PULT_VERIFY_RESULT(stats);
        QCOMPARE(stats->byState.value(queue::TaskState::Cancelled), 500);
    }

    /// Two nodes, one clean-up, noted where all can see it.
    void oneOfTheNodesCleansUp_data() { test::databaseRows(); }
    void oneOfTheNodesCleansUp()
    {
        QFETCH(QString, database);
        const test::TempDatabase temp(database);
        PULT_VERIFY_RESULT(temp.made());
        const auto connection = temp.connect();
        PULT_VERIFY_RESULT(connection);
        storage::Connection &db = **connection;
        for (int id = 1; id <= 3; ++id) {
            PULT_VERIFY_RESULT(db.execute(
                u"insert into task_history (id, kind, queue, state, priority, payload, run_at, max_attempts, "
                "created_at, finished_at) values (?, 'probe', 'default', 'completed', 0, '{}', 0, 1, 0, ?)"_s,
                {id, id * 1'000'000}));
        }
        queue::RetentionPolicy policy;
        policy.general.completed.count = 1;
        storage::Pool pool(temp.config());
        PULT_VERIFY_RESULT(pool.start());
        work::Housekeeper one(pool, policy, quick);
        work::Housekeeper other(pool, policy, quick);
        one.start();
        other.start();
        const auto result = [&db] {
            const auto rows = db.query(u"select result from maintenance where name = 'retention' and ran_at > 0"_s);
            return rows && !rows->empty() ? rows->front().front().toString() : QString();
        };
        QTRY_VERIFY_WITH_TIMEOUT(!result().isEmpty(), 20'000);
        one.stop();
        other.stop();
        pool.stop();
        QVERIFY2(result().contains(u"\"tasks\":2"_s), qPrintable(result()));
        const auto left = queue::showTask(db, 3);
        PULT_VERIFY_RESULT(left);
        QCOMPARE(queue::showTask(db, 2).error().code, u"task_unknown"_s);
    }
};

QTEST_GUILESS_MAIN(tst_Housekeeper)
#include "tst_housekeeper.moc"
