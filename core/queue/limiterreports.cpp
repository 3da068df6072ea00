// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "limiterreports.h"

#include <algorithm>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// Who has told nothing for a day is of no interest.
constexpr qint64 keptMicros = qint64{24} * 3600 * 1'000'000;

Result<> store(Connection &connection, const QString &nodeId, const QString &sessionId, const LimiterReport &report)
{
    const Result<qint64> stored = connection.execute(
        u"insert into limiter_reports (name, node_id, session_id, per_second, burst, shared, tokens, waiters, "
        "next_in, passed, throttled, throttled_at, told_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "case when ? > 0 then {now} end, {now}) on conflict (name, node_id) do update set "
        "throttled_at = case when excluded.throttled > case when limiter_reports.session_id = excluded.session_id "
        "then limiter_reports.throttled else 0 end then excluded.told_at else limiter_reports.throttled_at end, "
        "session_id = excluded.session_id, per_second = excluded.per_second, burst = excluded.burst, "
        "shared = excluded.shared, tokens = excluded.tokens, waiters = excluded.waiters, "
        "next_in = excluded.next_in, passed = excluded.passed, throttled = excluded.throttled, "
        "told_at = excluded.told_at"_s,
        {report.name, nodeId, sessionId, report.perSecond, report.burst, report.shared ? 1 : 0, report.tokens,
         report.waiters, qint64(std::chrono::microseconds(report.nextIn).count()), report.passed, report.throttled,
         report.throttled});
    return stored ? Result<>() : fail(stored.error());
}

LimiterInfo infoFrom(const Row &row)
{
    LimiterInfo info;
    info.report.name = row.at(0).toString();
    info.nodeId = row.at(1).toString();
    info.nodeName = row.at(2).toString();
    info.report.perSecond = row.at(3).toDouble();
    info.report.burst = row.at(4).toDouble();
    info.report.shared = row.at(5).toInt() != 0;
    info.report.tokens = row.at(6).toDouble();
    info.report.waiters = row.at(7).toInt();
    info.report.nextIn =
        std::chrono::round<std::chrono::milliseconds>(std::chrono::microseconds(row.at(8).toLongLong()));
    info.report.passed = row.at(9).toLongLong();
    info.report.throttled = row.at(10).toLongLong();
    if (!row.at(11).isNull())
        info.throttledAt = fromMicros(row.at(11).toLongLong());
    info.toldAt = fromMicros(row.at(12).toLongLong());
    if (info.report.shared && !row.at(13).isNull()) {
        // The bucket fills while nobody draws from it, without its row being written.
        const double seconds = double(std::max<qint64>(0, row.at(15).toLongLong() - row.at(14).toLongLong())) / 1e6;
        info.report.tokens = std::min(info.report.burst, row.at(13).toDouble() + seconds * info.report.perSecond);
    }
    return info;
}

} // namespace

Result<> reportLimiters(Connection &connection, const QString &nodeId, const QString &sessionId,
                        const QList<LimiterReport> &reports)
{
    return storage::inTransaction(connection, [&]() -> Result<> {
        for (const LimiterReport &report : reports) {
            if (const Result<> stored = store(connection, nodeId, sessionId, report); !stored)
                return stored;
        }
        const Result<qint64> gone =
            connection.execute(u"delete from limiter_reports where (node_id = ? and session_id <> ?) or "
                               "told_at < {now} - ?"_s,
                               {nodeId, sessionId, keptMicros});
        return gone ? Result<>() : fail(gone.error());
    });
}

Result<QList<LimiterInfo>> listLimiters(Connection &connection)
{
    const Result<Rows> rows = connection.query(
        u"select r.name, r.node_id, coalesce(n.name, r.node_id), r.per_second, r.burst, r.shared, r.tokens, "
        "r.waiters, r.next_in, r.passed, r.throttled, r.throttled_at, r.told_at, b.tokens, b.filled_at, {now} "
        "from limiter_reports r left join nodes n on n.id = r.node_id left join rate_budgets b on b.name = r.name "
        "order by r.name, 3, r.node_id"_s);
    if (!rows)
        return fail(rows.error());
    QList<LimiterInfo> all;
    for (const Row &row : *rows)
        all.append(infoFrom(row));
    return all;
}

} // namespace pult::queue
