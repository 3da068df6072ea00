// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "buckets.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <functional>
#include <memory>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
} // namespace prometheus

namespace pult::observe {

/// Label names and values, in the order they are written.
using Labels = QList<std::pair<QString, QString>>;

/// A counter to add to, found once and then used without any look-up. Copyable, thread-safe; valid as long as the
/// Metrics it comes from.
class CounterHandle
{
public:
    void add(double value = 1) const;
    /// For counts that are kept elsewhere: takes over the difference. One thread at a time.
    void raiseTo(double total) const;
    double value() const;

private:
    friend class Metrics;
    prometheus::Counter *m_counter = nullptr;
};

class GaugeHandle
{
public:
    void set(double value) const;
    void add(double value) const;
    double value() const;

private:
    friend class Metrics;
    prometheus::Gauge *m_gauge = nullptr;
};

class HistogramHandle
{
public:
    void observe(double seconds) const;

private:
    friend class Metrics;
    prometheus::Histogram *m_histogram = nullptr;
};

/// What stands in the registry at a moment.
struct MetricSeries
{
    Labels labels;
    double value = 0;       ///< counters and gauges
    BucketCounts histogram; ///< not cumulative
};
struct MetricFamily
{
    enum class Kind { Counter, Gauge, Histogram };
    QString name;
    Kind kind = Kind::Counter;
    std::vector<double> bounds;
    QList<MetricSeries> series;
};

/// A connection pool for `database_pools`.
struct DatabasePoolUse
{
    int min = 0;
    int max = 0;
    int open = 0;
    int idle = 0;
    int inUse = 0;
    int waiting = 0;
};

/// The numbers of this process, as Prometheus and the API show them. Handles are made at start with every label value
/// that is known; a family never gets more than 100 series, what comes beyond counts as "other". Thread-safe.
class Metrics final
{
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics &) = delete;
    Metrics &operator=(const Metrics &) = delete;

    /// The same name and labels yield the same series. `help` and the names of the labels are those of the first call.
    CounterHandle counter(const char *name, const char *help, const Labels &labels = {});
    GaugeHandle gauge(const char *name, const char *help, const Labels &labels = {});
    HistogramHandle histogram(const char *name, const char *help, Buckets layout, const Labels &labels = {});
    /// How many series a counter may have, when 100 are too few.
    void allowSeries(const char *counter, int most);
    /// Takes away the series of a gauge that are not named in `keep`: what does not exist any more.
    void retainGauges(const char *name, const QList<Labels> &keep);

    /// A summary by name in the JSON: the quantiles of all series of a histogram together.
    void addTimer(const QString &timer, const char *histogram);
    /// Called before each collection, on the thread that collects: brings numbers that are kept elsewhere.
    void addSource(std::function<void()> source);
    void addDatabasePool(const QString &name, std::function<DatabasePoolUse()> pool);

    /// Text format 0.0.4.
    QByteArray text() const;
    QList<MetricFamily> collect() const;
    /// {counters, gauges, histograms, timers, database_pools}
    QJsonObject json() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace pult::observe
