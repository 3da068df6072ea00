// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deletedtasks.h"

#include "taskrow.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

constexpr int longestPage = 1000;
constexpr qint64 undoMicros = std::chrono::microseconds(undoTime).count();

/// What the deleted tasks still waited for, kept beside them.
Result<> keepDependencies(Connection &connection, const QList<Id> &ids)
{
    const Result<Rows> open = connection.query(
        u"select task_id, depends_on from task_dependencies where task_id {any_id} order by task_id, depends_on"_s,
        {jsonOf(ids)});
    if (!open)
        return fail(open.error());
    if (open->empty())
        return {};
    QMap<Id, QList<Id>> waitsFor;
    for (const Row &row : *open)
        waitsFor[row.at(0).toLongLong()].append(row.at(1).toLongLong());
    QJsonArray rows;
    for (auto it = waitsFor.cbegin(); it != waitsFor.cend(); ++it)
        rows.append(QJsonObject{{u"id"_s, it.key()}, {u"waits"_s, jsonOf(*it)}});
    const Result<qint64> kept = connection.execute(
        u"update deleted_tasks set waits_for = x.waits from {rows:id bigint,waits text} where deleted_tasks.id = x.id"_s,
        {jsonOf(rows)});
    if (!kept)
        return fail(kept.error());
    const Result<qint64> gone =
        connection.execute(u"delete from task_dependencies where task_id {any_id}"_s, {jsonOf(ids)});
    return gone ? Result<>() : fail(gone.error());
}

} // namespace

Result<> moveToTrash(Connection &connection, const QList<Id> &ids, const QString &who, qint64 operation)
{
    const QString columns = everyTaskColumn();
    const QString json = jsonOf(ids);
    const QVariant part = operation > 0 ? QVariant(operation) : QVariant();
    for (const QString &table : {u"tasks"_s, u"task_history"_s}) {
        const Result<qint64> kept = connection.execute(
            u"insert into deleted_tasks ("_s + columns + u", deleted_at, deleted_by, operation_id) select "_s +
                columns + u", {now}, cast(? as text), cast(? as bigint) from "_s + table + u" where id {any_id}"_s,
            {who, part, json});
        if (!kept)
            return fail(kept.error());
        const Result<qint64> gone = connection.execute(u"delete from "_s + table + u" where id {any_id}"_s, {json});
        if (!gone)
            return fail(gone.error());
    }
    return keepDependencies(connection, ids);
}

Result<Page<DeletedTask>> listDeletedTasks(Connection &connection, const PageRequest &page)
{
    const int limit = std::clamp(page.limit, 1, longestPage);
    bool isNumber = true;
    const qint64 after = page.after.isEmpty() ? std::numeric_limits<qint64>::max() : page.after.toLongLong(&isNumber);
    if (!isNumber)
        return fail(ErrorKind::Invalid, "cursor_invalid", {page.after});
    const Result<Rows> rows = connection.query(u"select "_s + taskColumns(false) +
                                                   u", deleted_at, deleted_by, operation_id from deleted_tasks "
                                                   "where id < ? and deleted_at > {now} - ? order by id desc limit ?"_s,
                                               {after, undoMicros, limit + 1});
    if (!rows)
        return fail(rows.error());
    Page<DeletedTask> result;
    for (const Row &row : *rows) {
        const qsizetype own = row.size() - 3;
        DeletedTask gone;
        gone.task = taskFromRow(row);
        gone.deletedAt = fromMicros(row.at(own).toLongLong());
        gone.deletedBy = row.at(own + 1).toString();
        if (!row.at(own + 2).isNull())
            gone.operation = row.at(own + 2).toLongLong();
        result.items.append(gone);
    }
    if (result.items.size() > limit) {
        result.items.resize(limit);
        result.next = QString::number(result.items.constLast().task.id);
    }
    return result;
}

Result<qint64> purgeDeletedTasks(Connection &connection, int limit)
{
    return storage::inTransaction(connection, [&]() -> Result<qint64> {
        const Result<Rows> over = connection.query(
            u"select id from deleted_tasks where deleted_at <= {now} - ? order by deleted_at limit ? {skip_locked}"_s,
            {undoMicros, limit});
        if (!over)
            return fail(over.error());
        const QList<Id> ids = firstColumn(*over);
        if (ids.isEmpty())
            return 0;
        if (const Result<> removed = removeTraces(connection, ids); !removed)
            return fail(removed.error());
        return connection.execute(u"delete from deleted_tasks where id {any_id}"_s, {jsonOf(ids)});
    });
}

Result<> removeTraces(Connection &connection, const QList<Id> &ids)
{
    const QString json = jsonOf(ids);
    for (const auto *sql :
         {"delete from task_attempts where task_id {any_id}", "delete from task_artifacts where task_id {any_id}",
          // The last tick of a schedule is what its list shows.
          "delete from schedule_ticks where task_id {any_id} and tick < (select max(k.tick) from schedule_ticks k "
          "where k.schedule_id = schedule_ticks.schedule_id)"}) {
        if (const Result<qint64> gone = connection.execute(QString::fromLatin1(sql), {json}); !gone)
            return fail(gone.error());
    }
    return {};
}

} // namespace pult::queue
