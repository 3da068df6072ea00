// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "breakers.h"

#include "breakerrows.h"

#include <QJsonDocument>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;

namespace {

using Ms = std::chrono::milliseconds;

/// The open time of rows that only time has ended is over.
constexpr auto timeIsOver = "(state in ('open', 'forced_open') and open_until is not null and open_until <= {now})";

qint64 micros(Ms time)
{
    return std::chrono::microseconds(time).count();
}

QVariant stored(const std::optional<Error> &error)
{
    if (!error)
        return {};
    return QString::fromUtf8(QJsonDocument(toJson(*error)).toJson(QJsonDocument::Compact));
}

Result<> noteTrip(Connection &connection, const QString &name, const QString &scope)
{
    const Result<qint64> old = connection.execute(
        u"delete from breaker_trips where name = ? and scope = ? and at <= {now} - ?"_s, {name, scope, tripsKept});
    if (!old)
        return fail(old.error());
    const Result<qint64> noted =
        connection.execute(u"insert into breaker_trips (name, scope, at) values (?, ?, {now})"_s, {name, scope});
    return noted ? Result<>() : fail(noted.error());
}

/// It tripped at this node. What an operator ordered stands, and so does another node's opening or trying.
Result<> storeOpened(Connection &connection, const QString &node, const BreakerReport &report)
{
    const Result<qint64> opened = connection.execute(
        u"update breakers set state = 'open', opened_at = {now}, open_until = {now} + ?, attempts = ?, "
        "probe_node = '', probe_until = 0, reason = '', changed_by = ?, changed_at = {now}, revision = revision + 1 "
        "where name = ? and scope = ? and (state = 'closed' or "_s +
            QLatin1StringView(timeIsOver) +
            u" or (state = 'half_open' and (probe_node = ? or probe_until <= {now})))"_s,
        {micros(report.left), report.attempts, node, report.name, report.scope, node});
    if (!opened)
        return fail(opened.error());
    if (*opened == 0)
        return {};
    if (const Result<> noted = noteTrip(connection, report.name, report.scope); !noted)
        return noted;
    return hintBreakers(connection);
}

/// The probes of this node went well.
Result<> storeClosed(Connection &connection, const QString &node, const BreakerReport &report)
{
    const Result<qint64> closed = connection.execute(
        u"update breakers set state = 'closed', opened_at = 0, open_until = null, attempts = 0, probe_node = '', "
        "probe_until = 0, reason = '', changed_by = ?, changed_at = {now}, revision = revision + 1 "
        "where name = ? and scope = ? and ((state = 'half_open' and probe_node = ?) or "_s +
            QLatin1StringView(timeIsOver) + u")"_s,
        {node, report.name, report.scope, node});
    if (!closed)
        return fail(closed.error());
    return *closed == 0 ? Result<>() : hintBreakers(connection);
}

Result<> storeFigures(Connection &connection, const QString &node, const BreakerReport &report)
{
    const Result<qint64> counted =
        connection.execute(u"update breakers set calls = calls + ?, failures = failures + ?, slow = slow + ?, "
                           "not_permitted = not_permitted + ? where name = ? and scope = ?"_s,
                           {report.since.calls, report.since.failures, report.since.slow, report.since.notPermitted,
                            report.name, report.scope});
    if (!counted)
        return fail(counted.error());
    if (report.lastError) {
        const Result<qint64> noted = connection.execute(
            u"update breakers set last_error = ?, last_error_at = {now} where name = ? and scope = ?"_s,
            {stored(report.lastError), report.name, report.scope});
        if (!noted)
            return fail(noted.error());
    }
    const Result<qint64> window = connection.execute(
        u"insert into breaker_windows (name, scope, node, calls, failures, slow, at) values (?, ?, ?, ?, ?, ?, {now}) "
        "on conflict (name, scope, node) do update set calls = excluded.calls, failures = excluded.failures, "
        "slow = excluded.slow, at = excluded.at"_s,
        {report.name, report.scope, node, report.window.calls, report.window.failures, report.window.slow});
    return window ? Result<>() : fail(window.error());
}

Result<> store(Connection &connection, const QString &node, const BreakerReport &report)
{
    const Result<qint64> made = connection.execute(
        u"insert into breakers (name, scope, changed_by, changed_at) values (?, ?, ?, {now}) on conflict do nothing"_s,
        {report.name, report.scope, node});
    if (!made)
        return fail(made.error());
    if (const Result<> counted = storeFigures(connection, node, report); !counted)
        return counted;
    if (report.turned == BreakerState::Open)
        return storeOpened(connection, node, report);
    if (report.turned == BreakerState::Closed)
        return storeClosed(connection, node, report);
    return {};
}

} // namespace

Result<QList<BreakerInfo>> reportBreakers(Connection &connection, const QString &node, const QString &computer,
                                          const QList<BreakerReport> &reports)
{
    using Infos = Result<QList<BreakerInfo>>;
    const auto read = [&connection, &computer] {
        return readBreakers(connection, u"where b.scope = '' or b.scope = ?"_s, {computer});
    };
    if (reports.isEmpty())
        return read();
    return storage::inTransaction(connection, [&]() -> Infos {
        for (const BreakerReport &report : reports) { // sorted by name: rows are locked in one order
            if (const Result<> kept = store(connection, node, report); !kept)
                return fail(kept.error());
        }
        return read();
    });
}

Result<bool> leaseProbes(Connection &connection, const QString &node, const QString &name, const QString &scope,
                         Ms limit)
{
    return storage::inTransaction(connection, [&]() -> Result<bool> {
        const Result<qint64> leased = connection.execute(
            u"update breakers set state = 'half_open', probe_node = ?, probe_until = {now} + ?, changed_by = ?, "
            "changed_at = {now}, revision = revision + 1 where name = ? and scope = ? and "
            "((state = 'open' and open_until <= {now}) or "
            "(state = 'half_open' and (probe_until <= {now} or probe_node = ?)))"_s,
            {node, micros(limit), node, name, scope, node});
        if (!leased)
            return fail(leased.error());
        if (*leased == 0)
            return false;
        if (const Result<> told = hintBreakers(connection); !told)
            return fail(told.error());
        return true;
    });
}

} // namespace pult::queue
