// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The report of metrics: what each node used and did in each minute, or hour, or day, as fine as it is kept so long.
#include "reportsource.h"

#include <observe/metricstore.h>

#include <QHash>

#include <limits>

namespace pult::upkeep {

using namespace Qt::StringLiterals;
using observe::MetricSample;
using observe::Resolution;
using storage::Row;

namespace {

ReportCell average(const MetricSample &sample, const QString &gauge)
{
    const auto found = sample.gauges.constFind(gauge);
    return found == sample.gauges.cend() || found->seconds <= 0 ? ReportCell() : ReportCell(found->average());
}

ReportCell waiting(const MetricSample &sample)
{
    const QString prefix = u"queue_waiting/"_s;
    ReportCell sum;
    for (auto it = sample.gauges.lowerBound(prefix); it != sample.gauges.cend() && it.key().startsWith(prefix); ++it)
        sum = it->average() + (std::holds_alternative<double>(sum) ? std::get<double>(sum) : 0.0);
    return sum;
}

ReportCell share(const MetricSample &sample, const QString &histogram, double part)
{
    const auto found = sample.histograms.constFind(histogram);
    if (found == sample.histograms.cend() || found->count() <= 0)
        return {};
    return observe::quantile(observe::boundsOf(observe::layoutOf(histogram)), *found, part);
}

ReportCell count(const MetricSample &sample, std::initializer_list<QLatin1StringView> counters)
{
    double sum = 0;
    for (const QLatin1StringView counter : counters)
        sum += sample.counters.value(counter);
    return sum;
}

ReportRow rowOf(TimePoint at, const QString &node, Resolution resolution, const MetricSample &sample)
{
    const auto memory = sample.gauges.constFind(u"memory_mb"_s);
    const double seconds = sample.seconds;
    return {at,
            node,
            qint64(resolution),
            seconds,
            average(sample, u"memory_mb"_s),
            memory == sample.gauges.cend() ? ReportCell() : ReportCell(memory->most),
            average(sample, u"cpu_percent"_s),
            average(sample, u"browser_memory_mb"_s),
            average(sample, u"browser_cpu_percent"_s),
            average(sample, u"browsers"_s),
            average(sample, u"machine_memory_percent"_s),
            average(sample, u"machine_cpu_percent"_s),
            average(sample, u"disk_free_mb"_s),
            average(sample, u"active_tasks"_s),
            waiting(sample),
            count(sample, {"started"_L1}),
            count(sample, {"completed"_L1}),
            count(sample, {"failed"_L1, "failed_for_good"_L1}),
            seconds > 0 ? ReportCell(sample.counters.value(u"completed"_s) / seconds) : ReportCell(),
            share(sample, u"wait"_s, 0.50),
            share(sample, u"wait"_s, 0.95),
            share(sample, u"wait"_s, 0.99),
            share(sample, u"run"_s, 0.50),
            share(sample, u"run"_s, 0.95),
            share(sample, u"run"_s, 0.99)};
}

class MetricSource final : public ReportSource
{
public:
    explicit MetricSource(const ReportRequest &request) : m_from(request.from), m_to(request.to) {}

    Result<QList<ReportRow>> next(storage::Connection &connection) override
    {
        if (!m_begun) {
            if (const Result<> begun = begin(connection); !begun)
                return fail(begun.error());
        }
        QList<ReportRow> result;
        while (result.isEmpty() && !m_over) {
            if (const Result<> read = readPage(connection, result); !read)
                return fail(read.error());
        }
        return result;
    }

private:
    Result<> readPage(storage::Connection &connection, QList<ReportRow> &result)
    {
        const Result<storage::Rows> rows = connection.query(
            u"select at, node_id, seconds, body, part from metric_samples where resolution = ? and at < ? and "
            "(at, node_id, part) > (?, ?, ?) order by at, node_id, part limit ?"_s,
            {int(m_resolution), toMicros(m_to), m_at, m_node, m_part, pageSize});
        if (!rows)
            return fail(rows.error());
        for (const Row &row : *rows)
            add(row, result);
        m_over = rows->size() < pageSize;
        // What the last one has in parts may go on with the next page.
        if (m_over)
            flush(result);
        return {};
    }

    Result<> begin(storage::Connection &connection)
    {
        const Result<storage::Rows> now = connection.query(u"select {now}"_s);
        if (!now)
            return fail(now.error());
        const Result<storage::Rows> nodes = connection.query(u"select id, name from nodes"_s);
        if (!nodes)
            return fail(nodes.error());
        for (const Row &row : *nodes)
            m_names.insert(row.at(0).toString(), row.at(1).toString());
        const observe::MetricQuery query{{}, m_from, m_to, std::numeric_limits<int>::max(), std::nullopt};
        m_resolution = observe::resolutionFor(query, fromMicros(now->front().front().toLongLong()));
        // Stretches that begin in the range; one that began before it is another range's. Nodes have names.
        m_at = toMicros(m_from);
        m_begun = true;
        return {};
    }

    void add(const Row &row, QList<ReportRow> &result)
    {
        const qint64 at = row.at(0).toLongLong();
        const QString node = row.at(1).toString();
        if (at != m_at || node != m_node)
            flush(result);
        m_at = at;
        m_node = node;
        m_part = row.at(4).toString();
        MetricSample part = observe::metricSampleFromText(row.at(3).toString().toUtf8());
        part.seconds = row.at(2).toDouble();
        m_sum.add(part);
        m_isPending = true;
    }

    void flush(QList<ReportRow> &result)
    {
        if (std::exchange(m_isPending, false))
            result.append(rowOf(fromMicros(m_at), m_names.value(m_node, m_node), m_resolution, m_sum));
        m_sum = {};
    }

    const TimePoint m_from;
    const TimePoint m_to;
    Resolution m_resolution = Resolution::Minute;
    QHash<QString, QString> m_names;
    qint64 m_at = 0; ///< of the row read last, with its node and part
    QString m_node = u""_s;
    QString m_part = u""_s;
    MetricSample m_sum; ///< of the parts of one stretch
    bool m_isPending = false;
    bool m_begun = false;
    bool m_over = false;
};

} // namespace

std::unique_ptr<ReportSource> makeMetricSource(const ReportRequest &request)
{
    return std::make_unique<MetricSource>(request);
}

} // namespace pult::upkeep
