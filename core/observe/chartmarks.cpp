// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chartmarks.h"

namespace pult::observe {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostMarks = 500;

} // namespace

Result<QList<MetricEvent>> readChartMarks(storage::Connection &connection, TimePoint from, TimePoint to)
{
    const qint64 begin = toMicros(from);
    const qint64 end = toMicros(to);
    const Result<storage::Rows> rows = connection.query(
        u"select kind, at, detail, node from ("
        "select 'breaker' as kind, at, name as detail, scope as node from breaker_trips where at >= ? and at < ? "
        "union all select 'operation', created_at, verb || ' (' || total || '), ' || who, '' from operations "
        "where created_at >= ? and created_at < ? "
        "union all select 'config', at, what || ' ' || object || ', ' || who, '' from audit "
        "where at >= ? and at < ? and what in ('queue.set', 'queue.pause', 'queue.resume', 'config.set', "
        "'config.reload')) as marks order by at desc limit ?"_s,
        {begin, end, begin, end, begin, end, mostMarks});
    if (!rows)
        return fail(rows.error());
    QList<MetricEvent> marks;
    for (const storage::Row &row : *rows)
        marks.prepend(
            {row.at(3).toString(), {}, fromMicros(row.at(1).toLongLong()), row.at(0).toString(), row.at(2).toString()});
    return marks;
}

} // namespace pult::observe
