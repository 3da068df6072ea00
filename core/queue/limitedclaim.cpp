// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "limits.h"
#include "queues.h"
#include "taskrow.h"

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
    bool rated = false;
};

bool before(const Candidate &a, const Candidate &b)
{
    return std::tuple(-a.priority, a.runAt, a.id) < std::tuple(-b.priority, b.runAt, b.id);
}

/// The best runnable tasks by `condition`, their rows locked.
Result<> collect(Connection &connection, const ClaimRequest &request, const QString &condition,
                 const QVariantList &values, int limit, bool rated, std::vector<Candidate> &found)
{
    const Result<Rows> rows =
        connection.query(u"select id, priority, run_at, queue from tasks where state = 'available' and kind {any_text} "
                         "and (node = '' or node = ?) and "_s +
                             condition + u" order by priority desc, run_at, id limit ? {skip_locked}"_s,
                         QVariantList{jsonOf(request.kinds), request.nodeName} + values + QVariantList{limit});
    if (!rows)
        return fail(rows.error());
    for (const Row &row : *rows) {
        found.push_back(
            {row.at(0).toLongLong(), row.at(1).toInt(), row.at(2).toLongLong(), row.at(3).toString(), rated});
    }
    return {};
}

Result<> collectUnlimited(Connection &connection, const ClaimRequest &request, std::vector<Candidate> &found)
{
    const bool any = request.queues.isEmpty() || request.queues.contains(u"*"_s);
    const QString open = u"queue not in (select name from queues where "_s + closedCondition() + u')';
    return any ? collect(connection, request, open, {}, request.limit, false, found)
               : collect(connection, request, open + u" and queue {any_text}"_s, {jsonOf(request.queues)},
                         request.limit, false, found);
}

} // namespace

Result<QList<Id>> applyQueueLimits(Connection &connection, const ClaimRequest &request)
{
    const bool any = request.queues.isEmpty() || request.queues.contains(u"*"_s);
    const Result<QList<QueueAllowance>> allowances =
        lockLimitedQueues(connection, any ? QStringList() : request.queues);
    if (!allowances)
        return fail(allowances.error());
    std::vector<Candidate> found;
    if (const Result<> collected = collectUnlimited(connection, request, found); !collected)
        return fail(collected.error());
    for (const QueueAllowance &one : *allowances) {
        if (one.free == 0)
            continue;
        const Result<> collected = collect(connection, request, u"queue = ?"_s, {one.queue},
                                           std::min(one.free, request.limit), one.rated, found);
        if (!collected)
            return fail(collected.error());
    }
    std::sort(found.begin(), found.end(), before);
    found.resize(std::min(found.size(), static_cast<std::size_t>(request.limit)));
    QList<Id> ids;
    QHash<QString, int> starts;
    for (const Candidate &one : found) {
        ids.append(one.id);
        if (one.rated)
            ++starts[one.queue];
    }
    if (const Result<> noted = noteStarts(connection, starts); !noted)
        return fail(noted.error());
    return ids;
}

} // namespace pult::queue
