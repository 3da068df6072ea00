// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A task that crashes its process, again and again, beside others: it goes to the dead letters, they all end, those too
// that are lost with it each time because they take longer than it lives.
#include <support/pultprocess.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_Poison : public QObject
{
    Q_OBJECT

    static void add(const test::Installation &place, const QString &payload, int priority)
    {
        place.ctl({u"tasks"_s, u"add"_s, u"--kind"_s, u"probe"_s, u"--payload"_s, payload, u"--priority"_s,
                   QString::number(priority)});
    }
    /// As a service manager would: started again after each crash. How many there were.
    static int runUntilIdle(const test::Installation &place)
    {
        int crashes = 0;
        test::ProcessEnd end;
        do {
            end = place.run(u"pultd"_s, {u"--until-idle"_s});
            crashes += end.crashed ? 1 : 0;
        } while (end.crashed && crashes < 10);
        return end.exitCode == 1 ? crashes : -1; // one task failed for good
    }
    static void verifyEnds(const test::TempDatabase &database, int healthy)
    {
        const Result<std::unique_ptr<storage::Connection>> connection = database.connect();
        PULT_VERIFY_RESULT(connection);
        const auto number = [&connection](const QString &sql) {
            const Result<storage::Rows> rows = (*connection)->query(sql);
            return rows ? rows->front().front().toInt() : -1;
        };
        QCOMPARE(number(u"select count(*) from tasks"_s), 0);
        QCOMPARE(number(u"select count(*) from task_history where state = 'discarded' and last_error like "
                        "'%poison_task%'"_s),
                 1);
        QCOMPARE(number(u"select count(*) from task_history where state = 'completed' and attempt = 1"_s), healthy);
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void d19_aTaskThatCrashesItsProcessEndsInTheDeadLetters_data() { test::databaseRows(); }
    void d19_aTaskThatCrashesItsProcessEndsInTheDeadLetters()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        PULT_VERIFY_RESULT(temporary.made());
        test::Installation place(temporary.url());
        place.setVariable(u"WORKER_BASE_PORT"_s, u"0"_s);
        add(place, u"{\"fail\":\"crash\",\"sleep_ms\":300}"_s, 0);
        for (int n = 0; n < 20; ++n)
            add(place, u"{\"sleep_ms\":10}"_s, -10);
        const int crashes = runUntilIdle(place);
        QVERIFY2(crashes >= 1 && crashes <= 5, qPrintable(QString::number(crashes)));
        verifyEnds(temporary, 20);
        QCOMPARE(place.processesLeft(), QStringList());
    }

    /// Six begin together and are lost together: only on their own can the five be told from the one.
    void d19_longNeighboursOfItComplete_data() { test::databaseRows(); }
    void d19_longNeighboursOfItComplete()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        PULT_VERIFY_RESULT(temporary.made());
        test::Installation place(temporary.url());
        place.setVariable(u"WORKER_BASE_PORT"_s, u"0"_s);
        place.setVariable(u"WORKERS_COUNT"_s, u"2"_s);
        place.setVariable(u"MAX_CONCURRENT_TASKS"_s, u"4"_s);
        for (int n = 0; n < 5; ++n) {
            if (n == 2)
                add(place, u"{\"fail\":\"crash\",\"sleep_ms\":200}"_s, 0);
            add(place, u"{\"sleep_ms\":900}"_s, 0);
        }
        const int crashes = runUntilIdle(place);
        QVERIFY2(crashes >= 1 && crashes <= 5, qPrintable(QString::number(crashes)));
        verifyEnds(temporary, 5);
        QCOMPARE(place.processesLeft(), QStringList());
    }
};

QTEST_GUILESS_MAIN(tst_Poison)
#include "tst_poison.moc"
