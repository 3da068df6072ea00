// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <storage/changelistener.h>

#include <QTcpServer>
#include <QTcpSocket>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::storage;

namespace {

/// Passes bytes on between its clients and a server; can fall silent towards those that are connected, without closing
/// anything, as a router that forgot them does.
class Relay final : public QObject
{
    Q_OBJECT

public:
    explicit Relay(quint16 server) : m_server(server)
    {
        connect(&m_listener, &QTcpServer::newConnection, this, &Relay::take);
    }
    bool open() { return m_listener.listen(QHostAddress::LocalHost); }
    quint16 port() const { return m_listener.serverPort(); }
    int taken() const { return m_taken; }
    void fallSilent()
    {
        for (const QPointer<QTcpSocket> &socket : std::as_const(m_sockets)) {
            if (socket)
                socket->disconnect(this);
        }
    }

private:
    void take()
    {
        QTcpSocket *const client = m_listener.nextPendingConnection();
        client->setParent(this);
        auto *const server = new QTcpSocket(this);
        server->connectToHost(QHostAddress::LocalHost, m_server);
        join(client, server);
        join(server, client);
        ++m_taken;
    }
    void join(QTcpSocket *from, QTcpSocket *to)
    {
        m_sockets.append(from);
        connect(from, &QTcpSocket::readyRead, this, [from, to] { to->write(from->readAll()); });
        connect(from, &QTcpSocket::disconnected, this, [to] { to->disconnectFromHost(); });
    }

    const quint16 m_server;
    QTcpServer m_listener;
    QList<QPointer<QTcpSocket>> m_sockets;
    int m_taken = 0;
};

} // namespace

class tst_Listener : public test::StorageTest
{
    Q_OBJECT

private Q_SLOTS:
    /// Fault case D.3 26: a listener that nobody tells that it is no longer heard finds out by itself.
    void d26_aSilentLossIsNoticed()
    {
        const test::TempDatabase database(u"postgresql"_s);
        PULT_GET(direct, database.connect());
        Relay relay(static_cast<quint16>(database.config().port));
        QVERIFY(relay.open());
        DatabaseConfig config = database.config();
        config.port = relay.port();
        ChangeListener listener(config);
        QStringList topics;
        QObject::connect(&listener, &ChangeListener::changed, this,
                         [&topics](const QString &topic) { topics.append(topic); });
        listener.start();
        QTRY_VERIFY(topics.contains(u"any"_s));
        topics.clear();

        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"change hints interrupted"_s));
        relay.fallSilent();
        // 13 s and the time to connect anew; "any": hints may have been missed.
        QTRY_VERIFY_WITH_TIMEOUT(topics.contains(u"any"_s), 30000);
        QCOMPARE(relay.taken(), 2);
        topics.clear();
        PULT_VERIFY_RESULT(direct->notify(u"pult_work"_s));
        QTRY_VERIFY(topics.contains(u"work"_s));
        listener.stop();
    }
};

QTEST_GUILESS_MAIN(tst_Listener)
#include "tst_listener.moc"
