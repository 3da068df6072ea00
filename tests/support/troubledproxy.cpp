// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "troubledproxy.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <chrono>
#include <limits>

namespace pult::test {

using namespace std::chrono_literals;

namespace {

constexpr auto tick = 20ms;
constexpr qint64 drop = 24; ///< bytes a tick

/// One connection through the proxy; goes when both sides are closed.
class Passage final : public QObject
{
public:
    Passage(QTcpSocket *client, int target, std::atomic<TroubledProxy::Mode> &mode, QObject *parent)
        : QObject(parent), m_client(client), m_mode(mode)
    {
        m_client->setParent(this);
        m_server.connectToHost(QStringLiteral("127.0.0.1"), quint16(target));
        for (QTcpSocket *socket : {m_client, &m_server}) {
            connect(socket, &QTcpSocket::readyRead, this, &Passage::move);
            connect(socket, &QTcpSocket::disconnected, this, [this] {
                if (m_mode != TroubledProxy::Mode::Stall)
                    close();
            });
        }
        connect(&m_server, &QTcpSocket::errorOccurred, this, &Passage::close);
        connect(&m_server, &QTcpSocket::connected, this, &Passage::move);
        connect(&m_timer, &QTimer::timeout, this, &Passage::move);
        m_timer.start(tick);
    }

private:
    void move()
    {
        if (m_mode == TroubledProxy::Mode::Reset) {
            close();
            return;
        }
        if (m_mode == TroubledProxy::Mode::Stall || m_server.state() != QTcpSocket::ConnectedState)
            return;
        const qint64 most = m_mode == TroubledProxy::Mode::Drip ? drop : std::numeric_limits<qint64>::max();
        m_server.write(m_client->read(std::min(most, m_client->bytesAvailable())));
        m_client->write(m_server.read(std::min(most, m_server.bytesAvailable())));
        if (m_client->state() == QTcpSocket::UnconnectedState && m_client->bytesAvailable() == 0)
            close();
    }
    void close()
    {
        if (m_client->state() == QTcpSocket::ConnectedState && m_server.bytesAvailable() > 0 &&
            m_mode == TroubledProxy::Mode::Pass)
            m_client->write(m_server.readAll());
        m_client->disconnectFromHost();
        m_server.abort();
        m_timer.stop();
        deleteLater();
    }

    QTcpSocket *const m_client;
    QTcpSocket m_server{this};
    QTimer m_timer{this};
    std::atomic<TroubledProxy::Mode> &m_mode;
};

} // namespace

TroubledProxy::TroubledProxy(int target)
{
    auto *server = new QTcpServer;
    server->listen(QHostAddress::LocalHost, 0);
    m_port = server->serverPort();
    server->moveToThread(&m_thread);
    QObject::connect(server, &QTcpServer::newConnection, server, [this, server, target] {
        while (QTcpSocket *const client = server->nextPendingConnection()) {
            if (m_mode == Mode::Reset) {
                client->abort();
                client->deleteLater();
            } else {
                new Passage(client, target, m_mode, server);
            }
        }
    });
    QObject::connect(&m_thread, &QThread::finished, server, &QObject::deleteLater);
    m_thread.start();
}

TroubledProxy::~TroubledProxy()
{
    m_thread.quit();
    m_thread.wait();
}

} // namespace pult::test
