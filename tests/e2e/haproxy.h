// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QHostAddress>
#include <QProcess>
#include <QTemporaryDir>

namespace pult::test {

/// A real HAProxy in front of nodes, on a port that the system chose. It asks each node's `/readyz` every quarter of a
/// second and sends requests only where the answer was 200. Thread-affine.
class HaProxy final
{
public:
    struct Server
    {
        QString name;
        QHostAddress address;
        quint16 port = 0;
    };

    HaProxy() = default;
    ~HaProxy();
    HaProxy(const HaProxy &) = delete;
    HaProxy &operator=(const HaProxy &) = delete;

    /// All `servers` count as ready until they were asked.
    bool start(const QList<Server> &servers);
    quint16 port() const { return m_port; }
    /// "UP" or why it is down, change by change, as HAProxy told them.
    QByteArrayList changesOf(const QString &server);
    /// What it said at all.
    const QByteArray &said();

private:
    bool listen();

    QTemporaryDir m_folder;
    QProcess m_process;
    QByteArray m_said;
    quint16 m_port = 0;
    int m_socket = -1;
};

/// An address of the loopback that no other process on this computer uses, so that a port there stays free while a
/// node is restarted; `number` from 1.
QHostAddress ownAddress(int number);
/// A port that is free there.
quint16 freePort(const QHostAddress &address);

} // namespace pult::test
