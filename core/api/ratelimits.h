// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange.h"

#include <base/settings.h>

#include <chrono>

namespace pult::api {

/// The two clocks that limits are told by: one measures, the other is shown.
struct Moment
{
    std::chrono::steady_clock::time_point steady = std::chrono::steady_clock::now();
    qint64 epoch =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
};

/// How many requests each caller may make, by quota: so many in a window that begins with the first of them.
/// Thread-affine to the server's thread. What it remembers is bounded.
class RateLimits final
{
public:
    struct Rules
    {
        SettingRate general{100, 60};
        SettingRate health{200, 60};
        SettingRate metrics{20, 60};
        SettingRate taskStart{5, 60};
        const SettingRate &of(Quota quota) const;
    };
    explicit RateLimits(const Rules &rules) : m_rules(rules) {}

    /// What was counted so far counts on; windows that are open end when they would have.
    void setRules(const Rules &rules) { m_rules = rules; }

    /// Where a caller stands.
    struct State
    {
        bool allowed = true;
        int limit = 0; ///< 0: there is none
        int window = 0;
        int remaining = 0;
        qint64 reset = 0;   ///< seconds since 1970
        int retryAfter = 0; ///< seconds, at least 1 when not allowed
    };
    /// Counts one request.
    State take(Quota quota, const QString &who, const Moment &now);
    /// Only looks.
    State look(Quota quota, const QString &who, const Moment &now) const;

private:
    struct Window
    {
        std::chrono::steady_clock::time_point ends;
        int used = 0;
    };
    using Key = std::pair<int, QString>;
    State stateOf(const SettingRate &rate, const Window &window, const Moment &now) const;
    void forgetSome(const Moment &now);

    Rules m_rules;
    QHash<Key, Window> m_windows;
};

} // namespace pult::api
