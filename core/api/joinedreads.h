// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange.h"

#include <QPromise>

#include <memory>
#include <vector>

namespace pult::api {

/// Lets equal requests that come at the same time share one look at the database. Nobody gets an answer that was begun
/// before the question: who comes while a look is under way waits for the next, together with all others who do. So at
/// most one per key runs at a time, and what a client has written it reads. Thread-safe.
class JoinedReads final
{
public:
    using Read = std::function<QFuture<Answer>()>;

    JoinedReads();
    QFuture<Answer> ask(const QByteArray &key, Read read);

private:
    struct State;
    using Askers = std::vector<std::shared_ptr<QPromise<Answer>>>;
    static void begin(const std::shared_ptr<State> &state, const QByteArray &key, const Read &read, Askers askers);
    static void goOn(const std::shared_ptr<State> &state, const QByteArray &key);

    std::shared_ptr<State> m_state; ///< shared with the looks under way
};

} // namespace pult::api
