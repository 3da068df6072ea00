// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxycheck.h"

#include <QDeadlineTimer>
#include <QNetworkProxy>
#include <QTcpSocket>

#include <algorithm>

namespace pult::browser {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype mostRead = 4096;

/// One talk with a proxy. Lives on the stack of checkProxy.
class Talk final
{
public:
    Talk(ProxyAddress proxy, std::chrono::milliseconds limit, CancelToken &token)
        : m_proxy(std::move(proxy)), m_limit(limit), m_deadline(limit), m_token(token)
    {
        m_socket.setProxy(QNetworkProxy::NoProxy);
    }

    QCoro::Task<Result<>> connectTo();
    QCoro::Task<Result<>> asHttp(QString target);
    QCoro::Task<Result<>> asSocks5();
    QCoro::Task<Result<>> asSsh();

private:
    /// At least so many bytes, or all up to `end`.
    QCoro::Task<Result<QByteArray>> read(qsizetype least, QByteArray end = {});
    void arm(const Waiter<void> &waiter) const;
    QString address() const { return m_proxy.address(); }
    Error strange() const { return {ErrorKind::Unavailable, u"proxy_strange"_s, {address(), m_proxy.type}, {}}; }
    Error denied() const { return {ErrorKind::Unavailable, u"proxy_denied"_s, {address()}, {}}; }

    const ProxyAddress m_proxy;
    const std::chrono::milliseconds m_limit;
    const QDeadlineTimer m_deadline;
    CancelToken &m_token;
    QTcpSocket m_socket;
};

/// Ends with the socket, the deadline or the token.
void Talk::arm(const Waiter<void> &waiter) const
{
    const auto settle = waiter.settler();
    const QString where = address();
    const QTcpSocket *const socket = &m_socket;
    QObject::connect(socket, &QTcpSocket::errorOccurred, socket, [settle, where, socket] {
        settle(fail(ErrorKind::Unavailable, "proxy_away", {where, socket->errorString()}));
    });
    const auto left = std::max(1ms, std::chrono::milliseconds(m_deadline.remainingTime()));
    const QString limit = QString::number(std::chrono::ceil<std::chrono::seconds>(m_limit).count());
    QTimer::singleShot(left, socket, [settle, where, limit] {
        settle(fail(ErrorKind::Unavailable, "proxy_silent", {where, limit}));
    });
    waiter.observe(m_token);
}

QCoro::Task<Result<>> Talk::connectTo()
{
    Waiter<void> waiter;
    QObject::connect(&m_socket, &QTcpSocket::connected, &m_socket, [settle = waiter.settler()] { settle(Result<>{}); });
    arm(waiter);
    m_socket.connectToHost(m_proxy.host, m_proxy.port);
    Result<> result = co_await waiter;
    co_return result;
}

QCoro::Task<Result<QByteArray>> Talk::read(qsizetype least, QByteArray end)
{
    QByteArray bytes;
    for (;;) {
        bytes += m_socket.read(mostRead - bytes.size());
        if (bytes.size() >= mostRead || (end.isEmpty() ? bytes.size() >= least : bytes.contains(end)))
            co_return bytes;
        if (m_socket.state() != QAbstractSocket::ConnectedState)
            co_return fail(ErrorKind::Unavailable, "proxy_away", {address(), m_socket.errorString()});
        Waiter<void> waiter;
        QObject::connect(&m_socket, &QTcpSocket::readyRead, &m_socket,
                         [settle = waiter.settler()] { settle(Result<>{}); });
        arm(waiter);
        if (m_socket.bytesAvailable() > 0)
            waiter.settle(Result<>{});
        const Result<> more = co_await waiter;
        if (!more)
            co_return fail(more.error());
    }
}

QCoro::Task<Result<>> Talk::asHttp(QString target)
{
    QByteArray request = "CONNECT " + target.toUtf8() + " HTTP/1.1\r\nHost: " + target.toUtf8() + "\r\n";
    if (!m_proxy.user.isEmpty()) {
        const QByteArray login = QString(m_proxy.user + u':' + m_proxy.password).toUtf8().toBase64();
        request += "Proxy-Authorization: Basic " + login + "\r\n";
    }
    m_socket.write(request + "\r\n");
    const Result<QByteArray> answer = co_await read(1, "\r\n");
    if (!answer)
        co_return fail(answer.error());
    if (!answer->startsWith("HTTP/1."))
        co_return fail(strange());
    if (answer->mid(9, 3) == "407")
        co_return fail(denied());
    co_return Result<>{};
}

/// RFC 1928 and, for the login, RFC 1929.
QCoro::Task<Result<>> Talk::asSocks5()
{
    const bool login = !m_proxy.user.isEmpty();
    m_socket.write(login ? QByteArray("\x05\x02\x00\x02", 4) : QByteArray("\x05\x01\x00", 3));
    const Result<QByteArray> method = co_await read(2);
    if (!method)
        co_return fail(method.error());
    if (method->at(0) != '\x05')
        co_return fail(strange());
    if (method->at(1) == '\x00')
        co_return Result<>{};
    if (method->at(1) != '\x02' || !login)
        co_return fail(denied());
    const QByteArray user = m_proxy.user.toUtf8().left(255);
    const QByteArray password = m_proxy.password.toUtf8().left(255);
    m_socket.write(QByteArray("\x01", 1) + char(user.size()) + user + char(password.size()) + password);
    const Result<QByteArray> verdict = co_await read(2);
    if (!verdict)
        co_return fail(verdict.error());
    if (verdict->at(1) != '\x00')
        co_return fail(denied());
    co_return Result<>{};
}

QCoro::Task<Result<>> Talk::asSsh()
{
    const Result<QByteArray> banner = co_await read(4);
    if (!banner)
        co_return fail(banner.error());
    if (!banner->startsWith("SSH-"))
        co_return fail(strange());
    co_return Result<>{};
}

} // namespace

QCoro::Task<Result<>> checkProxy(ProxyAddress proxy, QString target, std::chrono::milliseconds limit,
                                 CancelToken &token)
{
    const QString type = proxy.type;
    Talk talk(std::move(proxy), limit, token);
    Result<> result = co_await talk.connectTo();
    if (!result)
        co_return result;
    // SOCKS 4 begins with what it is to reach, by number; that somebody listens must do.
    if (type.startsWith("http"_L1))
        result = co_await talk.asHttp(target);
    else if (type.startsWith("socks5"_L1))
        result = co_await talk.asSocks5();
    else if (type == "ssh"_L1)
        result = co_await talk.asSsh();
    co_return result;
}

} // namespace pult::browser
