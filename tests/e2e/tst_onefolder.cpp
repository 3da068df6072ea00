// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One engine per data folder; windows find each other, and a window beside a service looks on.
#include <support/pultprocess.h>
#include <support/testresult.h>

#include <QJsonArray>
#include <QJsonObject>

using namespace pult;
using namespace Qt::StringLiterals;

namespace {

QString roleOf(const test::Installation &pult)
{
    QFile file(pult.path(u"data/engine.role"_s));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// Whether a second start ends well by itself; one that stays as a viewer is stopped.
bool handsOver(const test::Installation &pult)
{
    const auto second = pult.start(u"pult"_s, {});
    if (second->waitForFinished(30000))
        return second->exitStatus() == QProcess::NormalExit && second->exitCode() == 0;
    second->terminate();
    second->waitForFinished(30000);
    return false;
}

} // namespace

class tst_OneFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void aSecondWindowHandsOverToTheFirst()
    {
        const test::Installation pult;
        const auto first = pult.start(u"pult"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(roleOf(pult), u"window"_s, 20000);
        QVERIFY(handsOver(pult)); // however early it comes
        QVERIFY(handsOver(pult));
        QCOMPARE(first->state(), QProcess::Running);
        first->terminate();
        QVERIFY(first->waitForFinished(30000));
        QCOMPARE(first->exitCode(), 0);
        QVERIFY(roleOf(pult).isEmpty());
    }

    void aWindowFollowsItsSettingsFileAndASecondStart()
    {
        const test::Installation pult;
        const auto window = pult.start(u"pult"_s, {});
        const auto queues = [&pult] { return pult.ctl({u"nodes"_s, u"list"_s})[u"items"][0][u"queues"].toArray(); };
        QTRY_COMPARE_WITH_TIMEOUT(roleOf(pult), u"window"_s, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(handsOver(pult), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(queues(), (QJsonArray{u"*"_s}), 20000);
        pult.writeFile(u"data/pult.ini"_s, "# whose work is done here\nNODE_QUEUES=mail\n");
        QTRY_COMPARE_WITH_TIMEOUT(queues(), (QJsonArray{u"mail"_s}), 30000);
        // What stands on the second start's command line is stronger.
        QCOMPARE(pult.run(u"pult"_s, {u"--set"_s, u"NODE_QUEUES=night"_s}).exitCode, 0);
        QTRY_COMPARE_WITH_TIMEOUT(queues(), (QJsonArray{u"night"_s}), 30000);
        window->terminate();
        QVERIFY(window->waitForFinished(30000));
        QCOMPARE(window->exitCode(), 0);
    }

    void aWindowBesideAServiceLooksOn()
    {
        const test::Installation pult;
        const auto service = pult.start(u"pultd"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(roleOf(pult), u"service"_s, 20000);
        const auto window = pult.start(u"pult"_s, {});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(pult.path(u"data/logs/pult-window.log"_s)), 20000);
        // It stays, and no second node appears.
        QVERIFY(handsOver(pult));
        QCOMPARE(window->state(), QProcess::Running);
        QTRY_COMPARE_WITH_TIMEOUT(pult.ctl({u"nodes"_s, u"list"_s})[u"items"].toArray().size(), 1, 20000);
        window->terminate();
        QVERIFY(window->waitForFinished(30000));
        QCOMPARE(window->exitCode(), 0);
        QCOMPARE(service->state(), QProcess::Running);
        service->terminate();
        QVERIFY(service->waitForFinished(30000));
        QCOMPARE(service->exitCode(), 0);
    }

    void aServiceFinishesItsTaskWhenItIsTold()
    {
        const test::Installation pult;
        const auto service = pult.start(u"pultd"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(roleOf(pult), u"service"_s, 20000);
        const QString go = pult.path(u"go"_s);
        pult.ctl({u"tasks"_s, u"add"_s, u"--kind"_s, u"probe"_s, u"--payload"_s, u"{\"until\":\"%1\"}"_s.arg(go)});
        const auto state = [&pult] { return pult.ctl({u"tasks"_s, u"list"_s})[u"items"][0][u"state"].toString(); };
        QTRY_COMPARE_WITH_TIMEOUT(state(), u"running"_s, 20000);
        service->terminate();
        pult.writeFile(u"go"_s, {});
        QVERIFY(service->waitForFinished(30000));
        QCOMPARE(service->exitCode(), 0);
        QCOMPARE(state(), u"completed"_s);
    }
};

QTEST_GUILESS_MAIN(tst_OneFolder)
#include "tst_onefolder.moc"
