// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <base/backoff.h>
#include <net/retrypolicy.h>

#include "support/testresult.h"

#include <cmath>
#include <limits>
#include <random>

using namespace pult;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestBackoff final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void doublesUpToItsCap()
    {
        QCOMPARE(backoffCeiling(10s, 10min, 0), 10000ms);
        QCOMPARE(backoffCeiling(10s, 10min, 5), 320000ms);
        QCOMPARE(backoffCeiling(10s, 10min, 6), 600000ms);
        QCOMPARE(backoffCeiling(10s, 5s, 0), 5000ms);
        QCOMPARE(backoffCeiling(10s, 10min, -3), 10000ms);
    }

    void noExponentOverflows()
    {
        for (const int exponent : {31, 62, 63, 64, 1000, std::numeric_limits<int>::max()})
            QCOMPARE(backoffCeiling(10s, 10min, exponent), 600000ms);
        const std::chrono::milliseconds largest{std::numeric_limits<qint64>::max()};
        QCOMPARE(backoffCeiling(1ms, largest, 62), std::chrono::milliseconds{qint64{1} << 62});
        QCOMPARE(backoffCeiling(2ms, largest, 62), largest);
    }

    /// Kolmogorov–Smirnov: the draws are even over [0, cap].
    void drawsAreEven()
    {
        constexpr int draws = 100'000;
        constexpr auto cap = 10min;
        std::mt19937_64 engine(20261122);
        std::uniform_real_distribution<double> unit(0, 1);
        QList<double> values;
        double sum = 0;
        for (int i = 0; i < draws; ++i) {
            const auto wait = fullJitter(backoffCeiling(10s, cap, 40), unit(engine));
            QVERIFY(wait >= 0ms && wait <= cap);
            values.append(double(wait.count()) / double(std::chrono::milliseconds(cap).count()));
            sum += values.constLast();
        }
        std::sort(values.begin(), values.end());
        double distance = 0;
        for (int i = 0; i < draws; ++i) {
            distance = std::max(
                {distance, std::abs(values.at(i) - double(i) / draws), std::abs(values.at(i) - double(i + 1) / draws)});
        }
        QVERIFY2(distance < 1.63 / std::sqrt(double(draws)), qPrintable(QString::number(distance))); // 1 %
        QVERIFY(std::abs(sum / draws - 0.5) < 0.005);
    }

    void twoProcessesDoNotAlign()
    {
        // Each draws from a generator of its own, which the system seeds: no two draws in a row are alike.
        QSet<double> seen;
        for (int i = 0; i < 1000; ++i)
            seen.insert(drawUnit());
        QCOMPARE(seen.size(), 1000);
    }

    void requestsWaitFourToTenSeconds()
    {
        const net::RetryPolicy policy = net::RetryPolicy::standard();
        QCOMPARE(policy.waitAfter(1, 0.0), 4000ms);
        QVERIFY(*policy.waitAfter(1, 0.999999) < 8000ms);
        QCOMPARE(policy.waitAfter(2, 0.0), 4000ms);
        QVERIFY(*policy.waitAfter(2, 0.999999) < 10000ms);
        QVERIFY(*policy.waitAfter(2, 0.999999) > 9900ms);
        QVERIFY(!policy.waitAfter(3, 0.0)); // three attempts
        QVERIFY(!net::RetryPolicy{}.waitAfter(1, 0.0));
    }

    void aLongerRetryAfterIsObeyedWithinPatience()
    {
        const net::RetryPolicy policy = net::RetryPolicy::standard();
        for (double unit = 0; unit < 1; unit += 0.01)
            QVERIFY(*policy.waitAfter(1, unit, 5s) >= 5s);
        QCOMPARE(policy.waitAfter(1, 0.5, 30s), 30000ms);
        QCOMPARE(policy.waitAfter(1, 0.0, 1s), 4000ms);
        QVERIFY(!policy.waitAfter(1, 0.5, 61s)); // a task waits better outside
    }
};

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
