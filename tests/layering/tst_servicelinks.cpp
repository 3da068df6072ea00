// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/testresult.h>

#include <QProcess>

using namespace Qt::StringLiterals;

/// The service programs need no GUI library, so they run on servers that have none.
class tst_ServiceLinks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { pult::test::failOnWarnings(); }

    void noGuiLibrary()
    {
        QProcess readelf;
        readelf.start(u"readelf"_s, {u"--dynamic"_s, u"--wide"_s, qEnvironmentVariable("PULT_BIN") + u"/pultd"});
        QVERIFY(readelf.waitForFinished());
        QCOMPARE(readelf.exitCode(), 0);
        const QString needed = QString::fromUtf8(readelf.readAllStandardOutput());
        QVERIFY(needed.contains(u"libQt6Core.so"));
        for (const QString &library : {u"libQt6Gui"_s, u"libQt6Widgets"_s, u"libQt6Charts"_s, u"libQt6Svg"_s})
            QVERIFY2(!needed.contains(library), qPrintable(library));
    }
};

QTEST_GUILESS_MAIN(tst_ServiceLinks)
#include "tst_servicelinks.moc"
