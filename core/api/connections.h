// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectionledger.h"
#include "session.h"

#include <list>
#include <set>

namespace pult::api {

/// A connection that was accepted and of which nothing was read. It is closed when it goes without having been taken.
class Newcomer
{
public:
    explicit Newcomer(QString from) : address(std::move(from)) {}
    virtual ~Newcomer() = default;
    Q_DISABLE_COPY_MOVE(Newcomer)

    virtual std::unique_ptr<Transport> take() = 0;
    /// Says that there are too many, as far as that can be said.
    virtual void turnAway() = 0;

    const QString address; ///< of the other side
};

/// The connections of a server: who is served, who waits unread because its address has its share, and who is turned
/// away. Thread-affine to the server's thread.
class Connections final
{
public:
    using Clock = std::chrono::steady_clock;

    /// `host` outlives this.
    explicit Connections(SessionHost &host);

    /// `shared`: its address stands for many.
    void place(std::unique_ptr<Newcomer> newcomer, bool shared);
    void ended(Session *session);
    /// Several times a second. Once the host is ending, at `endBy` the last are closed.
    void tick(Clock::time_point now, Clock::time_point endBy);
    bool hasParked(const QString &address) const { return m_ledger.hasParked(address); }
    bool isEmpty() const { return m_sessions.empty(); }
    void clear();

private:
    struct Parked
    {
        std::unique_ptr<Newcomer> newcomer;
        Clock::time_point until;
    };
    void makeRoom(const QString &newcomer);
    void serve(Newcomer &newcomer);
    void park(std::unique_ptr<Newcomer> newcomer);
    void unpark(std::list<Parked>::iterator parked, bool refused);
    void turnAway(Newcomer &newcomer);
    void closeIdle(const QString &address);

    SessionHost &m_host;
    ConnectionLedger m_ledger;
    std::set<std::shared_ptr<Session>> m_sessions;
    std::list<Parked> m_parked;
    int m_turnedAway = 0; ///< since the last tick: a flood is one line, not thousands
};

} // namespace pult::api
