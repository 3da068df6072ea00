// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kindrules.h"
#include "limits.h"
#include "queues.h"
#include "taskrow.h"

#include <QSet>

#include <algorithm>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// A task that may be claimed, with what decides its place.
struct Candidate
{
    Id id = 0;
    int priority = 0;
    qint64 runAt = 0;
    QString queue;
    bool isShort = true;
};

bool before(const Candidate &a, const Candidate &b)
{
    return std::tuple(-a.priority, a.runAt, a.id) < std::tuple(-b.priority, b.runAt, b.id);
}

/// The runnable tasks of one queue, best first; `%1` is the queue's name, `%2` how many. An index by queue
/// (setQueueLimits makes it) finds them however many of other queues wait.
constexpr auto bestOfQueue =
    "select id, priority, run_at, queue, kind from tasks where state = 'available' and queue = %1 "
    "and kind {any_text} and (node = '' or node = ?) "
    "order by priority desc, run_at, id limit %2 {skip_locked}";

QString statementFor(bool isPostgreSql)
{
    const QString best = QString::fromLatin1(bestOfQueue);
    if (!isPostgreSql)
        return best.arg(u"?"_s, u"?"_s);
    return u"select t.id, t.priority, t.run_at, t.queue, t.kind from {rows:name text,most int} cross join lateral ("_s +
           best.arg(u"x.name"_s, u"x.most"_s) + u") as t"_s;
}

Candidate candidateFrom(const Row &row)
{
    return {row.at(0).toLongLong(), row.at(1).toInt(), row.at(2).toLongLong(), row.at(3).toString(),
            isShort(row.at(4).toString())};
}

/// The best of every queue, as many as it may start, their rows locked.
Result<std::vector<Candidate>> collect(Connection &connection, const ClaimRequest &request,
                                       const QList<QueueAllowance> &allowances)
{
    std::vector<Candidate> found;
    const bool isPostgreSql = connection.dialect().isPostgreSql();
    const QString statement = statementFor(isPostgreSql);
    const auto add = [&](const QVariantList &values) -> Result<> {
        const Result<Rows> rows = connection.query(statement, values);
        if (!rows)
            return fail(rows.error());
        std::transform(rows->begin(), rows->end(), std::back_inserter(found), candidateFrom);
        return {};
    };
    QJsonArray queues;
    for (const QueueAllowance &one : allowances) {
        const int most = std::min(one.free, request.limit);
        if (isPostgreSql) {
            queues.append(QJsonObject{{u"name"_s, one.queue}, {u"most"_s, most}});
        } else if (const Result<> added = add({one.queue, jsonOf(request.kinds), request.nodeName, most}); !added) {
            return fail(added.error());
        }
    }
    if (!queues.isEmpty()) {
        if (const Result<> added = add({jsonOf(queues), jsonOf(request.kinds), request.nodeName}); !added)
            return fail(added.error());
    }
    return found;
}

/// Queues without a limit: they may start whatever is asked for.
Result<> addUnlimited(Connection &connection, const ClaimRequest &request, const QStringList &only,
                      QList<QueueAllowance> &allowances)
{
    const Result<Rows> rows = connection.query(u"select name from queues where not ("_s + closedCondition() + u')' +
                                                   (only.isEmpty() ? QString() : u" and name {any_text}"_s),
                                               only.isEmpty() ? QVariantList{} : QVariantList{jsonOf(only)});
    if (!rows)
        return fail(rows.error());
    for (const Row &row : *rows)
        allowances.append({row.front().toString(), request.limit, false});
    return {};
}

/// Of the tasks that are not short the first `limit` alone; negative: all.
void keepLongLimit(std::vector<Candidate> &found, int limit)
{
    if (limit < 0)
        return;
    int longs = 0;
    std::erase_if(found, [&longs, limit](const Candidate &one) { return !one.isShort && ++longs > limit; });
}

} // namespace

Result<QList<Id>> applyQueueLimits(Connection &connection, const ClaimRequest &request)
{
    const bool any = request.queues.isEmpty() || request.queues.contains(u"*"_s);
    const QStringList only = any ? QStringList() : request.queues;
    Result<QList<QueueAllowance>> allowances = lockLimitedQueues(connection, only);
    if (!allowances)
        return fail(allowances.error());
    QSet<QString> rated;
    for (const QueueAllowance &one : *allowances) {
        if (one.rated)
            rated.insert(one.queue);
    }
    allowances->removeIf([](const QueueAllowance &one) { return one.free == 0; });
    if (const Result<> added = addUnlimited(connection, request, only, *allowances); !added)
        return fail(added.error());
    Result<std::vector<Candidate>> best = collect(connection, request, *allowances);
    if (!best)
        return fail(best.error());
    std::vector<Candidate> &found = *best;
    std::sort(found.begin(), found.end(), before);
    keepLongLimit(found, request.longLimit);
    found.resize(std::min(found.size(), static_cast<std::size_t>(request.limit)));
    QList<Id> ids;
    QHash<QString, int> starts;
    for (const Candidate &one : found) {
        ids.append(one.id);
        if (rated.contains(one.queue))
            ++starts[one.queue];
    }
    if (const Result<> noted = noteStarts(connection, starts); !noted)
        return fail(noted.error());
    return ids;
}

} // namespace pult::queue
