// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"

#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::test {

namespace {

void write(Scene &scene, std::function<Result<>(storage::Connection &)> work)
{
    QFuture<Result<>> written = scene.pool().run<void>(std::move(work));
    written.waitForFinished();
    if (!written.result())
        qFatal("%s", qPrintable(toLogString(written.result().error())));
}

observe::BucketCounts spread(observe::Buckets layout, double count, double middle)
{
    observe::BucketCounts counts;
    const auto bounds = observe::boundsOf(layout);
    counts.counts.resize(bounds.size() + 1);
    for (std::size_t i = 0; i < bounds.size(); ++i)
        counts.counts[i] = std::round(count * std::exp(-std::pow(std::log2(bounds[i] / middle), 2)));
    return counts;
}

} // namespace

observe::MetricSample minuteSample(double completed, double memoryMb, double seconds)
{
    observe::MetricSample sample;
    sample.seconds = seconds;
    sample.counters[u"completed"_s] = completed;
    sample.gauges[u"memory_mb"_s].note(memoryMb, seconds);
    return sample;
}

void addMinutes(Scene &scene, const QList<observe::MinutePart> &parts)
{
    write(scene, [parts](storage::Connection &connection) -> Result<> {
        const Result<TimePoint> written = observe::writeMinutes(connection, parts);
        return written ? Result<>() : fail(written.error());
    });
}

void addMarks(Scene &scene, const QList<observe::MetricEvent> &marks)
{
    write(scene, [marks](storage::Connection &connection) { return observe::writeEvents(connection, marks); });
}

void fillDay(Scene &scene)
{
    const TimePoint now = observe::stretchOf(localNow(), observe::Resolution::Minute);
    QList<observe::MinutePart> parts;
    for (int i = 1; i < 24 * 60; ++i) {
        if (i > 19 && i < 27)
            continue; // nobody was there
        const double wave = std::sin(i / 37.0) + std::sin(i / 11.0) / 3;
        const double spike = i > 8 && i < 13 ? 3 : 1;
        observe::MetricSample sample = minuteSample(std::round(70 + 25 * wave), 140 + 12 * wave);
        const auto gauge = [&sample](const QString &name, double value) { sample.gauges[name].note(value, 60); };
        gauge(u"browser_memory_mb"_s, 1400 + 500 * wave * spike);
        gauge(u"cpu_percent"_s, 6 + 2 * wave);
        gauge(u"browser_cpu_percent"_s, (55 + 20 * wave) * spike / 2);
        gauge(u"machine_cpu_percent"_s, std::min(98.0, 30 + 12 * wave * spike));
        gauge(u"machine_memory_percent"_s, 46 + 6 * wave);
        gauge(u"queue_waiting/default"_s, 120 + 80 * wave * spike);
        gauge(u"queue_running/default"_s, 9 + 3 * wave);
        sample.counters[u"failed"_s] = std::round(6 * spike + 3 * wave);
        sample.counters[u"cancelled"_s] = i % 9 == 0 ? 2 : 0;
        sample.histograms[u"run"_s] = spread(observe::Buckets::Run, 60, 9 + 4 * wave * spike);
        sample.histograms[u"wait"_s] = spread(observe::Buckets::Wait, 60, 4 + 2 * wave * spike);
        parts.append({u"node-1"_s, u"d/%1"_s.arg(i), now - i * 1min, sample});
    }
    addMinutes(scene, parts);
    addMarks(scene, {{u"node-1"_s, u"m/1"_s, now - 19min, u"start"_s, u"0.1.0"_s},
                     {u"node-1"_s, u"m/2"_s, now - 12min, u"limit"_s, u"browser_memory"_s},
                     {u"node-1"_s, u"m/3"_s, now - 8min, u"limit"_s, {}}});
    write(scene, [](storage::Connection &connection) -> Result<> {
        const auto rolled = observe::rollUp(connection);
        return rolled ? Result<>() : fail(rolled.error());
    });
}

} // namespace pult::test
