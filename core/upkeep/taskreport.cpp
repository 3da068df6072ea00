// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The report of tasks: live and finished ones, newest first.
#include "reportsource.h"

#include <base/errortext.h>
#include <queue/taskrow.h>
#include <queue/taskwords.h>

#include <limits>

namespace pult::upkeep {

using namespace Qt::StringLiterals;
using storage::Row;

namespace {

/// From when it was last due to its last start. Once it is put back for another run, that start is over and done with.
ReportCell waitCell(const QVariant &runAt, const QVariant &startedAt, const QVariant &finishedAt)
{
    const bool isPutBack = finishedAt.isNull() && !startedAt.isNull() && startedAt.toLongLong() < runAt.toLongLong();
    return isPutBack ? ReportCell() : secondsCell(runAt, startedAt);
}

ReportRow rowOf(const Row &row, bool words)
{
    const queue::TaskState state = queue::outsideState(row.at(3).toString());
    const std::optional<Error> error = queue::errorFromText(row.at(14).toString());
    return {row.at(0).toLongLong(),
            words ? queue::kindWord(row.at(1).toString()) : row.at(1).toString(),
            row.at(2).toString(),
            words ? queue::stateWord(state) : queue::nameOf(state),
            row.at(4).toString(),
            row.at(5).toLongLong(),
            numberCell(row.at(6)),
            row.at(7).toLongLong(),
            row.at(8).toLongLong(),
            row.at(9).toString(),
            timeCell(row.at(10)),
            timeCell(row.at(12)),
            timeCell(row.at(13)),
            waitCell(row.at(11), row.at(12), row.at(13)),
            secondsCell(row.at(12), row.at(13)),
            error ? error->code : QString(),
            error ? errorSentence(*error) : QString()};
}

class TaskSource final : public ReportSource
{
public:
    explicit TaskSource(const ReportRequest &request)
        : m_from(toMicros(request.from)), m_to(toMicros(request.to)), m_words(request.words())
    {
    }

    Result<QList<ReportRow>> next(storage::Connection &connection) override
    {
        const QString select =
            u"select id, kind, queue, state, provider, priority, batch_id, attempt, max_attempts, coalesce(worker, '') "
            "as worker, created_at, run_at, started_at, finished_at, coalesce(last_error, '') as last_error from %1 "
            "where id < ? and ((created_at >= ? and created_at < ?) or (finished_at >= ? and finished_at < ?)) "
            "order by id desc limit ?"_s;
        const QVariantList side{m_before, m_from, m_to, m_from, m_to, pageSize};
        const Result<storage::Rows> rows = connection.query(
            u"select * from (select * from ("_s + select.arg(u"tasks"_s) + u") as live union all select * from ("_s +
                select.arg(u"task_history"_s) + u") as ended) as every order by id desc limit ?"_s,
            side + side + QVariantList{pageSize});
        if (!rows)
            return fail(rows.error());
        QList<ReportRow> result;
        for (const Row &row : *rows) {
            // Retried while the page was read, a task may stand in both tables.
            if (row.front().toLongLong() >= m_before)
                continue;
            m_before = row.front().toLongLong();
            result.append(rowOf(row, m_words));
        }
        return result;
    }

private:
    const qint64 m_from;
    const qint64 m_to;
    const bool m_words;
    qint64 m_before = std::numeric_limits<qint64>::max();
};

} // namespace

std::unique_ptr<ReportSource> makeTaskSource(const ReportRequest &request)
{
    return std::make_unique<TaskSource>(request);
}

} // namespace pult::upkeep
