// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/audit.h>
#include <queue/breakers.h>
#include <queue/ratebudgets.h>
#include <queue/why.h>

#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// One truth about breakers and budgets over all nodes.
class tst_Breakers : public test::StorageTest
{
    Q_OBJECT

    static BreakerReport trip(std::chrono::milliseconds left = 60s, int attempts = 0)
    {
        BreakerReport report;
        report.name = u"telegram"_s;
        report.turned = BreakerState::Open;
        report.left = left;
        report.attempts = attempts;
        report.lastError = someError();
        report.since = {5, 5, 1, 2};
        report.window = {5, 5, 1};
        return report;
    }
    /// The breaker as node `node` sees it after its report.
    BreakerInfo report(const QString &node, const BreakerReport &report)
    {
        const auto rows = reportBreakers(db(), node, u"pc-"_s + node, {report});
        if (!rows || rows->isEmpty()) {
            QTest::qFail(rows ? "no row" : qPrintable(toLogString(rows.error())), __FILE__, __LINE__);
            return {};
        }
        return rows->constLast();
    }
    BreakerInfo now(const QString &name = u"telegram"_s)
    {
        const auto rows = listBreakers(db());
        if (rows) {
            for (const BreakerInfo &info : *rows) {
                if (info.name == name)
                    return info;
            }
        }
        return {};
    }
    Result<QList<BreakerInfo>> order(BreakerWish wish, const QString &reason = {}, std::chrono::seconds time = 0s)
    {
        return orderBreaker(db(), {wish, u"telegram"_s, reason, time}, tester());
    }
    bool lease(const QString &node) { return leaseProbes(db(), node, u"telegram"_s, {}, 60s).value_or(false); }

private Q_SLOTS:
    void theFirstTripCounts_data() { bothDatabases(); }
    void theFirstTripCounts()
    {
        QVERIFY(open());
        const BreakerInfo first = report(u"a"_s, trip(60s));
        QCOMPARE(first.state, BreakerState::Open);
        QCOMPARE(first.wait, 60000ms);
        QVERIFY(first.left > 55s && first.left <= 60s);
        QCOMPARE(first.lastError, someError());
        QCOMPARE(first.changedBy, u"a"_s);
        const BreakerInfo second = report(u"b"_s, trip(600s, 3));
        QCOMPARE(second.revision, first.revision); // b takes up what a has said
        QCOMPARE(second.wait, 60000ms);
        QCOMPARE(second.tripsOfTheDay, 1);
        QCOMPARE(second.counters, (BreakerCounters{10, 10, 2, 4}));
        QCOMPARE(second.window, (BreakerWindow{10, 10, 2}));
        shift(91s);
        QCOMPARE(now().window.calls, 0); // nobody has said anything for a while
        QCOMPARE(now().counters.calls, 10);
    }

    void oneNodeTriesItAndSaysHowItWent_data() { bothDatabases(); }
    void oneNodeTriesItAndSaysHowItWent()
    {
        QVERIFY(open());
        report(u"a"_s, trip(60s));
        QVERIFY(!lease(u"a"_s)); // too early
        shift(61s);
        QCOMPARE(now().state, BreakerState::HalfOpen); // by time alone
        QVERIFY(now().probeNode.isEmpty());
        QVERIFY(lease(u"b"_s));
        QVERIFY(!lease(u"a"_s));
        QCOMPARE(now().probeNode, u"b"_s);
        // What a has to say of it is of no weight now.
        QCOMPARE(report(u"a"_s, trip(600s, 5)).state, BreakerState::HalfOpen);
        BreakerReport well;
        well.name = u"telegram"_s;
        well.turned = BreakerState::Closed;
        QCOMPARE(report(u"a"_s, well).state, BreakerState::HalfOpen);
        QCOMPARE(report(u"b"_s, trip(120s, 1)).state, BreakerState::Open);
        QCOMPARE(now().attempts, 1);
        QCOMPARE(now().tripsOfTheDay, 2);
        shift(182s);
        QVERIFY(lease(u"a"_s));
        QCOMPARE(report(u"a"_s, well).state, BreakerState::Closed);
        QCOMPARE(now().attempts, 0);
        QVERIFY(!now().isBlocking());
    }

    void aNodeThatDiedTryingIsFollowed_data() { bothDatabases(); }
    void aNodeThatDiedTryingIsFollowed()
    {
        QVERIFY(open());
        report(u"a"_s, trip(60s));
        shift(61s);
        QVERIFY(lease(u"a"_s));
        shift(120s);
        QVERIFY(!lease(u"b"_s));
        shift(122s);
        QVERIFY(lease(u"b"_s));
    }

    void onlyOneOfManyGetsTheProbes_data() { bothDatabases(); }
    void onlyOneOfManyGetsTheProbes()
    {
        QVERIFY(open());
        report(u"a"_s, trip(0s));
        std::atomic_int leased = 0;
        std::atomic_int failed = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([this, i, &leased, &failed] {
                const auto connection = connect();
                const auto mine =
                    leaseProbes(*connection, u"node-%1"_s.arg(i), u"telegram"_s, QString(), std::chrono::seconds(60));
                failed += mine ? 0 : 1;
                leased += mine && *mine ? 1 : 0;
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(failed.load(), 0);
        QCOMPARE(leased.load(), 1);
    }

    void aClockPutBackProlongsNothing_data() { bothDatabases(); }
    void aClockPutBackProlongsNothing()
    {
        QVERIFY(open());
        report(u"a"_s, trip(60s));
        shift(-3600s);
        QCOMPARE(now().left, 60000ms);
    }

    void anOperatorOpensItWithReasonAndEnd_data() { bothDatabases(); }
    void anOperatorOpensItWithReasonAndEnd()
    {
        QVERIFY(open());
        QCOMPARE(order(BreakerWish::ForceOpen, u"update"_s, 60s).error().code, u"breaker_unknown"_s);
        BreakerReport made;
        made.name = u"telegram"_s;
        report(u"a"_s, made);
        QCOMPARE(order(BreakerWish::ForceOpen, u" "_s, 60s).error().code, u"breaker_reason_missing"_s);
        QCOMPARE(order(BreakerWish::ForceOpen, u"update"_s).error().code, u"breaker_reason_missing"_s);
        PULT_GET(opened, order(BreakerWish::ForceOpen, u"update"_s, 600s));
        QCOMPARE(opened.first().state, BreakerState::ForcedOpen);
        QCOMPARE(opened.first().reason, u"update"_s);
        QCOMPARE(opened.first().changedBy, u"tester"_s);
        QCOMPARE(report(u"a"_s, trip()).state, BreakerState::ForcedOpen); // an order stands
        PULT_GET(entries, listAudit(db(), {10}));
        QCOMPARE(entries.size(), 1);
        QCOMPARE(entries.first().what, u"breaker.open"_s);
        QCOMPARE(entries.first().object, u"breaker telegram"_s);
        QVERIFY(entries.first().after.contains("update"));
        shift(599s);
        QCOMPARE(now().state, BreakerState::ForcedOpen);
        shift(601s);
        QCOMPARE(now().state, BreakerState::Closed);
        QCOMPARE(report(u"a"_s, trip()).state, BreakerState::Open); // and counts again
    }

    void theOtherOrders_data() { bothDatabases(); }
    void theOtherOrders()
    {
        QVERIFY(open());
        report(u"a"_s, trip(600s, 2));
        PULT_VERIFY_RESULT(order(BreakerWish::HalfOpen));
        QCOMPARE(now().state, BreakerState::HalfOpen);
        QCOMPARE(now().attempts, 2);
        QVERIFY(lease(u"b"_s));
        PULT_VERIFY_RESULT(order(BreakerWish::Close));
        QCOMPARE(now().state, BreakerState::Closed);
        QCOMPARE(order(BreakerWish::HalfOpen).error().code, u"breaker_not_open"_s);
        PULT_VERIFY_RESULT(order(BreakerWish::Disable, u"it lies"_s));
        QCOMPARE(now().state, BreakerState::Disabled);
        QCOMPARE(report(u"a"_s, trip()).state, BreakerState::Disabled);
        PULT_VERIFY_RESULT(order(BreakerWish::Reset));
        QCOMPARE(now().counters, BreakerCounters{});
        QCOMPARE(now().tripsOfTheDay, 0);
        QVERIFY(!now().lastError);
        QCOMPARE(now().resets, 1);
        PULT_GET(entries, listAudit(db(), {10}));
        QStringList whats;
        for (const AuditEntry &entry : entries)
            whats.prepend(entry.what);
        QCOMPARE(whats,
                 QStringList({u"breaker.half_open"_s, u"breaker.close"_s, u"breaker.disable"_s, u"breaker.reset"_s}));
    }

    void aComputersOwnDependencyIsItsOwn_data() { bothDatabases(); }
    void aComputersOwnDependencyIsItsOwn()
    {
        QVERIFY(open());
        BreakerReport own = trip();
        own.scope = u"pc-a"_s;
        PULT_GET(seenByA, reportBreakers(db(), u"a"_s, u"pc-a"_s, {own}));
        QCOMPARE(seenByA.size(), 1);
        PULT_GET(seenByB, reportBreakers(db(), u"b"_s, u"pc-b"_s, {}));
        QVERIFY(seenByB.isEmpty());
        QCOMPARE(now().scope, u"pc-a"_s); // people see it
    }

    void aTaskSaysWhichBreakerItWaitsFor_data() { bothDatabases(); }
    void aTaskSaysWhichBreakerItWaitsFor()
    {
        QVERIFY(open());
        BreakerReport down = trip(60s);
        down.name = u"dolphin"_s;
        report(u"a"_s, down);
        const Id id = add(task());
        const auto claimed = claimOne();
        QVERIFY(claimed);
        const Error met{
            ErrorKind::Unavailable, u"breaker_open"_s, {u"Dolphin"_s, u"60"_s, u"6"_s, u"dolphin"_s}, QString()};
        Completion snoozed = ending(*claimed, Outcome::Snoozed, met);
        snoozed.snooze = 60s;
        PULT_VERIFY_RESULT(complete(db(), {snoozed}, 0.5));
        const Task waiting = show(id);
        QCOMPARE(waiting.attempt, 0); // given back
        QCOMPARE(waiting.state, TaskState::Scheduled);
        const QString until = toIso(*now(u"dolphin"_s).until);
        const WaitReason expected{u"breaker"_s, {u"Dolphin"_s, until}};
        QCOMPARE(waiting.waitingFor.constFirst(), expected); // before the time, which it makes meaningless
        PULT_GET(chain, explainTask(db(), id));
        QVERIFY2(whySentence(chain).contains(u"waits for Dolphin: breaker open until "_s + until),
                 qPrintable(whySentence(chain)));
        BreakerReport well;
        well.name = u"dolphin"_s;
        well.turned = BreakerState::Closed;
        shift(61s);
        QVERIFY(leaseProbes(db(), u"a"_s, u"dolphin"_s, {}, 60s).value_or(false));
        QCOMPARE(show(id).waitingFor.constFirst().code, u"breaker_probing"_s);
        report(u"a"_s, well);
        for (const WaitReason &reason : show(id).waitingFor)
            QVERIFY(!reason.code.startsWith(u"breaker"));
    }

    void anOrderBringsBackWhatWaits_data() { bothDatabases(); }
    void anOrderBringsBackWhatWaits()
    {
        QVERIFY(open());
        report(u"a"_s, trip(600s));
        const auto putBack = [this](const QString &breaker) {
            const Id id = add(task());
            const auto claimed = claimOne();
            const Error met{
                ErrorKind::Unavailable, u"breaker_open"_s, {breaker, u"600"_s, u"60"_s, breaker}, u"why %"_s};
            Completion snoozed = ending(*claimed, Outcome::Snoozed, met);
            snoozed.snooze = 600s;
            return complete(db(), {snoozed}, 0.5) ? id : Id(0);
        };
        const Id waiting = putBack(u"telegram"_s);
        const Id another = putBack(u"dolphin"_s);
        const TimePoint before = show(another).runAt;
        PULT_VERIFY_RESULT(order(BreakerWish::ForceOpen, u"update"_s, 60s));
        QVERIFY(show(waiting).runAt > localNow() + 500s);
        PULT_VERIFY_RESULT(order(BreakerWish::Close));
        QVERIFY(show(waiting).runAt <= localNow() + 6s);
        QCOMPARE(show(another).runAt, before); // waits for something else
        shift(6s);
        PULT_VERIFY_RESULT(promoteDue(db(), 10));
        QCOMPARE(claimOne()->task.id, waiting);
    }

    void aBudgetIsNeverOverdrawn_data() { bothDatabases(); }
    void aBudgetIsNeverOverdrawn()
    {
        QVERIFY(open());
        // It begins full, then fills with 20 a second.
        PULT_GET(first, drawAllowance(db(), u"telegram"_s, 20, 20, 15));
        QCOMPARE(first, 15);
        PULT_GET(second, drawAllowance(db(), u"telegram"_s, 20, 20, 15));
        QVERIFY(second >= 5 && second <= 15);
        shift(10s); // no more gathers than the burst
        PULT_GET(third, drawAllowance(db(), u"telegram"_s, 20, 20, 100));
        QCOMPARE(third, 20);
        PULT_VERIFY_RESULT(returnAllowance(db(), u"telegram"_s, 20, 4));
        PULT_GET(fourth, drawAllowance(db(), u"telegram"_s, 0, 20, 100));
        QCOMPARE(fourth, 4);
        shift(-3600s); // the clock put back gives and takes nothing
        PULT_GET(fifth, drawAllowance(db(), u"telegram"_s, 20, 20, 100));
        QCOMPARE(fifth, 0);
    }

    void manyNodesDrawNoMoreThanThereIs_data() { bothDatabases(); }
    void manyNodesDrawNoMoreThanThereIs()
    {
        QVERIFY(open());
        PULT_VERIFY_RESULT(drawAllowance(db(), u"llm"_s, 0, 100, 0));
        std::atomic_int drawn = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 6; ++i) {
            threads.emplace_back([this, &drawn] {
                const auto connection = connect();
                for (int n = 0; n < 20; ++n)
                    drawn += drawAllowance(*connection, u"llm"_s, 0, 100, 3).value_or(1000);
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(drawn.load(), 100);
    }
};

QTEST_GUILESS_MAIN(tst_Breakers)
#include "tst_breakers.moc"
