// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answering.h"
#include "routetable.h"

#include <chrono>

namespace pult::api {

/// Decides what becomes of a request: which route it is for, who asks, whether that one may and how often. It knows no
/// sockets. Thread-affine to the server's thread once the server has it.
class Gate final
{
public:
    explicit Gate(QList<Route> routes);

    /// A request whose head was looked at.
    struct Admission
    {
        std::optional<Answer> refusal; ///< when set, the body need not be read
        const Route *route = nullptr;
        RequestHead head;
        Request request; ///< without its body
        std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
    };
    using Admitted = std::function<void(Admission)>;

    /// `peer` is the address of the other side. `done` is called at once, or later on the same thread.
    void admit(RequestHead head, const QString &peer, const Admitted &done);
    /// Has it answered. Whatever its handler throws is an answer, too.
    QFuture<Answer> run(Admission &admission, QByteArray body) const;
    /// The last word on an answer: headers that every one has, compression, the access log.
    void finish(Answer &answer, const Admission &admission);
    /// What a connection is told whose request could not be read.
    Answer refuse(int status, const Error &error, const QString &peer);
    /// Of a handler that failed, and of one that did not answer in time.
    static Answer broken();
    static Answer late(std::chrono::milliseconds limit);

    /// Whether connections from there are other people's, each with an address of its own.
    bool isTrustedProxy(const QString &address) const;

private:
    std::optional<Answer> route(Admission &admission);

    RouteTable m_routes;
};

} // namespace pult::api
