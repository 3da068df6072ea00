// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <queue/locks.h>
#include <queue/schedules.h>
#include <queue/taskqueries.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>
#include <work/timekeeper.h>

#include <QTest>

using namespace pult;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_Timekeeper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    /// Two nodes look; a schedule that is added while they wait is noticed, and its tick is enqueued once.
    void dueSchedulesAreEnqueuedOnce_data() { test::databaseRows(); }
    void dueSchedulesAreEnqueuedOnce()
    {
        QFETCH(QString, database);
        const test::TempDatabase temp(database);
        PULT_VERIFY_RESULT(temp.made());
        const auto connection = temp.connect();
        PULT_VERIFY_RESULT(connection);
        storage::Connection &db = **connection;
        storage::Pool pool(temp.config());
        PULT_VERIFY_RESULT(pool.start());
        work::Timekeeper one(pool, 30s);
        work::Timekeeper other(pool, 30s);
        one.start();
        other.start();

        queue::NewSchedule schedule;
        schedule.name = u"report"_s;
        schedule.expression = u"0 0 1 1 *"_s;
        schedule.task.kind = u"probe"_s;
        PULT_VERIFY_RESULT(queue::addSchedule(db, schedule, {u"tester"_s, u"test"_s}));
        // As if the year had turned a second ago.
        const auto moved = db.execute(u"update schedules set last_tick = last_tick - 31622400000000, "
                                      "next_tick = next_tick - 31622400000000"_s);
        PULT_VERIFY_RESULT(moved);
        const auto lastRun = [&db] {
            const auto shown = queue::showSchedule(db, u"report"_s);
            return shown && shown->lastRun.has_value();
        };
        QTRY_VERIFY_WITH_TIMEOUT(lastRun(), 15'000);
        one.stop();
        other.stop();
        const auto stats = queue::taskStats(db);
        PULT_VERIFY_RESULT(stats);
        QCOMPARE(stats->byState.value(queue::TaskState::Available), 1);
        pool.stop();
    }
};

QTEST_GUILESS_MAIN(tst_Timekeeper)
#include "tst_timekeeper.moc"
