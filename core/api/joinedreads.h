// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange.h"

#include <QPromise>

#include <chrono>
#include <memory>
#include <vector>

namespace pult::api {

/// Lets equal requests that come at the same time share one look at the database. Nobody gets an answer that was begun
/// before the question: who comes while a look is under way waits for the next, together with all others who do. So at
/// most one per key runs at a time, and what a client has written it reads. Thread-safe.
///
/// Who only wants to know whether a list is still what it has may take a state that is a moment old (askUnlessSame).
class JoinedReads final
{
public:
    using Clock = std::chrono::steady_clock;
    using Read = std::function<QFuture<Answer>()>;
    /// Whether the client has what this tag stands for.
    using HasTag = std::function<bool(const QByteArray &tag)>;
    /// How old at most the state may be that an unchanged list is told from.
    static constexpr std::chrono::milliseconds oldest{100};

    /// `now` is a test's own clock.
    explicit JoinedReads(std::function<Clock::time_point()> now = &Clock::now);
    QFuture<Answer> ask(const QByteArray &key, Read read);
    /// The same for a client that has the list with some tag: when the newest look began no more than `oldest` ago and
    /// after the last change(), and what it found the client `has`, the answer is 304 with that look's headers.
    QFuture<Answer> askUnlessSame(const QByteArray &key, const HasTag &has, Read read);
    /// Something was changed by way of this node: no look that began before is good enough any more.
    void changed() const;

private:
    struct State;
    using Askers = std::vector<std::shared_ptr<QPromise<Answer>>>;
    static void begin(const std::shared_ptr<State> &state, const QByteArray &key, const Read &read, Askers askers);
    static void goOn(const std::shared_ptr<State> &state, const QByteArray &key);

    std::shared_ptr<State> m_state; ///< shared with the looks under way
};

} // namespace pult::api
