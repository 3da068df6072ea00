// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batches.h"

#include "auditing.h"
#include "batchcallback.h"
#include "moves.h"
#include "taskstore.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

constexpr auto columns =
    "id, kind, label, state, payload, total, succeeded, failed, cancelled, created_at, finished_at, callback_task";

Batch fromRow(const Row &row)
{
    Batch batch;
    batch.id = row.at(0).toLongLong();
    batch.kind = row.at(1).toString();
    batch.label = row.at(2).toString();
    batch.state = row.at(3).toString();
    batch.payload = row.at(4).toString().toUtf8();
    batch.total = row.at(5).toInt();
    batch.succeeded = row.at(6).toInt();
    batch.failed = row.at(7).toInt();
    batch.cancelled = row.at(8).toInt();
    batch.createdAt = fromMicros(row.at(9).toLongLong());
    if (!row.at(10).isNull())
        batch.finishedAt = fromMicros(row.at(10).toLongLong());
    if (!row.at(11).isNull())
        batch.callbackTask = row.at(11).toLongLong();
    return batch;
}

QString object(Id id)
{
    return u"batch "_s + QString::number(id);
}

Result<Id> storeBatch(Connection &connection, const NewBatch &batch)
{
    const QString payload = batch.payload.isEmpty() ? u"{}"_s : QString::fromUtf8(batch.payload);
    const QString state = batch.draft ? u"draft"_s : u"running"_s;
    if (!connection.dialect().isPostgreSql()) {
        const Result<qint64> counted =
            connection.execute(u"update counters set value = value + 1 where name = 'entity'"_s);
        if (!counted)
            return fail(counted.error());
    }
    const QString id = connection.dialect().isPostgreSql() ? u"nextval('entity_ids')"_s
                                                           : u"(select value from counters where name = 'entity')"_s;
    const Result<Rows> stored =
        connection.query(u"insert into batches (id, kind, label, state, payload, created_at) values ("_s + id +
                             u", ?, ?, ?, ?, {now}) returning id"_s,
                         {batch.kind, batch.label, state, payload});
    if (!stored)
        return fail(stored.error());
    return stored->front().front().toLongLong();
}

Result<Batch> create(Connection &connection, const NewBatch &batch, const AuditOrigin &origin)
{
    const Result<Id> id = storeBatch(connection, batch);
    if (!id)
        return fail(id.error());
    QList<NewTask> tasks = batch.tasks;
    for (NewTask &task : tasks) {
        task.batchId = *id;
        task.draft = batch.draft;
    }
    const Result<QList<Id>> ids = enqueue(connection, tasks);
    if (!ids)
        return fail(ids.error());
    if (batch.callback) {
        if (const Result<Id> added = addCallback(connection, *id, *batch.callback, batch.draft); !added)
            return fail(added.error());
        Moves moves(connection); // children whose dependencies had failed are over already
        if (const Result<> released = releaseCallback(connection, moves, *id); !released)
            return fail(released.error());
        if (const Result<> settled = moves.settle(); !settled)
            return fail(settled.error());
    }
    const Result<> noted = audit(connection, origin, u"batch.create"_s, object(*id), {},
                                 {{u"kind"_s, batch.kind}, {u"label"_s, batch.label}, {u"tasks"_s, ids->size()}});
    if (!noted)
        return fail(noted.error());
    return showBatch(connection, *id);
}

/// Drafts stand behind their key or dependencies, or are due; settle() sorts the keys out.
Result<> startChildren(Connection &connection, Moves &moves, Id id)
{
    const Result<Rows> keys = connection.query(
        u"select distinct exclusive_key from tasks where batch_id = ? and state = 'draft' and exclusive_key is not null"_s,
        {id});
    if (!keys)
        return fail(keys.error());
    QStringList names;
    for (const Row &row : *keys)
        names << row.front().toString();
    if (const Result<> locked = moves.lockKeys(names); !locked)
        return locked;
    const Result<qint64> started = connection.execute(
        u"update tasks set state = case when exists (select 1 from task_dependencies d where d.task_id = tasks.id) "
        "then 'waiting_deps' when run_at > {now} then 'scheduled' when exclusive_key is not null then 'blocked' "
        "else 'available' end where batch_id = ? and state = 'draft'"_s,
        {id});
    return started ? Result<>() : fail(started.error());
}

Result<Batch> start(Connection &connection, Id id, const AuditOrigin &origin)
{
    Moves moves(connection);
    if (const Result<> started = startChildren(connection, moves, id); !started)
        return fail(started.error());
    const Result<Rows> state = connection.query(u"select state from batches where id = ? {for_update}"_s, {id});
    if (!state)
        return fail(state.error());
    if (state->empty())
        return fail(ErrorKind::NotFound, "batch_unknown", {QString::number(id)});
    const QString before = state->front().front().toString();
    if (before != "draft"_L1)
        return fail(ErrorKind::Conflict, "batch_state_conflict", {QString::number(id), before});
    const Result<qint64> set = connection.execute(u"update batches set state = 'running' where id = ?"_s, {id});
    if (!set)
        return fail(set.error());
    if (const Result<> waits = startCallback(connection, id); !waits)
        return fail(waits.error());
    const Result<> noted =
        audit(connection, origin, u"batch.start"_s, object(id), {{u"state"_s, before}}, {{u"state"_s, u"running"_s}});
    if (!noted)
        return fail(noted.error());
    moves.hintWork();
    moves.hintTasks();
    moves.countChildren(id, 0); // finishes at once when all drafts were cancelled or deleted
    if (const Result<> settled = moves.settle(); !settled)
        return fail(settled.error());
    return showBatch(connection, id);
}

} // namespace

Result<Batch> createBatch(Connection &connection, const NewBatch &batch, const AuditOrigin &origin)
{
    return storage::inTransaction(connection, [&] { return create(connection, batch, origin); });
}

Result<QByteArray> batchPayload(Connection &connection, Id id)
{
    const Result<Rows> rows = connection.query(u"select payload from batches where id = ?"_s, {id});
    if (!rows)
        return fail(rows.error());
    if (rows->empty())
        return fail(ErrorKind::NotFound, "batch_unknown", {QString::number(id)});
    return rows->front().front().toString().toUtf8();
}

Result<Batch> showBatch(Connection &connection, Id id)
{
    const Result<Rows> rows =
        connection.query(u"select "_s + QLatin1StringView(columns) + u" from batches where id = ?"_s, {id});
    if (!rows)
        return fail(rows.error());
    if (rows->empty())
        return fail(ErrorKind::NotFound, "batch_unknown", {QString::number(id)});
    Batch batch = fromRow(rows->front());
    const Result<Rows> tasks = connection.query(
        u"select id from tasks where batch_id = ? union all select id from task_history where batch_id = ? order by 1"_s,
        {id, id});
    if (!tasks)
        return fail(tasks.error());
    batch.tasks = firstColumn(*tasks);
    return batch;
}

Result<QList<Batch>> listBatches(Connection &connection, int limit, std::optional<Id> before)
{
    const Result<Rows> rows = connection.query(u"select "_s + QLatin1StringView(columns) +
                                                   (before ? u" from batches where id < ? order by id desc limit ?"_s
                                                           : u" from batches order by id desc limit ?"_s),
                                               before ? QVariantList{*before, limit} : QVariantList{limit});
    if (!rows)
        return fail(rows.error());
    QList<Batch> batches;
    for (const Row &row : *rows)
        batches.append(fromRow(row));
    return batches;
}

Result<Batch> startBatch(Connection &connection, Id id, const AuditOrigin &origin)
{
    return storage::inTransaction(connection, [&] { return start(connection, id, origin); });
}

} // namespace pult::queue
