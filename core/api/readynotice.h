// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <mutex>
#include <optional>

namespace pult::api {

/// Whether those who ask `/readyz`, a proxy say, have had the time to notice that nothing is to be sent here any more.
/// Until then the API answers on, or requests that are on their way would find nobody.
///
/// Thread-safe.
class ReadyNotice final
{
public:
    using Clock = std::chrono::steady_clock;

    /// At each answer of `/readyz`.
    void answered(bool ready, Clock::time_point now);
    /// How much longer the API is to answer, when it is to have said "not ready" for `notice`: nothing when nobody has
    /// asked twice within the last minute.
    std::chrono::milliseconds left(std::chrono::milliseconds notice, Clock::time_point now) const;

private:
    mutable std::mutex m_mutex; // protects everything below
    std::optional<Clock::time_point> m_askedAt;
    std::optional<Clock::time_point> m_askedBefore;  ///< the time before that
    std::optional<Clock::time_point> m_refusedSince; ///< without a break
};

} // namespace pult::api
