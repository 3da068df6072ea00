// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pageserver.h"

#include <QFile>
#include <QTcpSocket>
#include <QUrlQuery>

namespace pult::test {

using namespace Qt::StringLiterals;

PageServer::PageServer(QObject *parent) : QObject(parent)
{
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = m_server.nextPendingConnection()) {
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onReadable(socket); });
            connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                m_buffers.remove(socket);
                socket->deleteLater();
            });
        }
    });
    m_server.listen(QHostAddress::LocalHost);
}

QString PageServer::url(const QString &path) const
{
    return u"http://127.0.0.1:%1%2"_s.arg(port()).arg(path);
}

QString PageServer::other(const QString &path) const
{
    return u"http://localhost:%1%2"_s.arg(port()).arg(path);
}

void PageServer::onReadable(QTcpSocket *socket)
{
    QByteArray &buffer = m_buffers[socket];
    buffer += socket->readAll();
    const qsizetype end = buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    qsizetype length = 0;
    const QList<QByteArray> lines = buffer.left(end).split('\n');
    for (const QByteArray &line : lines) {
        if (line.toLower().startsWith("content-length:"))
            length = line.mid(15).trimmed().toLongLong();
    }
    if (buffer.size() < end + 4 + length)
        return;
    const QList<QByteArray> first = lines.constFirst().split(' ');
    const Request request{first.value(0), QUrl::fromEncoded("http://127.0.0.1" + first.value(1)),
                          buffer.mid(end + 4, length)};
    buffer.clear();
    answer(socket, request);
}

void PageServer::reply(QTcpSocket *socket, const QByteArray &status, const QByteArray &headers, const QByteArray &body)
{
    socket->write("HTTP/1.1 " + status + "\r\nConnection: close\r\nCache-Control: no-store\r\n" + headers +
                  "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    socket->disconnectFromHost();
}

void PageServer::answer(QTcpSocket *socket, const Request &request)
{
    const QString path = request.url.path();
    if (path == "/silent"_L1)
        return;
    if (path == "/keep"_L1) {
        m_kept.append(request.body);
        return reply(socket, "200 OK", "Content-Type: text/plain\r\n", "kept");
    }
    if (path.startsWith("/status/"_L1))
        return reply(socket, path.mid(8).toLatin1() + " Status", "Content-Type: text/html\r\n",
                     path.endsWith("204"_L1) ? QByteArray() : "<title>status</title>status");
    if (path == "/empty404"_L1)
        return reply(socket, "404 Not Found", "", "");
    if (path == "/redirect"_L1)
        return reply(socket, "302 Found",
                     "Location: " + QUrlQuery(request.url).queryItemValue(u"to"_s).toLatin1() + "\r\n", "");
    if (path == "/download"_L1)
        return reply(socket, "200 OK", "Content-Type: application/octet-stream\r\nContent-Disposition: attachment\r\n",
                     "data");
    QFile file(QStringLiteral(PULT_TEST_PAGES) + path);
    if (!path.contains(".."_L1) && file.open(QIODevice::ReadOnly)) {
        const bool script = path.endsWith(".js"_L1);
        return reply(socket, "200 OK",
                     script ? "Content-Type: text/javascript; charset=utf-8\r\n"
                            : "Content-Type: text/html; charset=utf-8\r\n",
                     file.readAll());
    }
    reply(socket, "404 Not Found", "Content-Type: text/html\r\n", "<title>none</title>no such page");
}

} // namespace pult::test
