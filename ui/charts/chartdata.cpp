// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chartdata.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

using observe::MetricSample;

namespace {

constexpr std::array memory{ChartMetric::PultMemory, ChartMetric::BrowserMemory};
constexpr std::array processor{ChartMetric::PultCpu, ChartMetric::BrowserCpu};
constexpr std::array computer{ChartMetric::ComputerCpu, ChartMetric::ComputerMemory};
constexpr std::array rates{ChartMetric::Completed, ChartMetric::Failed, ChartMetric::OtherEnds};
constexpr std::array waits{ChartMetric::WaitP50, ChartMetric::WaitP95, ChartMetric::WaitP99};
constexpr std::array runs{ChartMetric::RunP50, ChartMetric::RunP95, ChartMetric::RunP99};
constexpr std::array depth{ChartMetric::Waiting, ChartMetric::Running};

std::optional<double> gauge(const MetricSample &sample, const QString &name)
{
    const auto found = sample.gauges.constFind(name);
    return found == sample.gauges.cend() || found->seconds <= 0 ? std::nullopt : std::optional(found->average());
}

/// Of all queues together; nullopt while none was looked at.
std::optional<double> sumOfQueues(const MetricSample &sample, const QString &prefix)
{
    std::optional<double> sum;
    for (auto it = sample.gauges.lowerBound(prefix); it != sample.gauges.cend() && it.key().startsWith(prefix); ++it)
        sum = sum.value_or(0) + it->average();
    return sum;
}

std::optional<double> rate(const MetricSample &sample, std::initializer_list<QLatin1StringView> names)
{
    if (sample.seconds <= 0)
        return std::nullopt;
    double count = 0;
    for (const QLatin1StringView name : names)
        count += sample.counters.value(name);
    return count / sample.seconds;
}

std::optional<double> quantileOf(const MetricSample &sample, const QString &histogram, double share)
{
    const auto found = sample.histograms.constFind(histogram);
    if (found == sample.histograms.cend() || found->count() <= 0)
        return std::nullopt;
    return observe::quantile(observe::boundsOf(observe::layoutOf(histogram)), *found, share);
}

void append(ChartLine &line, const ChartPoint &point, bool joins)
{
    if (!joins || line.stretches.isEmpty())
        line.stretches.append(QList<ChartPoint>());
    line.stretches.last().append(point);
}

} // namespace

std::span<const ChartSpec> resourceCharts()
{
    static constexpr ChartSpec charts[] = {{"chartMemory", ChartUnit::Megabytes, memory},
                                           {"chartProcessor", ChartUnit::Percent, processor},
                                           {"chartComputer", ChartUnit::Percent, computer, 100}};
    return charts;
}

std::span<const ChartSpec> throughputCharts()
{
    static constexpr ChartSpec charts[] = {{"chartRates", ChartUnit::PerSecond, rates},
                                           {"chartWaits", ChartUnit::Seconds, waits},
                                           {"chartRuns", ChartUnit::Seconds, runs},
                                           {"chartDepth", ChartUnit::Count, depth}};
    return charts;
}

const ChartPoint *ChartLine::last() const
{
    return stretches.isEmpty() ? nullptr : &stretches.constLast().constLast();
}

std::optional<double> ChartLine::valueAt(TimePoint at) const
{
    for (const QList<ChartPoint> &stretch : stretches) {
        const auto found = std::lower_bound(stretch.cbegin(), stretch.cend(), at,
                                            [](const ChartPoint &point, TimePoint time) { return point.at < time; });
        if (found != stretch.cend() && found->at == at)
            return found->value;
    }
    return std::nullopt;
}

TimePoint ChartData::stretchOf(TimePoint time) const
{
    const auto length = std::max<std::chrono::microseconds>(stretch, 1s);
    return TimePoint(time.time_since_epoch() - time.time_since_epoch() % length);
}

std::optional<double> valueOf(ChartMetric metric, const MetricSample &sample)
{
    switch (metric) {
    case ChartMetric::PultMemory:
        return gauge(sample, u"memory_mb"_s);
    case ChartMetric::BrowserMemory:
        return gauge(sample, u"browser_memory_mb"_s);
    case ChartMetric::PultCpu:
        return gauge(sample, u"cpu_percent"_s);
    case ChartMetric::BrowserCpu:
        return gauge(sample, u"browser_cpu_percent"_s);
    case ChartMetric::ComputerCpu:
        return gauge(sample, u"machine_cpu_percent"_s);
    case ChartMetric::ComputerMemory:
        return gauge(sample, u"machine_memory_percent"_s);
    case ChartMetric::Completed:
        return rate(sample, {"completed"_L1});
    case ChartMetric::Failed:
        return rate(sample, {"failed"_L1, "failed_for_good"_L1});
    case ChartMetric::OtherEnds:
        return rate(sample, {"cancelled"_L1, "snoozed"_L1, "interrupted"_L1, "lost"_L1, "unknown"_L1});
    case ChartMetric::WaitP50:
        return quantileOf(sample, u"wait"_s, 0.50);
    case ChartMetric::WaitP95:
        return quantileOf(sample, u"wait"_s, 0.95);
    case ChartMetric::WaitP99:
        return quantileOf(sample, u"wait"_s, 0.99);
    case ChartMetric::RunP50:
        return quantileOf(sample, u"run"_s, 0.50);
    case ChartMetric::RunP95:
        return quantileOf(sample, u"run"_s, 0.95);
    case ChartMetric::RunP99:
        return quantileOf(sample, u"run"_s, 0.99);
    case ChartMetric::Waiting:
        return sumOfQueues(sample, u"queue_waiting/"_s);
    case ChartMetric::Running:
        return sumOfQueues(sample, u"queue_running/"_s);
    }
    Q_UNREACHABLE();
}

ChartData makeChartData(const observe::MetricSeriesRange &range, TimePoint from, TimePoint to)
{
    ChartData data{from,        to, range.now, observe::lengthOf(range.resolution), QList<ChartLine>(chartMetrics),
                   range.events};
    std::array<bool, chartMetrics> joins{};
    for (const observe::MetricPoint &point : range.points) {
        const bool underWay = point.at + data.stretch > range.now;
        for (int i = 0; i < chartMetrics; ++i) {
            const auto value =
                point.coverage > 0 ? valueOf(static_cast<ChartMetric>(i), point.sample) : std::optional<double>();
            if (value) {
                append(data.lines[i], {point.at, *value}, joins[size_t(i)]);
                data.lines[i].unfinished = underWay;
                data.isEmpty = false;
            }
            joins[size_t(i)] = value.has_value();
        }
    }
    return data;
}

double valueStep(ChartUnit unit, double most, int count)
{
    const double atLeast = most / std::max(1, count);
    if (!(atLeast > 0))
        return 1;
    if (unit == ChartUnit::Seconds) {
        static constexpr double steps[] = {0.1, 0.2, 0.5, 1,   2,   5,    10,   15,  30,
                                           60,  120, 300, 600, 900, 1800, 3600, 7200};
        const auto *found = std::lower_bound(std::begin(steps), std::end(steps), atLeast);
        return found == std::end(steps) ? std::ceil(atLeast / 3600) * 3600 : *found;
    }
    // Whole gigabytes and quarters of them, not thousands of megabytes.
    const double base = unit == ChartUnit::Megabytes && atLeast > 200 ? 1024 : 1;
    const double scaled = atLeast / base;
    const double power = std::pow(10, std::floor(std::log10(scaled)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        if (factor * power >= scaled * 0.9999) {
            const double step = factor * power * base;
            return unit == ChartUnit::Count ? std::max(1.0, std::ceil(step)) : step;
        }
    }
    return 10 * power * base;
}

TimeTicks timeTicks(TimePoint from, TimePoint to, int count)
{
    constexpr std::chrono::seconds steps[] = {1min, 2min, 5min, 10min, 15min, 30min, 1h,   2h,
                                              3h,   6h,   12h,  24h,   48h,   120h,  240h, 720h};
    TimeTicks ticks{steps[std::size(steps) - 1], {}};
    for (const std::chrono::seconds step : steps) {
        if ((to - from) / step <= count) {
            ticks.step = step;
            break;
        }
    }
    // Clocks are set in the middle of long ranges, too: each label is put right by its own offset.
    const auto offset = [](TimePoint time) {
        return std::chrono::seconds(QDateTime::fromMSecsSinceEpoch(toMicros(time) / 1000).offsetFromUtc());
    };
    const auto local = from.time_since_epoch() + offset(from);
    TimePoint first(local - local % ticks.step);
    for (TimePoint wall = first; ticks.at.size() <= count + 1; wall += ticks.step) {
        const TimePoint guess = wall - offset(from);
        const TimePoint at = wall - offset(guess);
        if (at >= to)
            break;
        if (at >= from)
            ticks.at.append(at);
    }
    return ticks;
}

} // namespace pult::ui
