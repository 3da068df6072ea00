// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gate.h"

#include <storage/pool.h>

namespace pult::api {

/// Keeps a gate's tokens those of the database. Thread-affine to the server's thread, but for what is said to be the
/// owner's.
class TokenBook final : public std::enable_shared_from_this<TokenBook>
{
public:
    using Post = std::function<void(std::function<void()>)>;

    /// `pool` outlives the server. `post` brings work to the server's thread.
    TokenBook(storage::Pool &pool, Post post) : m_pool(pool), m_post(std::move(post)) {}

    void setGate(Gate *gate) { m_gate = gate; }
    /// Reads them anew; `done` with whether that could be done. Those who ask meanwhile are told with the first.
    void refresh(std::function<void(bool)> done);
    /// Notes in the database which were used.
    void noteUse();

private:
    void arrived(const Result<QList<queue::ApiToken>> &tokens);

    storage::Pool &m_pool;
    const Post m_post;
    Gate *m_gate = nullptr;
    std::vector<std::function<void(bool)>> m_waiting;
};

} // namespace pult::api
