// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "partitions.h"

#include "taskrow.h"

#include <QDateTime>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Rows;

namespace {

constexpr qint64 advisoryLock = 0x70756c7402; ///< beside that of the migrations
constexpr qint64 microsPerDay = 86'400'000'000;

QString nameOfDay(qint64 start)
{
    return u"task_history_"_s + QDateTime::fromMSecsSinceEpoch(start / 1000, Qt::UTC).toString(u"yyyyMMdd"_s);
}

/// The first microseconds of days without a partition. Today's is not made: its tasks may stand in the default one.
Result<QList<qint64>> missingDays(Connection &connection, int days)
{
    const Result<Rows> rows = connection.query(
        u"with today as (select {now} / cast(? as bigint) as day) select (day + i) * cast(? as bigint) "
        "from today, generate_series(1, ?) as i"_s,
        {microsPerDay, microsPerDay, days});
    if (!rows)
        return fail(rows.error());
    QList<qint64> missing;
    for (const qint64 start : firstColumn(*rows)) {
        const Result<Rows> known = connection.query(u"select 1 where to_regclass(?) is not null"_s, {nameOfDay(start)});
        if (!known)
            return fail(known.error());
        if (known->empty())
            missing.append(start);
    }
    return missing;
}

Result<int> makeLocked(Connection &connection, int days)
{
    const Result<Rows> locked =
        connection.query(u"select 1 where pg_try_advisory_xact_lock(?)"_s, {QVariant(advisoryLock)});
    if (!locked)
        return fail(locked.error());
    if (locked->empty())
        return 0;
    const Result<QList<qint64>> missing = missingDays(connection, days);
    if (!missing)
        return fail(missing.error());
    // Who writes history waits meanwhile, so this does not wait long for them.
    QString script = u"set local lock_timeout = '2s';\n"_s;
    for (const qint64 start : *missing) {
        script += u"create table %1 partition of task_history for values from (%2) to (%3);\n"_s.arg(nameOfDay(start))
                      .arg(start)
                      .arg(start + microsPerDay);
    }
    if (missing->isEmpty())
        return 0;
    const Result<> made = connection.executeScript(script);
    if (!made)
        return fail(made.error());
    return static_cast<int>(missing->size());
}

} // namespace

Result<int> makePartitions(Connection &connection, int days)
{
    if (!connection.dialect().isPostgreSql())
        return 0;
    return storage::inTransaction(connection, [&connection, days] { return makeLocked(connection, days); });
}

} // namespace pult::queue
