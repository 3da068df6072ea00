// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batchcounts.h"

#include "batchcallback.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Rows;

void BatchCounts::countEnd(std::optional<Id> batch, TaskState state, int sign)
{
    if (!batch)
        return;
    Change &change = m_changes[*batch];
    if (state == TaskState::Completed)
        change.succeeded += sign;
    else if (state == TaskState::Discarded)
        change.failed += sign;
    else if (state == TaskState::Cancelled)
        change.cancelled += sign;
}

void BatchCounts::countChildren(std::optional<Id> batch, int children)
{
    if (batch)
        m_changes[*batch].total += children;
}

Result<> BatchCounts::write(storage::Connection &connection, Moves &moves) const
{
    for (auto it = m_changes.cbegin(); it != m_changes.cend(); ++it) {
        const Change &change = *it;
        const Result<qint64> counted =
            connection.execute(u"update batches set total = total + ?, succeeded = succeeded + ?, failed = failed + ?, "
                               "cancelled = cancelled + ? where id = ?"_s,
                               {change.total, change.succeeded, change.failed, change.cancelled, it.key()});
        if (!counted)
            return fail(counted.error());
        if (*counted == 0)
            return fail(ErrorKind::NotFound, "batch_unknown", {QString::number(it.key())});
        const Result<Rows> stated = connection.query(
            u"update batches set state = case when succeeded + failed + cancelled >= total then 'finished' "
            "when state = 'finished' then 'running' else state end, "
            "finished_at = case when succeeded + failed + cancelled >= total then coalesce(finished_at, {now}) end "
            "where id = ? returning state, callback_task"_s,
            {it.key()});
        if (!stated)
            return fail(stated.error());
        if (stated->front().at(0).toString() != "finished"_L1 || stated->front().at(1).isNull())
            continue;
        if (const Result<> released = releaseCallback(connection, moves, it.key()); !released)
            return released;
    }
    return {};
}

} // namespace pult::queue
