// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metricstore.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>
#include <map>

namespace pult::observe {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// Written so long after its end, a part was kept back by an outage.
constexpr std::chrono::microseconds lateAfter = 90s;
/// What was written shortly before a stretch was made may not have been seen: its transaction was not at its end.
constexpr std::chrono::seconds doubt = 2min;
/// Minutes of the oldest hours may be gone by now: these hours stay as they are.
constexpr auto safety = 1h;
constexpr int stretchesAtOnce = 500;
constexpr qsizetype mostEvents = 500;
constexpr qsizetype longestDetail = 500;

qint64 micros(std::chrono::seconds time)
{
    return std::chrono::microseconds(time).count();
}

qint64 micros(Resolution resolution)
{
    return micros(lengthOf(resolution));
}

int number(Resolution resolution)
{
    return static_cast<int>(resolution);
}

Result<TimePoint> databaseNow(Connection &connection)
{
    const Result<Rows> rows = connection.query(u"select {now}"_s);
    if (!rows)
        return fail(rows.error());
    return fromMicros(rows->front().front().toLongLong());
}

/// What is to be made anew: the stretches in which something was written after they were made.
Result<Rows> staleStretches(Connection &connection, Resolution from, Resolution to, TimePoint now)
{
    const qint64 oldest = toMicros(stretchOf(now - keptFor(from) + safety, to)) + micros(to);
    return connection.query(
        u"select p.node_id, p.at - p.at % ? as stretch from metric_samples p left join metric_samples r on "
        "r.resolution = ? and r.node_id = p.node_id and r.at = p.at - p.at % ? where p.resolution = ? and p.at >= ? "
        "and (r.written_at is null or p.written_at >= r.written_at - ?) group by p.node_id, stretch "
        "order by stretch limit ?"_s,
        {micros(to), number(to), micros(to), number(from), oldest, micros(doubt), stretchesAtOnce});
}

Result<> makeStretch(Connection &connection, const QString &node, qint64 at, Resolution from, Resolution to)
{
    return storage::inTransaction(connection, [&]() -> Result<> {
        // The mark is taken before the parts are read: what is written meanwhile makes the stretch stale again.
        const Result<TimePoint> now = databaseNow(connection);
        if (!now)
            return fail(now.error());
        const Result<Rows> rows = connection.query(
            u"select seconds, body from metric_samples where resolution = ? and node_id = ? and at >= ? and at < ? "
            "order by at, part"_s,
            {number(from), node, at, at + micros(to)});
        if (!rows)
            return fail(rows.error());
        MetricSample sum;
        for (const Row &row : *rows) {
            MetricSample part = metricSampleFromText(row.at(1).toString().toUtf8());
            part.seconds = row.at(0).toDouble();
            sum.add(part);
        }
        const Result<qint64> written = connection.execute(
            u"insert into metric_samples (resolution, node_id, at, part, seconds, body, written_at) "
            "values (?, ?, ?, '', ?, ?, ?) on conflict (resolution, node_id, at, part) do update set "
            "seconds = excluded.seconds, body = excluded.body, written_at = excluded.written_at "
            "where metric_samples.written_at <= excluded.written_at"_s,
            {number(to), node, at, sum.seconds, QString::fromUtf8(toText(sum)), toMicros(*now)});
        return written ? Result<>() : fail(written.error());
    });
}

Result<int> rollUpOne(Connection &connection, Resolution from, Resolution to, TimePoint now)
{
    const Result<Rows> stale = staleStretches(connection, from, to, now);
    if (!stale)
        return fail(stale.error());
    for (const Row &row : *stale) {
        if (const Result<> made = makeStretch(connection, row.at(0).toString(), row.at(1).toLongLong(), from, to);
            !made)
            return fail(made.error());
    }
    return int(stale->size());
}

Result<qint64> removeOld(Connection &connection, TimePoint now)
{
    qint64 removed = 0;
    for (const Resolution resolution : {Resolution::Minute, Resolution::Hour, Resolution::Day}) {
        const Result<qint64> gone = connection.execute(u"delete from metric_samples where resolution = ? and at < ?"_s,
                                                       {number(resolution), toMicros(now - keptFor(resolution))});
        if (!gone)
            return gone;
        removed += *gone;
    }
    const Result<qint64> events =
        connection.execute(u"delete from metric_events where at < ?"_s, {toMicros(now - keptFor(Resolution::Day))});
    if (!events)
        return events;
    return removed + *events;
}

/// The rows of a range, by time and node.
Result<std::map<qint64, MetricPoint>> readPoints(Connection &connection, const MetricQuery &query,
                                                 Resolution resolution)
{
    QString sql = u"select at, node_id, seconds, body, written_at from metric_samples where resolution = ? "
                  "and at >= ? and at < ?"_s;
    QVariantList values{number(resolution), toMicros(stretchOf(query.from, resolution)), toMicros(query.to)};
    if (!query.node.isEmpty()) {
        sql += u" and node_id = ?"_s;
        values << query.node;
    }
    const Result<Rows> rows = connection.query(sql + u" order by at, node_id, part"_s, values);
    if (!rows)
        return fail(rows.error());
    std::map<std::pair<qint64, QString>, MetricPoint> parts;
    for (const Row &row : *rows) {
        const qint64 at = row.at(0).toLongLong();
        MetricPoint &point = parts[{at, row.at(1).toString()}];
        MetricSample sample = metricSampleFromText(row.at(3).toString().toUtf8());
        sample.seconds = row.at(2).toDouble();
        point.sample.add(sample);
        const std::chrono::microseconds delay(row.at(4).toLongLong() - at - micros(resolution));
        point.late = point.late || (resolution == Resolution::Minute && delay > lateAfter);
    }
    std::map<qint64, MetricPoint> points;
    for (const auto &[place, part] : parts) {
        MetricPoint &point = points[place.first];
        point.at = fromMicros(place.first);
        point.sample.addNode(part.sample);
        point.late = point.late || part.late;
        point.coverage = std::min(1.0, point.sample.seconds / double(number(resolution)));
    }
    return points;
}

Result<QList<MetricEvent>> readEvents(Connection &connection, const MetricQuery &query)
{
    QString sql = u"select node_id, part, at, kind, detail from metric_events where at >= ? and at < ?"_s;
    QVariantList values{toMicros(query.from), toMicros(query.to)};
    if (!query.node.isEmpty()) {
        sql += u" and node_id = ?"_s;
        values << query.node;
    }
    const Result<Rows> rows = connection.query(sql + u" order by at desc, part limit ?"_s, values << mostEvents);
    if (!rows)
        return fail(rows.error());
    QList<MetricEvent> events;
    for (const Row &row : *rows)
        events.prepend({row.at(0).toString(), row.at(1).toString(), fromMicros(row.at(2).toLongLong()),
                        row.at(3).toString(), row.at(4).toString()});
    return events;
}

} // namespace

std::chrono::seconds keptFor(Resolution resolution)
{
    switch (resolution) {
    case Resolution::Minute:
        return 48h;
    case Resolution::Hour:
        return 30 * 24h;
    case Resolution::Day:
        break;
    }
    return 400 * 24h;
}

TimePoint stretchOf(TimePoint time, Resolution resolution)
{
    const qint64 value = toMicros(time);
    return fromMicros(value - value % micros(resolution));
}

Result<TimePoint> writeMinutes(Connection &connection, const QList<MinutePart> &parts)
{
    return storage::inTransaction(connection, [&]() -> Result<TimePoint> {
        for (const MinutePart &one : parts) {
            const Result<qint64> written = connection.execute(
                u"insert into metric_samples (resolution, node_id, at, part, seconds, body, written_at) "
                "values (?, ?, ?, ?, ?, ?, {now}) on conflict do nothing"_s,
                {number(Resolution::Minute), one.node, toMicros(stretchOf(one.at, Resolution::Minute)), one.part,
                 one.sample.seconds, QString::fromUtf8(toText(one.sample))});
            if (!written)
                return fail(written.error());
        }
        return databaseNow(connection);
    });
}

Result<> writeEvents(Connection &connection, const QList<MetricEvent> &events)
{
    return storage::inTransaction(connection, [&]() -> Result<> {
        for (const MetricEvent &event : events) {
            const Result<qint64> written = connection.execute(
                u"insert into metric_events (node_id, part, at, kind, detail) values (?, ?, ?, ?, ?) "
                "on conflict do nothing"_s,
                {event.node, event.part, toMicros(event.at), event.kind, event.detail.left(longestDetail)});
            if (!written)
                return fail(written.error());
        }
        return {};
    });
}

Result<RollUpReport> rollUp(Connection &connection)
{
    const Result<TimePoint> now = databaseNow(connection);
    if (!now)
        return fail(now.error());
    RollUpReport report;
    const Result<int> hours = rollUpOne(connection, Resolution::Minute, Resolution::Hour, *now);
    if (!hours)
        return fail(hours.error());
    report.hours = *hours;
    const Result<int> days = rollUpOne(connection, Resolution::Hour, Resolution::Day, *now);
    if (!days)
        return fail(days.error());
    report.days = *days;
    // Not while something is still to be made of what would go.
    if (report.hours < stretchesAtOnce && report.days < stretchesAtOnce) {
        const Result<qint64> removed = removeOld(connection, *now);
        if (!removed)
            return fail(removed.error());
        report.removed = *removed;
    }
    return report;
}

Resolution resolutionFor(const MetricQuery &query, TimePoint now)
{
    if (query.resolution)
        return *query.resolution;
    for (const Resolution resolution : {Resolution::Minute, Resolution::Hour}) {
        const bool kept = query.from >= now - keptFor(resolution);
        const bool few = (query.to - query.from) / lengthOf(resolution) <= query.mostPoints;
        if (kept && few)
            return resolution;
    }
    return Resolution::Day;
}

Result<MetricSeriesRange> readMetrics(Connection &connection, const MetricQuery &query)
{
    const Result<TimePoint> now = databaseNow(connection);
    if (!now)
        return fail(now.error());
    MetricSeriesRange range;
    range.now = *now;
    range.resolution = resolutionFor(query, *now);
    const Result<std::map<qint64, MetricPoint>> points = readPoints(connection, query, range.resolution);
    if (!points)
        return fail(points.error());
    constexpr qsizetype mostOfAll = 100'000;
    for (TimePoint at = stretchOf(query.from, range.resolution); at < query.to && range.points.size() < mostOfAll;
         at += lengthOf(range.resolution)) {
        const auto found = points->find(toMicros(at));
        range.points.append(found == points->end() ? MetricPoint{at, {}, 0, false} : found->second);
    }
    const Result<QList<MetricEvent>> events = readEvents(connection, query);
    if (!events)
        return fail(events.error());
    range.events = *events;
    return range;
}

} // namespace pult::observe
