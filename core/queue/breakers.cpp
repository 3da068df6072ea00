// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "breakers.h"

#include "auditing.h"
#include "taskrow.h"

#include <QJsonDocument>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

using Ms = std::chrono::milliseconds;
constexpr qint64 aDay = qint64{24} * 3600 * 1'000'000;
/// A node that has told nothing for so long takes no part in the window.
constexpr qint64 windowKept = qint64{90} * 1'000'000;

/// The open time of rows that only time has ended is over.
constexpr auto timeIsOver = "(state in ('open', 'forced_open') and open_until is not null and open_until <= {now})";

qint64 micros(Ms time)
{
    return std::chrono::microseconds(time).count();
}

Ms millis(qint64 microseconds)
{
    return std::chrono::ceil<Ms>(std::chrono::microseconds(std::max<qint64>(0, microseconds)));
}

QVariant stored(const std::optional<Error> &error)
{
    if (!error)
        return {};
    return QString::fromUtf8(QJsonDocument(toJson(*error)).toJson(QJsonDocument::Compact));
}

std::optional<Error> readError(const QVariant &text)
{
    if (text.isNull())
        return std::nullopt;
    return errorFromJson(QJsonDocument::fromJson(text.toString().toUtf8()).object());
}

std::optional<TimePoint> timeOrNone(const QVariant &value)
{
    return value.isNull() || value.toLongLong() == 0 ? std::nullopt : std::optional(fromMicros(value.toLongLong()));
}

/// The row as it stands at `now`: what only waits for time to pass has passed.
void applyTime(BreakerInfo &info, qint64 now, qint64 probeUntil)
{
    if (info.until && info.openedAt) {
        const qint64 whole = toMicros(*info.until) - toMicros(*info.openedAt);
        // Should the clock have been put back, nobody waits longer for it.
        const qint64 left = std::min(toMicros(*info.until) - now, whole);
        // The two times were not read in the same instant.
        info.wait = std::chrono::round<Ms>(std::chrono::microseconds(whole));
        info.left = std::min(millis(left), info.wait);
        if (left <= 0 && info.state == BreakerState::ForcedOpen) {
            info.state = BreakerState::Closed;
            info.reason.clear();
        }
        if (left <= 0 && info.state == BreakerState::Open)
            info.state = BreakerState::HalfOpen;
    }
    if (info.state == BreakerState::HalfOpen)
        info.probeLeft = millis(probeUntil - now);
    if (info.state == BreakerState::HalfOpen && info.probeLeft.count() == 0)
        info.probeNode.clear();
}

BreakerInfo readInfo(const Row &row)
{
    int at = 0;
    const auto next = [&row, &at]() -> const QVariant & { return row.at(at++); };
    BreakerInfo info;
    const qint64 now = next().toLongLong();
    info.name = next().toString();
    info.scope = next().toString();
    info.state = breakerStateFromString(next().toString()).value_or(BreakerState::Closed);
    info.openedAt = timeOrNone(next());
    info.until = timeOrNone(next());
    info.attempts = next().toInt();
    info.probeNode = next().toString();
    const qint64 probeUntil = next().toLongLong();
    info.reason = next().toString();
    info.changedBy = next().toString();
    info.changedAt = fromMicros(next().toLongLong());
    info.lastError = readError(next());
    info.lastErrorAt = fromMicros(next().toLongLong());
    info.counters.calls = next().toLongLong();
    info.counters.failures = next().toLongLong();
    info.counters.slow = next().toLongLong();
    info.counters.notPermitted = next().toLongLong();
    info.resets = next().toInt();
    info.revision = next().toLongLong();
    info.tripsOfTheDay = next().toInt();
    info.window.calls = next().toInt();
    info.window.failures = next().toInt();
    info.window.slow = next().toInt();
    applyTime(info, now, probeUntil);
    return info;
}

/// All, or those called `name`, or those of everybody and one computer.
Result<QList<BreakerInfo>> readBreakers(Connection &connection, const QString &condition, const QVariantList &values)
{
    const auto recent = [](const char *what) {
        return u"(select coalesce(sum(w.%1), 0) from breaker_windows w where w.name = b.name and w.scope = b.scope and "
               "w.at > {now} - %2)"_s.arg(QLatin1StringView(what), QString::number(windowKept));
    };
    const QString trips = u"(select count(*) from breaker_trips t where t.name = b.name and t.scope = b.scope and "
                          "t.at > {now} - %1)"_s.arg(aDay);
    const Result<Rows> rows = connection.query(
        u"select {now}, b.name, b.scope, b.state, b.opened_at, b.open_until, b.attempts, b.probe_node, b.probe_until, "
        "b.reason, b.changed_by, b.changed_at, b.last_error, b.last_error_at, b.calls, b.failures, b.slow, "
        "b.not_permitted, b.resets, b.revision, "_s +
            trips + u", "_s + recent("calls") + u", "_s + recent("failures") + u", "_s + recent("slow") +
            u" from breakers b "_s + condition + u" order by b.name, b.scope"_s,
        values);
    if (!rows)
        return fail(rows.error());
    QList<BreakerInfo> all;
    for (const Row &row : *rows)
        all.append(readInfo(row));
    return all;
}

Result<> tell(Connection &connection)
{
    if (!connection.dialect().isPostgreSql())
        return {};
    if (const Result<> noted = connection.notify(u"pult_breakers"_s); !noted)
        return noted;
    return connection.notify(u"pult_tasks"_s); // what waits for it is shown
}

Result<> noteTrip(Connection &connection, const QString &name, const QString &scope)
{
    const Result<qint64> old = connection.execute(
        u"delete from breaker_trips where name = ? and scope = ? and at <= {now} - ?"_s, {name, scope, aDay});
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
    return tell(connection);
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
    return *closed == 0 ? Result<>() : tell(connection);
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
        if (const Result<> told = tell(connection); !told)
            return fail(told.error());
        return true;
    });
}

Result<QList<BreakerInfo>> listBreakers(Connection &connection)
{
    return readBreakers(connection, QString(), {});
}

namespace {

QString verbOf(BreakerWish wish)
{
    switch (wish) {
    case BreakerWish::ForceOpen:
        return u"breaker.open"_s;
    case BreakerWish::Close:
        return u"breaker.close"_s;
    case BreakerWish::HalfOpen:
        return u"breaker.half_open"_s;
    case BreakerWish::Reset:
        return u"breaker.reset"_s;
    case BreakerWish::Disable:
        return u"breaker.disable"_s;
    }
    return {};
}

QJsonObject auditJson(const BreakerInfo &info)
{
    QJsonObject json{{u"state"_s, nameOf(info.state)}, {u"trips_24h"_s, info.tripsOfTheDay}};
    if (!info.reason.isEmpty())
        json.insert(u"reason"_s, info.reason);
    if (info.until)
        json.insert(u"until"_s, toIso(*info.until));
    return json;
}

Result<> resetCounters(Connection &connection, const QString &name)
{
    const Result<qint64> reset = connection.execute(
        u"update breakers set calls = 0, failures = 0, slow = 0, not_permitted = 0, last_error = null, "
        "last_error_at = 0, resets = resets + 1, revision = revision + 1 where name = ?"_s,
        {name});
    if (!reset)
        return fail(reset.error());
    for (const auto *table : {"breaker_trips", "breaker_windows"}) {
        const Result<qint64> emptied =
            connection.execute(u"delete from %1 where name = ?"_s.arg(QLatin1StringView(table)), {name});
        if (!emptied)
            return fail(emptied.error());
    }
    return {};
}

/// Tasks that were put back for it need not wait any longer; within five seconds, not all at once. Who is at one of
/// them at this moment keeps it.
Result<> bringBack(Connection &connection, const QString &name)
{
    const QString met = u"%\"%1\"],\"code\":\"breaker_open\"%"_s.replace(u"%1"_s, name);
    const Result<qint64> due = connection.execute(
        u"update tasks set run_at = {now} + (id % 100) * 50000 where id {any} (select id from tasks where "
        "state = 'scheduled' and run_at > {now} + 5000000 and last_error like ? order by id {for_update} "
        "{skip_locked}) {end}"_s,
        {met});
    return due ? Result<>() : fail(due.error());
}

Result<> carryOut(Connection &connection, const BreakerOrder &order, const AuditOrigin &origin)
{
    if (order.wish == BreakerWish::Reset)
        return resetCounters(connection, order.name);
    BreakerState state = BreakerState::Closed;
    QVariant until; // none
    const qint64 time = micros(order.time);
    if (order.wish == BreakerWish::ForceOpen)
        state = BreakerState::ForcedOpen;
    else if (order.wish == BreakerWish::Disable)
        state = BreakerState::Disabled;
    else if (order.wish == BreakerWish::HalfOpen)
        state = BreakerState::Open; // whose time is over
    const bool timed = order.wish == BreakerWish::ForceOpen || order.wish == BreakerWish::HalfOpen;
    const Result<qint64> changed =
        connection.execute(u"update breakers set state = ?, opened_at = "_s + (timed ? u"{now}"_s : u"0"_s) +
                               u", open_until = "_s + (timed ? u"{now} + ?"_s : u"cast(? as bigint)"_s) +
                               u", attempts = "_s + (order.wish == BreakerWish::HalfOpen ? u"attempts"_s : u"0"_s) +
                               u", probe_node = '', probe_until = 0, reason = ?, changed_by = ?, changed_at = {now}, "
                               "revision = revision + 1 where name = ?"_s,
                           {nameOf(state), timed ? QVariant(time) : until, order.reason, origin.who, order.name});
    if (!changed)
        return fail(changed.error());
    return state == BreakerState::ForcedOpen ? Result<>() : bringBack(connection, order.name);
}

} // namespace

Result<QList<BreakerInfo>> orderBreaker(Connection &connection, const BreakerOrder &order, const AuditOrigin &origin)
{
    using Infos = Result<QList<BreakerInfo>>;
    if (order.wish == BreakerWish::ForceOpen && (order.reason.trimmed().isEmpty() || order.time.count() <= 0))
        return fail(ErrorKind::Invalid, "breaker_reason_missing");
    return storage::inTransaction(connection, [&]() -> Infos {
        const auto read = [&connection, &order] {
            return readBreakers(connection, u"where b.name = ?"_s, {order.name});
        };
        const Result<Rows> locked =
            connection.query(u"select scope from breakers where name = ? order by scope {for_update}"_s, {order.name});
        if (!locked)
            return fail(locked.error());
        const Infos before = read();
        if (!before)
            return before;
        if (before->isEmpty())
            return fail(ErrorKind::NotFound, "breaker_unknown", {order.name});
        const bool anyOpen = std::any_of(before->cbegin(), before->cend(), [](const BreakerInfo &info) {
            return info.state == BreakerState::Open || info.state == BreakerState::ForcedOpen;
        });
        if (order.wish == BreakerWish::HalfOpen && !anyOpen)
            return fail(ErrorKind::Conflict, "breaker_not_open", {order.name, nameOf(before->constFirst().state)});
        if (const Result<> done = carryOut(connection, order, origin); !done)
            return fail(done.error());
        const Infos after = read();
        if (!after)
            return after;
        const Result<> noted = audit(connection, origin, verbOf(order.wish), u"breaker "_s + order.name,
                                     auditJson(before->constFirst()), auditJson(after->constFirst()));
        if (!noted)
            return fail(noted.error());
        if (const Result<> told = tell(connection); !told)
            return fail(told.error());
        return after;
    });
}

QJsonObject toJson(const BreakerInfo &info)
{
    const auto iso = [](const std::optional<TimePoint> &time) {
        return time ? QJsonValue(toIso(*time)) : QJsonValue();
    };
    const auto rate = [&info](int part) {
        return info.window.calls == 0 ? QJsonValue() : QJsonValue(double(part) / info.window.calls);
    };
    const bool blocks = info.isBlocking();
    return {{u"name"_s, info.name},
            {u"title"_s, dependencyTitle(info.name)},
            {u"scope"_s, info.scope},
            {u"state"_s, nameOf(info.state)},
            {u"opened_at"_s, blocks ? iso(info.openedAt) : QJsonValue()},
            {u"open_until"_s, blocks ? iso(info.until) : QJsonValue()},
            {u"left_seconds"_s, double(info.left.count()) / 1000},
            {u"attempts"_s, info.attempts},
            {u"probe_node"_s, info.probeNode},
            {u"reason"_s, info.reason},
            {u"changed_by"_s, info.changedBy},
            {u"changed_at"_s, toIso(info.changedAt)},
            {u"last_error"_s, info.lastError ? QJsonValue(toJson(*info.lastError)) : QJsonValue()},
            {u"last_error_at"_s, info.lastError ? QJsonValue(toIso(info.lastErrorAt)) : QJsonValue()},
            {u"window"_s, QJsonObject{{u"calls"_s, info.window.calls},
                                      {u"failures"_s, info.window.failures},
                                      {u"slow"_s, info.window.slow},
                                      {u"failure_rate"_s, rate(info.window.failures)},
                                      {u"slow_rate"_s, rate(info.window.slow)}}},
            {u"calls"_s, info.counters.calls},
            {u"failures"_s, info.counters.failures},
            {u"slow"_s, info.counters.slow},
            {u"not_permitted"_s, info.counters.notPermitted},
            {u"trips_24h"_s, info.tripsOfTheDay}};
}

Result<QHash<QString, WaitReason>> blockingBreakers(Connection &connection)
{
    const Result<QList<BreakerInfo>> all = listBreakers(connection);
    if (!all)
        return fail(all.error());
    QHash<QString, WaitReason> reasons;
    for (const BreakerInfo &info : *all) {
        if (!info.isBlocking())
            continue;
        const QString title = dependencyTitle(info.name);
        const QString until = info.until ? toIso(*info.until) : QString();
        if (info.state == BreakerState::HalfOpen)
            reasons.insert(info.name, {u"breaker_probing"_s, {title}});
        else if (info.state == BreakerState::ForcedOpen)
            reasons.insert(info.name, {u"breaker_forced"_s, {title, until, info.changedBy, info.reason}});
        else
            reasons.insert(info.name, {u"breaker"_s, {title, until}});
    }
    return reasons;
}

} // namespace pult::queue
