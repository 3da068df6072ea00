// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The report of profiles: the runs that ended in the range, counted by profile in the database.
#include "reportsource.h"

#include <queue/taskqueries.h>

namespace pult::upkeep {

using namespace Qt::StringLiterals;
using storage::Row;

namespace {

/// Every run that ended in a range (bound twice: from, to): its profile, outcome, begin and end. What a completed task
/// has to tell stands in its history row alone.
QString runsOfProfiles()
{
    return u"select coalesce(l.provider, h.provider) as provider, a.outcome, a.started_at, a.finished_at "
           "from task_attempts a left join tasks l on l.id = a.task_id left join task_history h on h.id = a.task_id "
           "where a.finished_at >= ? and a.finished_at < ? union all "
           "select provider, 'completed', started_at, finished_at from task_history "
           "where finished_at >= ? and finished_at < ? and "_s +
           queue::inHistoryAlone();
}

ReportRow rowOf(const Row &row)
{
    const qint64 runs = row.at(1).toLongLong();
    const qint64 completed = row.at(2).toLongLong();
    const qint64 failed = row.at(3).toLongLong();
    const qint64 cancelled = row.at(4).toLongLong();
    const double total = row.at(5).toDouble() / 1e6;
    return {row.at(0).toString(),
            runs,
            completed,
            failed,
            cancelled,
            runs - completed - failed - cancelled,
            100.0 * double(completed) / double(runs),
            total,
            total / double(runs),
            row.at(6).toDouble() / 1e6,
            timeCell(row.at(7)),
            timeCell(row.at(8))};
}

class ProfileSource final : public ReportSource
{
public:
    explicit ProfileSource(const ReportRequest &request) : m_from(toMicros(request.from)), m_to(toMicros(request.to)) {}

    Result<QList<ReportRow>> next(storage::Connection &connection) override
    {
        if (m_over)
            return QList<ReportRow>();
        const Result<storage::Rows> rows = connection.query(
            u"select provider, count(*), sum(case when outcome = 'completed' then 1 else 0 end), "
            "sum(case when outcome in ('failed', 'failed_for_good') then 1 else 0 end), "
            "sum(case when outcome = 'cancelled' then 1 else 0 end), sum(finished_at - started_at), "
            "max(finished_at - started_at), min(started_at), max(finished_at) from ("_s +
                runsOfProfiles() + u") as runs where provider > ? group by provider order by provider limit ?"_s,
            {m_from, m_to, m_from, m_to, m_after, pageSize});
        if (!rows)
            return fail(rows.error());
        QList<ReportRow> result;
        for (const Row &row : *rows)
            result.append(rowOf(row));
        m_over = rows->size() < pageSize;
        if (!rows->empty())
            m_after = rows->back().front().toString();
        return result;
    }

private:
    const qint64 m_from;
    const qint64 m_to;
    QString m_after = u""_s; ///< work without a profile has the empty name and is left out
    bool m_over = false;
};

} // namespace

std::unique_ptr<ReportSource> makeProfileSource(const ReportRequest &request)
{
    return std::make_unique<ProfileSource>(request);
}

} // namespace pult::upkeep
