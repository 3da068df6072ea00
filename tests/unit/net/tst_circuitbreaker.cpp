// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <net/breakerregistry.h>

#include "support/fakeclock.h"
#include "support/testresult.h"

#include <atomic>
#include <barrier>
#include <thread>

using namespace pult;
using namespace pult::net;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Error broken()
{
    return {ErrorKind::Network, u"http_refused"_s, {u"127.0.0.1:1"_s}, {}};
}

/// A breaker whose time is the test's and whose jitter is none.
class Bench
{
public:
    explicit Bench(BreakerPolicy policy = {}, double draw = 0.5)
        : breaker(u"dolphin"_s, policy, clock.now(), [draw] { return draw; })
    {
    }
    /// False: turned away.
    bool call(bool well, std::chrono::milliseconds took = 1ms, std::chrono::milliseconds retryAfter = 0ms)
    {
        Result<CircuitBreaker::Permit> permit = breaker.acquire(30s, 15s);
        clock.advance(took);
        if (!permit)
            return false;
        if (well)
            permit->succeeded();
        else
            permit->failed(broken(), retryAfter);
        return true;
    }
    void fail(int times)
    {
        for (int i = 0; i < times; ++i)
            call(false);
    }
    /// Opens it and waits until it may be tried.
    void toHalfOpen()
    {
        fail(5);
        clock.advance(60s);
    }

    test::FakeClock clock;
    CircuitBreaker breaker;
};

BreakerPolicy tenCalls()
{
    BreakerPolicy policy;
    policy.minimumCalls = 10;
    policy.failureThreshold = 1;
    return policy;
}

} // namespace

class TestCircuitBreaker final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void fiveFailuresOfFiveOpenIt()
    {
        Bench bench;
        bench.fail(4);
        QCOMPARE(bench.breaker.state(), BreakerState::Closed);
        bench.fail(1);
        QCOMPARE(bench.breaker.state(), BreakerState::Open);
        QVERIFY(!bench.call(true));
        const BreakerSnapshot shot = bench.breaker.snapshot();
        QCOMPARE(shot.notPermitted, 1);
        QCOMPARE(shot.tripsOfTheDay, 1);
        QCOMPARE(shot.wait, 60000ms);
        QCOMPARE(shot.lastError->code, u"http_refused"_s);
    }

    void belowTheMinimumNothingTrips()
    {
        Bench bench(tenCalls());
        bench.fail(9);
        QCOMPARE(bench.breaker.state(), BreakerState::Closed);
        QVERIFY(!bench.breaker.snapshot().rated);
    }

    void halfOfTenOpenItInAnyOrder_data()
    {
        QTest::addColumn<bool>("failuresFirst");
        QTest::newRow("failures first") << true;
        QTest::newRow("failures last") << false;
    }
    void halfOfTenOpenItInAnyOrder()
    {
        QFETCH(bool, failuresFirst);
        Bench bench(tenCalls());
        for (int i = 0; i < 10; ++i) {
            QCOMPARE(bench.breaker.state(), BreakerState::Closed);
            bench.call((i < 5) != failuresFirst);
        }
        QCOMPARE(bench.breaker.state(), BreakerState::Open);
    }

    void fewerThanHalfDoNot()
    {
        Bench bench(tenCalls());
        for (int i = 0; i < 100; ++i)
            bench.call(i % 5 < 3); // 40 %, at no time more
        QCOMPARE(bench.breaker.state(), BreakerState::Closed);
        QCOMPARE(bench.breaker.snapshot().window.failureRate(), 0.4);
    }

    void theThresholdCountsBesideTheRate()
    {
        Bench bench; // five failures, half of all
        for (int i = 0; i < 4; ++i) {
            bench.call(false);
            bench.call(true);
        }
        QCOMPARE(bench.breaker.state(), BreakerState::Closed); // 4 of 8
        bench.call(false);
        QCOMPARE(bench.breaker.state(), BreakerState::Open); // 5 of 9
    }

    void fourOfFiveSlowCallsOpenIt()
    {
        Bench bench;
        bench.call(true, 15s); // not slower than the limit
        for (int i = 0; i < 3; ++i)
            bench.call(true, 15001ms);
        bench.clock.advance(-46s); // all within one window
        QCOMPARE(bench.breaker.state(), BreakerState::Closed);
        bench.call(true, 15001ms);
        QCOMPARE(bench.breaker.state(), BreakerState::Open);
    }

    void whatIsOlderThanAMinuteIsForgotten()
    {
        Bench bench;
        bench.fail(4);
        bench.clock.advance(61s);
        bench.fail(4);
        QCOMPARE(bench.breaker.state(), BreakerState::Closed);
        QCOMPARE(bench.breaker.snapshot().window.calls, 4);
        // Bucket by bucket: after 30 s the half of it.
        Bench steady;
        for (int i = 0; i < 12; ++i) {
            steady.call(true);
            steady.clock.advance(5s);
        }
        steady.clock.advance(25s);
        QCOMPARE(steady.breaker.snapshot().window.calls, 6);
    }

    void itWaitsTwiceAsLongAfterEachFailedRecovery_data()
    {
        QTest::addColumn<double>("draw");
        QTest::addColumn<double>("factor");
        QTest::newRow("no jitter") << 0.5 << 1.0;
        QTest::newRow("shortest") << 0.0 << 0.9;
        QTest::newRow("longest") << 1.0 << 1.1;
    }
    void itWaitsTwiceAsLongAfterEachFailedRecovery()
    {
        QFETCH(double, draw);
        QFETCH(double, factor);
        Bench bench({}, draw);
        bench.fail(5);
        for (const auto wait : {60s, 120s, 240s, 480s, 600s, 600s}) {
            const auto expected = std::chrono::milliseconds(qint64(double(wait.count()) * 1000 * factor));
            QCOMPARE(bench.breaker.snapshot().wait, expected);
            bench.clock.advance(expected - 1s);
            QCOMPARE(bench.breaker.state(), BreakerState::Open);
            bench.clock.advance(1s);
            QCOMPARE(bench.breaker.state(), BreakerState::HalfOpen);
            bench.fail(3);
            QCOMPARE(bench.breaker.state(), BreakerState::Open);
        }
        bench.clock.advance(700s);
        for (int i = 0; i < 3; ++i)
            bench.call(true);
        QCOMPARE(bench.breaker.state(), BreakerState::Closed);
        bench.fail(5); // it begins anew
        QCOMPARE(bench.breaker.snapshot().attempts, 0);
        QCOMPARE(bench.breaker.snapshot().wait, std::chrono::milliseconds(qint64(60000 * factor)));
    }

    void aLongerRetryAfterIsObeyed()
    {
        Bench bench;
        bench.fail(4);
        bench.call(false, 1ms, 300s);
        QCOMPARE(bench.breaker.snapshot().wait, 300000ms);
        Bench shorter;
        shorter.fail(4);
        shorter.call(false, 1ms, 2s);
        QCOMPARE(shorter.breaker.snapshot().wait, 60000ms);
    }

    void withoutTrafficItLeavesOpenByTime()
    {
        Bench bench;
        bench.fail(5);
        bench.clock.advance(60s);
        QCOMPARE(bench.breaker.state(), BreakerState::HalfOpen); // nobody called
        QVERIFY(!bench.breaker.rejection());
    }

    void oneOfThreeProbesMayFail()
    {
        Bench bench;
        bench.toHalfOpen();
        QVERIFY(bench.call(true));
        QVERIFY(bench.call(false));
        QCOMPARE(bench.breaker.state(), BreakerState::HalfOpen);
        QVERIFY(bench.call(true));
        QCOMPARE(bench.breaker.state(), BreakerState::Closed);
        QCOMPARE(bench.breaker.snapshot().window.calls, 0); // a fresh window
    }

    void ofFiftyThreadsThreeAreAdmitted()
    {
        Bench bench;
        for (int round = 0; round < 20; ++round) {
            if (bench.breaker.state() == BreakerState::Closed)
                bench.fail(5);
            bench.clock.advance(700s);
            std::barrier start(50);
            std::atomic_int admitted = 0;
            std::vector<std::thread> threads;
            std::mutex kept;
            std::vector<CircuitBreaker::Permit> permits;
            for (int i = 0; i < 50; ++i) {
                threads.emplace_back([&] {
                    start.arrive_and_wait();
                    Result<CircuitBreaker::Permit> permit = bench.breaker.acquire(30s);
                    if (!permit)
                        return;
                    ++admitted;
                    const std::lock_guard lock(kept);
                    permits.push_back(std::move(*permit));
                });
            }
            for (std::thread &thread : threads)
                thread.join();
            QCOMPARE(admitted.load(), 3);
            for (CircuitBreaker::Permit &permit : permits)
                permit.succeeded();
            QCOMPARE(bench.breaker.state(), BreakerState::Closed);
        }
    }

    void aCancelledProbeIsHandedBack()
    {
        Bench bench;
        bench.toHalfOpen();
        for (int i = 0; i < 10; ++i) {
            const auto cancelled = bench.breaker.acquire(30s); // its permit goes without a word
            QVERIFY(cancelled.has_value());
        }
        const auto a = bench.breaker.acquire(30s);
        const auto b = bench.breaker.acquire(30s);
        const auto c = bench.breaker.acquire(30s);
        QVERIFY(a && b && c);
        QVERIFY(!bench.breaker.acquire(30s));
        QCOMPARE(bench.breaker.state(), BreakerState::HalfOpen);
    }

    void aHungProbeFailsAtItsDeadline()
    {
        Bench bench;
        bench.toHalfOpen();
        auto hung = bench.breaker.acquire(10s);
        auto alsoHung = bench.breaker.acquire(10s);
        QVERIFY(bench.call(true));
        bench.clock.advance(9s);
        QCOMPARE(bench.breaker.state(), BreakerState::HalfOpen);
        bench.clock.advance(1s);
        QCOMPARE(bench.breaker.state(), BreakerState::Open);
        QCOMPARE(bench.breaker.snapshot().attempts, 1);
        hung->succeeded(); // too late
        QCOMPARE(bench.breaker.state(), BreakerState::Open);
    }

    void halfOpenLastsAMinuteAtMost()
    {
        Bench bench;
        bench.toHalfOpen();
        auto slow = bench.breaker.acquire(120s);
        bench.clock.advance(59s);
        QCOMPARE(bench.breaker.state(), BreakerState::HalfOpen);
        bench.clock.advance(1s);
        QCOMPARE(bench.breaker.state(), BreakerState::Open);
        QCOMPARE(bench.breaker.snapshot().attempts, 1);
        slow->succeeded();
        QCOMPARE(bench.breaker.state(), BreakerState::Open);

        // Nobody asked: nothing failed, so it does not wait longer than the first time.
        Bench idle;
        idle.toHalfOpen();
        QCOMPARE(idle.breaker.state(), BreakerState::HalfOpen);
        idle.clock.advance(60s);
        QCOMPARE(idle.breaker.state(), BreakerState::Open);
        QCOMPARE(idle.breaker.snapshot().attempts, 0);
        QCOMPARE(idle.breaker.snapshot().wait, 60000ms);
    }

    void lateResultsChangeNothing()
    {
        Bench bench;
        auto early = bench.breaker.acquire(30s);
        auto another = bench.breaker.acquire(30s);
        bench.fail(5);
        QCOMPARE(bench.breaker.state(), BreakerState::Open);
        early->succeeded();
        QCOMPARE(bench.breaker.state(), BreakerState::Open);
        bench.clock.advance(60s);
        QCOMPARE(bench.breaker.state(), BreakerState::HalfOpen);
        another->failed(broken()); // no probe, so it does not decide
        for (int i = 0; i < 3; ++i)
            QVERIFY(bench.call(true));
        QCOMPARE(bench.breaker.state(), BreakerState::Closed);
    }

    void forcedOpenEndsOnTime()
    {
        Bench bench;
        bench.breaker.forceOpen(u"update"_s, 600s);
        QVERIFY(!bench.call(true));
        QCOMPARE(bench.breaker.snapshot().reason, u"update"_s);
        bench.clock.advance(599s);
        QCOMPARE(bench.breaker.state(), BreakerState::ForcedOpen);
        QCOMPARE(bench.breaker.closedFor(), 999ms); // the call took one
        bench.clock.advance(1s);
        QCOMPARE(bench.breaker.state(), BreakerState::Closed);
        QVERIFY(bench.call(true));
        QVERIFY(bench.breaker.snapshot().reason.isEmpty());
    }

    void disabledItLetsAllPass()
    {
        Bench bench;
        bench.breaker.disable(u"it lies"_s);
        bench.fail(100);
        QCOMPARE(bench.breaker.state(), BreakerState::Disabled);
        QVERIFY(bench.call(true));
        bench.breaker.close();
        bench.fail(5);
        QCOMPARE(bench.breaker.state(), BreakerState::Open);
    }

    void countersAreReset()
    {
        Bench bench;
        bench.fail(6);
        bench.breaker.resetCounters();
        const BreakerSnapshot shot = bench.breaker.snapshot();
        QCOMPARE(shot.calls + shot.failures + shot.notPermitted + shot.tripsOfTheDay, 0);
        QVERIFY(!shot.lastError);
        QCOMPARE(shot.state, BreakerState::Open); // figures, not the state
    }

    void tripsAreThoseOfADay()
    {
        Bench bench;
        bench.fail(5);
        bench.breaker.close();
        bench.clock.advance(23h);
        bench.fail(5);
        QCOMPARE(bench.breaker.snapshot().tripsOfTheDay, 2);
        bench.clock.advance(2h);
        QCOMPARE(bench.breaker.snapshot().tripsOfTheDay, 1);
    }

    void whoIsTurnedAwayIsToldForHowLong()
    {
        Bench bench;
        bench.fail(5);
        bench.clock.advance(20500ms);
        const auto turnedAway = bench.breaker.acquire(30s);
        QVERIFY(!turnedAway);
        QCOMPARE(turnedAway.error().kind, ErrorKind::Unavailable);
        QCOMPARE(turnedAway.error().code, u"breaker_open"_s);
        QCOMPARE(turnedAway.error().arguments, QStringList({u"Dolphin"_s, u"40"_s, u"6"_s, u"dolphin"_s}));
    }

    void probesOfSeveralNodesAreLeased()
    {
        BreakerPolicy policy;
        policy.leasedProbes = true;
        Bench bench(policy);
        int told = 0;
        bench.breaker.onChange([&told] { ++told; });
        bench.toHalfOpen();
        QCOMPARE(bench.breaker.state(), BreakerState::HalfOpen);
        QVERIFY(!bench.breaker.snapshot().needsProbes); // nobody came
        QCOMPARE(told, 2);                              // opened, half-open
        QVERIFY(bench.breaker.rejection());             // somebody does
        QCOMPARE(told, 3);
        QCOMPARE(bench.breaker.snapshot().notPermitted, 1);
        QVERIFY(bench.breaker.snapshot().needsProbes);
        bench.clock.advance(10min);
        QCOMPARE(bench.breaker.state(), BreakerState::HalfOpen); // it waits for leave, not for a minute
        bench.breaker.grantProbes();
        QVERIFY(!bench.breaker.snapshot().needsProbes);
        for (int i = 0; i < 3; ++i)
            QVERIFY(bench.call(true));
        QCOMPARE(bench.breaker.state(), BreakerState::Closed);
        QCOMPARE(bench.breaker.snapshot().closed, 1U);
    }

    void whatOthersKnowIsTakenUp()
    {
        Bench bench;
        int told = 0;
        bench.breaker.onChange([&told] { ++told; });
        bench.breaker.adoptOpen(30s, 2, broken());
        QVERIFY(!bench.call(true));
        QCOMPARE(told, 0); // it is they who told
        bench.clock.advance(30s);
        bench.fail(3);
        QCOMPARE(bench.breaker.snapshot().attempts, 3);
        QCOMPARE(bench.breaker.snapshot().wait, 480000ms);
    }

    void theRegistryAnswersForEachName()
    {
        test::FakeClock clock;
        BreakerRegistry registry({}, clock.now(), [] { return 0.5; });
        QStringList told;
        registry.onChange([&told](const QString &name) { told << name; });
        QCOMPARE(registry.state(u"telegram"_s), BreakerState::Closed);
        QVERIFY(!registry.openUntil(u"telegram"_s));
        CircuitBreaker &one = registry.breaker(u"telegram"_s);
        QCOMPARE(&registry.breaker(u"telegram"_s), &one);
        for (int i = 0; i < 5; ++i)
            one.acquire(30s)->failed(broken());
        QCOMPARE(registry.state(u"telegram"_s), BreakerState::Open);
        QCOMPARE(registry.state(u"dolphin"_s), BreakerState::Closed);
        QCOMPARE(told, QStringList{u"telegram"_s});
        const TimePoint before = localNow();
        const TimePoint until = *registry.openUntil(u"telegram"_s);
        QVERIFY(until >= before + 60s && until <= localNow() + 60s);
        QCOMPARE(registry.snapshots().size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestCircuitBreaker)
#include "tst_circuitbreaker.moc"
