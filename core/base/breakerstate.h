// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a circuit breaker is in, as it is shared by those who keep it (net), store it (queue) and show it. Values.
#pragma once

#include <QString>

#include <optional>

namespace pult {

enum class BreakerState {
    Closed,     ///< calls pass and are counted
    Open,       ///< none pass until its time is over
    HalfOpen,   ///< a few probes pass and decide
    ForcedOpen, ///< none pass: an operator's wish, with a reason and an end
    Disabled,   ///< all pass, nothing trips: an operator's wish
};

/// "half_open" and back, as stored and sent.
QString nameOf(BreakerState state);
std::optional<BreakerState> breakerStateFromString(QStringView name);

/// A dependency as people call it: `dolphin` → "Dolphin"; hosts and others as they stand.
QString dependencyTitle(const QString &name);

namespace dependency {
inline constexpr auto dolphin = "dolphin";
inline constexpr auto dolphinCloud = "dolphin-cloud";
inline constexpr auto telegram = "telegram";
inline constexpr auto adsPower = "adspower";
} // namespace dependency

} // namespace pult
