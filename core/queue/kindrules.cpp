// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kindrules.h"

#include <base/backoff.h>

#include <array>

namespace pult::queue {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::array rules{
    KindRule{"bulk_upload", 3, 10s, 10min, 60min, false},
    KindRule{"browser_flow", 3, 10s, 10min, 60min, false},
    KindRule{"http_request", 5, 2s, 5min, 0s, true},
    KindRule{"broadcast", 5, 2s, 5min, 0s, false},
    KindRule{"service_check", 3, 1s, 1min, 0s, true},
    KindRule{"command", 1, 1s, 1min, 0s, false},
    KindRule{"probe", 3, 1s, 1min, 0s, true},
    KindRule{"report", 3, 1min, 30min, 0s, false},
};
constexpr KindRule generalRule{"", 3, 2s, 5min, 0s, false};

} // namespace

const KindRule &kindRule(QStringView kind)
{
    for (const KindRule &rule : rules) {
        if (kind == QLatin1StringView(rule.kind))
            return rule;
    }
    return generalRule;
}

std::chrono::milliseconds fullJitter(const KindRule &rule, int attempt, double unit)
{
    return pult::fullJitter(backoffCeiling(rule.backoffBase, rule.backoffCap, attempt - 1), unit);
}

} // namespace pult::queue
