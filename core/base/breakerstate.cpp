// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "breakerstate.h"

#include <array>

namespace pult {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array states{
    std::pair{BreakerState::Closed, "closed"},      std::pair{BreakerState::Open, "open"},
    std::pair{BreakerState::HalfOpen, "half_open"}, std::pair{BreakerState::ForcedOpen, "forced_open"},
    std::pair{BreakerState::Disabled, "disabled"},
};

constexpr std::array titles{
    std::pair{dependency::dolphin, "Dolphin"},
    std::pair{dependency::dolphinCloud, "Dolphin Cloud"},
    std::pair{dependency::telegram, "Telegram"},
    std::pair{dependency::adsPower, "AdsPower"},
};

} // namespace

QString nameOf(BreakerState state)
{
    for (const auto &[value, name] : states) {
        if (value == state)
            return QString::fromLatin1(name);
    }
    return {};
}

std::optional<BreakerState> breakerStateFromString(QStringView name)
{
    for (const auto &[value, text] : states) {
        if (name == QLatin1StringView(text))
            return value;
    }
    return std::nullopt;
}

QString dependencyTitle(const QString &name)
{
    for (const auto &[id, title] : titles) {
        if (name == QLatin1StringView(id))
            return QString::fromLatin1(title);
    }
    return name;
}

} // namespace pult
