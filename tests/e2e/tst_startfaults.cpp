// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What goes wrong at the start, or with a file that a person gave, is told in one clear sentence with the right exit
// code.
#include <support/pultprocess.h>
#include <support/testresult.h>
#include <support/uploadflow.h>

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

using namespace pult;
using namespace Qt::StringLiterals;

class tst_StartFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void wrongDatabaseUrl_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("says");
        QTest::newRow("no such scheme") << u"mysql://a@b/c"_s << 2 << u"mysql"_s;
        QTest::newRow("no text at all") << u"://"_s << 2 << u"DATABASE_URL"_s;
        QTest::newRow("nobody listens") << u"postgresql://pult:geheim@127.0.0.1:1/pult"_s << 1 << u"127.0.0.1:1"_s;
    }
    void wrongDatabaseUrl()
    {
        QFETCH(QString, url);
        QFETCH(int, exitCode);
        QFETCH(QString, says);
        const test::Installation pult(url);
        const test::ProcessEnd end = pult.run(u"pultd"_s, {u"--until-idle"_s});
        QCOMPARE(end.exitCode, exitCode);
        QVERIFY2(end.err.contains(says.toUtf8()), end.err.constData());
        QVERIFY2(!end.err.contains("geheim"), "the password is shown");
        QVERIFY(end.out.isEmpty());
    }

    void corruptDatabaseIsLeftAlone()
    {
        const test::Installation pult;
        const QByteArray garbage = QByteArray("this is no database ").repeated(500);
        pult.writeFile(u"data/pult.db"_s, garbage);
        const test::ProcessEnd end = pult.run(u"pultd"_s, {u"--until-idle"_s});
        QVERIFY2(end.exitCode == 1 || end.exitCode == 2, end.err.constData());
        QVERIFY2(end.err.contains("pult.db"), end.err.constData());
        QFile file(pult.path(u"data/pult.db"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), garbage);
    }

    void wrongSettingIsNamed()
    {
        test::Installation pult;
        pult.setVariable(u"WORKERS_COUNT"_s, u"many"_s);
        const test::ProcessEnd end = pult.run(u"pultd"_s, {u"--until-idle"_s});
        QCOMPARE(end.exitCode, 2);
        QVERIFY2(end.err.contains("WORKERS_COUNT") && end.err.contains("many"), end.err.constData());
    }

    void secondServiceNamesTheFirst()
    {
        const test::Installation pult;
        const auto first = pult.start(u"pultd"_s, {});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(pult.path(u"data/engine.role"_s)), 20000);
        const test::ProcessEnd second = pult.run(u"pultd"_s, {});
        QCOMPARE(second.exitCode, 2);
        QVERIFY2(second.err.contains(QByteArray::number(first->processId())), second.err.constData());
        first->terminate();
        QVERIFY(first->waitForFinished(30000));
        QCOMPARE(first->exitCode(), 0);
    }

    void windowWithoutADisplaySaysWhatToDo()
    {
        test::Installation pult;
        pult.setVariable(u"QT_QPA_PLATFORM"_s, {});
        const test::ProcessEnd end = pult.run(u"pult"_s, {});
        QCOMPARE(end.exitCode, 2);
        QVERIFY2(end.err.contains("--service"), end.err.constData());
    }

    void faultyFlow_data()
    {
        QTest::addColumn<QByteArray>("flow");
        QTest::addColumn<QString>("says");
        QTest::newRow("no JSON") << QByteArray("{\"title\": ") << u"flow"_s;
        QTest::newRow("unknown step") << QByteArray(R"({"title":"t","steps":[{"type":"teleport"}]})") << u"teleport"_s;
        QTest::newRow("unknown custom step")
            << QByteArray(R"({"title":"t","steps":[{"type":"customStep","name":"beam","parameters":{}}]})")
            << u"beam"_s;
        QTest::newRow("unknown variable")
            << QByteArray(R"({"title":"t","steps":[{"type":"navigate","url":"{{nowhere}}"}]})") << u"nowhere"_s;
    }
    void faultyFlow()
    {
        QFETCH(QByteArray, flow);
        QFETCH(QString, says);
        const test::Installation pult;
        pult.writeFile(u"flow.json"_s, flow);
        pult.writeFile(u"a.png"_s, "x");
        const test::ProcessEnd end =
            pult.run(u"pultctl"_s, {u"bulk-upload"_s, u"create"_s, u"--flow"_s, pult.path(u"flow.json"_s),
                                    u"--profiles"_s, u"one"_s, u"--media"_s, pult.path(u"a.png"_s)});
        QCOMPARE(end.exitCode, 2);
        QVERIFY2(end.err.contains(says.toUtf8()), end.err.constData());
    }

    void missingMediaIsNamedBeforeAnythingStarts()
    {
        const test::Installation pult;
        pult.writeFile(u"flow.json"_s, test::uploadFlow(QUrl(u"http://127.0.0.1:1"_s)));
        const QString missing = pult.path(u"holiday.mp4"_s);
        const test::ProcessEnd end = pult.run(
            u"pultctl"_s, {u"bulk-upload"_s, u"create"_s, u"--flow"_s, pult.path(u"flow.json"_s), u"--profiles"_s,
                           u"one"_s, u"--media"_s, missing, u"--caption"_s, u"c"_s, u"--tags"_s, u"t"_s});
        QCOMPARE(end.exitCode, 2);
        QVERIFY2(end.err.contains(missing.toUtf8()), end.err.constData());
        QCOMPARE(pult.ctl({u"tasks"_s, u"list"_s})[u"items"].toArray().size(), 0);
    }

    void noChromiumEndsTheTaskWithItsReason()
    {
        test::Installation pult;
        pult.setVariable(u"BROWSER_PATH"_s, pult.path(u"no-such-browser"_s));
        pult.writeFile(u"flow.json"_s, R"({"title":"t","steps":[{"type":"navigate","url":"about:blank"}]})");
        pult.writeFile(u"a.png"_s, "x");
        pult.ctl({u"bulk-upload"_s, u"create"_s, u"--flow"_s, pult.path(u"flow.json"_s), u"--profiles"_s, u"one"_s,
                  u"--media"_s, pult.path(u"a.png"_s)});
        const test::ProcessEnd end = pult.run(u"pultd"_s, {u"--until-idle"_s});
        QVERIFY2(end.exitCode == 1, end.err.constData());
        const QJsonObject task = pult.ctl({u"tasks"_s, u"list"_s})[u"items"][0].toObject();
        QCOMPARE(task[u"state"].toString(), u"discarded"_s);
        QVERIFY(task[u"last_error"][u"message"].toString().contains("no-such-browser"_L1));
    }
};

QTEST_GUILESS_MAIN(tst_StartFaults)
#include "tst_startfaults.moc"
