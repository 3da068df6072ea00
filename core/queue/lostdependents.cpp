// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "lostdependents.h"

#include "taskchoice.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// Because of which task it was discarded; 0 for none.
Id reasonOf(const QString &error)
{
    const std::optional<Error> last = errorFromText(error);
    return last && last->code == "dependency_failed"_L1 ? last->arguments.value(0).toLongLong() : 0;
}

} // namespace

Result<std::vector<LostDependent>> lostDependents(Connection &connection, const QList<Id> &ids, qint64 since)
{
    const Result<Rows> rows = connection.query(
        u"select id, last_error, exclusive_key, unique_key, batch_id, depends_on from task_history "
        "where state = 'discarded' and finished_at >= ? and last_error like '%dependency_failed%' order by id"_s,
        {since});
    if (!rows)
        return fail(rows.error());
    QMultiHash<Id, const Row *> byReason;
    for (const Row &row : *rows)
        byReason.insert(reasonOf(row.at(1).toString()), &row);
    std::vector<LostDependent> lost;
    QList<Id> reasons = ids;
    while (!reasons.isEmpty()) {
        const QList<const Row *> found = byReason.values(reasons.takeLast());
        for (const Row *row : found) {
            lost.push_back({row->at(0).toLongLong(), row->at(2).toString(), row->at(3).toString(),
                            row->at(4).isNull() ? std::nullopt : std::optional(row->at(4).toLongLong()),
                            idsFromJson(row->at(5).toString())});
            reasons.append(lost.back().id);
        }
    }
    return lost;
}

Result<> takeBack(Connection &connection, Moves &moves, std::vector<LostDependent> &dependents)
{
    if (dependents.empty())
        return {};
    QList<Id> ids;
    std::vector<std::pair<Id, QString>> keys;
    for (const LostDependent &task : dependents) {
        ids.append(task.id);
        keys.emplace_back(task.id, task.uniqueKey);
    }
    const Result<Rows> locked = connection.query(
        u"select id from task_history where id {any_id} and state = 'discarded' order by id {for_update}"_s,
        {jsonOf(ids)});
    if (!locked)
        return fail(locked.error());
    const Result<QList<Refusal>> conflicts = uniqueConflicts(connection, keys);
    if (!conflicts)
        return fail(conflicts.error());
    ids = firstColumn(*locked);
    for (const Refusal &conflict : *conflicts)
        ids.removeAll(conflict.task);
    std::erase_if(dependents, [&ids](const LostDependent &task) { return !ids.contains(task.id); });
    for (const LostDependent &task : dependents)
        moves.countInBatch(task.batchId, TaskState::Discarded, -1);
    const QString columns = everyTaskColumn();
    const QString json = jsonOf(ids);
    for (const QString &sql :
         {QString(u"insert into tasks ("_s + columns + u") select "_s + columns +
                  u" from task_history where id {any_id}"_s),
          u"delete from task_history where id {any_id}"_s,
          u"update tasks set state = 'waiting_deps', last_error = null, last_error_at = null, finished_at = null "
          "where id {any_id}"_s}) {
        if (const Result<qint64> done = connection.execute(sql, {json}); !done)
            return fail(done.error());
    }
    return {};
}

} // namespace pult::queue
