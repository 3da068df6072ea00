// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the charts draw, worked out of stored samples. Values and plain functions, for any thread.
#pragma once

#include <node/commands.h>

#include <QList>

#include <optional>
#include <span>

namespace pult::ui {

/// What one line shows.
enum class ChartMetric {
    PultMemory,
    BrowserMemory,
    PultCpu,
    BrowserCpu,
    ComputerCpu,
    ComputerMemory,
    Completed,
    Failed,
    OtherEnds, ///< cancelled, put off, interrupted, lost, unknown
    WaitP50,
    WaitP95,
    WaitP99,
    RunP50,
    RunP95,
    RunP99,
    Waiting,
    Running,
};
constexpr int chartMetrics = int(ChartMetric::Running) + 1;

enum class ChartUnit { Megabytes, Percent, PerSecond, Seconds, Count };

/// One chart: what is drawn in it, in which unit.
struct ChartSpec
{
    const char *name; ///< of its view: "chartMemory"
    ChartUnit unit;
    std::span<const ChartMetric> metrics;
    double fixedTop = 0; ///< the axis always ends there; 0: as the values are
};
std::span<const ChartSpec> resourceCharts();
std::span<const ChartSpec> throughputCharts();

struct ChartPoint
{
    TimePoint at{}; ///< where its stretch of time begins
    double value = 0;
    bool operator==(const ChartPoint &) const = default;
};

struct ChartLine
{
    QList<QList<ChartPoint>> stretches; ///< a gap between two of them: nothing was measured
    bool unfinished = false;            ///< the last point's stretch of time is still under way

    const ChartPoint *last() const;
    /// At the stretch of time that begins at `at`.
    std::optional<double> valueAt(TimePoint at) const;
};

struct ChartData
{
    TimePoint from{};
    TimePoint to{};
    TimePoint now{};                ///< of the database
    std::chrono::seconds stretch{}; ///< the time that a point stands for
    QList<ChartLine> lines;         ///< one for each metric, in their order
    QList<observe::MetricEvent> marks;
    bool isEmpty = true; ///< nothing at all was measured

    const ChartLine &line(ChartMetric metric) const { return lines.at(int(metric)); }
    /// The beginning of the stretch of time that holds `time`.
    TimePoint stretchOf(TimePoint time) const;
};

/// nullopt: the sample does not tell. Rates are counts divided by the time that was really measured.
std::optional<double> valueOf(ChartMetric metric, const observe::MetricSample &sample);

ChartData makeChartData(const observe::MetricSeriesRange &range, TimePoint from, TimePoint to);

/// The distance of two labels at an axis of values up to `most`, at most `count` of them above nought.
double valueStep(ChartUnit unit, double most, int count);
/// Where labels of a time axis stand, at most `count`: on whole minutes, hours, days of local time.
struct TimeTicks
{
    std::chrono::seconds step{};
    QList<TimePoint> at;
};
TimeTicks timeTicks(TimePoint from, TimePoint to, int count);

} // namespace pult::ui
