// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "singleinstance.h"

#include "system/foreground.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>

#include <thread>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int probeMillis = 2000;
constexpr int answerMillis = 2000;
constexpr std::chrono::milliseconds lookAgain{100};
constexpr qint64 mostBytes = 64 * 1024;
constexpr auto taken = "taken\n";

/// One name per data folder; local sockets have short names everywhere.
QString serverName(const QString &dataDir)
{
    const QByteArray digest = QCryptographicHash::hash(dataDir.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return u"pult-"_s + QString::fromLatin1(digest);
}

} // namespace

SingleInstance::SingleInstance(QObject *parent) : QObject(parent)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::onConnection);
}

bool SingleInstance::handOver(const QString &dataDir, const QStringList &arguments, std::chrono::milliseconds comingUp)
{
    const QDeadlineTimer there(comingUp);
    QLocalSocket socket;
    socket.connectToServer(serverName(dataDir));
    while (!socket.waitForConnected(probeMillis)) {
        if (there.hasExpired())
            return false;
        std::this_thread::sleep_for(lookAgain); // no event loop runs yet
        socket.connectToServer(serverName(dataDir));
    }
    const QDeadlineTimer answer(there.remainingTimeAsDuration() + std::chrono::milliseconds(answerMillis));
    const auto left = [&answer] { return static_cast<int>(answer.remainingTime()); };
    passForegroundOn();
    socket.write(QJsonDocument(QJsonArray::fromStringList(arguments)).toJson(QJsonDocument::Compact) + '\n');
    // Written is not read: only its answer says that there is a window.
    while (!socket.canReadLine() && left() > 0 && socket.state() == QLocalSocket::ConnectedState)
        socket.waitForReadyRead(left());
    return socket.readLine() == taken;
}

bool SingleInstance::listen(const QString &dataDir)
{
    const QString name = serverName(dataDir);
    // Asked first: to listen would take the name from whoever has it. Left over by one that was killed, it answers
    // nobody.
    QLocalSocket probe;
    probe.connectToServer(name);
    if (probe.waitForConnected(probeMillis))
        return false;
    QLocalServer::removeServer(name);
    return m_server.listen(name);
}

void SingleInstance::onConnection()
{
    QLocalSocket *const socket = m_server.nextPendingConnection();
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
        if (socket->bytesAvailable() > mostBytes) {
            socket->abort();
            return;
        }
        if (!socket->canReadLine())
            return;
        QStringList arguments;
        const QJsonArray given = QJsonDocument::fromJson(socket->readLine()).array();
        for (const auto &argument : given)
            arguments.append(argument.toString());
        socket->write(taken);
        socket->flush();
        Q_EMIT handedOver(arguments);
    });
}

} // namespace pult::ui
