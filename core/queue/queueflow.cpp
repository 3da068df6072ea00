// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "queueflow.h"

#include "taskqueries.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

Result<QueueFlow> queueFlow(Connection &connection, std::optional<TimePoint> since)
{
    const Result<TimePoint> now = databaseNow(connection);
    if (!now)
        return fail(now.error());
    QueueFlow flow;
    flow.at = *now;
    // Whole stretches only begin and end counts, so that the next answer adds to this one.
    const TimePoint first = std::chrono::floor<std::chrono::seconds>(*now) - flowKept;
    flow.from = std::max(since.value_or(first), first);
    const Result<Rows> oldest =
        connection.query(u"select queue, min(run_at) from tasks where state = 'available' group by queue"_s);
    if (!oldest)
        return fail(oldest.error());
    for (const Row &row : *oldest)
        flow.oldestWaiting.insert(row.at(0).toString(), fromMicros(row.at(1).toLongLong()));
    const qint64 stretch = std::chrono::microseconds(flowStretch).count();
    const Result<Rows> finished = connection.query(
        u"select queue, finished_at / ?, count(*) from task_history where finished_at >= ? and finished_at < ? "
        "group by 1, 2"_s,
        {stretch, toMicros(flow.from), toMicros(flow.at)});
    if (!finished)
        return fail(finished.error());
    for (const Row &row : *finished) {
        flow.finished[row.at(0).toString()].insert(fromMicros(row.at(1).toLongLong() * stretch),
                                                   row.at(2).toLongLong());
    }
    return flow;
}

} // namespace pult::queue
