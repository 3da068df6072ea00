// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/async.h>

#include <QHash>

#include <chrono>
#include <deque>
#include <mutex>

namespace pult::net {

/// How many requests are under way to one host, counted over all threads of the process; more wait in the order they
/// came. Thread-safe. Waiting is a look every few milliseconds, since a place may be free on another thread.
class HostSlots final
{
public:
    explicit HostSlots(int perHost = 10) : m_perHost(perHost) {}

    /// A place, left when it goes.
    class Place final
    {
    public:
        Place() = default;
        Place(HostSlots *slots, QString host) : m_slots(slots), m_host(std::move(host)) {}
        Place(Place &&other) noexcept : m_slots(std::exchange(other.m_slots, nullptr)), m_host(std::move(other.m_host))
        {
        }
        Place &operator=(Place &&other) noexcept
        {
            std::swap(m_slots, other.m_slots);
            std::swap(m_host, other.m_host);
            return *this;
        }
        ~Place()
        {
            if (m_slots)
                m_slots->leave(m_host);
        }

    private:
        HostSlots *m_slots = nullptr;
        QString m_host;
    };

    /// Errors: outside_busy(host, places) after `patience`; the token's.
    QCoro::Task<Result<Place>> enter(QString host, std::chrono::milliseconds patience, CancelToken &token);
    int inside(const QString &host) const;

private:
    struct Host
    {
        int inside = 0;
        std::deque<quint64> queue;
    };
    bool tryEnter(const QString &host, quint64 ticket);
    void forget(const QString &host, quint64 ticket);
    void leave(const QString &host);
    void dropIdle(const QString &host);

    const int m_perHost;
    mutable std::mutex m_mutex; ///< protects everything below
    QHash<QString, Host> m_hosts;
    quint64 m_lastTicket = 0;
};

} // namespace pult::net
