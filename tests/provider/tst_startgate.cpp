// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <browser/startgate.h>

#include "support/testresult.h"

#include <QElapsedTimer>

#include <atomic>
#include <thread>

using namespace pult;
using namespace pult::browser;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestStartGate final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }
    void letsNoMoreInThanItsLimitOverManyThreads();
    void keepsAPauseBetweenTwo();
    void staysShutAndNarrowAfterAnOverload();
    void forgetsWhoStoppedWaiting();
};

namespace {

QCoro::Task<> passThrough(StartGate &gate, std::atomic_int &inside, std::atomic_int &most, std::atomic_int &done)
{
    CancelToken token;
    const auto permit = co_await gate.enter(token);
    const int now = ++inside;
    int seen = most;
    while (now > seen && !most.compare_exchange_weak(seen, now)) {
    }
    const auto waited = co_await sleepFor(3ms, token);
    --inside;
    ++done;
}

} // namespace

void TestStartGate::letsNoMoreInThanItsLimitOverManyThreads()
{
    StartGate gate(2, 0ms, 1ms);
    std::atomic_int inside = 0;
    std::atomic_int most = 0;
    std::atomic_int done = 0;
    std::vector<std::unique_ptr<QThread>> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back(QThread::create([&] {
            for (int round = 0; round < 10; ++round) {
                auto one = passThrough(gate, inside, most, done);
                auto two = passThrough(gate, inside, most, done);
                QCoro::waitFor(one);
                QCoro::waitFor(two);
            }
        }));
        threads.back()->start();
    }
    for (const auto &thread : threads)
        QVERIFY(thread->wait(60000));
    QCOMPARE(done.load(), 80);
    QCOMPARE(most.load(), 2);
}

void TestStartGate::keepsAPauseBetweenTwo()
{
    StartGate gate(5, 50ms, 1ms);
    CancelToken token;
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < 3; ++i)
        PULT_VERIFY_RESULT(QCoro::waitFor(gate.enter(token)));
    QVERIFY(clock.elapsed() >= 100);
}

void TestStartGate::staysShutAndNarrowAfterAnOverload()
{
    StartGate gate(4, 0ms, 1ms);
    gate.slowDown(1000ms, 100ms);
    gate.slowDown(1000ms, 100ms); // of those who were let in together: counts once
    QCOMPARE(gate.limit(), 2);
    QVERIFY(gate.pausedFor() > 0ms);
    CancelToken token;
    const auto refused = QCoro::waitFor(gate.enter(token));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Limited);
    QCOMPARE(refused.error().arguments, QStringList{u"1"_s});
    QTRY_COMPARE(gate.pausedFor(), 0ms);
    PULT_VERIFY_RESULT(QCoro::waitFor(gate.enter(token)));
    QTRY_COMPARE(gate.limit(), 4);
}

void TestStartGate::forgetsWhoStoppedWaiting()
{
    StartGate gate(1, 0ms, 1ms);
    CancelToken token;
    CancelToken impatient;
    auto first = std::make_unique<Result<StartGate::Permit>>(QCoro::waitFor(gate.enter(token)));
    auto second = gate.enter(impatient);
    auto third = gate.enter(token);
    impatient.cancel({ErrorKind::Cancelled, QStringLiteral("cancelled"), {}, {}});
    const auto gaveUp = QCoro::waitFor(second);
    QVERIFY(!gaveUp);
    first.reset();
    PULT_VERIFY_RESULT(QCoro::waitFor(third));
}

QTEST_GUILESS_MAIN(TestStartGate)
#include "tst_startgate.moc"
