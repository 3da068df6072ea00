// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "minutesampler.h"

#include "logging.h"

#include <base/whendone.h>
#include <queue/turns.h>

#include <algorithm>

namespace pult::observe {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype mostPending = 48 * 60;
constexpr qsizetype mostEvents = 500;
constexpr qsizetype writtenAtOnce = 200;
/// Behind the minute, so that it is surely over.
constexpr auto behind = 50ms;
constexpr auto soonest = 1s;
constexpr std::chrono::seconds turnKept = 2min;
constexpr qsizetype mostQueues = 50;

double seconds(SteadyTime::duration time)
{
    return std::chrono::duration<double>(time).count();
}

/// What a family is called in a sample.
QString histogramName(const QString &family)
{
    if (family == "pult_job_run_seconds"_L1)
        return u"run"_s;
    return family == "pult_job_wait_seconds"_L1 ? u"wait"_s : QString();
}

QString statusOf(const MetricSeries &series)
{
    for (const auto &[name, value] : series.labels) {
        if (name == "status"_L1)
            return value;
    }
    return u"other"_s;
}

BucketCounts difference(const BucketCounts &now, const BucketCounts &before)
{
    BucketCounts result = now;
    for (std::size_t i = 0; i < before.counts.size() && i < result.counts.size(); ++i)
        result.counts[i] -= before.counts[i];
    result.sum -= before.sum;
    return result;
}

void addQueues(const DatabaseLook &look, MetricSample &part)
{
    const double weight = std::max(part.seconds, 0.001);
    for (const queue::QueueInfo &queue : look.queues.mid(0, mostQueues)) {
        double waiting = 0;
        for (const queue::TaskState state :
             {queue::TaskState::Scheduled, queue::TaskState::Available, queue::TaskState::Retryable})
            waiting += queue.counts.value(state);
        part.gauges[u"queue_waiting/"_s + queue.name].note(waiting, weight);
        part.gauges[u"queue_running/"_s + queue.name].note(queue.counts.value(queue::TaskState::Running), weight);
        part.gauges[u"queue_oldest_seconds/"_s + queue.name].note(std::max(0.0, look.oldestSeconds.value(queue.name)),
                                                                  weight);
    }
}

} // namespace

MinuteSampler::MinuteSampler(Config config, Metrics &metrics, storage::Pool &pool)
    : m_config(std::move(config)), m_metrics(metrics), m_pool(pool)
{
    for (QTimer *timer : {&m_timer, &m_rollUpTimer}) {
        timer->setParent(this); // so that they move to its thread with it
        timer->setSingleShot(true);
    }
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &MinuteSampler::sample);
    connect(&m_rollUpTimer, &QTimer::timeout, this, &MinuteSampler::rollUp);
}

void MinuteSampler::start()
{
    m_since = m_config.clock();
    m_before = readTotals();
    m_rollUpTimer.start(m_config.firstRollUp);
    const auto asked = m_pool.run<DatabaseLook>([](storage::Connection &c) { return lookAtDatabase(c); });
    whenDone(asked, this, [this](const Result<DatabaseLook> &look) {
        if (look) {
            anchor(look->now);
            Q_EMIT lookedAtDatabase(*look);
        }
        write();
        scheduleNext();
    });
}

void MinuteSampler::addResources(const ResourceSample &sample, double seconds)
{
    if (seconds <= 0)
        return;
    const auto gauge = [this, seconds](const QString &name, double value) { m_gauges[name].note(value, seconds); };
    gauge(u"memory_mb"_s, sample.memoryMb);
    gauge(u"cpu_percent"_s, sample.cpuPercent);
    gauge(u"open_fds"_s, sample.openFiles);
    gauge(u"browser_memory_mb"_s, sample.browserMemoryMb());
    gauge(u"browser_cpu_percent"_s, sample.browserCpuPercent());
    gauge(u"browsers"_s, double(sample.browsers.size()));
    if (sample.machineMb > 0)
        gauge(u"machine_memory_percent"_s, 100 * (1 - sample.machineFreeMb / sample.machineMb));
    gauge(u"machine_cpu_percent"_s, sample.machineCpuPercent);
    if (sample.diskMb > 0)
        gauge(u"disk_free_mb"_s, sample.diskFreeMb);
}

void MinuteSampler::mark(const QString &kind, const QString &detail)
{
    if (m_events.size() >= mostEvents)
        m_events.removeFirst();
    m_events.append({m_config.node, nextPart(), timeOf(m_config.clock()), kind, detail});
}

MinuteSampler::Totals MinuteSampler::readTotals() const
{
    Totals totals;
    for (const MetricFamily &family : m_metrics.collect()) {
        const QString histogram = histogramName(family.name);
        for (const MetricSeries &series : family.series) {
            if (family.name == "tasks_started_total"_L1)
                totals.counters[u"started"_s] += series.value;
            else if (family.name == "tasks_total"_L1)
                totals.counters[statusOf(series)] += series.value;
            else if (!histogram.isEmpty())
                totals.histograms[histogram].add(series.histogram);
            if (family.name == "active_tasks"_L1)
                totals.counters[u"active_tasks"_s] = series.value;
        }
    }
    return totals;
}

MetricSample MinuteSampler::takePart()
{
    MetricSample part;
    const SteadyTime end = m_config.clock();
    part.seconds = std::max(0.0, seconds(end - m_since));
    Totals totals = readTotals();
    const double active = totals.counters.take(u"active_tasks"_s);
    part.gauges = std::exchange(m_gauges, {});
    part.gauges[u"active_tasks"_s].note(active, std::max(part.seconds, 0.001));
    for (auto it = totals.counters.cbegin(); it != totals.counters.cend(); ++it) {
        if (const double more = it.value() - m_before.counters.value(it.key()); more > 0)
            part.counters[it.key()] = more;
    }
    for (auto it = totals.histograms.cbegin(); it != totals.histograms.cend(); ++it)
        part.histograms[it.key()] = difference(it.value(), m_before.histograms.value(it.key()));
    m_before = totals;
    m_since = end;
    return part;
}

void MinuteSampler::sample()
{
    const MetricSample part = takePart();
    // A part belongs where its middle is: the timer comes a little after the minute.
    const SteadyTime middle =
        m_since - std::chrono::duration_cast<SteadyTime::duration>(std::chrono::duration<double>(part.seconds / 2));
    if (!m_stopping)
        scheduleNext();
    if (m_looking) { // a database that does not answer must not make one long part of many minutes
        keep(middle, part);
        return;
    }
    m_looking = true;
    const auto asked = m_pool.run<DatabaseLook>([](storage::Connection &c) { return lookAtDatabase(c); });
    whenDone(asked, this, [this, middle, part](const Result<DatabaseLook> &look) { onLook(look, middle, part); });
}

void MinuteSampler::onLook(const Result<DatabaseLook> &look, SteadyTime middle, MetricSample part)
{
    m_looking = false;
    if (look) {
        anchor(look->now);
        addQueues(*look, part);
        Q_EMIT lookedAtDatabase(*look);
    } else {
        qCDebug(lcObserve).noquote() << "database not looked at:" << toLogString(look.error());
    }
    keep(middle, part);
    write();
}

void MinuteSampler::keep(SteadyTime middle, const MetricSample &part)
{
    MinutePart one{m_config.node, nextPart(), {}, part};
    if (m_anchor) {
        one.at = timeOf(middle);
        m_pending.append(one);
    } else {
        m_unstamped.append({middle, one});
    }
    while (!m_writing && m_pending.size() > mostPending)
        m_pending.removeFirst();
    while (m_unstamped.size() > mostPending)
        m_unstamped.removeFirst();
}

void MinuteSampler::anchor(TimePoint now)
{
    m_anchor = {m_config.clock(), now};
    for (auto &[middle, part] : std::exchange(m_unstamped, {})) {
        part.at = timeOf(middle);
        m_pending.append(part);
    }
}

/// By the database's clock as it was last heard; before that by this computer's.
TimePoint MinuteSampler::timeOf(SteadyTime time) const
{
    const auto &[heardAt, heard] = m_anchor.value_or(std::pair(m_config.clock(), localNow()));
    return heard + std::chrono::duration_cast<std::chrono::microseconds>(time - heardAt);
}

void MinuteSampler::write()
{
    if (m_writing)
        return;
    if (m_pending.isEmpty() && m_events.isEmpty()) {
        if (m_stopping)
            finish();
        return;
    }
    m_writing = true;
    const QList<MinutePart> parts = m_pending.mid(0, writtenAtOnce);
    const QList<MetricEvent> events = m_events;
    const auto done = m_pool.run<TimePoint>([parts, events](storage::Connection &c) -> Result<TimePoint> {
        if (const Result<> marked = writeEvents(c, events); !marked)
            return fail(marked.error());
        return writeMinutes(c, parts);
    });
    whenDone(done, this, [this, sent = parts.size(), marked = events.size()](const Result<TimePoint> &at) {
        m_writing = false;
        if (at) {
            // Only this takes from the front meanwhile.
            m_pending.remove(0, std::min(sent, m_pending.size()));
            m_events.remove(0, std::min(marked, m_events.size()));
        } else {
            qCDebug(lcObserve).noquote() << "minutes not written yet:" << toLogString(at.error());
        }
        Q_EMIT written(int(m_pending.size() + m_unstamped.size()));
        if (at && (m_stopping || !m_pending.isEmpty()))
            write();
        else if (!at && m_stopping)
            finish();
    });
}

void MinuteSampler::scheduleNext()
{
    const TimePoint time = timeOf(m_config.clock());
    const auto length = std::chrono::duration_cast<std::chrono::microseconds>(m_config.interval);
    const auto rest = length - time.time_since_epoch() % length + behind;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(rest);
    m_timer.start(
        std::max<std::chrono::milliseconds>(wait, std::min<std::chrono::milliseconds>(soonest, m_config.interval)));
}

void MinuteSampler::rollUp()
{
    const auto rolled = m_pool.run<void>([every = m_config.rollUpEvery](storage::Connection &c) -> Result<> {
        const QString turn = u"metrics"_s;
        const Result<bool> mine = queue::takeTurn(c, turn, every, turnKept);
        if (!mine || !*mine)
            return mine ? Result<>() : fail(mine.error());
        const Result<RollUpReport> report = observe::rollUp(c);
        if (!report)
            return fail(report.error());
        return queue::endTurn(
            c, turn, {{u"hours"_s, report->hours}, {u"days"_s, report->days}, {u"removed"_s, report->removed}});
    });
    whenDone(rolled, this, [this](const Result<> &done) {
        if (!done)
            qCInfo(lcObserve).noquote() << "minutes not rolled up, again later:" << toLogString(done.error());
        if (!m_stopping)
            m_rollUpTimer.start(m_config.rollUpEvery);
    });
}

void MinuteSampler::stop()
{
    if (std::exchange(m_stopping, true))
        return;
    m_timer.stop();
    m_rollUpTimer.stop();
    QTimer::singleShot(m_config.stopLimit, this, &MinuteSampler::finish);
    sample();
}

void MinuteSampler::finish()
{
    if (!std::exchange(m_finished, true))
        Q_EMIT stopped();
}

} // namespace pult::observe
