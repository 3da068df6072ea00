// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A node where containers run it: process 1, no home, no display, a read-only root, not root, one folder to write to.
#include <support/pultprocess.h>
#include <support/testresult.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>

#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_Container : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;

    QString path(const QString &name) const { return m_dir.filePath(name); }
    /// Runs a program inside; what it needs stands in the writable folder, where everybody may read it.
    std::unique_ptr<QProcess> start(const QStringList &words) const
    {
        const QString inside = u"set -e; mount --make-rprivate /; mount --bind '%1' '%1'; "
                               "mount -o remount,bind,ro /; touch /root-is-writable 2>/dev/null && exit 99; "
                               "exec setpriv --reuid=12345 --regid=12345 --clear-groups --no-new-privs "
                               "env -i LC_ALL=C.UTF-8 PULT_LANG=en PULT_KEYCHAIN=off WORKER_BASE_PORT=0 "
                               "PULT_DATA_DIR='%1/data' \"$@\""_s.arg(m_dir.path());
        auto process = std::make_unique<QProcess>();
        process->setWorkingDirectory(u"/"_s);
        process->start(u"unshare"_s, QStringList{u"-m"_s, u"-p"_s, u"-f"_s, u"--kill-child"_s, u"--mount-proc"_s,
                                                 u"sh"_s, u"-c"_s, inside, u"sh"_s} +
                                         words);
        return process;
    }
    /// As the same user: what root made first would be root's.
    test::ProcessEnd ctl(const QStringList &words) const
    {
        QProcess process;
        QProcessEnvironment environment;
        environment.insert(u"PULT_DATA_DIR"_s, path(u"data"_s));
        environment.insert(u"PULT_LANG"_s, u"en"_s);
        environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
        environment.insert(u"PATH"_s, qEnvironmentVariable("PATH"));
        process.setProcessEnvironment(environment);
        process.start(u"setpriv"_s, QStringList{u"--reuid=12345"_s, u"--regid=12345"_s, u"--clear-groups"_s,
                                                path(u"pultctl"_s), u"--json"_s} +
                                        words);
        process.waitForFinished();
        return {process.exitCode(), false, process.readAllStandardOutput(), process.readAllStandardError()};
    }
    QString nodeState() const { return ctl({u"nodes"_s, u"list"_s}).json()[u"items"][0][u"state"].toString(); }
    qint64 nodePid() const { return ctl({u"nodes"_s, u"list"_s}).json()[u"items"][0][u"pid"].toInteger(); }
    /// The node itself, seen from outside its own numbers.
    static QList<pid_t> descendantsOf(qint64 parent)
    {
        QList<pid_t> all;
        QFile file(u"/proc/%1/task/%1/children"_s.arg(parent));
        if (file.open(QIODevice::ReadOnly)) {
            for (const QByteArray &child : file.readAll().simplified().split(' ')) {
                if (!child.isEmpty())
                    all += pid_t(child.toInt()), all += descendantsOf(child.toInt());
            }
        }
        return all;
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }
    void initTestCase()
    {
        QVERIFY2(::geteuid() == 0, "this test makes namespaces and takes root, as the CI has it");
        for (const QString &program : {u"pultd"_s, u"pultctl"_s})
            QVERIFY(QFile::copy(test::binaryDir() + u'/' + program, path(program)));
        QVERIFY(QDir().mkpath(path(u"data"_s)));
        QCOMPARE(::chmod(m_dir.path().toLocal8Bit().constData(), 0755), 0);
        QCOMPARE(::chown(path(u"data"_s).toLocal8Bit().constData(), 12345, 12345), 0);
    }

    void itStartsWorksAndStops()
    {
        const auto node = start({path(u"pultd"_s)});
        QTRY_VERIFY2_WITH_TIMEOUT(nodeState() == u"running"_s, node->readAllStandardError().constData(), 30'000);
        QCOMPARE(nodePid(), 1);
        const qint64 id = ctl({u"tasks"_s, u"add"_s, u"--kind"_s, u"probe"_s}).json()[u"ids"][0].toInteger();
        const auto state = [&] {
            return ctl({u"tasks"_s, u"show"_s, QString::number(id)}).json()[u"state"].toString();
        };
        QTRY_COMPARE_WITH_TIMEOUT(state(), u"completed"_s, 30'000);
        const QList<pid_t> inside = descendantsOf(node->processId());
        QVERIFY(!inside.isEmpty());
        ::kill(inside.constLast(), SIGTERM);
        QVERIFY(node->waitForFinished(60'000));
        QVERIFY2(node->exitCode() == 0, node->readAllStandardError().constData());
        QCOMPARE(nodeState(), u"stopped"_s);
    }

    /// The container is killed and started again: its lock names process 1, which the new one is itself.
    void itStartsAgainAfterItWasKilled()
    {
        const auto node = start({path(u"pultd"_s)});
        QTRY_COMPARE_WITH_TIMEOUT(nodeState(), u"running"_s, 30'000);
        ::kill(descendantsOf(node->processId()).constLast(), SIGKILL);
        QVERIFY(node->waitForFinished(30'000));
        const auto again = start({path(u"pultd"_s), u"--until-idle"_s});
        QVERIFY(again->waitForFinished(60'000));
        QVERIFY2(again->exitCode() == 0, again->readAllStandardError().constData());
    }
};

QTEST_GUILESS_MAIN(tst_Container)
#include "tst_container.moc"
