// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "temppgbouncer.h"

#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace pult::test {

using namespace Qt::StringLiterals;

TempPgBouncer::TempPgBouncer(const storage::DatabaseConfig &server, const QByteArray &settings)
{
    // The free port may be taken by another before PgBouncer has it.
    for (int attempt = 0; attempt < 5; ++attempt) {
        m_made = start(server, settings);
        if (m_made)
            return;
    }
}

TempPgBouncer::~TempPgBouncer()
{
    m_process.terminate(); // at once: SIGINT would wait for its clients
    if (!m_process.waitForFinished(10'000)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

Result<> TempPgBouncer::start(const storage::DatabaseConfig &server, const QByteArray &settings)
{
    m_process.kill();
    m_process.waitForFinished();
    {
        QTcpServer probe;
        m_port = probe.listen(QHostAddress::LocalHost, 0) ? probe.serverPort() : 0;
    }
    const QString path = m_folder.filePath(u"pgbouncer.ini"_s);
    QFile file(path);
    const QByteArray text = "[databases]\n* = host=" + server.host.toUtf8() +
                            " port=" + QByteArray::number(server.port) + " user=" + server.user.toUtf8() +
                            "\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = " + QByteArray::number(m_port) +
                            "\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 4\n"
                            "max_client_conn = 300\nserver_login_retry = 1\n" +
                            settings + '\n';
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        return fail(ErrorKind::Disk, "test_failed", {path});
    file.close();
    // It refuses to run as root, and must be able to read its file then.
    QFile::setPermissions(m_folder.path(), QFile::permissions(m_folder.path()) | QFile::ReadOther | QFile::ExeOther);
    QFile::setPermissions(path, QFile::permissions(path) | QFile::ReadOther);
    QStringList arguments{path};
    if (geteuid() == 0)
        arguments = QStringList{u"-u"_s, u"postgres"_s, path};
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); }); // not without the test
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(u"/usr/sbin/pgbouncer"_s, arguments);
    if (!QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning || answers(); }, 15'000) ||
        m_process.state() == QProcess::NotRunning)
        return fail(ErrorKind::Internal, "test_failed", {QString::fromUtf8(m_process.readAll())});
    return {};
}

bool TempPgBouncer::answers() const
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, quint16(m_port));
    return socket.waitForConnected(200);
}

storage::DatabaseConfig TempPgBouncer::through(storage::DatabaseConfig database) const
{
    database.host = u"127.0.0.1"_s;
    database.port = m_port;
    return database;
}

} // namespace pult::test
