// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ratelimits.h"

namespace pult::api {

namespace {

constexpr qsizetype mostWindows = 20'000;

} // namespace

const SettingRate &RateLimits::Rules::of(Quota quota) const
{
    switch (quota) {
    case Quota::Health:
        return health;
    case Quota::Metrics:
        return metrics;
    case Quota::TaskStart:
        return taskStart;
    case Quota::None:
    case Quota::General:
        break;
    }
    return general;
}

RateLimits::State RateLimits::stateOf(const SettingRate &rate, const Window &window, const Moment &now) const
{
    const auto left = std::chrono::ceil<std::chrono::seconds>(window.ends - now.steady);
    State state;
    state.allowed = window.used <= rate.count;
    state.limit = rate.count;
    state.window = rate.seconds;
    state.remaining = std::max(0, rate.count - window.used);
    state.retryAfter = std::max(1, int(left.count()));
    state.reset = now.epoch + state.retryAfter;
    return state;
}

RateLimits::State RateLimits::take(Quota quota, const QString &who, const Moment &now)
{
    const SettingRate &rate = m_rules.of(quota);
    if (rate.count <= 0 || rate.seconds <= 0)
        return {};
    if (m_windows.size() >= mostWindows)
        forgetSome(now);
    Window &window = m_windows[{int(quota), who}];
    if (window.ends <= now.steady)
        window = {now.steady + std::chrono::seconds(rate.seconds), 0};
    window.used = std::min(window.used + 1, rate.count + 1);
    return stateOf(rate, window, now);
}

RateLimits::State RateLimits::look(Quota quota, const QString &who, const Moment &now) const
{
    const SettingRate &rate = m_rules.of(quota);
    if (rate.count <= 0 || rate.seconds <= 0)
        return {};
    const auto found = m_windows.constFind({int(quota == Quota::None ? Quota::General : quota), who});
    if (found == m_windows.constEnd() || found->ends <= now.steady)
        return stateOf(rate, {now.steady + std::chrono::seconds(rate.seconds), 0}, now);
    return stateOf(rate, *found, now);
}

/// What is over goes; when that is not enough, half of the others, which then begin anew.
void RateLimits::forgetSome(const Moment &now)
{
    m_windows.removeIf([&now](const auto &window) { return window.value().ends <= now.steady; });
    if (m_windows.size() < mostWindows)
        return;
    bool odd = false;
    m_windows.removeIf([&odd](const auto &) { return odd = !odd; });
}

} // namespace pult::api
