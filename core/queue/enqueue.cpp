// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dependencies.h"
#include "kindrules.h"
#include "moves.h"
#include "taskstore.h"

#include <QJsonDocument>
#include <QSet>

#include <algorithm>
#include <set>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

Result<> check(const NewTask &task)
{
    const auto wrong = [](const char *field, const QString &value) {
        return fail(ErrorKind::Invalid, "task_invalid", {QString::fromLatin1(field), value});
    };
    if (task.kind.isEmpty())
        return wrong("kind", task.kind);
    if (task.queue.isEmpty())
        return wrong("queue", task.queue);
    if (task.priority < -100 || task.priority > 100)
        return wrong("priority", QString::number(task.priority));
    if (task.maxAttempts && *task.maxAttempts < 1)
        return wrong("max_attempts", QString::number(*task.maxAttempts));
    if (!QJsonDocument::fromJson(task.payload).isObject())
        return wrong("payload", QString::fromUtf8(task.payload.left(100)));
    return {};
}

/// `count` fresh ids in growing order.
Result<QList<Id>> takeIds(Connection &connection, qsizetype count)
{
    if (connection.dialect().isPostgreSql()) {
        const Result<Rows> rows = connection.query(u"select nextval('entity_ids') from generate_series(1, ?)"_s,
                                                   {static_cast<qint64>(count)});
        if (!rows)
            return fail(rows.error());
        return firstColumn(*rows);
    }
    const Result<Rows> last = connection.query(
        u"update counters set value = value + ? where name = 'entity' returning value"_s, {static_cast<qint64>(count)});
    if (!last)
        return fail(last.error());
    QList<Id> ids;
    for (Id id = last->front().front().toLongLong() - count + 1; ids.size() < count; ++id)
        ids.append(id);
    return ids;
}

/// Of the rows {kind, queue, …}; which were stored, their queues, and whether those are known.
QString insertStatement(bool drawIds)
{
    return u"insert into tasks (id, kind, queue, state, priority, payload, run_at, max_attempts, unique_key, "
           "exclusive_key, batch_id, depends_on, node, provider, on_unknown, created_at) select "_s +
           (drawIds ? u"nextval('entity_ids')"_s : u"x.id"_s) +
           u", x.kind, x.queue, case when x.state is not null then x.state when x.run_at > {now} then 'scheduled' "
           "when x.exclusive_key is not null then 'blocked' else 'available' end, x.priority, x.payload, "
           "coalesce(x.run_at, {now}), x.max_attempts, x.unique_key, x.exclusive_key, x.batch_id, x.depends_on, "
           "x.node, x.provider, x.on_unknown, {now} from {rows:id bigint,kind text,queue text,state text,"
           "priority int,payload text,run_at bigint,max_attempts int,unique_key text,exclusive_key text,"
           "batch_id bigint,depends_on text,node text,provider text,on_unknown text} where true "_s +
           (drawIds ? QString() : u"order by x.unique_key, x.id "_s) +
           u"on conflict (unique_key) where unique_key is not null do nothing "
           "returning id, queue, exists (select 1 from queues where name = queue)"_s;
}

/// One enqueue call's work.
class Enqueue
{
public:
    Enqueue(Connection &connection, const QList<NewTask> &tasks)
        : m_connection(connection), m_tasks(tasks), m_moves(connection)
    {
    }

    /// Within a transaction.
    Result<QList<Id>> run();
    /// Whether runAtOnce() can do it: on a server, outside of a transaction, tasks that touch nothing but themselves.
    bool isSimple() const;
    /// One statement that commits itself.
    Result<QList<Id>> runAtOnce();

private:
    Result<> prepare();
    bool insertsIds() const;
    QJsonObject rowOf(qsizetype index) const;
    QJsonArray rows() const;
    Result<> insert();
    Result<> adoptDoubles();
    Result<> storeDependencies();
    Result<> noteQueues();

    Connection &m_connection;
    const QList<NewTask> &m_tasks;
    Moves m_moves;
    Dependencies m_dependencies;
    QList<Id> m_ids; ///< those of doubles are replaced by the live task's
    QSet<Id> m_stored;
    std::set<QString> m_newQueues; ///< in one order for all who make them
};

Result<> Enqueue::prepare()
{
    QStringList all; // a draft's key too: nobody makes it later
    QStringList keys;
    for (const NewTask &task : m_tasks) {
        if (task.exclusiveKey.isEmpty())
            continue;
        all.append(task.exclusiveKey);
        if (!task.draft)
            keys.append(task.exclusiveKey);
    }
    if (const Result<> made = m_moves.makeKeys(all); !made)
        return made;
    if (const Result<> locked = m_moves.lockKeys(keys); !locked)
        return locked;
    if (const Result<> loaded = m_dependencies.load(m_connection, m_tasks); !loaded)
        return loaded;
    if (insertsIds())
        return {};
    Result<QList<Id>> ids = takeIds(m_connection, m_tasks.size());
    if (!ids)
        return fail(ids.error());
    m_ids = std::move(*ids);
    return {};
}

/// Whether the insert itself draws the ids: where a sequence can, and no row may be left out for its unique key.
bool Enqueue::insertsIds() const
{
    return m_connection.dialect().isPostgreSql() &&
           std::all_of(m_tasks.begin(), m_tasks.end(), [](const NewTask &task) { return task.uniqueKey.isEmpty(); });
}

QJsonObject Enqueue::rowOf(qsizetype index) const
{
    const NewTask &task = m_tasks.at(index);
    QJsonObject row{{u"kind"_s, task.kind},
                    {u"queue"_s, task.queue},
                    {u"priority"_s, task.priority},
                    {u"payload"_s, QString::fromUtf8(task.payload)},
                    {u"max_attempts"_s, task.maxAttempts.value_or(kindRule(task.kind).maxAttempts)},
                    {u"node"_s, task.node.isNull() ? u""_s : task.node},
                    {u"provider"_s, task.provider.isNull() ? u""_s : task.provider}};
    // The usual is null on the server, and written out in a file.
    const bool writeAll = !m_connection.dialect().isPostgreSql();
    if (writeAll || !task.dependsOn.isEmpty())
        row[u"depends_on"_s] = jsonOf(task.dependsOn);
    if (writeAll || task.onUnknown != OnUnknown::Ask)
        row[u"on_unknown"_s] = nameOf(task.onUnknown);
    if (!m_ids.isEmpty())
        row[u"id"_s] = m_ids.at(index);
    if (task.draft)
        row[u"state"_s] = u"draft"_s;
    else if (!m_dependencies.openOf(task).isEmpty())
        row[u"state"_s] = u"waiting_deps"_s;
    if (task.runAt)
        row[u"run_at"_s] = toMicros(*task.runAt);
    if (!task.uniqueKey.isEmpty())
        row[u"unique_key"_s] = task.uniqueKey;
    if (!task.exclusiveKey.isEmpty())
        row[u"exclusive_key"_s] = task.exclusiveKey;
    if (task.batchId)
        row[u"batch_id"_s] = *task.batchId;
    return row;
}

QJsonArray Enqueue::rows() const
{
    QJsonArray rows;
    for (qsizetype i = 0; i < m_tasks.size(); ++i)
        rows.append(rowOf(i));
    return rows;
}

/// Stores what is not stored yet, in the order of the unique keys so that two of these do not lock each other out, or
/// in the order of the tasks where there is none.
Result<> Enqueue::insert()
{
    const Result<Rows> stored = m_connection.query(insertStatement(insertsIds()), {jsonOf(rows())});
    if (!stored)
        return fail(stored.error());
    const QList<Id> ids = firstColumn(*stored);
    m_stored = QSet<Id>(ids.cbegin(), ids.cend());
    if (insertsIds())
        m_ids = ids;
    for (const Row &row : *stored) {
        if (!row.at(2).toBool())
            m_newQueues.insert(row.at(1).toString());
    }
    return {};
}

/// Tasks that met a live one with their unique key get its id.
Result<> Enqueue::adoptDoubles()
{
    for (qsizetype i = 0; i < m_tasks.size(); ++i) {
        if (m_stored.contains(m_ids.at(i)))
            continue;
        const Result<Rows> other =
            m_connection.query(u"select id from tasks where unique_key = ?"_s, {m_tasks.at(i).uniqueKey});
        if (!other)
            return fail(other.error());
        // It ended between the two statements; the whole is tried again.
        if (other->empty())
            return fail(ErrorKind::Database, storage::deadlockCode);
        m_ids[i] = other->front().front().toLongLong();
    }
    return {};
}

Result<> Enqueue::storeDependencies()
{
    QJsonArray rows;
    QList<Id> failed;
    for (qsizetype i = 0; i < m_tasks.size(); ++i) {
        if (!m_stored.contains(m_ids.at(i)))
            continue;
        for (const Id other : m_dependencies.openOf(m_tasks.at(i))) {
            rows.append(QJsonObject{{u"task_id"_s, m_ids.at(i)}, {u"depends_on"_s, other}});
            if (m_dependencies.failed().contains(other))
                failed.append(other);
        }
    }
    if (rows.isEmpty())
        return {};
    const Result<qint64> stored =
        m_connection.execute(u"insert into task_dependencies (task_id, depends_on) select x.task_id, x.depends_on "
                             "from {rows:task_id bigint,depends_on bigint}"_s,
                             {jsonOf(rows)});
    if (!stored)
        return fail(stored.error());
    return m_moves.discardDependents(failed);
}

Result<> Enqueue::noteQueues()
{
    for (const QString &name : std::as_const(m_newQueues)) {
        const Result<qint64> noted =
            m_connection.execute(u"insert into queues (name) values (?) on conflict do nothing"_s, {name});
        if (!noted)
            return fail(noted.error());
    }
    return {};
}

Result<QList<Id>> Enqueue::run()
{
    if (const Result<> prepared = prepare(); !prepared)
        return fail(prepared.error());
    if (const Result<> inserted = insert(); !inserted)
        return fail(inserted.error());
    for (qsizetype i = 0; i < m_tasks.size(); ++i) {
        if (m_stored.contains(m_ids.at(i)))
            m_moves.countChildren(m_tasks.at(i).batchId, 1);
    }
    if (const Result<> adopted = adoptDoubles(); !adopted)
        return fail(adopted.error());
    if (const Result<> noted = noteQueues(); !noted)
        return fail(noted.error());
    if (const Result<> stored = storeDependencies(); !stored)
        return fail(stored.error());
    m_moves.hintWork();
    m_moves.hintTasks();
    if (const Result<> settled = m_moves.settle(); !settled)
        return fail(settled.error());
    return m_ids;
}

bool Enqueue::isSimple() const
{
    return m_connection.dialect().isPostgreSql() && !m_connection.isInTransaction() &&
           std::all_of(m_tasks.begin(), m_tasks.end(), [](const NewTask &task) {
               return task.uniqueKey.isEmpty() && task.exclusiveKey.isEmpty() && task.dependsOn.isEmpty() &&
                      !task.batchId && !task.draft;
           });
}

/// Three round trips less before a task can be heard of.
Result<QList<Id>> Enqueue::runAtOnce()
{
    return m_connection
        .query(u"with i (id, queue, known) as ("_s + insertStatement(true) +
                   u"), q as (insert into queues (name) select distinct queue from i where not known order by queue "
                   "on conflict do nothing), "
                   "h as materialized (select pg_notify('pult_work', ''), pg_notify('pult_tasks', '')) "
                   "select id from i, h"_s,
               {jsonOf(rows())})
        .map(firstColumn);
}

} // namespace

Result<QList<Id>> enqueue(Connection &connection, const QList<NewTask> &tasks)
{
    if (tasks.isEmpty())
        return QList<Id>{};
    for (const NewTask &task : tasks) {
        if (const Result<> checked = check(task); !checked)
            return fail(checked.error());
    }
    if (Enqueue simple(connection, tasks); simple.isSimple())
        return simple.runAtOnce();
    return storage::inTransaction(connection, [&connection, &tasks] { return Enqueue(connection, tasks).run(); });
}

} // namespace pult::queue
