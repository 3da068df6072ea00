// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/testresult.h>
#include <work/trials.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::work;

namespace {

/// A claim of tasks 1, 2, … that were lost so many times; their leases are a hundred more.
QList<queue::ClaimedTask> claimOf(const QList<int> &rescues)
{
    QList<queue::ClaimedTask> claimed;
    for (const int count : rescues) {
        queue::ClaimedTask one;
        one.task.id = claimed.size() + 1;
        one.task.rescues = count;
        one.runLease = one.task.id + 100;
        claimed.append(one);
    }
    return claimed;
}

QList<queue::Id> begun(const Admission &admission)
{
    QList<queue::Id> ids;
    for (const queue::ClaimedTask &one : admission.begin)
        ids.append(one.task.id);
    return ids;
}

} // namespace

class tst_Trials : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void whoWasNeverOrOnceLostBegins()
    {
        const Admission admission = admit(claimOf({0, 1, 0}), true);
        QCOMPARE(begun(admission), (QList<queue::Id>{1, 2, 3}));
        QVERIFY(admission.back.isEmpty());
        QVERIFY(!admission.trial);
    }

    void aSingleSuspectIsTriedBesideOthers()
    {
        const Admission admission = admit(claimOf({0, 2, 1}), false);
        QCOMPARE(begun(admission), (QList<queue::Id>{1, 2, 3}));
        QVERIFY(admission.back.isEmpty());
        QCOMPARE(admission.trial, std::optional<qint64>(102));
    }

    void whileOneIsTriedTheNextStaysAway()
    {
        const Admission admission = admit(claimOf({4, 0}), true);
        QCOMPARE(begun(admission), QList<queue::Id>{2});
        QCOMPARE(admission.back.size(), 1);
        QCOMPARE(admission.back.first().runLease, 101);
        QVERIFY(admission.back.first().pause > 0ms);
        QVERIFY(!admission.trial);
    }

    /// None begins before it is written that the others do not run; the first comes again at once.
    void ofSeveralSuspectsNoneBeginsYet()
    {
        const Admission admission = admit(claimOf({2, 0, 3, 2}), false);
        QCOMPARE(begun(admission), QList<queue::Id>{2});
        QVERIFY(!admission.trial);
        QCOMPARE(admission.back.size(), 3);
        QCOMPARE(admission.back.at(0).task, 1);
        QCOMPARE(admission.back.at(0).pause, 0ms);
        QVERIFY(admission.back.at(1).pause > 0ms);
        QVERIFY(admission.back.at(2).pause > admission.back.at(1).pause);
    }

    void noneStaysAwayForLong()
    {
        const Admission admission = admit(claimOf(QList<int>(200, 2)), false);
        QCOMPARE(admission.back.size(), 200);
        QVERIFY(admission.back.last().pause <= 15s);
    }
};

QTEST_GUILESS_MAIN(tst_Trials)
#include "tst_trials.moc"
