// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// pultctl breakers as scripts use it.
#include <queue/breakers.h>
#include <support/pultprocess.h>
#include <support/testresult.h>

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;

class tst_BreakersCtl : public QObject
{
    Q_OBJECT

    QJsonObject breaker(const QStringList &arguments)
    {
        return m_pult->ctl(QStringList{u"breakers"_s} + arguments)[u"items"][0].toObject();
    }
    test::ProcessEnd run(const QStringList &arguments)
    {
        return m_pult->run(u"pultctl"_s, QStringList{u"--lang"_s, u"en"_s, u"breakers"_s} + arguments);
    }

    std::unique_ptr<test::Installation> m_pult;

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_pult = std::make_unique<test::Installation>();
    }

    void aNodesBreakerIsSteeredFromOutside()
    {
        const test::ProcessEnd nothing = run({u"list"_s});
        QCOMPARE(nothing.exitCode, 0);
        QVERIFY(nothing.out.startsWith("No breakers yet."));
        // A node that has Dolphin makes its breaker known; it need not be there.
        m_pult->setVariable(u"DOLPHIN_API_HOST"_s, u"http://127.0.0.1:9"_s);
        const auto node = m_pult->start(u"pultd"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(breaker({u"list"_s})[u"name"].toString(), u"dolphin"_s, 30000);
        const QJsonObject first = breaker({u"list"_s});
        QCOMPARE(first[u"state"].toString(), u"closed"_s);
        QCOMPARE(first[u"scope"].toString(), QSysInfo::machineHostName()); // the loopback's app is the computer's own
        QVERIFY(first[u"window"][u"failure_rate"].isNull());

        const QJsonObject opened =
            breaker({u"open"_s, u"dolphin"_s, u"--reason"_s, u"update of the app"_s, u"--for"_s, u"30m"_s});
        QCOMPARE(opened[u"state"].toString(), u"forced_open"_s);
        QCOMPARE(opened[u"reason"].toString(), u"update of the app"_s);
        QVERIFY(opened[u"left_seconds"].toDouble() > 1790);
        const test::ProcessEnd table = run({u"list"_s});
        QVERIFY2(table.out.contains("forced open") && table.out.contains("update of the app"), table.out.constData());
        QCOMPARE(breaker({u"half-open"_s, u"dolphin"_s})[u"state"].toString(), u"half_open"_s);
        QCOMPARE(breaker({u"close"_s, u"dolphin"_s})[u"state"].toString(), u"closed"_s);
        QCOMPARE(breaker({u"disable"_s, u"dolphin"_s})[u"state"].toString(), u"disabled"_s);
        QCOMPARE(breaker({u"reset"_s, u"dolphin"_s})[u"calls"].toInt(), 0);
        QCOMPARE(breaker({u"close"_s, u"dolphin"_s})[u"state"].toString(), u"closed"_s);
        node->terminate();
        QVERIFY(node->waitForFinished(60000));
        QCOMPARE(node->exitCode(), 0);
    }

    void wrongUseIsTold_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("told");
        QTest::newRow("no reason") << QStringList{u"open"_s, u"dolphin"_s, u"--for"_s, u"5"_s}
                                   << QByteArray("--reason");
        QTest::newRow("no end") << QStringList{u"open"_s, u"dolphin"_s, u"--reason"_s, u"x"_s} << QByteArray("--for");
        QTest::newRow("no time") << QStringList{u"open"_s, u"dolphin"_s, u"--reason"_s, u"x"_s, u"--for"_s, u"soon"_s}
                                 << QByteArray("30m");
        QTest::newRow("unknown") << QStringList{u"close"_s, u"nobody"_s} << QByteArray("no breaker \"nobody\"");
    }
    void wrongUseIsTold()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, told);
        const test::ProcessEnd end = run(arguments);
        QVERIFY(end.exitCode != 0);
        QVERIFY2(end.err.contains(told), end.err.constData());
        QVERIFY(end.out.isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_BreakersCtl)
#include "tst_breakersctl.moc"
