// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tokenbook.h"

#include "afterwards.h"

namespace pult::api {

using Tokens = Result<QList<queue::ApiToken>>;

void TokenBook::refresh(std::function<void(bool)> done)
{
    m_waiting.push_back(std::move(done));
    if (m_waiting.size() > 1)
        return;
    const QFuture<Tokens> read = m_pool.run<QList<queue::ApiToken>>(
        [](storage::Connection &connection) { return queue::listApiTokens(connection); });
    whenEnded(read, [weak = weak_from_this(), post = m_post](const QFuture<Tokens> &done) {
        const Tokens tokens = done.resultCount() > 0 ? done.result() : fail(ErrorKind::Cancelled, "cancelled");
        post([weak, tokens] {
            if (const std::shared_ptr<TokenBook> self = weak.lock())
                self->arrived(tokens);
        });
    });
}

void TokenBook::arrived(const Tokens &tokens)
{
    if (tokens && m_gate)
        m_gate->access().setTokens(*tokens);
    for (const std::function<void(bool)> &done : std::exchange(m_waiting, {}))
        done(tokens.has_value());
}

void TokenBook::noteUse()
{
    const QList<qint64> used = m_gate ? m_gate->access().takeUsed() : QList<qint64>();
    if (used.isEmpty())
        return;
    m_pool.run<qint64>([used](storage::Connection &connection) -> Result<qint64> {
        const Result<> noted = queue::touchApiTokens(connection, used);
        return noted ? Result<qint64>(used.size()) : fail(noted.error());
    });
}

} // namespace pult::api
