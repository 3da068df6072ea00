// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "access.h"
#include "answering.h"
#include "ratelimits.h"
#include "routetable.h"

#include <chrono>

namespace pult::api {

/// Decides what becomes of a request: which route it is for, who asks, whether that one may and how often. It knows no
/// sockets. Thread-affine to the server's thread once the server has it.
class Gate final
{
public:
    struct Rules
    {
        AccessRules access;
        RateLimits::Rules rates;
        /// Reads the tokens of the database anew, gives them to setTokens() and calls back with whether that could be
        /// done, on the server's thread; empty: there is no database.
        std::function<void(std::function<void(bool)>)> refreshTokens;
        /// Told of every answer: method, route's pattern ("" when there is none), status, seconds.
        std::function<void(const QByteArray &, const QString &, int, double)> observe;
        /// Told of every address that is banned from now on.
        std::function<void(const QString &)> banned;
    };
    Gate(QList<Route> routes, Rules rules);

    /// A request whose head was looked at.
    struct Admission
    {
        std::optional<Answer> refusal; ///< when set, the body need not be read
        const Route *route = nullptr;
        RequestHead head;
        Request request; ///< without its body
        RateLimits::State rate;
        std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
    };
    using Admitted = std::function<void(Admission)>;

    /// `peer` is the address of the other side. `done` is called at once, or later on the same thread.
    void admit(RequestHead head, const QString &peer, const Admitted &done);
    /// Has it answered. Whatever its handler throws is an answer, too.
    QFuture<Answer> run(Admission &admission, QByteArray body) const;
    /// The last word on an answer: headers that every one has, compression, the access log.
    void finish(Answer &answer, const Admission &admission) const;
    /// What a connection is told whose request could not be read.
    Answer refuse(int status, const Error &error, const QString &peer) const;
    /// Of a handler that failed, and of one that did not answer in time.
    static Answer broken();
    static Answer late(std::chrono::milliseconds limit);

    /// For the requests to come. Tokens of the database, bans and what was counted so far stay.
    void setRules(AccessRules access, const RateLimits::Rules &rates);
    Access &access() { return m_access; }
    const Access &access() const { return m_access; }

private:
    /// What was found for a request before anybody was asked who sent it.
    struct Aim
    {
        std::optional<Answer> answer; ///< when no handler is needed
        Quota quota = Quota::General;
        Scope scope = Scope::Open;
        bool counts = true;
    };
    Aim aim(Admission &admission, const QString &peer) const;
    Aim aimAtPath(Admission &admission) const;
    void judge(Admission admission, Aim aim, bool fresh, const Admitted &done);
    void settle(Admission &admission, Aim &aim, const Access::Verdict &verdict);
    void noteBan(const Admission &admission) const;
    void count(Admission &admission, const Aim &aim, bool refused);
    void addCors(Answer &answer, const RequestHead &head) const;
    void note(const Answer &answer, const Admission &admission) const;

    const RouteTable m_routes;
    const Rules m_rules;
    Access m_access;
    RateLimits m_rates;
};

} // namespace pult::api
