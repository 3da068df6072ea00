// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Too few file descriptors, too little memory: told by the task that met it, survived by the process and the others.
#include "nodeplace.h"

#include <support/testresult.h>

#include <QDir>

using namespace Qt::StringLiterals;
using namespace pult;
using test::NodePlace;

class tst_Scarcity : public QObject
{
    Q_OBJECT

private:
    static void limitDescriptors(const NodePlace &pult, qint64 most)
    {
        const QStringList arguments{u"--pid"_s, QString::number(pult.node->processId()),
                                    u"--nofile=%1:4096"_s.arg(most)};
        QCOMPARE(QProcess::execute(u"prlimit"_s, arguments), 0);
    }
    static qint64 openDescriptors(const NodePlace &pult)
    {
        return QDir(u"/proc/%1/fd"_s.arg(pult.node->processId()))
            .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
            .size();
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void withoutDescriptorsTasksWait()
    {
        NodePlace pult{QString()};
        pult.place.setVariable(u"BROWSER_PROVIDER"_s, u"local"_s);
        pult.start();
        const qint64 first = pult.addProbe("{}");
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(first), u"completed"_s, 20'000);
        limitDescriptors(pult, openDescriptors(pult) + 12);
        const QString payload = uR"({"profile":"shop-1","flow":{"title":"t","steps":[{"type":"setViewport",)"
                                R"("width":800,"height":600,"deviceScaleFactor":1,"isMobile":false,"hasTouch":false,)"
                                R"("isLandscape":false}]}})"_s;
        const QJsonDocument added =
            pult.place.ctl({u"tasks"_s, u"add"_s, u"--kind"_s, u"browser_flow"_s, u"--payload"_s, payload});
        const qint64 id = added[u"ids"][0].toInteger();
        QTRY_COMPARE_WITH_TIMEOUT(pult.task(id)[u"last_error"][u"code"].toString(), u"descriptors_exhausted"_s, 20'000);
        QCOMPARE(pult.task(id)[u"attempt"].toInt(), 0);
        QCOMPARE(pult.state(id), u"scheduled"_s);
        // What needs no more of them goes on.
        const qint64 other = pult.addProbe("{}");
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(other), u"completed"_s, 20'000);
        limitDescriptors(pult, 1024);
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(id), u"completed"_s, 60'000);
        QCOMPARE(pult.task(id)[u"attempt"].toInt(), 1);
        QCOMPARE(pult.stop(), 0);
        QVERIFY(pult.place.processesLeft().isEmpty());
    }

    void outOfMemoryEndsTheRunAlone()
    {
        NodePlace pult{QString()};
        pult.start();
        const qint64 id = pult.addProbe(R"({"fail":"memory","fail_times":1})");
        const qint64 other = pult.addProbe(R"({"fail":"throw","fail_times":1})");
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(id), u"completed"_s, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(pult.state(other), u"completed"_s, 30'000);
        QCOMPARE(pult.task(id)[u"attempts"].toArray().last()[u"error"][u"code"].toString(), u"job_out_of_memory"_s);
        QCOMPARE(pult.task(other)[u"attempts"].toArray().last()[u"error"][u"code"].toString(), u"job_threw"_s);
        QCOMPARE(pult.stop(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_Scarcity)
#include "tst_scarcity.moc"
