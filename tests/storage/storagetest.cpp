// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

namespace pult::test {

using namespace Qt::StringLiterals;
using namespace queue;

void StorageTest::bothDatabases()
{
    databaseRows();
}

bool StorageTest::open()
{
    QFETCH(QString, database);
    m_connection.reset();
    m_database = std::make_unique<TempDatabase>(database);
    m_connection = connect();
    return m_connection != nullptr;
}

std::unique_ptr<storage::Connection> StorageTest::connect() const
{
    Result<std::unique_ptr<storage::Connection>> connection = m_database->connect();
    if (connection)
        return std::move(*connection);
    qCritical().noquote() << toLogString(connection.error());
    return nullptr;
}

void StorageTest::cleanup()
{
    m_connection.reset();
    m_database.reset();
}

NewTask StorageTest::task(const QString &kind)
{
    NewTask task;
    task.kind = kind;
    return task;
}

NewTask StorageTest::keyed(const QString &key, int priority)
{
    NewTask one = task();
    one.exclusiveKey = key;
    one.priority = priority;
    return one;
}

ClaimRequest StorageTest::request(int limit, const QString &session)
{
    ClaimRequest request;
    request.nodeId = u"node-1"_s;
    request.nodeName = u"office-1"_s;
    request.sessionId = session;
    request.kinds = {u"probe"_s, u"bulk_upload"_s, u"command"_s};
    request.limit = limit;
    return request;
}

std::optional<ClaimedTask> StorageTest::claimOne(const QString &session)
{
    const Result<QList<ClaimedTask>> claimed = claim(db(), request(1, session));
    if (!claimed)
        qCritical().noquote() << toLogString(claimed.error());
    if (!claimed || claimed->isEmpty())
        return std::nullopt;
    return claimed->constFirst();
}

Completion StorageTest::ending(const ClaimedTask &task, Outcome outcome, std::optional<Error> error)
{
    Completion completion;
    completion.taskId = task.task.id;
    completion.runLease = task.runLease;
    completion.place = task.place;
    completion.outcome = outcome;
    completion.error = std::move(error);
    return completion;
}

bool StorageTest::finish(const ClaimedTask &task, Outcome outcome, std::optional<Error> error)
{
    const Result<QList<Id>> done = complete(db(), {ending(task, outcome, std::move(error))}, 0.5);
    if (!done)
        qCritical().noquote() << toLogString(done.error());
    return done && done->contains(task.task.id);
}

Id StorageTest::add(const NewTask &task)
{
    const Result<QList<Id>> ids = enqueue(db(), {task});
    if (!ids)
        qCritical().noquote() << toLogString(ids.error());
    return ids ? ids->constFirst() : 0;
}

Task StorageTest::show(Id id)
{
    const Result<Task> task = showTask(db(), id);
    if (!task)
        qCritical().noquote() << toLogString(task.error());
    return task.value_or(Task{});
}

qint64 StorageTest::stranded()
{
    return number(u"select count(*) from tasks b where b.state = 'blocked' and not exists (select 1 from tasks h "
                  "where h.exclusive_key = b.exclusive_key and h.state in ('available', 'running'))"_s);
}

qint64 StorageTest::number(const QString &sql, const QVariantList &values)
{
    const Result<storage::Rows> rows = db().query(sql, values);
    if (!rows)
        qCritical().noquote() << toLogString(rows.error());
    return rows && !rows->empty() ? rows->front().front().toLongLong() : -1;
}

} // namespace pult::test
