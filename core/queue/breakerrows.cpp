// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "breakerrows.h"

#include <QJsonDocument>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

using Ms = std::chrono::milliseconds;
/// A node that has told nothing for so long takes no part in the window.
constexpr qint64 windowKept = qint64{90} * 1'000'000;

Ms millis(qint64 microseconds)
{
    return std::chrono::ceil<Ms>(std::chrono::microseconds(std::max<qint64>(0, microseconds)));
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

} // namespace

Result<QList<BreakerInfo>> readBreakers(Connection &connection, const QString &condition, const QVariantList &values)
{
    const auto recent = [](const char *what) {
        return u"(select coalesce(sum(w.%1), 0) from breaker_windows w where w.name = b.name and w.scope = b.scope and "
               "w.at > {now} - %2)"_s.arg(QLatin1StringView(what), QString::number(windowKept));
    };
    const QString trips = u"(select count(*) from breaker_trips t where t.name = b.name and t.scope = b.scope and "
                          "t.at > {now} - %1)"_s.arg(tripsKept);
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

Result<> hintBreakers(Connection &connection)
{
    if (!connection.dialect().isPostgreSql())
        return {};
    if (const Result<> noted = connection.notify(u"pult_breakers"_s); !noted)
        return noted;
    return connection.notify(u"pult_tasks"_s); // what waits for it is shown
}

Result<QList<BreakerInfo>> listBreakers(Connection &connection)
{
    return readBreakers(connection, QString(), {});
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
