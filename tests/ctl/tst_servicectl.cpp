// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What `service install` would install, judged by systemd's own tools. A running systemd is shown by hand
// (docs/testing.md).
#include <support/pultprocess.h>
#include <support/testresult.h>

#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_ServiceCtl : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::Installation> m_pult;

    test::ProcessEnd run(const QStringList &words) const { return m_pult->run(u"pultctl"_s, words); }
    static QByteArray analyze(const QStringList &words, int *code)
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(u"systemd-analyze"_s, words);
        process.waitForFinished();
        *code = process.exitCode();
        return process.readAll();
    }

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_pult = std::make_unique<test::Installation>();
    }

    void theUnitIsRightAndHardened_data()
    {
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("user of its own") << QStringList() << QByteArray("\nDynamicUser=yes\n");
        QTest::newRow("a user and a folder")
            << QStringList{u"--user"_s, u"daemon"_s, u"--data-dir"_s, u"/srv/pult-green"_s}
            << QByteArray("\nReadWritePaths=/srv/pult-green\nUser=daemon\n");
    }
    void theUnitIsRightAndHardened()
    {
        QFETCH(QStringList, more);
        QFETCH(QByteArray, line);
        const test::ProcessEnd printed =
            run(QStringList{u"service"_s, u"install"_s, u"--print"_s, u"--name"_s, u"pult-green"_s} + more);
        QVERIFY2(printed.exitCode == 0, printed.err.constData());
        QVERIFY2(printed.out.contains(line), printed.out.constData());
        QVERIFY2(!printed.out.contains("@PULT"), printed.out.constData());
        QVERIFY(printed.out.contains("EnvironmentFile=-/etc/pult/pult-green.env\n"));
        m_pult->writeFile(u"pult-green.service"_s, printed.out);
        const QString unit = m_pult->path(u"pult-green.service"_s);
        int code = -1;
        const QByteArray verdict = analyze({u"verify"_s, u"--man=no"_s, unit}, &code);
        QVERIFY2(code == 0 && !verdict.contains("pult-green.service:"), verdict.constData());
        const QByteArray security = analyze({u"security"_s, u"--offline=true"_s, u"--threshold=30"_s, unit}, &code);
        QVERIFY2(code == 0, security.constData());
        static const QRegularExpression score(u"exposure level for pult-green.service: (\\d\\.\\d)"_s);
        const auto match = score.match(QString::fromUtf8(security));
        QVERIFY2(match.hasMatch() && match.captured(1).toDouble() < 3.0, security.constData());
    }

    void wrongUseIsTold_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("code");
        const QStringList print{u"install"_s, u"--print"_s};
        QTest::newRow("name") << QStringList{u"status"_s, u"--name"_s, u"../x"_s} << u"usage_invalid"_s;
        QTest::newRow("program") << print + QStringList{u"--program"_s, u"/no/such"_s} << u"service_program_missing"_s;
        QTest::newRow("path") << print + QStringList{u"--data-dir"_s, u"/srv/a b"_s} << u"service_path_odd"_s;
        QTest::newRow("line") << print + QStringList{u"--user"_s, u"x\nExecStartPre=/bin/sh"_s}
                              << u"service_path_odd"_s;
    }
    void wrongUseIsTold()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, code);
        const test::ProcessEnd end = run(QStringList{u"--json"_s, u"service"_s} + words);
        QCOMPARE(end.exitCode, 2);
        QCOMPARE(QJsonDocument::fromJson(end.err)[u"code"].toString(), code);
        QVERIFY(end.out.isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_ServiceCtl)
#include "tst_servicectl.moc"
