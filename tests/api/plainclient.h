// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QTcpSocket>

namespace pult::test {

/// What came back.
struct PlainAnswer
{
    int status = 0; ///< 0: none
    QByteArray head;
    QByteArray body;
    QByteArray header(const QByteArray &name) const
    {
        const qsizetype at = head.toLower().indexOf(QByteArray("\r\n" + name.toLower() + ':'));
        if (at < 0)
            return {};
        const qsizetype begin = at + name.size() + 3;
        return head.mid(begin, head.indexOf("\r\n", begin) - begin).trimmed();
    }
};

/// Speaks HTTP/1.1 over one connection after the other, byte for byte as it is told: no client library puts anything
/// right on the way. Blocks.
class PlainClient final
{
public:
    PlainClient(quint16 port, QByteArray token) : m_port(port), m_token(std::move(token)) {}

    PlainAnswer ask(const QByteArray &method, const QByteArray &target, const QByteArray &body = {})
    {
        QByteArray text = method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        if (!m_token.isEmpty())
            text += "Authorization: Bearer " + m_token + "\r\n";
        if (!body.isEmpty() || method != "GET")
            text += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
        text += "\r\n" + body;
        // A connection that was kept may have been closed meanwhile.
        for (int attempt = 0; attempt < 2; ++attempt) {
            const PlainAnswer answer = exchange(text, method == "HEAD");
            if (answer.status != 0)
                return answer;
            m_socket.abort();
        }
        return {};
    }

private:
    PlainAnswer exchange(const QByteArray &text, bool headOnly)
    {
        constexpr int patience = 35'000;
        if (m_socket.state() != QAbstractSocket::ConnectedState) {
            m_socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
            if (!m_socket.waitForConnected(patience))
                return {};
        }
        m_socket.write(text);
        QByteArray got;
        qsizetype headEnd = -1;
        while ((headEnd = got.indexOf("\r\n\r\n")) < 0) {
            if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(patience))
                return {};
            got += m_socket.readAll();
        }
        PlainAnswer answer;
        answer.head = got.first(headEnd + 2);
        answer.status = answer.head.mid(9, 3).toInt();
        answer.body = got.sliced(headEnd + 4);
        const qsizetype length = headOnly ? 0 : answer.header("Content-Length").toLongLong();
        while (answer.body.size() < length && (m_socket.bytesAvailable() > 0 || m_socket.waitForReadyRead(patience)))
            answer.body += m_socket.readAll();
        if (answer.header("Connection").toLower() == "close")
            m_socket.abort();
        return answer;
    }

    const quint16 m_port;
    const QByteArray m_token;
    QTcpSocket m_socket;
};

} // namespace pult::test
