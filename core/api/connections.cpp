// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections.h"

#include "logging.h"

namespace pult::api {

using namespace std::chrono_literals;

namespace {

/// Whoever says nothing for so long gives way to those of its address that wait.
constexpr auto idleTurn = 200ms;

} // namespace

Connections::Connections(SessionHost &host)
    : m_host(host), m_ledger(host.limits().connections, host.limits().perAddress)
{
}

void Connections::place(std::unique_ptr<Newcomer> newcomer, bool shared)
{
    const QString address = newcomer->address;
    if (m_ledger.placeFor(address, shared) == ConnectionLedger::Place::Full)
        makeRoom(address);
    switch (m_ledger.placeFor(address, shared)) {
    case ConnectionLedger::Place::Serve:
        return serve(*newcomer);
    case ConnectionLedger::Place::Park:
        return park(std::move(newcomer));
    case ConnectionLedger::Place::Full:
        return turnAway(*newcomer);
    }
}

/// One that waits beside many of its own address goes first, then one that is kept open without a request.
void Connections::makeRoom(const QString &newcomer)
{
    if (const QString greedy = m_ledger.greediestBut(newcomer); !greedy.isEmpty()) {
        const auto last = std::find_if(m_parked.rbegin(), m_parked.rend(),
                                       [&greedy](const Parked &one) { return one.newcomer->address == greedy; });
        return unpark(std::prev(last.base()), true);
    }
    closeIdle({});
}

void Connections::serve(Newcomer &newcomer)
{
    const auto session = std::make_shared<Session>(m_host, newcomer.take(), newcomer.address);
    m_sessions.insert(session);
    m_ledger.served(newcomer.address, 1);
    session->begin();
}

void Connections::park(std::unique_ptr<Newcomer> newcomer)
{
    const QString address = newcomer->address;
    m_parked.push_back({std::move(newcomer), Clock::now() + m_host.limits().parked});
    m_ledger.parked(address, 1);
    closeIdle(address);
}

void Connections::unpark(std::list<Parked>::iterator one, bool refused)
{
    const Parked taken = std::move(*one);
    m_parked.erase(one);
    m_ledger.parked(taken.newcomer->address, -1);
    if (refused)
        return turnAway(*taken.newcomer);
    serve(*taken.newcomer);
}

void Connections::turnAway(Newcomer &newcomer)
{
    ++m_turnedAway;
    newcomer.turnAway();
}

/// One that is kept open without a request, of `address` or of anybody.
void Connections::closeIdle(const QString &address)
{
    const auto idle = std::find_if(m_sessions.begin(), m_sessions.end(), [&address](const auto &session) {
        return session->idleFor(Clock::now()) && (address.isEmpty() || session->address() == address);
    });
    if (idle != m_sessions.end())
        std::shared_ptr<Session>(*idle)->close();
}

void Connections::ended(Session *session)
{
    const auto found =
        std::find_if(m_sessions.begin(), m_sessions.end(), [session](const auto &one) { return one.get() == session; });
    if (found == m_sessions.end())
        return;
    const QString address = session->address();
    m_sessions.erase(found);
    m_ledger.served(address, -1);
    if (m_host.isEnding() || !m_ledger.hasParked(address) || !m_ledger.mayServe(address))
        return;
    const auto next = std::find_if(m_parked.begin(), m_parked.end(),
                                   [&address](const Parked &one) { return one.newcomer->address == address; });
    unpark(next, false);
}

void Connections::tick(Clock::time_point now, Clock::time_point endBy)
{
    const bool ending = m_host.isEnding();
    const std::vector<std::shared_ptr<Session>> all(m_sessions.begin(), m_sessions.end());
    for (const std::shared_ptr<Session> &session : all) {
        const auto idle = session->idleFor(now);
        const bool gives = idle && *idle >= idleTurn && m_ledger.hasParked(session->address());
        if (gives || (ending && (now >= endBy || idle)))
            session->close();
        else
            session->tick(now);
    }
    while (!m_parked.empty() && (ending || m_parked.front().until <= now))
        unpark(m_parked.begin(), true);
    if (m_turnedAway > 0)
        qCInfo(lcApi).nospace() << "connections turned away count=" << std::exchange(m_turnedAway, 0);
}

void Connections::clear()
{
    m_parked.clear();
    m_sessions.clear();
}

} // namespace pult::api
