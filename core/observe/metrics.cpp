// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one file that knows prometheus-cpp.
#include "metrics.h"

#include "metricsjson.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <cmath>
#include <map>
#include <mutex>
#include <set>
#include <sstream>

namespace pult::observe {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t mostSeries = 100;

/// One name: prometheus-cpp's family and the series made so far.
template<typename Metric>
struct Known
{
    prometheus::Family<Metric> *family = nullptr;
    std::size_t most = mostSeries;
    std::map<prometheus::Labels, Metric *> series;
};

prometheus::Labels native(const Labels &labels)
{
    prometheus::Labels out;
    for (const auto &[name, value] : labels)
        out.emplace(name.toStdString(), value.toStdString());
    return out;
}

prometheus::Labels beyond(const Labels &labels)
{
    prometheus::Labels out;
    for (const auto &[name, value] : labels)
        out.emplace(name.toStdString(), "other");
    return out;
}

MetricFamily::Kind kindOf(prometheus::MetricType type)
{
    if (type == prometheus::MetricType::Counter)
        return MetricFamily::Kind::Counter;
    return type == prometheus::MetricType::Histogram ? MetricFamily::Kind::Histogram : MetricFamily::Kind::Gauge;
}

MetricSeries seriesOf(const prometheus::ClientMetric &metric, MetricFamily &family)
{
    MetricSeries series;
    for (const prometheus::ClientMetric::Label &label : metric.label)
        series.labels.append({QString::fromStdString(label.name), QString::fromStdString(label.value)});
    if (family.kind == MetricFamily::Kind::Counter)
        series.value = metric.counter.value;
    else if (family.kind == MetricFamily::Kind::Gauge)
        series.value = metric.gauge.value;
    if (family.kind != MetricFamily::Kind::Histogram)
        return series;
    std::uint64_t before = 0;
    const bool first = family.bounds.empty();
    for (const prometheus::ClientMetric::Bucket &bucket : metric.histogram.bucket) {
        series.histogram.counts.push_back(double(bucket.cumulative_count - before));
        before = bucket.cumulative_count;
        if (first && std::isfinite(bucket.upper_bound))
            family.bounds.push_back(bucket.upper_bound);
    }
    series.histogram.sum = metric.histogram.sample_sum;
    return series;
}

} // namespace

class Metrics::Private
{
public:
    prometheus::Registry registry;
    mutable std::mutex mutex; ///< protects what follows
    std::map<std::string, Known<prometheus::Counter>> counters;
    std::map<std::string, Known<prometheus::Gauge>> gauges;
    std::map<std::string, Known<prometheus::Histogram>> histograms;
    QList<std::pair<QString, QString>> timers;
    std::vector<std::function<void()>> sources;
    mutable std::mutex refreshing; ///< one at a time: sources take over differences
    std::vector<std::pair<QString, std::function<DatabasePoolUse()>>> pools;

    template<typename Metric, typename Builder, typename... Arguments>
    Metric *find(std::map<std::string, Known<Metric>> &all, Builder builder, const char *name, const char *help,
                 const Labels &labels, const Arguments &...arguments)
    {
        const std::scoped_lock lock(mutex);
        Known<Metric> &known = all[name];
        if (!known.family)
            known.family = &builder.Name(name).Help(help).Register(registry);
        prometheus::Labels wanted = native(labels);
        if (!known.series.contains(wanted) && known.series.size() >= known.most)
            wanted = beyond(labels);
        Metric *&metric = known.series[wanted];
        if (!metric)
            metric = &known.family->Add(wanted, arguments...);
        return metric;
    }

    void refresh() const
    {
        std::vector<std::function<void()>> called;
        {
            const std::scoped_lock lock(mutex);
            called = sources;
        }
        const std::scoped_lock alone(refreshing);
        for (const std::function<void()> &source : called)
            source();
    }
};

void CounterHandle::add(double value) const
{
    m_counter->Increment(value);
}

void CounterHandle::raiseTo(double total) const
{
    m_counter->Increment(total - m_counter->Value()); // a fall is ignored
}

double CounterHandle::value() const
{
    return m_counter->Value();
}

void GaugeHandle::set(double value) const
{
    m_gauge->Set(value);
}

void GaugeHandle::add(double value) const
{
    m_gauge->Increment(value);
}

double GaugeHandle::value() const
{
    return m_gauge->Value();
}

void HistogramHandle::observe(double seconds) const
{
    m_histogram->Observe(seconds);
}

Metrics::Metrics() : d(std::make_unique<Private>()) {}

Metrics::~Metrics() = default;

CounterHandle Metrics::counter(const char *name, const char *help, const Labels &labels)
{
    CounterHandle handle;
    handle.m_counter = d->find(d->counters, prometheus::BuildCounter(), name, help, labels);
    return handle;
}

GaugeHandle Metrics::gauge(const char *name, const char *help, const Labels &labels)
{
    GaugeHandle handle;
    handle.m_gauge = d->find(d->gauges, prometheus::BuildGauge(), name, help, labels);
    return handle;
}

HistogramHandle Metrics::histogram(const char *name, const char *help, Buckets layout, const Labels &labels)
{
    const std::span<const double> bounds = boundsOf(layout);
    HistogramHandle handle;
    handle.m_histogram = d->find(d->histograms, prometheus::BuildHistogram(), name, help, labels,
                                 prometheus::Histogram::BucketBoundaries(bounds.begin(), bounds.end()));
    return handle;
}

void Metrics::allowSeries(const char *counter, int most)
{
    const std::scoped_lock lock(d->mutex);
    d->counters[counter].most = std::size_t(most);
}

void Metrics::retainGauges(const char *name, const QList<Labels> &keep)
{
    const std::scoped_lock lock(d->mutex);
    const auto known = d->gauges.find(name);
    if (known == d->gauges.end())
        return;
    std::set<prometheus::Labels> kept;
    for (const Labels &labels : keep)
        kept.insert(native(labels));
    std::erase_if(known->second.series, [&](const auto &series) {
        if (kept.contains(series.first))
            return false;
        known->second.family->Remove(series.second);
        return true;
    });
}

void Metrics::addTimer(const QString &timer, const char *histogram)
{
    const std::scoped_lock lock(d->mutex);
    d->timers.append({timer, QString::fromLatin1(histogram)});
}

void Metrics::addSource(std::function<void()> source)
{
    const std::scoped_lock lock(d->mutex);
    d->sources.push_back(std::move(source));
}

void Metrics::addDatabasePool(const QString &name, std::function<DatabasePoolUse()> pool)
{
    const std::scoped_lock lock(d->mutex);
    d->pools.emplace_back(name, std::move(pool));
}

QByteArray Metrics::text() const
{
    d->refresh();
    std::ostringstream out;
    prometheus::TextSerializer().Serialize(out, d->registry.Collect());
    return QByteArray::fromStdString(out.str());
}

QList<MetricFamily> Metrics::collect() const
{
    d->refresh();
    QList<MetricFamily> families;
    for (const prometheus::MetricFamily &native : d->registry.Collect()) {
        MetricFamily family;
        family.name = QString::fromStdString(native.name);
        family.kind = kindOf(native.type);
        for (const prometheus::ClientMetric &metric : native.metric)
            family.series.append(seriesOf(metric, family));
        families.append(family);
    }
    return families;
}

QJsonObject Metrics::json() const
{
    const QList<MetricFamily> families = collect();
    decltype(d->timers) timers;
    decltype(d->pools) asked;
    {
        const std::scoped_lock lock(d->mutex);
        timers = d->timers;
        asked = d->pools;
    }
    QList<std::pair<QString, DatabasePoolUse>> pools;
    for (const auto &[name, pool] : asked)
        pools.append({name, pool()});
    return metricsJson(families, timers, pools);
}

} // namespace pult::observe
