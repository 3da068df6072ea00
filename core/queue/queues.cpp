// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "queues.h"

#include "audit.h"
#include "auditing.h"
#include "moves.h"
#include "taskqueries.h"

#include <QJsonDocument>
#include <QMap>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

QJsonObject pauseJson(const QueuePause &pause)
{
    QJsonObject json{{u"paused"_s, pause.paused}, {u"reason"_s, pause.reason}};
    if (pause.until)
        json[u"until"_s] = toIso(*pause.until);
    return json;
}

QueuePause pauseFrom(const QJsonObject &json)
{
    return {json[u"paused"_s].toBool(), json[u"reason"_s].toString(), fromIso(json[u"until"_s].toString())};
}

Result<> setPaused(Connection &connection, const QString &queue, bool paused, const QString &reason,
                   const AuditOrigin &origin, std::optional<TimePoint> until)
{
    return storage::inTransaction(connection, [&]() -> Result<> {
        if (until) {
            const Result<TimePoint> now = databaseNow(connection);
            if (!now)
                return fail(now.error());
            if (*until <= *now)
                return fail(ErrorKind::Invalid, "queue_until_past", {toIso(*until)});
        }
        const Result<Rows> before = connection.query(
            u"select paused, pause_reason, paused_until from queues where name = ? {for_update}"_s, {queue});
        if (!before)
            return fail(before.error());
        const Result<qint64> set = connection.execute(
            u"insert into queues (name, paused, pause_reason, paused_until) values (?, ?, ?, ?) "
            "on conflict (name) do update set paused = excluded.paused, pause_reason = excluded.pause_reason, "
            "paused_until = excluded.paused_until"_s,
            {queue, paused ? 1 : 0, reason, until ? QVariant(toMicros(*until)) : QVariant()});
        if (!set)
            return fail(set.error());
        QJsonObject was;
        if (!before->empty()) {
            const Row &row = before->front();
            was = pauseJson({row.at(0).toInt() != 0, row.at(1).toString(),
                             row.at(2).isNull() ? std::nullopt : std::optional(fromMicros(row.at(2).toLongLong()))});
        }
        const QJsonObject is = pauseJson({paused, reason, until});
        const Result<> noted =
            audit(connection, origin, paused ? u"queue.pause"_s : u"queue.resume"_s, u"queue "_s + queue, was, is);
        if (!noted)
            return noted;
        Moves moves(connection);
        moves.hintWork();
        moves.hintTasks();
        return moves.settle();
    });
}

} // namespace

QString pausedCondition()
{
    return u"(paused = 1 and (paused_until is null or paused_until > {now}))"_s;
}

QString limitedCondition()
{
    return u"(concurrency is not null or rate_count is not null)"_s;
}

QString closedCondition()
{
    return pausedCondition() + u" or "_s + limitedCondition();
}

Result<QList<QueueInfo>> listQueues(Connection &connection)
{
    QMap<QString, QueueInfo> queues;
    queues[u"default"_s].name = u"default"_s;
    const Result<Rows> known = connection.query(u"select name, case when "_s + pausedCondition() +
                                                u" then 1 else 0 end, pause_reason, paused_until, concurrency, "
                                                "rate_count, rate_window from queues"_s);
    if (!known)
        return fail(known.error());
    for (const Row &row : *known) {
        QueueInfo &queue = queues[row.at(0).toString()];
        queue.name = row.at(0).toString();
        queue.paused = row.at(1).toInt() != 0;
        if (!row.at(4).isNull())
            queue.concurrency = row.at(4).toInt();
        if (!row.at(5).isNull()) {
            queue.rateCount = row.at(5).toInt();
            queue.rateWindow = std::chrono::seconds(row.at(6).toLongLong() / 1'000'000);
        }
        if (!queue.paused)
            continue;
        queue.pauseReason = row.at(2).toString();
        if (!row.at(3).isNull())
            queue.pausedUntil = fromMicros(row.at(3).toLongLong());
    }
    const Result<Rows> counts = connection.query(u"select queue, state, count(*) from tasks group by queue, state"_s);
    if (!counts)
        return fail(counts.error());
    for (const Row &row : *counts) {
        QueueInfo &queue = queues[row.at(0).toString()];
        queue.name = row.at(0).toString();
        queue.counts[outsideState(row.at(1).toString())] += row.at(2).toInt();
    }
    return queues.values();
}

Result<> pauseQueue(Connection &connection, const QString &queue, const QString &reason, const AuditOrigin &origin,
                    std::optional<TimePoint> until)
{
    return setPaused(connection, queue, true, reason, origin, until);
}

Result<> resumeQueue(Connection &connection, const QString &queue, const AuditOrigin &origin)
{
    return setPaused(connection, queue, false, {}, origin, std::nullopt);
}

Result<> undoQueuePause(Connection &connection, const QString &queue, const QueuePause &left, const AuditOrigin &origin)
{
    return storage::inTransaction(connection, [&]() -> Result<> {
        const Result<TimePoint> now = databaseNow(connection);
        if (!now)
            return fail(now.error());
        const Result<Rows> locked = connection.query(u"select 1 from queues where name = ? {for_update}"_s, {queue});
        if (!locked)
            return fail(locked.error());
        const Result<Rows> rows = connection.query(
            u"select who, before, after from audit where object = ? and what in ('queue.pause', 'queue.resume') "
            "order by id desc limit 1"_s,
            {QString(u"queue "_s + queue)});
        if (!rows)
            return fail(rows.error());
        const auto objectAt = [&rows](std::size_t column) {
            return QJsonDocument::fromJson(rows->front().at(column).toString().toUtf8()).object();
        };
        if (rows->empty() || objectAt(2) != pauseJson(left)) {
            const QString who = rows->empty() ? QString() : rows->front().at(0).toString();
            return fail(ErrorKind::Conflict, "queue_changed_since", {queue, who});
        }
        const QueuePause before = pauseFrom(objectAt(1));
        if (!before.paused || (before.until && *before.until <= *now))
            return resumeQueue(connection, queue, origin);
        return pauseQueue(connection, queue, before.reason, origin, before.until);
    });
}

} // namespace pult::queue
