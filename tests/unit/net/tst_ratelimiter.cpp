// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <net/ratelimiter.h>

#include "support/fakeclock.h"
#include "support/testresult.h"

#include <thread>

using namespace pult;
using namespace pult::net;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class Bench
{
public:
    explicit Bench(RateLimit limit, double draw = 0.5)
        : limiter(u"telegram"_s, limit, clock.now(), [draw] { return draw; })
    {
    }
    bool pass()
    {
        RateLimiter::Ticket ticket = limiter.enter();
        const bool may = ticket.mayGo();
        if (may)
            ticket.used();
        return may;
    }
    test::FakeClock clock;
    RateLimiter limiter;
};

QCoro::Task<> passInTurn(RateLimiter &limiter, int number, QList<int> &order)
{
    CancelToken token;
    auto ticket = co_await limiter.wait(60s, token);
    if (!ticket)
        co_return;
    ticket->used();
    order.append(number);
}

} // namespace

class TestRateLimiter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void passesItsBurstAndThenItsRate()
    {
        Bench bench({20, 5});
        int passed = 0;
        for (int i = 0; i < 100; ++i)
            passed += bench.pass() ? 1 : 0;
        QCOMPARE(passed, 5);
        // For ten seconds as often as one likes: 200 more, no more.
        for (int i = 0; i < 10000; ++i) {
            bench.clock.advance(1ms);
            passed += bench.pass() ? 1 : 0;
        }
        QCOMPARE(passed, 205);
        bench.clock.advance(1h); // what gathers is the burst
        passed = 0;
        while (bench.pass())
            ++passed;
        QCOMPARE(passed, 5);
    }

    void goesInTheOrderOfComing()
    {
        Bench bench({1, 1});
        QVERIFY(bench.pass());
        RateLimiter::Ticket first = bench.limiter.enter();
        RateLimiter::Ticket second = bench.limiter.enter();
        QCOMPARE(bench.limiter.advance(first), 1000ms);
        QCOMPARE(bench.limiter.advance(second), 2000ms);
        bench.clock.advance(1500ms);
        QVERIFY(bench.limiter.advance(second) > 0ms); // a token is there, but not for it
        QVERIFY(!bench.pass());                       // nor for who comes now
        QCOMPARE(bench.limiter.advance(first), 0ms);
        bench.clock.advance(1000ms); // what was above the burst is lost
        QCOMPARE(bench.limiter.advance(second), 0ms);
    }

    void whoGivesUpGivesBack()
    {
        Bench bench({1, 1});
        {
            const RateLimiter::Ticket unused = bench.limiter.enter();
            QVERIFY(unused.mayGo());
        }
        QVERIFY(bench.pass()); // its token was there again
        std::optional<RateLimiter::Ticket> waiting = bench.limiter.enter();
        RateLimiter::Ticket behind = bench.limiter.enter();
        QCOMPARE(bench.limiter.advance(behind), 2000ms);
        waiting.reset();
        QCOMPARE(bench.limiter.advance(behind), 1000ms); // moved up
        QCOMPARE(bench.limiter.snapshot().waiters, 1);
    }

    void aRefusalStopsEverybody()
    {
        Bench bench({100, 100});
        bench.limiter.refused(30s);
        QVERIFY(!bench.pass());
        QCOMPARE(bench.limiter.snapshot().nextIn, 30000ms);
        QCOMPARE(bench.limiter.snapshot().throttled, 1);
        bench.clock.advance(30s);
        QVERIFY(bench.pass());
        QVERIFY(bench.pass()); // refilled by its rate while it was shut
    }

    void refusalsWithoutAWordWaitLongerEachTime()
    {
        Bench bench({0, 1}, 0.999999);
        std::chrono::milliseconds last = 0ms;
        for (int i = 0; i < 10; ++i) {
            bench.limiter.refused(std::nullopt);
            const auto now = bench.limiter.snapshot().nextIn;
            bench.limiter.refused(std::nullopt); // of the same overload
            QCOMPARE(bench.limiter.snapshot().nextIn, now);
            QVERIFY(now >= last && now <= 60s && now >= 1s);
            last = now;
            bench.clock.advance(now);
        }
        QVERIFY(last > 59s);
        bench.limiter.told({});
        bench.limiter.refused(std::nullopt);
        QVERIFY(bench.limiter.snapshot().nextIn <= 2s);
    }

    void theQuotaOfAnAnswerIsNotPassed()
    {
        Bench bench({0, 1}); // no limit of its own
        RateLimitAdvice advice;
        advice.remaining = 2;
        advice.reset = 10s;
        bench.limiter.told(advice);
        QVERIFY(bench.pass());
        advice.remaining = 3; // of an answer that was under way
        bench.limiter.told(advice);
        QVERIFY(bench.pass());
        QVERIFY(!bench.pass());
        bench.clock.advance(10s);
        QVERIFY(bench.pass());
    }

    void coroutinesOfOneThreadPassInTurn()
    {
        RateLimiter limiter(u"x"_s, {100, 1});
        QList<int> order;
        std::vector<QCoro::Task<>> all;
        for (int i = 0; i < 10; ++i)
            all.push_back(passInTurn(limiter, i, order));
        QTRY_COMPARE(order.size(), 10);
        QCOMPARE(order, QList<int>({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    }

    /// A thread that read the clock and then waited for its turn brings an earlier time than the one before.
    void anEarlierTimeFillsNothingTwice()
    {
        Bench bench({1, 5});
        for (int i = 0; i < 5; ++i)
            QVERIFY(bench.pass());
        bench.clock.advance(5s);
        QVERIFY(bench.pass());
        bench.clock.advance(-4s);
        QVERIFY(bench.pass());
        bench.clock.advance(4s);
        for (int i = 0; i < 3; ++i)
            QVERIFY(bench.pass());
        QVERIFY(!bench.pass());
    }

    void threadsTogetherKeepTheRate()
    {
        RateLimiter limiter(u"x"_s, {50, 1});
        std::atomic_int passed = 0;
        std::atomic_bool stop = false;
        std::vector<std::thread> threads;
        const auto began = std::chrono::steady_clock::now();
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                while (!stop) {
                    RateLimiter::Ticket ticket = limiter.enter();
                    while (!stop && limiter.advance(ticket) > 0ms)
                        std::this_thread::yield();
                    if (ticket.mayGo()) {
                        ticket.used();
                        ++passed;
                    }
                }
            });
        }
        QTRY_VERIFY(passed >= 20);
        stop = true;
        for (std::thread &thread : threads)
            thread.join();
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        QVERIFY2(passed <= int(seconds * 50) + 2, qPrintable(QString::number(passed)));
    }

    void itDoesNotWaitLongerThanItsPatience()
    {
        Bench bench({1, 1});
        bench.limiter.refused(300s);
        CancelToken token;
        const auto ticket = QCoro::waitFor(bench.limiter.wait(60s, token));
        QVERIFY(!ticket);
        QCOMPARE(ticket.error().kind, ErrorKind::Limited);
        QCOMPARE(ticket.error().arguments, QStringList({u"300"_s, u"Telegram"_s}));
        QCOMPARE(bench.limiter.snapshot().waiters, 0);
    }

    void whoIsCancelledLeavesTheQueue()
    {
        RateLimiter limiter(u"x"_s, {0.01, 1});
        {
            RateLimiter::Ticket first = limiter.enter();
            first.used();
        }
        CancelToken token;
        QTimer::singleShot(20ms, &token, [&token] { token.cancel({ErrorKind::Cancelled, u"cancelled"_s, {}, {}}); });
        const auto ticket = QCoro::waitFor(limiter.wait(600s, token));
        QVERIFY(!ticket);
        QCOMPARE(ticket.error().kind, ErrorKind::Cancelled);
        QCOMPARE(limiter.snapshot().waiters, 0);
    }

    void aSharedBudgetIsFilledByAllowancesOnly()
    {
        Bench bench({20, 20, true});
        QVERIFY(bench.pass()); // alone it keeps the rate by itself
        bench.limiter.setLeased(true);
        QVERIFY(!bench.pass());
        QCOMPARE(bench.limiter.wanted(), 0); // nobody waits
        std::vector<RateLimiter::Ticket> waiting;
        for (int i = 0; i < 12; ++i)
            waiting.push_back(bench.limiter.enter());
        QCOMPARE(bench.limiter.wanted(), 5); // for a quarter of a second
        bench.clock.advance(1h);
        QVERIFY(bench.limiter.advance(waiting.front()) > 0ms);
        bench.limiter.grant(5);
        int passed = 0;
        for (RateLimiter::Ticket &ticket : waiting) {
            if (bench.limiter.advance(ticket) == 0ms) {
                ticket.used();
                ++passed;
            }
        }
        QCOMPARE(passed, 5);
        waiting.clear();
        bench.limiter.grant(3);
        QCOMPARE(bench.limiter.takeBack(), 3);
        QCOMPARE(bench.limiter.takeBack(), 0);
    }

    void presetsAreThoseOfTheVendors()
    {
        QCOMPARE(presetRateLimit(u"telegram"_s)->perSecond, 20.0);
        QVERIFY(presetRateLimit(u"telegram"_s)->shared);
        QCOMPARE(presetRateLimit(u"dolphin-cloud"_s)->perSecond * 60, 500.0);
        QVERIFY(!presetRateLimit(u"dolphin"_s)); // none is known: a 429 teaches it
        QCOMPARE(presetRateLimit(u"adspower"_s)->perSecond, 2.0);
        QCOMPARE(adsPowerRateLimit(200).perSecond, 2.0);
        QCOMPARE(adsPowerRateLimit(201).perSecond, 5.0);
        QCOMPARE(adsPowerRateLimit(5001).perSecond, 10.0);
        LimiterRegistry registry;
        QCOMPARE(registry.limiter(u"telegram"_s).limit().perSecond, 20.0);
        QCOMPARE(registry.limiter(u"example.org"_s).limit().perSecond, 0.0);
    }
};

QTEST_GUILESS_MAIN(TestRateLimiter)
#include "tst_ratelimiter.moc"
