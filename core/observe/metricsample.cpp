// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metricsample.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace pult::observe {

using namespace Qt::StringLiterals;

namespace {

bool isShared(const QString &gauge)
{
    return gauge.startsWith("queue_"_L1) || gauge.endsWith("_percent"_L1);
}

QJsonArray toArray(const std::vector<double> &numbers)
{
    QJsonArray array;
    for (const double number : numbers)
        array.append(number);
    return array;
}

template<typename T>
void addAll(QMap<QString, T> &to, const QMap<QString, T> &from)
{
    for (auto it = from.cbegin(); it != from.cend(); ++it)
        to[it.key()].add(it.value());
}

} // namespace

void GaugeStretch::note(double value, double forSeconds)
{
    add({forSeconds, value * forSeconds, value, value});
}

void GaugeStretch::add(const GaugeStretch &other)
{
    if (other.seconds <= 0)
        return;
    least = seconds > 0 ? std::min(least, other.least) : other.least;
    most = seconds > 0 ? std::max(most, other.most) : other.most;
    seconds += other.seconds;
    sum += other.sum;
}

void MetricSample::add(const MetricSample &other)
{
    seconds += other.seconds;
    addAll(gauges, other.gauges);
    addAll(histograms, other.histograms);
    for (auto it = other.counters.cbegin(); it != other.counters.cend(); ++it)
        counters[it.key()] += it.value();
}

void MetricSample::addNode(const MetricSample &other)
{
    const QMap<QString, GaugeStretch> own = std::exchange(gauges, {});
    const double longer = std::max(seconds, other.seconds);
    MetricSample rest = other;
    rest.gauges.clear();
    add(rest);
    seconds = longer;
    gauges = own;
    for (auto it = other.gauges.cbegin(); it != other.gauges.cend(); ++it) {
        GaugeStretch &gauge = gauges[it.key()];
        if (gauge.seconds <= 0 || isShared(it.key())) {
            gauge.add(it.value());
            continue;
        }
        const double average = gauge.average() + it->average();
        gauge.seconds = std::max(gauge.seconds, it->seconds);
        gauge.sum = average * gauge.seconds;
        gauge.least += it->least;
        gauge.most += it->most;
    }
}

QByteArray toText(const MetricSample &sample)
{
    QJsonObject gauges;
    for (auto it = sample.gauges.cbegin(); it != sample.gauges.cend(); ++it)
        gauges[it.key()] = toArray({it->seconds, it->sum, it->least, it->most});
    QJsonObject counters;
    for (auto it = sample.counters.cbegin(); it != sample.counters.cend(); ++it)
        counters[it.key()] = it.value();
    QJsonObject histograms;
    for (auto it = sample.histograms.cbegin(); it != sample.histograms.cend(); ++it)
        histograms[it.key()] = QJsonObject{{u"counts"_s, toArray(it->counts)}, {u"sum"_s, it->sum}};
    const QJsonObject object{{u"gauges"_s, gauges}, {u"counters"_s, counters}, {u"histograms"_s, histograms}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

MetricSample metricSampleFromText(const QByteArray &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    MetricSample sample;
    const QJsonObject gauges = object[u"gauges"].toObject();
    for (auto it = gauges.constBegin(); it != gauges.constEnd(); ++it) {
        const QJsonArray numbers = it.value().toArray();
        sample.gauges[it.key()] = {numbers[0].toDouble(), numbers[1].toDouble(), numbers[2].toDouble(),
                                   numbers[3].toDouble()};
    }
    const QJsonObject counters = object[u"counters"].toObject();
    for (auto it = counters.constBegin(); it != counters.constEnd(); ++it)
        sample.counters[it.key()] = it.value().toDouble();
    const QJsonObject histograms = object[u"histograms"].toObject();
    for (auto it = histograms.constBegin(); it != histograms.constEnd(); ++it) {
        BucketCounts &counts = sample.histograms[it.key()];
        const QJsonArray numbers = it.value()[u"counts"].toArray();
        for (const QJsonValue &number : numbers)
            counts.counts.push_back(number.toDouble());
        counts.sum = it.value()[u"sum"].toDouble();
    }
    return sample;
}

Buckets layoutOf(const QString &histogram)
{
    return histogram == "wait"_L1 ? Buckets::Wait : Buckets::Run;
}

} // namespace pult::observe
