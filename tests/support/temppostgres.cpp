// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "temppostgres.h"

#include <storage/connection.h>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpServer>

#include <pwd.h>
#include <unistd.h>

namespace pult::test {

using namespace Qt::StringLiterals;

namespace {

std::unique_ptr<TempPostgres> theServer; // one per test program, gone with its QCoreApplication

/// Outlives a crash of the test: waits for the test's or the folder's end, stops the server, removes the folder.
constexpr auto watcher = R"(
while kill -0 "$1" 2>/dev/null && [ -d "$2" ]; do sleep 0.3; done
if [ -d "$2" ]; then
    pid=$(head -n 1 "$2/data/postmaster.pid" 2>/dev/null)
    [ -n "$pid" ] && kill -QUIT "$pid" 2>/dev/null
    for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
    rm -rf "$2"
fi
)";

QString binFolder()
{
    const QDir versions(u"/usr/lib/postgresql"_s);
    const QStringList names = versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    return names.isEmpty() ? QString() : versions.filePath(names.constLast() + u"/bin"_s);
}

int freePort()
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost, 0) ? probe.serverPort() : 0;
}

} // namespace

Result<TempPostgres *> TempPostgres::server()
{
    if (!theServer) {
        std::unique_ptr<TempPostgres> made(new TempPostgres);
        if (const Result<> created = made->create(); !created)
            return fail(created.error());
        theServer = std::move(made);
        qAddPostRoutine([] { theServer.reset(); });
    }
    return theServer.get();
}

TempPostgres::~TempPostgres()
{
    stop(u"immediate"_s);
    QDir(m_folder).removeRecursively();
}

bool TempPostgres::run(const QString &program, const QStringList &arguments) const
{
    QProcess process;
    process.setWorkingDirectory(m_folder);
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(m_folder + u"/errors"_s, QIODevice::Append);
    const QString path = m_bin + u'/' + program;
    // PostgreSQL refuses to run as root.
    if (geteuid() == 0)
        process.start(u"runuser"_s, QStringList{u"-u"_s, u"postgres"_s, u"--"_s, path} + arguments);
    else
        process.start(path, arguments);
    return process.waitForFinished(60000) && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

Result<> TempPostgres::create()
{
    QByteArray pattern = QDir::tempPath().toLocal8Bit() + "/pult-pg-XXXXXX";
    if (!mkdtemp(pattern.data()))
        return fail(ErrorKind::Disk, "test_failed", {u"mkdtemp"_s});
    m_folder = QString::fromLocal8Bit(pattern);
    m_bin = binFolder();
    if (geteuid() == 0) {
        const passwd *postgres = getpwnam("postgres");
        if (!postgres || chown(pattern.constData(), postgres->pw_uid, postgres->pw_gid) != 0)
            return fail(ErrorKind::Denied, "test_failed", {u"chown to postgres"_s});
    }
    watch();
    if (!run(u"initdb"_s, {u"-D"_s, m_folder + u"/data"_s, u"-U"_s, u"postgres"_s, u"-A"_s, u"trust"_s, u"-N"_s,
                           u"-E"_s, u"UTF8"_s, u"--locale=C.UTF-8"_s}))
        return fail(ErrorKind::Internal, "test_failed", {u"initdb, see "_s + m_folder});
    // The free port may be taken by another before the server has it.
    for (int attempt = 0; attempt < 5; ++attempt) {
        m_port = freePort();
        if (start())
            return {};
    }
    return fail(ErrorKind::Internal, "test_failed", {u"pg_ctl start, see "_s + m_folder});
}

void TempPostgres::watch() const
{
    QProcess::startDetached(u"/bin/sh"_s, {u"-c"_s, QString::fromLatin1(watcher), u"pult-pg-watch"_s,
                                           QString::number(QCoreApplication::applicationPid()), m_folder});
}

bool TempPostgres::start()
{
    const QString options = u"-p %1 -c listen_addresses=127.0.0.1 -c unix_socket_directories=%2 -c fsync=off "
                            "-c shared_buffers=32MB -c max_connections=100"_s.arg(m_port)
                                .arg(m_folder);
    return run(u"pg_ctl"_s, {u"-D"_s, m_folder + u"/data"_s, u"-s"_s, u"-w"_s, u"-l"_s, m_folder + u"/log"_s, u"-o"_s,
                             options, u"start"_s});
}

bool TempPostgres::stop(const QString &mode)
{
    return run(u"pg_ctl"_s, {u"-D"_s, m_folder + u"/data"_s, u"-s"_s, u"-w"_s, u"-m"_s, mode, u"stop"_s});
}

storage::DatabaseConfig TempPostgres::administration() const
{
    storage::DatabaseConfig config;
    config.kind = storage::DatabaseConfig::Kind::PostgreSql;
    config.host = u"127.0.0.1"_s;
    config.port = m_port;
    config.user = u"postgres"_s;
    config.database = u"postgres"_s;
    return config;
}

Result<storage::DatabaseConfig> TempPostgres::createDatabase()
{
    const Result<std::unique_ptr<storage::Connection>> connection =
        storage::Connection::open(administration(), u"temppostgres"_s);
    if (!connection)
        return fail(connection.error());
    storage::DatabaseConfig config = administration();
    config.database = u"test_%1"_s.arg(++m_databases);
    const Result<> created = (*connection)->executeScript(u"create database "_s + config.database + u";\n"_s);
    if (!created)
        return fail(created.error());
    return config;
}

void TempPostgres::dropDatabase(const QString &name)
{
    const Result<std::unique_ptr<storage::Connection>> connection =
        storage::Connection::open(administration(), u"temppostgres"_s);
    if (connection)
        (void)(*connection)->executeScript(u"drop database if exists "_s + name + u" with (force);\n"_s);
}

} // namespace pult::test
