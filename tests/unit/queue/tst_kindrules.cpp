// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <queue/kindrules.h>
#include <support/testresult.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

class tst_KindRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void rulesAreThoseOfTheInterface_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("attempts");
        QTest::addColumn<int>("baseSeconds");
        QTest::addColumn<int>("leaseSeconds"); // 0: TASK_LEASE_SECS
        QTest::newRow("bulk_upload") << u"bulk_upload"_s << 3 << 10 << 3600;
        QTest::newRow("browser_flow") << u"browser_flow"_s << 3 << 10 << 3600;
        QTest::newRow("http_request") << u"http_request"_s << 5 << 2 << 0;
        QTest::newRow("broadcast") << u"broadcast"_s << 5 << 2 << 0;
        QTest::newRow("command") << u"command"_s << 1 << 1 << 0;
        QTest::newRow("probe") << u"probe"_s << 3 << 1 << 0;
        QTest::newRow("unknown") << u"from_a_newer_node"_s << 3 << 2 << 0;
    }
    void rulesAreThoseOfTheInterface()
    {
        QFETCH(QString, kind);
        QFETCH(int, attempts);
        QFETCH(int, baseSeconds);
        QFETCH(int, leaseSeconds);
        const KindRule &rule = kindRule(kind);
        QCOMPARE(rule.maxAttempts, attempts);
        QCOMPARE(rule.backoffBase, std::chrono::seconds(baseSeconds));
        QCOMPARE(rule.leaseTtl, std::chrono::seconds(leaseSeconds));
    }

    void browserWorkIsNeverPrefetched()
    {
        QVERIFY(!kindRule(u"bulk_upload").shortJob);
        QVERIFY(!kindRule(u"browser_flow").shortJob);
        QVERIFY(kindRule(u"http_request").shortJob);
    }

    void waitsAreDrawnFromZeroToTheDoubledBase()
    {
        const KindRule &rule = kindRule(u"bulk_upload");
        for (int attempt = 1; attempt < 100; ++attempt) {
            const std::chrono::milliseconds longest =
                attempt > 6 ? 600000ms : std::chrono::milliseconds(10000LL << (attempt - 1));
            QCOMPARE(fullJitter(rule, attempt, 0.0), 0ms);
            QCOMPARE(fullJitter(rule, attempt, 0.5), longest / 2);
            QVERIFY(fullJitter(rule, attempt, 0.999999) <= longest);
        }
    }
};

QTEST_GUILESS_MAIN(tst_KindRules)
#include "tst_kindrules.moc"
