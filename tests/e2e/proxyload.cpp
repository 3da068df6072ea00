// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxyload.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>

namespace pult::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int readers = 2;
constexpr int keys = 20;
constexpr auto pace = 20ms; // leaves the nodes some of the computer
constexpr int patience = 60'000;

/// One request on a connection of its own; its status line, or what went wrong.
QByteArray exchange(quint16 port, const QByteArray &text)
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, port);
    if (!socket.waitForConnected(patience))
        return "no connection";
    socket.write(text);
    QByteArray got;
    while (socket.state() == QAbstractSocket::ConnectedState && socket.waitForReadyRead(patience))
        got += socket.readAll();
    got += socket.readAll();
    return got.isEmpty() ? QByteArray("closed without an answer")
                         : got.first(std::max<qsizetype>(0, got.indexOf("\r\n")));
}

} // namespace

ProxyLoad::ProxyLoad(quint16 port, QByteArray token, const QString &eventsPath)
    : m_port(port), m_token(std::move(token))
{
    for (int number = 0; number < readers; ++number)
        m_threads.emplace_back([this, number] { read(number); });
    m_threads.emplace_back([this, eventsPath] { submit(eventsPath); });
}

ProxyLoad::~ProxyLoad()
{
    end();
}

void ProxyLoad::end()
{
    m_ending = true;
    for (std::thread &thread : m_threads)
        thread.join();
    m_threads.clear();
}

QByteArrayList ProxyLoad::failures() const
{
    const std::lock_guard lock(m_mutex);
    return m_failures;
}

void ProxyLoad::read(int number)
{
    static constexpr const char *targets[] = {"/api/v1/tasks?limit=3", "/api/v1/status", "/api/v1/queues",
                                              "/api/v1/health/simple"};
    for (int turn = number; !m_ending; ++turn) {
        ask("GET", targets[std::size_t(turn) % std::size(targets)], {}, 200);
        std::this_thread::sleep_for(pace);
    }
}

void ProxyLoad::submit(const QString &eventsPath)
{
    for (int turn = 0; !m_ending; ++turn) {
        const QJsonObject task{{u"kind"_s, u"probe"_s},
                               {u"exclusive_key"_s, u"key-%1"_s.arg(turn % keys)},
                               {u"payload"_s, QJsonObject{{u"append_to"_s, eventsPath}, {u"sleep_ms"_s, 100}}}};
        if (ask("POST", "/api/v1/tasks", QJsonDocument(task).toJson(QJsonDocument::Compact), 201))
            ++m_submitted;
        std::this_thread::sleep_for(pace);
    }
}

bool ProxyLoad::ask(const QByteArray &method, const QByteArray &target, const QByteArray &body, int expected)
{
    const QByteArray said =
        exchange(m_port, method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                             "Authorization: Bearer " + m_token + "\r\nContent-Type: application/json\r\n" +
                             "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    ++m_requests;
    if (said.mid(9, 3).toInt() == expected)
        return true;
    const std::lock_guard lock(m_mutex);
    m_failures.append(method + ' ' + target + ": " + said);
    return false;
}

} // namespace pult::test
