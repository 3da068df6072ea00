// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A task that crashes its process, again and again, beside others: it goes to the dead letters, they all end.
#include <support/pultprocess.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_Poison : public QObject
{
    Q_OBJECT

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
        const auto add = [&place](const QString &payload, int priority) {
            place.ctl({u"tasks"_s, u"add"_s, u"--kind"_s, u"probe"_s, u"--payload"_s, payload, u"--priority"_s,
                       QString::number(priority)});
        };
        add(u"{\"fail\":\"crash\",\"sleep_ms\":300}"_s, 0);
        for (int n = 0; n < 20; ++n)
            add(u"{\"sleep_ms\":10}"_s, -10);

        // As a service manager would: started again after each crash.
        int crashes = 0;
        test::ProcessEnd end;
        do {
            end = place.run(u"pultd"_s, {u"--until-idle"_s});
            crashes += end.crashed ? 1 : 0;
        } while (end.crashed && crashes < 10);
        QCOMPARE(end.exitCode, 1); // one task failed for good
        QVERIFY2(crashes >= 1 && crashes <= 5, qPrintable(QString::number(crashes)));

        const Result<std::unique_ptr<storage::Connection>> connection = temporary.connect();
        PULT_VERIFY_RESULT(connection);
        const auto number = [&connection](const QString &sql) {
            const Result<storage::Rows> rows = (*connection)->query(sql);
            return rows ? rows->front().front().toInt() : -1;
        };
        QCOMPARE(number(u"select count(*) from tasks"_s), 0);
        QCOMPARE(number(u"select count(*) from task_history where state = 'discarded' and last_error like "
                        "'%poison_task%'"_s),
                 1);
        QCOMPARE(number(u"select count(*) from task_history where state = 'completed' and attempt = 1"_s), 20);
        QCOMPARE(place.processesLeft(), QStringList());
    }
};

QTEST_GUILESS_MAIN(tst_Poison)
#include "tst_poison.moc"
