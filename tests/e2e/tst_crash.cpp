// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// kill -9 in the middle of ten uploads: each ends completed or outcome unknown, none is published twice, no browser
// stays. With an argument in PULT_CRASH_ROUNDS it runs that many rounds (the long twin: 20).
#include "crashtest.h"

#include <support/tempdatabase.h>
#include <support/testresult.h>

using namespace pult;
using namespace Qt::StringLiterals;

class tst_Crash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void killedInTheMiddle_data()
    {
        QTest::addColumn<QString>("database");
        QTest::addColumn<int>("round");
        const int rounds = qEnvironmentVariableIntValue("PULT_CRASH_ROUNDS");
        for (int round = 1; round <= std::max(rounds, 2); ++round) {
            const QString database = round % 2 == 1 ? u"sqlite"_s : u"postgresql"_s;
            QTest::addRow("round %d on %s", round, qPrintable(database)) << database << round;
        }
    }
    void killedInTheMiddle()
    {
        QFETCH(QString, database);
        QFETCH(int, round);
        const test::TempDatabase temporary(database);
        const test::CrashCounts counts = test::crashRound(temporary.url(), quint32(round));
        qInfo("kills %d: completed %d, outcome unknown %d", counts.kills, counts.completed, counts.unknown);
        QCOMPARE(counts.other, 0);
        QCOMPARE(counts.completed + counts.unknown, 10);
        QCOMPARE(counts.receivedTwice, 0);
        QCOMPARE(counts.completedButNotReceived, 0);
        QCOMPARE(counts.processesLeft, 0);
    }
};

QTEST_GUILESS_MAIN(tst_Crash)
#include "tst_crash.moc"
