// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "readynotice.h"

#include <algorithm>
#include <utility>

namespace pult::api {

using namespace std::chrono_literals;

namespace {

/// Who does not ask twice within this time does not send requests by what is answered.
constexpr auto watcherInterval = 60s;

} // namespace

void ReadyNotice::answered(bool ready, Clock::time_point now)
{
    const std::lock_guard lock(m_mutex);
    m_askedBefore = std::exchange(m_askedAt, now);
    if (ready)
        m_refusedSince.reset();
    else if (!m_refusedSince)
        m_refusedSince = now;
}

std::chrono::milliseconds ReadyNotice::left(std::chrono::milliseconds notice, Clock::time_point now) const
{
    const std::lock_guard lock(m_mutex);
    if (!m_askedBefore || now - *m_askedBefore > watcherInterval)
        return 0ms;
    const Clock::time_point until = m_refusedSince.value_or(now) + notice;
    return std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(until - now));
}

} // namespace pult::api
