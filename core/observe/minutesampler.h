// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "databaselook.h"
#include "metrics.h"
#include "metricstore.h"
#include "resourcelimits.h"

#include <storage/pool.h>

#include <QObject>
#include <QTimer>

#include <functional>

namespace pult::observe {

/// Writes what a node did and used in each minute, and now and then makes hours and days of all nodes' minutes. A
/// sample says how much time it covers, so that a start, a stop and a suspended computer leave honest parts; what the
/// database cannot take is kept for two days and written later. Stamped by the database's clock; while it is away by
/// the steady one. Thread-affine to the observer's thread; SQL runs on the pool.
class MinuteSampler final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MinuteSampler)

public:
    struct Config
    {
        QString node;                               ///< id
        QString session;                            ///< of this life
        std::chrono::milliseconds interval{60'000}; ///< at its multiples
        std::chrono::seconds firstRollUp{90};       ///< short-lived nodes leave it to others
        std::chrono::seconds rollUpEvery{300};      ///< over all nodes
        std::chrono::milliseconds stopLimit{2000};  ///< the last part is given up then
        std::function<SteadyTime()> clock = &std::chrono::steady_clock::now;
    };
    /// `metrics` and `pool` outlive this.
    MinuteSampler(Config config, Metrics &metrics, storage::Pool &pool);

public Q_SLOTS:
    void start();
    /// Writes the last part; stopped() follows.
    void stop();
    void addResources(const pult::observe::ResourceSample &sample, double seconds);
    /// A mark on the charts.
    void mark(const QString &kind, const QString &detail);
    /// Ends the present part now: what the timer does each minute.
    void sample();

Q_SIGNALS:
    void stopped();
    /// What only the database knows, asked for with each sample.
    void lookedAtDatabase(const pult::observe::DatabaseLook &look);
    /// After each attempt to write; parts that still wait.
    void written(int waiting);

private:
    struct Totals
    {
        QMap<QString, double> counters;
        QMap<QString, BucketCounts> histograms;
    };
    Totals readTotals() const;
    MetricSample takePart();
    void onLook(const Result<DatabaseLook> &look, SteadyTime middle, MetricSample part);
    void keep(SteadyTime middle, const MetricSample &part);
    void anchor(TimePoint now);
    TimePoint timeOf(SteadyTime time) const;
    void write();
    void scheduleNext();
    void rollUp();
    void finish();
    QString nextPart() { return m_config.session + u'/' + QString::number(++m_number); }

    const Config m_config;
    Metrics &m_metrics;
    storage::Pool &m_pool;
    QTimer m_timer;
    QTimer m_rollUpTimer;
    SteadyTime m_since; ///< begin of the present part
    Totals m_before;    ///< at that moment
    QMap<QString, GaugeStretch> m_gauges;
    std::optional<std::pair<SteadyTime, TimePoint>> m_anchor; ///< the database's clock when it was last heard
    QList<std::pair<SteadyTime, MinutePart>> m_unstamped;     ///< from before it was first heard
    QList<MinutePart> m_pending;
    QList<MetricEvent> m_events;
    quint64 m_number = 0;
    bool m_looking = false;
    bool m_writing = false;
    bool m_stopping = false;
    bool m_finished = false;
};

} // namespace pult::observe
