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

Result<QStringList> pastPartitions(Connection &connection, qint64 before)
{
    if (!connection.dialect().isPostgreSql())
        return QStringList{};
    const Result<Rows> rows = connection.query(
        u"select cast(c.relname as text) from pg_inherits i join pg_class c on c.oid = i.inhrelid "
        "where i.inhparent = 'task_history'::regclass and c.relname < ? and c.relname ~ '^task_history_[0-9]{8}$' "
        "order by c.relname"_s,
        {nameOfDay(before)});
    if (!rows)
        return fail(rows.error());
    QStringList names;
    for (const storage::Row &row : *rows)
        names.append(row.front().toString());
    return names;
}

Result<bool> dropPartition(Connection &connection, const QString &name, const QString &rest, const QVariantList &values)
{
    const Result<bool> dropped = storage::inTransaction(connection, [&]() -> Result<bool> {
        // Those who write history wait no longer than this.
        const Result<> locked = connection.executeScript(
            u"set local lock_timeout = '300ms';\nlock table %1 in share row exclusive mode;\n"_s.arg(name));
        if (!locked)
            return fail(locked.error());
        const Result<Rows> kept = connection.query(rest, values);
        if (!kept)
            return fail(kept.error());
        if (!kept->empty())
            return false;
        const Result<> gone = connection.executeScript(u"drop table %1;\n"_s.arg(name));
        return gone ? Result<bool>(true) : fail(gone.error());
    });
    if (!dropped && dropped.error().kind == ErrorKind::Timeout)
        return false;
    return dropped;
}

} // namespace pult::queue
