// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "breakerwait.h"

namespace pult::jobs {

using namespace Qt::StringLiterals;

std::optional<std::chrono::milliseconds> breakerWait(const Error &error, double unit)
{
    if (error.code != "breaker_open"_L1)
        return std::nullopt;
    const std::chrono::milliseconds left = std::chrono::seconds(std::max(1, error.arguments.value(1).toInt()));
    const std::chrono::milliseconds spread = std::chrono::seconds(error.arguments.value(2).toInt());
    return left + std::chrono::milliseconds(static_cast<qint64>(double(spread.count()) * unit));
}

} // namespace pult::jobs
