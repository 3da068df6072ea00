// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskchoice.h"

#include "taskqueries.h"

#include <algorithm>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

Result<Chosen> choose(Connection &connection, Moves &moves, const QList<Id> &ids)
{
    Chosen chosen;
    Result<std::vector<LiveTask>> live = moves.lockTasks(ids);
    if (!live)
        return fail(live.error());
    chosen.live = std::move(*live);
    const Result<Rows> ended = connection.query(
        u"select id, state, batch_id, outcome_unknown, exclusive_key, unique_key from task_history where id {any_id} "
        "order by id {for_update}"_s,
        {jsonOf(ids)});
    if (!ended)
        return fail(ended.error());
    for (const Row &row : *ended) {
        chosen.ended.push_back({row.at(0).toLongLong(), row.at(1).toString(),
                                row.at(2).isNull() ? std::nullopt : std::optional(row.at(2).toLongLong()),
                                row.at(3).toInt() != 0, row.at(4).toString(), row.at(5).toString()});
    }
    QSet<Id> missing(ids.cbegin(), ids.cend());
    for (const LiveTask &task : chosen.live)
        missing.remove(task.id);
    for (const EndedTask &task : chosen.ended)
        missing.remove(task.id);
    chosen.missing = QList<Id>(missing.cbegin(), missing.cend());
    std::sort(chosen.missing.begin(), chosen.missing.end());
    return chosen;
}

QString auditObject(Id id)
{
    return u"task "_s + QString::number(id);
}

Error stateConflict(Id id, const QString &stored, const QString &verb)
{
    return {
        ErrorKind::Conflict, u"task_state_conflict"_s, {QString::number(id), nameOf(outsideState(stored)), verb}, {}};
}

Error taskUnknown(Id id)
{
    return {ErrorKind::NotFound, u"task_unknown"_s, {QString::number(id)}, {}};
}

Result<QList<Refusal>> uniqueConflicts(Connection &connection, const std::vector<std::pair<Id, QString>> &tasks)
{
    QStringList keys;
    for (const auto &[id, key] : tasks) {
        if (!key.isEmpty())
            keys.append(key);
    }
    if (keys.isEmpty())
        return QList<Refusal>{};
    const Result<Rows> others =
        connection.query(u"select unique_key, id from tasks where unique_key {any_text}"_s, {jsonOf(keys)});
    if (!others)
        return fail(others.error());
    QHash<QString, Id> holders;
    for (const Row &row : *others)
        holders.insert(row.at(0).toString(), row.at(1).toLongLong());
    QList<Refusal> refused;
    for (const auto &[id, key] : tasks) {
        if (key.isEmpty())
            continue;
        if (const auto other = holders.constFind(key); other != holders.cend()) {
            refused.append(
                {id,
                 {ErrorKind::Conflict, u"task_unique_conflict"_s, {QString::number(id), QString::number(*other)}, {}}});
        } else {
            holders.insert(key, id); // the first of several takes it
        }
    }
    return refused;
}

Result<> revive(Connection &connection, Moves &moves, const std::vector<EndedTask> &tasks)
{
    if (tasks.empty())
        return {};
    QList<Id> ids;
    for (const EndedTask &task : tasks) {
        ids.append(task.id);
        moves.countInBatch(task.batchId, outsideState(task.state), -1);
    }
    const Result<qint64> back = connection.execute(
        u"insert into tasks (id, kind, queue, state, priority, payload, run_at, attempt, max_attempts, unique_key, "
        "exclusive_key, batch_id, depends_on, node, provider, on_unknown, last_error, last_error_at, created_at) "
        "select id, kind, queue, case when exclusive_key is null then 'available' else 'blocked' end, priority, "
        "payload, {now}, 0, max_attempts, unique_key, exclusive_key, batch_id, depends_on, node, provider, on_unknown, "
        "last_error, last_error_at, created_at from task_history where id {any_id}"_s,
        {jsonOf(ids)});
    if (!back)
        return fail(back.error());
    const Result<qint64> kept = connection.execute(
        u"insert into task_attempts (task_id, run_lease, attempt, worker, started_at, finished_at, outcome) "
        "select id, run_lease, attempt, coalesce(worker, ''), started_at, finished_at, 'completed' from task_history "
        "where id {any_id} and "_s +
            inHistoryAlone(),
        {jsonOf(ids)});
    if (!kept)
        return fail(kept.error());
    const Result<qint64> gone = connection.execute(u"delete from task_history where id {any_id}"_s, {jsonOf(ids)});
    if (!gone)
        return fail(gone.error());
    moves.hintWork();
    return {};
}

} // namespace pult::queue
