// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace pult::test {

/// Clients that ask through a proxy without a break, on threads of their own, until they are ended: some read, one
/// submits tasks. None repeats what failed.
class ProxyLoad final
{
public:
    /// `eventsPath`: where the submitted probes write.
    ProxyLoad(quint16 port, QByteArray token, const QString &eventsPath);
    ~ProxyLoad();
    ProxyLoad(const ProxyLoad &) = delete;
    ProxyLoad &operator=(const ProxyLoad &) = delete;

    void end();
    int requests() const { return m_requests; }
    int submitted() const { return m_submitted; }
    /// What was asked and what came instead of an answer. Any thread.
    QByteArrayList failures() const;

private:
    void read(int number);
    void submit(const QString &eventsPath);
    bool ask(const QByteArray &method, const QByteArray &target, const QByteArray &body, int expected);

    const quint16 m_port;
    const QByteArray m_token;
    std::atomic<bool> m_ending = false;
    std::atomic<int> m_requests = 0;
    std::atomic<int> m_submitted = 0;
    mutable std::mutex m_mutex; // protects what follows
    QByteArrayList m_failures;
    std::vector<std::thread> m_threads;
};

} // namespace pult::test
