// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A disk without room: told in one sentence, and nothing that was accepted is lost. The disk is a small tmpfs in a
// mount namespace of the test's own.
#include <support/pultprocess.h>
#include <support/testresult.h>

#include <QJsonArray>
#include <QJsonObject>

#include <unistd.h>

using namespace pult;
using namespace Qt::StringLiterals;

namespace {

/// Runs `script` where `$DISK` is a disk of two megabytes.
test::ProcessEnd runOnSmallDisk(const test::Installation &pult, const QString &script)
{
    const QString disk = pult.path(u"disk"_s);
    const QString whole =
        u"mkdir -p '%1' && mount -t tmpfs -o size=2m tmpfs '%1' && export DISK='%1' PULT_DATA_DIR='%1' && %2"_s.arg(
            disk, script);
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PULT_LANG"_s, u"en"_s);
    environment.remove(u"DATABASE_URL"_s);
    process.setProcessEnvironment(environment);
    process.start(u"unshare"_s, {::getuid() == 0 ? u"-m"_s : u"-rm"_s, u"sh"_s, u"-c"_s, whole});
    process.waitForFinished(90000);
    return {process.exitCode(), process.exitStatus() != QProcess::NormalExit, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

constexpr auto fill = "dd if=/dev/zero of=$DISK/filler bs=1k count=4000 2>/dev/null; "_L1;

} // namespace

class tst_FullDisk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void aStartWithoutRoomSaysSo()
    {
        const test::Installation pult;
        const test::ProcessEnd end = runOnSmallDisk(pult, fill + u"$PULT_BIN/pultd --until-idle"_s);
        QVERIFY2(end.exitCode == 1 || end.exitCode == 2, end.err.constData());
        QVERIFY2(end.err.contains("space") || end.err.contains("full"), end.err.constData());
        QVERIFY2(end.err.contains("/disk"), end.err.constData());
    }

    void acceptedTasksOutliveAFullDisk()
    {
        const test::Installation pult;
        const test::ProcessEnd end = runOnSmallDisk(
            pult,
            u"$PULT_BIN/pultctl tasks add --kind probe --payload '{}' && "_s + fill +
                u"($PULT_BIN/pultctl tasks add --kind probe --payload '{}' 2>$DISK/../refused; "
                "timeout -s KILL 5 $PULT_BIN/pultd --until-idle >/dev/null 2>&1; "
                "rm $DISK/filler; $PULT_BIN/pultd --until-idle >/dev/null 2>&1; $PULT_BIN/pultctl --json tasks list)"_s);
        QVERIFY2(end.exitCode == 0, end.err.constData());
        const QJsonArray tasks = QJsonDocument::fromJson(end.out.mid(end.out.indexOf('{')))[u"items"].toArray();
        QVERIFY2(!tasks.isEmpty(), end.out.constData());
        for (const QJsonValue &task : tasks)
            QCOMPARE(task[u"state"].toString(), u"completed"_s);
    }
};

QTEST_GUILESS_MAIN(tst_FullDisk)
#include "tst_fulldisk.moc"
