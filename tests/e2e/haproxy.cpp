// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "haproxy.h"

#include <QFile>
#include <QRegularExpression>
#include <QTcpServer>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pult::test {

using namespace Qt::StringLiterals;

HaProxy::~HaProxy()
{
    m_process.kill();
    m_process.waitForFinished();
    if (m_socket >= 0)
        ::close(m_socket);
}

/// HAProxy cannot tell which port the system chose, so the socket is made here and handed over.
bool HaProxy::listen()
{
    m_socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *const bound = reinterpret_cast<sockaddr *>(&address);
    if (m_socket < 0 || ::bind(m_socket, bound, size) != 0 || ::listen(m_socket, SOMAXCONN) != 0 ||
        ::getsockname(m_socket, bound, &size) != 0)
        return false;
    m_port = ntohs(address.sin_port);
    return true;
}

bool HaProxy::start(const QList<Server> &servers)
{
    if (!listen())
        return false;
    QByteArray config = "defaults\n"
                        "  mode http\n"
                        "  option forwardfor\n"
                        "  option redispatch\n"
                        "  timeout connect 10s\n"
                        "  timeout client 60s\n"
                        "  timeout server 60s\n"
                        "  timeout check 20s\n"
                        "frontend front\n"
                        "  bind fd@" +
                        QByteArray::number(m_socket) +
                        "\n"
                        "  default_backend nodes\n"
                        "backend nodes\n"
                        "  option httpchk GET /readyz\n"
                        "  default-server check inter 250ms fall 2 rise 1\n";
    for (const Server &server : servers)
        config += u"  server %1 %2:%3\n"_s.arg(server.name, server.address.toString()).arg(server.port).toLatin1();
    QFile file(m_folder.filePath(u"haproxy.cfg"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(config) != config.size())
        return false;
    file.close();
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(u"/usr/sbin/haproxy"_s, {u"-db"_s, u"-f"_s, file.fileName()});
    const bool started = m_process.waitForStarted();
    ::fcntl(m_socket, F_SETFD, FD_CLOEXEC); // for HAProxy alone
    return started;
}

const QByteArray &HaProxy::said()
{
    m_process.waitForReadyRead(0);
    m_said += m_process.readAll();
    return m_said;
}

QByteArrayList HaProxy::changesOf(const QString &server)
{
    const QRegularExpression change(u"Server nodes/%1 is (UP|DOWN, reason: [^,]*(, code: \\d+)?)"_s.arg(server));
    QByteArrayList changes;
    for (auto all = change.globalMatch(QString::fromUtf8(said())); all.hasNext();)
        changes.append(all.next().captured(1).toUtf8());
    return changes;
}

QHostAddress ownAddress(int number)
{
    const quint32 process = quint32(::getpid()) & 0x3fffU; // 16,384 of them, from 127.64.0.0 on
    return QHostAddress(0x7f400000U + (process << 4U) + quint32(number));
}

quint16 freePort(const QHostAddress &address)
{
    QTcpServer server;
    return server.listen(address) ? server.serverPort() : 0;
}

} // namespace pult::test
