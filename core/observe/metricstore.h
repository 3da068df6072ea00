// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The minutes, hours and days that charts and reports are made of: their rows. Plain functions over a connection.
#pragma once

#include "metricsample.h"

#include <base/result.h>
#include <storage/connection.h>

#include <QList>
#include <QStringList>

#include <chrono>
#include <optional>

namespace pult::observe {

enum class Resolution { Minute = 60, Hour = 3600, Day = 86400 };
constexpr std::chrono::seconds lengthOf(Resolution resolution)
{
    return std::chrono::seconds(static_cast<int>(resolution));
}
/// How long rows are kept: minutes 48 hours, hours 30 days, days 400 days.
std::chrono::seconds keptFor(Resolution resolution);
/// The beginning of the stretch that holds `time` (UTC).
TimePoint stretchOf(TimePoint time, Resolution resolution);

/// A part of a minute, as the node that measured it writes it.
struct MinutePart
{
    QString node;
    QString part; ///< unique in the node: written twice, it stands once
    TimePoint at{};
    MetricSample sample;
};
/// Database now comes back.
Result<TimePoint> writeMinutes(storage::Connection &connection, const QList<MinutePart> &parts);

/// A mark on the charts. Kinds: start, stop, config, breaker, limit; `detail` as the kind has it.
struct MetricEvent
{
    QString node;
    QString part; ///< unique in the node
    TimePoint at{};
    QString kind;
    QString detail;
    bool operator==(const MetricEvent &) const = default;
};
Result<> writeEvents(storage::Connection &connection, const QList<MetricEvent> &events);

struct RollUpReport
{
    int hours = 0;
    int days = 0;
    qint64 removed = 0;
};
/// Makes hours of the minutes and days of the hours of all nodes, wherever something was written since they were made,
/// late parts included, and removes what is old. Each stretch is made anew as a whole, so that it does not matter how
/// often or by whom it is done.
Result<RollUpReport> rollUp(storage::Connection &connection);

/// A range of time to draw.
struct MetricQuery
{
    QString node; ///< id; empty: all nodes together
    TimePoint from{};
    TimePoint to{};
    int mostPoints = 1500;
    std::optional<Resolution> resolution; ///< nullopt: the finest that is kept so long and yields no more points
};
struct MetricPoint
{
    TimePoint at{};
    MetricSample sample;
    double coverage = 0; ///< 0 missing … 1 whole; a stretch that is under way has less
    bool late = false;   ///< some of it was written long after
};
struct MetricSeriesRange
{
    Resolution resolution = Resolution::Minute;
    TimePoint now{};           ///< database time: the stretch that holds it is under way
    QList<MetricPoint> points; ///< without gaps, missing ones too
    QList<MetricEvent> events; ///< by time
};
Result<MetricSeriesRange> readMetrics(storage::Connection &connection, const MetricQuery &query);
/// The resolution of a query.
Resolution resolutionFor(const MetricQuery &query, TimePoint now);

} // namespace pult::observe
