// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hostslots.h"

#include <base/async.h>

#include <functional>
#include <mutex>

namespace pult::net {

/// A token that ends now and then, shared by all threads. When it is refused, one of those who were refused fetches a
/// new one and the others wait for it. Thread-safe; never logged.
class BearerToken final
{
public:
    /// Fetches a token, on the thread of whoever asked.
    using Fetch = std::function<QCoro::Task<Result<QByteArray>>(CancelToken &)>;
    explicit BearerToken(Fetch fetch, QByteArray value = {}) : m_fetch(std::move(fetch)), m_value(std::move(value)) {}

    struct Value
    {
        QByteArray text;
        quint64 generation = 0; ///< grows with every token
    };
    /// The present one; the first is fetched when it is needed. Errors: the fetch's, outside_busy, the token's.
    QCoro::Task<Result<Value>> get(CancelToken &token);
    /// A newer one than `refused`. Who comes while one is fetched, or has been since, fetches none.
    QCoro::Task<Result<Value>> renew(quint64 refused, CancelToken &token);

private:
    Value present() const;

    const Fetch m_fetch;
    HostSlots m_gate{1};
    mutable std::mutex m_mutex; ///< protects everything below
    QByteArray m_value;
    quint64 m_generation = 1;
};

} // namespace pult::net
