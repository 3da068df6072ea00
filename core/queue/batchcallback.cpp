// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batchcallback.h"

#include "taskstore.h"

#include <QJsonDocument>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// The payload with the outcome in front, byte for byte but for that.
QString withOutcome(const QString &payload, const QJsonObject &outcome)
{
    const QString rest = payload.mid(payload.indexOf(u'{') + 1).trimmed();
    const QString head = u"{\"batch\":"_s + QString::fromUtf8(QJsonDocument(outcome).toJson(QJsonDocument::Compact));
    return head + (rest.startsWith(u'}') ? rest : QString(u',' + rest));
}

} // namespace

Result<> checkCallback(const NewTask &callback)
{
    const auto wrong = [](const char *field) {
        return fail(ErrorKind::Invalid, "batch_callback_invalid", {QString::fromLatin1(field)});
    };
    if (callback.batchId)
        return wrong("batch_id");
    if (!callback.dependsOn.isEmpty())
        return wrong("depends_on");
    if (!callback.uniqueKey.isEmpty())
        return wrong("unique_key");
    if (callback.draft)
        return wrong("state");
    if (QJsonDocument::fromJson(callback.payload).object().contains(u"batch"_s))
        return wrong("payload.batch");
    return {};
}

Result<Id> addCallback(Connection &connection, Id batch, const NewTask &callback, bool draft)
{
    if (const Result<> checked = checkCallback(callback); !checked)
        return fail(checked.error());
    NewTask task = callback;
    task.draft = true; // out of everybody's way until it waits
    task.uniqueKey = u"batch:%1:callback"_s.arg(batch);
    const Result<QList<Id>> ids = enqueue(connection, {task});
    if (!ids)
        return fail(ids.error());
    const Id id = ids->constFirst();
    const Result<qint64> noted =
        connection.execute(u"update batches set callback_task = ? where id = ?"_s, {id, batch});
    if (!noted)
        return fail(noted.error());
    const Result<qint64> waits =
        connection.execute(u"insert into task_dependencies (task_id, depends_on) values (?, ?)"_s, {id, batch});
    if (!waits)
        return fail(waits.error());
    if (!draft) {
        if (const Result<> started = startCallback(connection, batch); !started)
            return fail(started.error());
    }
    return id;
}

Result<> startCallback(Connection &connection, Id batch)
{
    const Result<qint64> started =
        connection.execute(u"update tasks set state = 'waiting_deps' where state = 'draft' and id in "
                           "(select callback_task from batches where id = ?)"_s,
                           {batch});
    return started ? Result<>() : fail(started.error());
}

Result<> releaseCallback(Connection &connection, Moves &moves, Id batch)
{
    const Result<Rows> rows = connection.query(
        u"select t.id, t.payload, b.label, b.total, b.succeeded, b.failed, b.cancelled from batches b "
        "join task_dependencies d on d.task_id = b.callback_task and d.depends_on = b.id "
        "join tasks t on t.id = b.callback_task where b.id = ? and b.state = 'finished' and t.state = 'waiting_deps'"_s,
        {batch});
    if (!rows)
        return fail(rows.error());
    if (rows->empty())
        return {};
    const Row &row = rows->front();
    const QJsonObject outcome{{u"id"_s, batch},
                              {u"label"_s, row.at(2).toString()},
                              {u"total"_s, row.at(3).toInt()},
                              {u"succeeded"_s, row.at(4).toInt()},
                              {u"failed"_s, row.at(5).toInt()},
                              {u"cancelled"_s, row.at(6).toInt()}};
    const Result<qint64> told = connection.execute(u"update tasks set payload = ? where id = ?"_s,
                                                   {withOutcome(row.at(1).toString(), outcome), row.at(0)});
    if (!told)
        return fail(told.error());
    return moves.releaseDependents({batch});
}

} // namespace pult::queue
