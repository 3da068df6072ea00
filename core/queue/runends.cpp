// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runends.h"

#include "artifacts.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;

namespace {

Result<> storeAttempts(Connection &connection, const std::vector<RunEnd> &ends)
{
    QJsonArray rows;
    for (const RunEnd &end : ends) {
        QJsonObject row{{u"task_id"_s, end.task->id},           {u"run_lease"_s, end.task->runLease},
                        {u"attempt"_s, end.task->attempt},      {u"worker"_s, end.task->worker},
                        {u"started_at"_s, end.task->startedAt}, {u"outcome"_s, end.verdict.outcome}};
        if (end.completion && end.completion->error)
            row[u"error"_s] = errorToText(*end.completion->error);
        else if (end.verdict.error)
            row[u"error"_s] = errorToText(*end.verdict.error);
        if (end.completion && !end.completion->steps.isEmpty())
            row[u"steps"_s] = QString::fromUtf8(end.completion->steps);
        if (end.completion && !end.completion->log.isEmpty())
            row[u"log"_s] = QString::fromUtf8(end.completion->log);
        rows.append(row);
    }
    const Result<qint64> stored = connection.execute(
        u"insert into task_attempts (task_id, run_lease, attempt, worker, started_at, finished_at, outcome, error, "
        u"steps, "
        "log) select x.task_id, x.run_lease, x.attempt, x.worker, x.started_at, {now}, x.outcome, x.error, x.steps, "
        "x.log "
        "from {rows:task_id bigint,run_lease bigint,attempt int,worker text,started_at bigint,outcome text,error text,"
        "steps text,log text}"_s,
        {jsonOf(rows)});
    if (!stored)
        return fail(stored.error());
    for (const RunEnd &end : ends) {
        if (!end.completion)
            continue;
        const Result<> kept = storeArtifacts(connection, end.task->id, end.task->runLease, end.completion->artifacts);
        if (!kept)
            return kept;
    }
    return {};
}

} // namespace

Result<> endRuns(Connection &connection, Moves &moves, const std::vector<RunEnd> &ends)
{
    if (ends.empty())
        return {};
    if (const Result<> stored = storeAttempts(connection, ends); !stored)
        return stored;
    std::vector<Ending> endings;
    std::vector<std::pair<const LiveTask *, Verdict>> waiting;
    for (const RunEnd &end : ends) {
        if (isFinished(end.verdict.state))
            endings.push_back({end.task, end.verdict, end.completion ? end.completion->output : QByteArray()});
        else
            waiting.emplace_back(end.task, end.verdict);
    }
    if (const Result<> waits = moves.wait(waiting); !waits)
        return waits;
    return moves.end(endings);
}

} // namespace pult::queue
