// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pultprocess.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>

namespace pult::test {

using namespace Qt::StringLiterals;

QString binaryDir()
{
    return qEnvironmentVariable("PULT_BIN");
}

Installation::Installation(const QString &databaseUrl)
{
    QDir(m_dir.path()).mkpath(u"data"_s);
    // Nothing of the caller's settings may leak in; what is needed to run at all stays.
    const QProcessEnvironment own = QProcessEnvironment::systemEnvironment();
    for (const QString &name :
         {u"PATH"_s, u"HOME"_s, u"TMPDIR"_s, u"LC_ALL"_s, u"QT_QPA_PLATFORM"_s, u"ASAN_OPTIONS"_s}) {
        if (own.contains(name))
            m_environment.insert(name, own.value(name));
    }
    m_environment.insert(u"PULT_DATA_DIR"_s, dataDir());
    m_environment.insert(u"PULT_LANG"_s, u"en"_s);
    m_environment.insert(u"PULT_KEYCHAIN"_s, u"off"_s);
    m_environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"disabled:"_s);
    m_environment.insert(u"BROWSER_HEADLESS"_s, u"true"_s);
    m_environment.insert(u"WORKER_BASE_PORT"_s, u"0"_s); // others run beside it
    if (!databaseUrl.isEmpty())
        m_environment.insert(u"DATABASE_URL"_s, databaseUrl);
}

Installation::~Installation()
{
    for (const QString &line : processesLeft())
        ::kill(pid_t(line.section(u' ', 0, 0).toInt()), SIGKILL);
}

void Installation::writeFile(const QString &name, const QByteArray &content) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
}

std::unique_ptr<QProcess> Installation::start(const QString &program, const QStringList &arguments,
                                              const QString &errorFile) const
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(m_environment);
    process->setWorkingDirectory(m_dir.path());
    if (!errorFile.isEmpty())
        process->setStandardErrorFile(errorFile, QIODevice::Append);
    process->start(binaryDir() % u'/' % program, arguments);
    if (!process->waitForStarted())
        qFatal("cannot start %s: %s", qPrintable(program), qPrintable(process->errorString()));
    return process;
}

ProcessEnd Installation::run(const QString &program, const QStringList &arguments,
                             std::chrono::milliseconds limit) const
{
    const auto process = start(program, arguments);
    const bool ended = process->waitForFinished(int(limit.count()));
    if (!ended) {
        process->kill();
        process->waitForFinished();
    }
    return {process->exitCode(), !ended || process->exitStatus() != QProcess::NormalExit,
            process->readAllStandardOutput(), process->readAllStandardError()};
}

QJsonDocument Installation::ctl(const QStringList &arguments) const
{
    const ProcessEnd end = run(u"pultctl"_s, QStringList{u"--json"_s} + arguments);
    if (end.exitCode != 0)
        qFatal("pultctl %s: exit %d: %s", qPrintable(arguments.join(u' ')), end.exitCode, end.err.constData());
    return end.json();
}

QStringList Installation::processesLeft() const
{
    QStringList left;
    const QStringList pids = QDir(u"/proc"_s).entryList({u"[0-9]*"_s}, QDir::Dirs);
    for (const QString &pid : pids) {
        QFile file(u"/proc/%1/cmdline"_s.arg(pid));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray line = file.readAll().replace('\0', ' ');
        if (line.contains(m_dir.path().toUtf8()))
            left.append(pid % u' ' % QString::fromUtf8(line));
    }
    return left;
}

} // namespace pult::test
