// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bearertoken.h"

namespace pult::net {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds patience = 60s;

} // namespace

BearerToken::Value BearerToken::present() const
{
    const std::lock_guard lock(m_mutex);
    return {m_value, m_generation};
}

QCoro::Task<Result<BearerToken::Value>> BearerToken::get(CancelToken &token)
{
    const Value now = present();
    if (!now.text.isEmpty())
        co_return now;
    Result<Value> fetched = co_await renew(now.generation, token);
    co_return fetched;
}

QCoro::Task<Result<BearerToken::Value>> BearerToken::renew(quint64 refused, CancelToken &token)
{
    const Result<HostSlots::Place> place = co_await m_gate.enter(QStringLiteral("token"), patience, token);
    if (!place)
        co_return fail(place.error());
    const Value now = present();
    if (now.generation != refused) // another was faster
        co_return now;
    const Result<QByteArray> fetched = co_await m_fetch(token);
    if (!fetched)
        co_return fail(fetched.error());
    const std::lock_guard lock(m_mutex);
    m_value = *fetched;
    ++m_generation;
    co_return Value{m_value, m_generation};
}

} // namespace pult::net
