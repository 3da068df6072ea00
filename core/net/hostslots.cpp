// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "hostslots.h"

namespace pult::net {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds look = 10ms;

} // namespace

QCoro::Task<Result<HostSlots::Place>> HostSlots::enter(QString host, std::chrono::milliseconds patience,
                                                       CancelToken &token)
{
    /// Leaves the queue however the wait ends, also when the coroutine is destroyed.
    struct InQueue
    {
        HostSlots &slots;
        const QString &host;
        quint64 ticket;
        ~InQueue() { slots.forget(host, ticket); }
    };
    quint64 ticket = 0;
    {
        const std::lock_guard lock(m_mutex);
        ticket = ++m_lastTicket;
        m_hosts[host].queue.push_back(ticket);
    }
    const InQueue inQueue{*this, host, ticket};
    const auto began = std::chrono::steady_clock::now();
    while (!tryEnter(host, ticket)) {
        if (std::chrono::steady_clock::now() - began > patience)
            co_return fail(ErrorKind::Limited, "outside_busy", {QStringLiteral("10"), host});
        const Result<> waited = co_await sleepFor(look, token);
        if (!waited)
            co_return fail(waited.error());
    }
    co_return Place(this, host);
}

int HostSlots::inside(const QString &host) const
{
    const std::lock_guard lock(m_mutex);
    return m_hosts.value(host).inside;
}

bool HostSlots::tryEnter(const QString &host, quint64 ticket)
{
    const std::lock_guard lock(m_mutex);
    Host &place = m_hosts[host];
    if (place.queue.empty() || place.queue.front() != ticket || place.inside >= m_perHost)
        return false;
    place.queue.pop_front();
    ++place.inside;
    return true;
}

void HostSlots::forget(const QString &host, quint64 ticket)
{
    const std::lock_guard lock(m_mutex);
    std::erase(m_hosts[host].queue, ticket);
    dropIdle(host);
}

void HostSlots::leave(const QString &host)
{
    const std::lock_guard lock(m_mutex);
    --m_hosts[host].inside;
    dropIdle(host);
}

/// Flows and callbacks meet any number of hosts.
void HostSlots::dropIdle(const QString &host)
{
    const auto at = m_hosts.constFind(host);
    if (at != m_hosts.cend() && at->inside == 0 && at->queue.empty())
        m_hosts.erase(at);
}

} // namespace pult::net
