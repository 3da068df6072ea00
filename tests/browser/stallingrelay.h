// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>
#include <QTcpSocket>

namespace pult::test {

/// Stands between a client and a port of this computer and passes everything on, until it stalls: then nothing goes
/// either way and nothing is closed, as with a cut cable.
class StallingRelay final : public QObject
{
    Q_OBJECT

public:
    explicit StallingRelay(quint16 target, QObject *parent = nullptr) : QObject(parent)
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this, target] {
            QTcpSocket *const near = m_server.nextPendingConnection();
            auto *const far = new QTcpSocket(near);
            far->connectToHost(QHostAddress::LocalHost, target);
            pass(near, far);
            pass(far, near);
            connect(far, &QTcpSocket::connected, near, [this, near, far] { move(near, far); });
        });
    }

    quint16 port() const { return m_server.serverPort(); }
    void stall() { m_stalled = true; }

private:
    void pass(QTcpSocket *from, QTcpSocket *to)
    {
        connect(from, &QTcpSocket::readyRead, to, [this, from, to] { move(from, to); });
        connect(from, &QTcpSocket::disconnected, to, [this, to] {
            if (!m_stalled)
                to->disconnectFromHost();
        });
    }
    void move(QTcpSocket *from, QTcpSocket *to)
    {
        if (!m_stalled && to->state() == QAbstractSocket::ConnectedState)
            to->write(from->readAll());
    }

    QTcpServer m_server;
    bool m_stalled = false;
};

} // namespace pult::test
