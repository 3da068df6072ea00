// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>
#include <optional>

namespace pult {

/// A moment of database time: microseconds since 1970-01-01 UTC, as it is stored.
using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;

/// The stored form and back.
constexpr qint64 toMicros(TimePoint time)
{
    return time.time_since_epoch().count();
}
constexpr TimePoint fromMicros(qint64 micros)
{
    return TimePoint{std::chrono::microseconds{micros}};
}

/// ISO 8601 UTC with milliseconds: `2026-11-22T13:17:05.123Z`.
QString toIso(TimePoint time);
/// Reads ISO 8601 with an offset or Z (without one: local time). nullopt when it is no such text.
std::optional<TimePoint> fromIso(QStringView text);

/// This computer's idea of now. The database's decides what is due (queue); this one only labels logs and ages.
TimePoint localNow();

} // namespace pult
