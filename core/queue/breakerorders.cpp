// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "breakers.h"

#include "auditing.h"
#include "breakerrows.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Rows;

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

Result<> carryOut(Connection &connection, const BreakerOrder &order, const AuditOrigin &origin)
{
    if (order.wish == BreakerWish::Reset)
        return resetCounters(connection, order.name);
    BreakerState state = BreakerState::Closed;
    QVariant until; // none
    const qint64 time = std::chrono::microseconds(order.time).count();
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
        if (const Result<> told = hintBreakers(connection); !told)
            return fail(told.error());
        return after;
    });
}

} // namespace pult::queue
