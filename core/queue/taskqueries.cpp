// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskqueries.h"

#include "queues.h"
#include "taskcondition.h"
#include "taskrow.h"
#include "waiting.h"

#include <QJsonDocument>
#include <QSet>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

constexpr int longestPage = 1000;

/// Live and finished tasks in one, newest first, each side by its own index.
QString bothTables(const QString &clause, bool withPayload)
{
    const QString columns = taskColumns(withPayload);
    return u"select * from (select * from (select "_s + columns + u" from tasks"_s + clause +
           u" order by id desc limit ?) as live union all select * from (select "_s + columns +
           u" from task_history"_s + clause +
           u" order by id desc limit ?) as ended) as every order by id desc limit ?"_s;
}

/// On PostgreSQL a page comes as one value: reading it column by column costs the client several times the server's
/// whole work.
Result<Rows> readPage(Connection &connection, const QString &sql, const QVariantList &values)
{
    if (!connection.dialect().isPostgreSql())
        return connection.query(sql, values);
    const Result<Rows> packed = connection.query(u"select coalesce(json_agg(json_build_array("_s + taskColumnNames() +
                                                     u") order by id desc), '[]') from ("_s + sql + u") as page"_s,
                                                 values);
    if (!packed)
        return packed;
    Rows rows;
    const QJsonArray page = QJsonDocument::fromJson(packed->front().front().toString().toUtf8()).array();
    rows.reserve(std::size_t(page.size()));
    for (const QJsonValue &row : page)
        rows.push_back(row.toArray().toVariantList());
    return rows;
}

/// Names that repeat from row to row are held once: a window lists a hundred thousand tasks.
class SharedNames
{
public:
    void share(Task &task)
    {
        for (QString *name : {&task.kind, &task.queue, &task.node, &task.provider, &task.progress.stage})
            *name = one(*name);
        if (task.lease)
            task.lease->worker = one(task.lease->worker);
    }

private:
    QString one(const QString &name) { return *m_names.insert(name); }

    QSet<QString> m_names;
};

} // namespace

Result<Page<Task>> listTasks(Connection &connection, const TaskFilter &filter, const PageRequest &page)
{
    const int limit = std::clamp(page.limit, 1, longestPage);
    TaskCondition condition = conditionOf(filter);
    if (!page.after.isEmpty()) {
        bool isNumber = false;
        const qint64 after = page.after.toLongLong(&isNumber);
        if (!isNumber)
            return fail(ErrorKind::Invalid, "cursor_invalid", {page.after});
        condition.add(u"id < ?"_s, {after});
    }
    // One more tells whether there is another page.
    const QVariantList side = condition.values + QVariantList{limit + 1};
    const Result<Rows> rows =
        readPage(connection, bothTables(condition.clause(), false), side + side + QVariantList{limit + 1});
    if (!rows)
        return fail(rows.error());
    Page<Task> result;
    SharedNames names;
    for (const Row &row : *rows) {
        // A task that ends between the two halves of the statement's snapshot cannot be in both, but one that is
        // retried meanwhile may on SQLite's side of things stand next to itself.
        if (result.items.isEmpty() || result.items.constLast().id != row.front().toLongLong())
            names.share(result.items.emplaceBack(taskFromRow(row)));
    }
    if (result.items.size() > limit) {
        result.items.resize(limit);
        result.next = QString::number(result.items.constLast().id);
    }
    if (const Result<> explained = explainWaiting(connection, result.items); !explained)
        return fail(explained.error());
    return result;
}

Result<Task> showTask(Connection &connection, Id id)
{
    const Result<Rows> rows = connection.query(bothTables(u" where id = ?"_s, true), {id, 1, id, 1, 1});
    if (!rows)
        return fail(rows.error());
    if (rows->empty())
        return fail(ErrorKind::NotFound, "task_unknown", {QString::number(id)});
    QList<Task> one{taskFromRow(rows->front())};
    if (const Result<> explained = explainWaiting(connection, one); !explained)
        return fail(explained.error());
    return one.constFirst();
}

QString inHistoryAlone()
{
    return u"state = 'completed' and run_lease is not null and not exists (select 1 from task_attempts a "
           "where a.task_id = task_history.id and a.run_lease = task_history.run_lease)"_s;
}

Result<QList<Attempt>> attempts(Connection &connection, Id task)
{
    const Result<Rows> rows = connection.query(
        u"select run_lease, attempt, coalesce(worker, ''), started_at, null, 'running', null, "
        "coalesce(progress_steps, ''), '' from tasks where id = ? and state = 'running' union all "
        "select run_lease, attempt, worker, started_at, finished_at, outcome, error, coalesce(steps, ''), "
        "coalesce(log, '') from task_attempts where task_id = ? union all "
        "select run_lease, attempt, coalesce(worker, ''), started_at, finished_at, 'completed', null, '', '' "
        "from task_history where id = ? and "_s +
            inHistoryAlone() + u" order by 1 desc"_s,
        {task, task, task});
    if (!rows)
        return fail(rows.error());
    QList<Attempt> list;
    for (const Row &row : *rows) {
        Attempt attempt;
        attempt.runLease = row.at(0).toLongLong();
        attempt.attempt = row.at(1).toInt();
        attempt.worker = row.at(2).toString();
        attempt.startedAt = fromMicros(row.at(3).toLongLong());
        if (!row.at(4).isNull())
            attempt.finishedAt = fromMicros(row.at(4).toLongLong());
        attempt.outcome = row.at(5).toString();
        attempt.error = errorFromText(row.at(6).toString());
        attempt.steps = row.at(7).toString().toUtf8();
        attempt.log = row.at(8).toString().toUtf8();
        list.append(attempt);
    }
    return list;
}

Result<TaskStats> taskStats(Connection &connection)
{
    TaskStats stats;
    const Result<Rows> states = connection.query(
        u"select state, count(*), 0 from tasks group by state union all "
        "select state, count(*), coalesce(sum(outcome_unknown), 0) from task_history group by state"_s);
    if (!states)
        return fail(states.error());
    for (const Row &row : *states) {
        stats.byState[outsideState(row.at(0).toString())] += row.at(1).toLongLong();
        stats.outcomeUnknown += row.at(2).toLongLong();
    }
    const Result<Rows> attempts = connection.query(u"select attempt, count(*) from task_history group by attempt"_s);
    if (!attempts)
        return fail(attempts.error());
    for (const Row &row : *attempts)
        stats.byAttempts.insert(row.at(0).toInt(), row.at(1).toLongLong());
    return stats;
}

Result<QList<LockInfo>> locks(Connection &connection)
{
    const Result<Rows> rows = connection.query(
        u"select id, exclusive_key, coalesce(nullif(worker, ''), node_id, ''), started_at, lease_expires_at from tasks "
        "where state = 'running' order by started_at desc, id desc"_s);
    if (!rows)
        return fail(rows.error());
    QList<LockInfo> list;
    for (const Row &row : *rows) {
        LockInfo lock;
        lock.kind = u"task"_s;
        lock.taskId = row.at(0).toLongLong();
        lock.key = row.at(1).isNull() ? QString(u"task:"_s + row.at(0).toString()) : row.at(1).toString();
        lock.workerId = row.at(2).toString();
        lock.acquiredAt = fromMicros(row.at(3).toLongLong());
        lock.expiresAt = fromMicros(row.at(4).toLongLong());
        list.append(lock);
    }
    return list;
}

Result<IdleState> idleState(Connection &connection, TimePoint since)
{
    const Result<Rows> busy = connection.query(u"select 1 from tasks where state = 'running' or (state <> 'draft' "
                                               "and queue not in (select name from queues where "_s +
                                               pausedCondition() + u")) limit 1"_s);
    if (!busy)
        return fail(busy.error());
    const Result<Rows> ended = connection.query(
        u"select coalesce(sum(case when state = 'discarded' then 1 else 0 end), 0), "
        "coalesce(sum(case when state = 'completed' then 1 else 0 end), 0) from task_history where finished_at >= ? "
        "and state in ('discarded', 'completed')"_s,
        {toMicros(since)});
    if (!ended)
        return fail(ended.error());
    return IdleState{busy->empty(), ended->front().at(0).toLongLong(), ended->front().at(1).toLongLong()};
}

Result<bool> holdsLease(Connection &connection, Id task, qint64 runLease)
{
    const Result<Rows> rows = connection.query(
        u"select 1 from tasks where id = ? and run_lease = ? and state = 'running' and lease_expires_at >= {now}"_s,
        {task, runLease});
    if (!rows)
        return fail(rows.error());
    return !rows->empty();
}

Result<TimePoint> databaseNow(Connection &connection)
{
    const Result<Rows> rows = connection.query(u"select {now}"_s);
    if (!rows)
        return fail(rows.error());
    return fromMicros(rows->front().front().toLongLong());
}

} // namespace pult::queue
