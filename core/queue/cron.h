// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>
#include <base/timepoint.h>

#include <QString>
#include <QTimeZone>

#include <bitset>
#include <optional>

namespace pult::queue {

/// A cron expression of five fields (minute hour day-of-month month day-of-week) in a time zone. A value.
///
/// Lists, ranges, steps, names (mon, jan), @hourly @daily @weekly @monthly @yearly. When both day fields are
/// restricted, either may match. Where clocks change: a time that the spring leaves out runs once, right after the gap;
/// one that the autumn has twice runs the first time only. An expression whose hour is `*`, a range or a step is an
/// interval: it keeps its spacing in real time, so that the hour left out is not made up for and the hour that comes
/// twice counts twice.
class Cron final
{
public:
    /// cron_invalid(expression, field, text, allowed) · cron_fields(expression, count) · cron_seconds(expression) ·
    /// cron_too_long(limit) · cron_never(expression) · time_zone_unknown(name)
    static Result<Cron> parse(const QString &expression, const QString &timeZone);

    /// The first time strictly after `after`; nullopt when none comes within nine years.
    std::optional<TimePoint> next(TimePoint after) const;
    /// The next `count` of them.
    QList<TimePoint> next(TimePoint after, int count) const;

    bool isInterval() const { return m_interval; }

private:
    Cron() = default;
    Result<> readFields(const QString &expression);
    bool dayMatches(std::chrono::year_month_day day) const;
    std::optional<std::chrono::local_seconds> findWall(std::chrono::local_seconds from,
                                                       std::chrono::local_seconds to) const;

    std::bitset<60> m_minutes;
    std::bitset<24> m_hours;
    std::bitset<32> m_days;
    std::bitset<13> m_months;
    std::bitset<7> m_weekdays; ///< 0 is Sunday
    bool m_anyDay = true;
    bool m_anyWeekday = true;
    bool m_interval = false;
    QTimeZone m_zone;
};

} // namespace pult::queue
