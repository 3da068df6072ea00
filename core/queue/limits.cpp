// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "limits.h"

#include "auditing.h"
#include "moves.h"
#include "queues.h"
#include "taskrow.h"

#include <limits>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// Any constant of ours: who holds it makes the index.
constexpr qint64 indexLock = 0x50554c55;
constexpr int mostAtOnce = 1'000'000;
constexpr auto longestWindow = std::chrono::seconds(24 * 3600);

/// A limited queue with what it has used of its limits.
struct Usage
{
    QString queue;
    std::optional<int> concurrency;
    std::optional<int> rateCount;
    qint64 rateWindow = 0;
    int running = 0;
    int started = 0;
};

std::optional<int> intOrNone(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toInt());
}

Result<> countUse(Connection &connection, QList<Usage> &all)
{
    QStringList names;
    for (const Usage &one : all)
        names << one.queue;
    // A statement of its own after the rows were locked: it sees what the holder before has committed.
    const Result<Rows> rows = connection.query(
        u"select q.name, (select count(*) from tasks t where t.state = 'running' and t.queue = q.name), "
        "(select coalesce(sum(s.started), 0) from queue_starts s where s.queue = q.name "
        "and s.at > {now} - coalesce(q.rate_window, 0)) from queues q where q.name {any_text}"_s,
        {jsonOf(names)});
    if (!rows)
        return fail(rows.error());
    for (const Row &row : *rows) {
        for (Usage &one : all) {
            if (one.queue != row.at(0).toString())
                continue;
            one.running = row.at(1).toInt();
            one.started = row.at(2).toInt();
        }
    }
    return {};
}

/// `only` empty: every one.
Result<QList<Usage>> limitedQueues(Connection &connection, const QStringList &only, bool lock)
{
    const Result<Rows> rows = connection.query(
        u"select name, concurrency, rate_count, rate_window from queues where "_s + limitedCondition() +
            u" and not "_s + pausedCondition() + (only.isEmpty() ? QString() : u" and name {any_text}"_s) +
            u" order by name"_s + (lock ? u" {for_update}"_s : QString()),
        only.isEmpty() ? QVariantList{} : QVariantList{jsonOf(only)});
    if (!rows)
        return fail(rows.error());
    QList<Usage> all;
    for (const Row &row : *rows) {
        Usage one;
        one.queue = row.at(0).toString();
        one.concurrency = intOrNone(row.at(1));
        one.rateCount = intOrNone(row.at(2));
        one.rateWindow = row.at(3).toLongLong();
        all.append(one);
    }
    return all;
}

Result<> check(const QueueLimits &limits)
{
    const auto wrong = [](const char *field, qint64 value) {
        return fail(ErrorKind::Invalid, "queue_limit_invalid", {QString::fromLatin1(field), QString::number(value)});
    };
    if (limits.concurrency && (*limits.concurrency < 0 || *limits.concurrency > mostAtOnce))
        return wrong("concurrency", *limits.concurrency);
    if (limits.rateCount && (*limits.rateCount < 0 || *limits.rateCount > mostAtOnce))
        return wrong("rate", *limits.rateCount);
    if (limits.rateCount && *limits.rateCount > 0 &&
        (!limits.rateWindow || limits.rateWindow->count() < 1 || *limits.rateWindow > longestWindow))
        return wrong("rate", limits.rateWindow ? limits.rateWindow->count() : 0);
    return {};
}

QJsonObject limitsJson(const Row &row)
{
    return {{u"concurrency"_s, row.at(0).isNull() ? QJsonValue() : QJsonValue(row.at(0).toInt())},
            {u"rate"_s, row.at(1).isNull() ? QJsonValue() : QJsonValue(row.at(1).toInt())},
            {u"seconds"_s, row.at(2).isNull() ? QJsonValue() : QJsonValue(row.at(2).toLongLong() / 1'000'000)}};
}

QVariant positiveOrNull(int value)
{
    return value > 0 ? QVariant(value) : QVariant();
}

Result<> storeLimits(Connection &connection, const QString &queue, const QueueLimits &limits)
{
    if (limits.concurrency) {
        const Result<qint64> set = connection.execute(u"update queues set concurrency = ? where name = ?"_s,
                                                      {positiveOrNull(*limits.concurrency), queue});
        if (!set)
            return fail(set.error());
    }
    if (limits.rateCount) {
        const qint64 window = std::chrono::microseconds(limits.rateWindow.value_or(std::chrono::seconds(0))).count();
        const Result<qint64> set = connection.execute(
            u"update queues set rate_count = ?, rate_window = ? where name = ?"_s,
            {positiveOrNull(*limits.rateCount), *limits.rateCount > 0 ? QVariant(window) : QVariant(), queue});
        if (!set)
            return fail(set.error());
    }
    return {};
}

/// An index that only limited queues need, made with the first of them. While it is made writers wait, so it is made
/// before anything else is locked.
Result<> makeIndexByQueue(Connection &connection)
{
    return storage::inTransaction(connection, [&connection]() -> Result<> {
        if (connection.dialect().isPostgreSql()) {
            // Two who make it at once would meet in the catalogue.
            const Result<Rows> alone = connection.query(u"select pg_advisory_xact_lock(?)"_s, {indexLock});
            if (!alone)
                return fail(alone.error());
        }
        return connection.executeScript(u"create index if not exists tasks_claim_queue on tasks "
                                        "(queue, priority desc, run_at, id) where state = 'available';\n"_s);
    });
}

/// The end of the wait: when the window lets the next start in.
Result<QString> nextStart(Connection &connection, const Usage &one)
{
    const Result<Rows> rows =
        connection.query(u"select at, started from queue_starts where queue = ? and at > {now} - ? order by at"_s,
                         {one.queue, one.rateWindow});
    if (!rows)
        return fail(rows.error());
    int left = one.started;
    for (const Row &row : *rows) {
        left -= row.at(1).toInt();
        if (left < *one.rateCount)
            return toIso(fromMicros(row.at(0).toLongLong() + one.rateWindow));
    }
    return QString();
}

} // namespace

Result<QList<QueueAllowance>> lockLimitedQueues(Connection &connection, const QStringList &queues)
{
    Result<QList<Usage>> limited = limitedQueues(connection, queues, true);
    if (!limited)
        return fail(limited.error());
    if (limited->isEmpty())
        return QList<QueueAllowance>{};
    if (const Result<> counted = countUse(connection, *limited); !counted)
        return fail(counted.error());
    QList<QueueAllowance> allowances;
    for (const Usage &one : *limited) {
        int free = std::numeric_limits<int>::max();
        if (one.concurrency)
            free = std::min(free, *one.concurrency - one.running);
        if (one.rateCount)
            free = std::min(free, *one.rateCount - one.started);
        allowances.append({one.queue, std::max(0, free), one.rateCount.has_value()});
    }
    return allowances;
}

Result<> noteStarts(Connection &connection, const QHash<QString, int> &starts)
{
    for (auto it = starts.cbegin(); it != starts.cend(); ++it) {
        const Result<qint64> old = connection.execute(u"delete from queue_starts where queue = ? and at <= {now} - "
                                                      "coalesce((select rate_window from queues where name = ?), 0)"_s,
                                                      {it.key(), it.key()});
        if (!old)
            return fail(old.error());
        const Result<qint64> noted = connection.execute(
            u"insert into queue_starts (queue, at, started) values (?, {now}, ?)"_s, {it.key(), it.value()});
        if (!noted)
            return fail(noted.error());
    }
    return {};
}

Result<> setQueueLimits(Connection &connection, const QString &queue, const QueueLimits &limits,
                        const AuditOrigin &origin)
{
    if (const Result<> checked = check(limits); !checked)
        return checked;
    const bool sets = limits.concurrency.value_or(0) > 0 || limits.rateCount.value_or(0) > 0;
    if (sets) {
        if (const Result<> indexed = makeIndexByQueue(connection); !indexed)
            return indexed;
    }
    return storage::inTransaction(connection, [&]() -> Result<> {
        const Result<qint64> made =
            connection.execute(u"insert into queues (name) values (?) on conflict do nothing"_s, {queue});
        if (!made)
            return fail(made.error());
        const auto read = [&connection, &queue] {
            return connection.query(
                u"select concurrency, rate_count, rate_window from queues where name = ? {for_update}"_s, {queue});
        };
        const Result<Rows> before = read();
        if (!before)
            return fail(before.error());
        if (const Result<> stored = storeLimits(connection, queue, limits); !stored)
            return stored;
        const Result<Rows> after = read();
        if (!after)
            return fail(after.error());
        const Result<> noted = audit(connection, origin, u"queue.set"_s, u"queue "_s + queue,
                                     limitsJson(before->front()), limitsJson(after->front()));
        if (!noted)
            return noted;
        Moves moves(connection);
        moves.hintWork();
        moves.hintTasks();
        return moves.settle();
    });
}

Result<QHash<QString, QList<WaitReason>>> exhaustedLimits(Connection &connection)
{
    QHash<QString, QList<WaitReason>> reasons;
    Result<QList<Usage>> limited = limitedQueues(connection, {}, false);
    if (!limited)
        return fail(limited.error());
    if (limited->isEmpty())
        return reasons;
    if (const Result<> counted = countUse(connection, *limited); !counted)
        return fail(counted.error());
    for (const Usage &one : *limited) {
        if (one.concurrency && one.running >= *one.concurrency) {
            reasons[one.queue].append(
                {u"queue_limit"_s, {one.queue, QString::number(one.running), QString::number(*one.concurrency)}});
        }
        if (one.rateCount && one.started >= *one.rateCount) {
            const Result<QString> next = nextStart(connection, one);
            if (!next)
                return fail(next.error());
            reasons[one.queue].append(
                {u"queue_rate"_s,
                 {one.queue, QString::number(*one.rateCount), QString::number(one.rateWindow / 1'000'000), *next}});
        }
    }
    return reasons;
}

} // namespace pult::queue
