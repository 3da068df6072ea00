// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>
#include <QTcpSocket>

namespace pult::test {

inline QByteArray headerOf(const QByteArray &answer, const QByteArray &name)
{
    for (const QByteArray &line : answer.left(answer.indexOf("\r\n\r\n")).split('\n')) {
        if (line.left(name.size() + 1).compare(QByteArray(name + ':'), Qt::CaseInsensitive) == 0)
            return line.mid(name.size() + 1).trimmed();
    }
    return {};
}

/// A client that sends bytes as they stand and shows what comes back.
class Talk final
{
public:
    explicit Talk(quint16 port, const QString &from = {})
    {
        if (!from.isEmpty())
            m_socket.bind(QHostAddress(from));
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        m_socket.waitForConnected(patience);
    }

    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(patience)) {
        }
    }
    /// What comes until the other side closes.
    QByteArray rest()
    {
        while (m_socket.state() == QAbstractSocket::ConnectedState && m_socket.waitForReadyRead(patience)) {
        }
        return m_said += m_socket.readAll();
    }
    /// One answer with a Content-Length, or as much as came of it.
    QByteArray answer()
    {
        for (;;) {
            m_said += m_socket.readAll();
            const qsizetype end = m_said.indexOf("\r\n\r\n");
            if (end >= 0) {
                const qsizetype size = headerOf(m_said, "Content-Length").toLongLong();
                if (m_said.size() >= end + 4 + size) {
                    const QByteArray one = m_said.first(end + 4 + size);
                    m_said.remove(0, one.size());
                    return one;
                }
            }
            if (m_socket.state() != QAbstractSocket::ConnectedState || !m_socket.waitForReadyRead(patience))
                return m_said + m_socket.readAll();
        }
    }
    bool isOpen() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    QTcpSocket &socket() { return m_socket; }

private:
    static constexpr int patience = 15000;
    QTcpSocket m_socket;
    QByteArray m_said;
};

/// Sends all of it and returns what is said until the other side closes.
inline QByteArray talk(quint16 port, const QByteArray &text, const QString &from = {})
{
    Talk client(port, from);
    client.send(text);
    return client.rest();
}

inline int statusOf(const QByteArray &answer)
{
    return answer.mid(9, 3).toInt();
}

inline QByteArray bodyOf(const QByteArray &answer)
{
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
}

} // namespace pult::test
