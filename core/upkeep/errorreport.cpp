// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The report of errors: failed runs are read page by page and counted by their code and kind of work, of which there
// are few.
#include "reportsource.h"

#include <base/errortext.h>
#include <queue/taskrow.h>
#include <queue/taskwords.h>

#include <algorithm>
#include <map>

namespace pult::upkeep {

using namespace Qt::StringLiterals;
using storage::Row;

namespace {

struct Group
{
    qint64 runs = 0;
    qint64 tasks = 0;
    qint64 countedTask = 0; ///< runs come by task
    qint64 first = 0;
    qint64 last = 0;
    qint64 lastTask = 0;
    QString lastProfile;
    Error lastError;
};
/// By code and kind.
using Groups = std::map<std::pair<QString, QString>, Group>;

class ErrorSource final : public ReportSource
{
public:
    explicit ErrorSource(const ReportRequest &request)
        : m_from(toMicros(request.from)), m_to(toMicros(request.to)), m_words(request.words())
    {
    }

    Result<QList<ReportRow>> next(storage::Connection &connection) override
    {
        if (m_over)
            return QList<ReportRow>();
        // Counted anew when it is asked for again after a failure.
        Groups groups;
        qint64 task = 0;
        qint64 lease = 0;
        for (bool more = true; more;) {
            const Result<storage::Rows> rows = connection.query(
                u"select a.task_id, a.run_lease, a.finished_at, a.error, coalesce(l.kind, h.kind, ''), "
                "coalesce(l.provider, h.provider, '') from task_attempts a left join tasks l on l.id = a.task_id "
                "left join task_history h on h.id = a.task_id where a.error is not null and a.finished_at >= ? "
                "and a.finished_at < ? and (a.task_id, a.run_lease) > (?, ?) order by a.task_id, a.run_lease limit ?"_s,
                {m_from, m_to, task, lease, pageSize});
            if (!rows)
                return fail(rows.error());
            for (const Row &row : *rows) {
                count(groups, row);
                task = row.at(0).toLongLong();
                lease = row.at(1).toLongLong();
            }
            more = rows->size() == pageSize;
        }
        m_over = true;
        return rowsOf(groups, m_words);
    }

private:
    static void count(Groups &groups, const Row &row)
    {
        const std::optional<Error> error = queue::errorFromText(row.at(3).toString());
        if (!error || error->code.isEmpty())
            return;
        Group &group = groups[{error->code, row.at(4).toString()}];
        const qint64 task = row.at(0).toLongLong();
        const qint64 at = row.at(2).toLongLong();
        ++group.runs;
        group.tasks += std::exchange(group.countedTask, task) != task ? 1 : 0;
        group.first = group.first == 0 ? at : std::min(group.first, at);
        if (at < group.last)
            return;
        group.last = at;
        group.lastTask = task;
        group.lastProfile = row.at(5).toString();
        group.lastError = *error;
    }

    /// The most frequent first.
    static QList<ReportRow> rowsOf(const Groups &groups, bool words)
    {
        QList<ReportRow> rows;
        for (const auto &[name, group] : groups)
            rows.append({name.first, words ? queue::kindWord(name.second) : name.second, group.runs, group.tasks,
                         fromMicros(group.first), fromMicros(group.last), group.lastTask, group.lastProfile,
                         errorSentence(group.lastError)});
        std::stable_sort(rows.begin(), rows.end(), [](const ReportRow &a, const ReportRow &b) {
            return std::get<qint64>(a.at(2)) > std::get<qint64>(b.at(2));
        });
        return rows;
    }

    const qint64 m_from;
    const qint64 m_to;
    const bool m_words;
    bool m_over = false;
};

} // namespace

std::unique_ptr<ReportSource> makeErrorSource(const ReportRequest &request)
{
    return std::make_unique<ErrorSource>(request);
}

} // namespace pult::upkeep
