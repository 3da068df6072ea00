// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "overhead.h"

#include "peakmemory.h"

#include <net/outsideclient.h>
#include <observe/metrics.h>

#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>
#include <functional>

namespace pult::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr double mostNanoseconds = 2000;
constexpr double plenty = 1e12;

/// One layer of what surrounds a call; a row of the table below.
struct Layer
{
    QString name;
    std::function<void()> once;
};

double nanosecondsOf(const Layer &layer, int calls)
{
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < calls; ++i)
        layer.once();
    return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - began).count() / calls;
}

/// As OutsideClient does it for every call: found by name, asked, told how it went.
QList<Layer> layersOf(net::OutsideShared &shared, observe::Metrics &metrics)
{
    const QString name = u"bench"_s;
    shared.limiters.limiter(name).setLimit({plenty, plenty, false});
    return {
        {u"breaker"_s,
         [&shared, name] {
             auto permit = shared.breakers.breaker(name).acquire(30s, 15s);
             permit->succeeded();
         }},
        {u"limiter"_s,
         [&shared, name] {
             net::RateLimiter::Ticket ticket = shared.limiters.limiter(name).enter();
             ticket.used();
         }},
        {u"metrics"_s,
         [calls = metrics.counter("bench_calls_total", "Calls."),
          seconds = metrics.histogram("bench_call_seconds", "Their time.", observe::Buckets::Call)] {
             calls.add();
             seconds.observe(0.01);
         }},
    };
}

} // namespace

int measureOverhead(int calls)
{
    net::OutsideShared shared;
    observe::Metrics metrics;
    QJsonObject line{{u"peer"_s, u"pult"_s}, {u"mode"_s, u"overhead"_s}, {u"calls"_s, calls}};
    double all = 0;
    for (const Layer &layer : layersOf(shared, metrics)) {
        const double each = nanosecondsOf(layer, calls);
        all += each;
        line.insert(layer.name + u"_ns"_s, std::round(each));
    }
    line.insert(u"total_ns"_s, std::round(all));
    line.insert(u"limit_ns"_s, mostNanoseconds);
    line.insert(u"peak_rss_mb"_s, peakMemoryMb());
    std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    return all < mostNanoseconds ? 0 : 1;
}

} // namespace pult::bench
