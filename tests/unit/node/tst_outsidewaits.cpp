// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How jobs wait for what is outside: for an open breaker, and for their turn at a site.
#include <jobs/breakerwait.h>
#include <jobs/browsersessions.h>
#include <node/breakersync.h>

#include "support/testresult.h"

using namespace pult;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_OutsideWaits : public QObject
{
    Q_OBJECT

    static Error met(int left, int spread)
    {
        return {ErrorKind::Unavailable,
                u"breaker_open"_s,
                {u"Dolphin"_s, QString::number(left), QString::number(spread), u"dolphin"_s},
                {}};
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void anOpenBreakerIsWaitedForAndSpread()
    {
        QCOMPARE(jobs::breakerWait(met(40, 6), 0.0), 40000ms);
        QCOMPARE(jobs::breakerWait(met(40, 6), 0.5), 43000ms);
        for (double unit = 0; unit < 1; unit += 0.01) {
            const auto wait = jobs::breakerWait(met(600, 60), unit);
            QVERIFY(wait >= 600s && wait <= 660s);
        }
        QCOMPARE(jobs::breakerWait({ErrorKind::Unavailable, u"dolphin_away"_s, {}, {}}, 0.5), std::nullopt);
    }

    void flowsTakeTurnsAtASite()
    {
        browser::ProviderShared shared;
        jobs::BrowserSessions::Config config;
        config.shared = &shared;
        QVERIFY(!jobs::BrowserSessions(config).pace()); // as they come, unless asked for
        config.hostPause = 60s;
        const auto slow = jobs::BrowserSessions(config).pace();
        CancelToken token;
        QElapsedTimer timer;
        timer.start();
        PULT_VERIFY_RESULT(QCoro::waitFor(slow(u"a.example"_s, token)));
        PULT_VERIFY_RESULT(QCoro::waitFor(slow(u"b.example"_s, token))); // another site
        QVERIFY(timer.elapsed() < 50'000);
        config.hostPause = 200ms;
        browser::ProviderShared others;
        config.shared = &others;
        const auto pace = jobs::BrowserSessions(config).pace();
        timer.start();
        for (int turn = 0; turn < 3; ++turn)
            PULT_VERIFY_RESULT(QCoro::waitFor(pace(u"a.example"_s, token)));
        QVERIFY2(timer.elapsed() >= 390, qPrintable(QString::number(timer.elapsed())));
    }

    void theSettingsMakeThePolicy()
    {
        const net::BreakerPolicy usual = node::breakerPolicy(5, 60s);
        QCOMPARE(usual.failureThreshold, 5);
        QCOMPARE(usual.minimumCalls, 5);
        QCOMPARE(usual.openWait, 60000ms);
        QCOMPARE(usual.longestWait, 600000ms);
        QCOMPARE(node::breakerPolicy(2, 60s).minimumCalls, 2); // two failures of two open it
        QCOMPARE(node::breakerPolicy(50, 60s).minimumCalls, 5);
        QCOMPARE(node::breakerPolicy(5, 3600s).longestWait, 3600000ms);
    }
};

QTEST_GUILESS_MAIN(tst_OutsideWaits)
#include "tst_outsidewaits.moc"
