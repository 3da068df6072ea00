// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>
#include <QTcpSocket>

namespace pult::test {

/// The beginning of a talk with a proxy of any kind, as far as a look at it goes.
class ProxyServer final : public QObject
{
    Q_OBJECT

public:
    enum Manner { Http, HttpDenies, HttpBadGateway, Socks5, Socks5Login, Ssh, Silent, Closes, Web };
    explicit ProxyServer(Manner manner, QObject *parent = nullptr) : QObject(parent), m_manner(manner)
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            ++m_connections;
            QTcpSocket *const socket = m_server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { answer(socket, socket->readAll()); });
            if (m_manner == Closes)
                socket->disconnectFromHost();
            if (m_manner == Ssh)
                socket->write("SSH-2.0-test\r\n");
        });
    }

    quint16 port() const { return m_server.serverPort(); }
    int connections() const { return m_connections; }
    QByteArray asked() const { return m_asked; }

private:
    void answer(QTcpSocket *socket, const QByteArray &bytes)
    {
        m_asked += bytes;
        if (m_manner == Http)
            socket->write("HTTP/1.1 200 Connection established\r\n\r\n");
        else if (m_manner == HttpDenies)
            socket->write("HTTP/1.1 407 Proxy Authentication Required\r\nConnection: close\r\n\r\n");
        else if (m_manner == HttpBadGateway)
            socket->write("HTTP/1.0 502 Bad Gateway\r\n\r\n");
        else if (m_manner == Socks5)
            socket->write(QByteArray("\x05\x00", 2));
        else if (m_manner == Socks5Login)
            socket->write(bytes.startsWith('\x05')                    ? QByteArray("\x05\x02", 2)
                          : bytes == QByteArray("\x01\x02me\x04word") ? QByteArray("\x01\x00", 2)
                                                                      : QByteArray("\x01\x01", 2));
        else if (m_manner == Web)
            socket->write("220 mail.example ESMTP\r\n");
    }

    const Manner m_manner;
    QTcpServer m_server;
    int m_connections = 0;
    QByteArray m_asked;
};

} // namespace pult::test
