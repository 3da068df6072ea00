// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "buckets.h"

#include <base/timepoint.h>

#include <QJsonObject>
#include <QMap>
#include <QString>

namespace pult::observe {

/// A number that goes up and down, over a stretch of time.
struct GaugeStretch
{
    double seconds = 0; ///< how long it was watched
    double sum = 0;     ///< of value × seconds
    double least = 0;
    double most = 0;

    double average() const { return seconds > 0 ? sum / seconds : 0; }
    void note(double value, double forSeconds);
    void add(const GaugeStretch &other);
    bool operator==(const GaugeStretch &) const = default;
};

/// Where what a sample holds is kept:
/// gauges    memory_mb cpu_percent open_fds (of Pult) · browser_memory_mb browser_cpu_percent browsers ·
///           machine_memory_percent machine_cpu_percent disk_free_mb · active_tasks
///           · queue_waiting/<queue> queue_running/<queue> queue_oldest_seconds/<queue>
/// counters  started completed failed … (an outcome each)
/// histograms  run wait (in the layouts Buckets::Run and Buckets::Wait)
struct MetricSample
{
    double seconds = 0; ///< measured
    QMap<QString, GaugeStretch> gauges;
    QMap<QString, double> counters;
    QMap<QString, BucketCounts> histograms;

    /// Adds another stretch of the same node.
    void add(const MetricSample &other);
    /// Adds the same stretch of another node: what is the whole database's (queue_…) or a percentage is not summed up.
    void addNode(const MetricSample &other);
    bool operator==(const MetricSample &) const = default;
};

/// The stored form, without `seconds`.
QByteArray toText(const MetricSample &sample);
MetricSample metricSampleFromText(const QByteArray &text);

/// The layout of a histogram of a sample.
Buckets layoutOf(const QString &histogram);

} // namespace pult::observe
