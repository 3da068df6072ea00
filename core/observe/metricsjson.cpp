// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metricsjson.h"

namespace pult::observe {

using namespace Qt::StringLiterals;

namespace {

QString nameOf(const MetricFamily &family, const MetricSeries &series)
{
    QStringList labels;
    for (const auto &[name, value] : series.labels) {
        QString quoted = value;
        quoted.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s).replace(u'\n', u"\\n"_s);
        labels.append(name + u"=\""_s + quoted + u'"');
    }
    return labels.isEmpty() ? family.name : QString(family.name + u'{' + labels.join(u',') + u'}');
}

QJsonObject summaryOf(std::span<const double> bounds, const BucketCounts &counts)
{
    return {{u"count"_s, counts.count()},
            {u"sum_seconds"_s, counts.sum},
            {u"p50"_s, quantile(bounds, counts, 0.5)},
            {u"p95"_s, quantile(bounds, counts, 0.95)},
            {u"p99"_s, quantile(bounds, counts, 0.99)}};
}

QJsonObject histogramOf(const MetricFamily &family, const BucketCounts &counts)
{
    QJsonObject buckets;
    double sum = 0;
    for (std::size_t i = 0; i < counts.counts.size(); ++i) {
        sum += counts.counts[i];
        buckets[i < family.bounds.size() ? QString::number(family.bounds[i]) : u"+Inf"_s] = sum;
    }
    return {{u"count"_s, counts.count()}, {u"sum"_s, counts.sum}, {u"buckets"_s, buckets}};
}

QJsonObject toJson(const DatabasePoolUse &pool)
{
    return {{u"min"_s, pool.min},   {u"max"_s, pool.max},      {u"open"_s, pool.open},
            {u"idle"_s, pool.idle}, {u"in_use"_s, pool.inUse}, {u"waiting"_s, pool.waiting}};
}

} // namespace

QJsonObject metricsJson(const QList<MetricFamily> &families, const QList<std::pair<QString, QString>> &timers,
                        const QList<std::pair<QString, DatabasePoolUse>> &pools)
{
    QJsonObject counters;
    QJsonObject gauges;
    QJsonObject histograms;
    QJsonObject summaries;
    QJsonObject databasePools;
    for (const MetricFamily &family : families) {
        BucketCounts all;
        for (const MetricSeries &series : family.series) {
            if (family.kind == MetricFamily::Kind::Counter)
                counters[nameOf(family, series)] = series.value;
            else if (family.kind == MetricFamily::Kind::Gauge)
                gauges[nameOf(family, series)] = series.value;
            else
                histograms[nameOf(family, series)] = histogramOf(family, series.histogram);
            all.add(series.histogram);
        }
        for (const auto &[timer, histogram] : timers) {
            if (histogram == family.name)
                summaries[timer] = summaryOf(family.bounds, all);
        }
    }
    for (const auto &[name, pool] : pools)
        databasePools[name] = toJson(pool);
    return {{u"counters"_s, counters},
            {u"gauges"_s, gauges},
            {u"histograms"_s, histograms},
            {u"timers"_s, summaries},
            {u"database_pools"_s, databasePools}};
}

} // namespace pult::observe
