// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "lists.h"

#include "afterwards.h"

#include <queue/placesjson.h>

#include <QJsonDocument>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualPage = 100;

template<typename T, typename Key>
QFuture<Result<ListPage>> listed(QFuture<Result<QList<T>>> future, Key key)
{
    return afterwards(future, [key](const Result<QList<T>> &values) -> Result<ListPage> {
        if (!values)
            return fail(values.error());
        return pageOf(*values, key);
    });
}

/// The first `limit` of values that are listed by falling id; one more was asked for, so that the end is known.
template<typename T>
QFuture<Result<ListPage>> paged(QFuture<Result<QList<T>>> future, int limit)
{
    return afterwards(future, [limit](const Result<QList<T>> &values) -> Result<ListPage> {
        if (!values)
            return fail(values.error());
        ListPage page = pageOf(values->mid(0, limit), [](const T &value) { return QByteArray::number(value.id); });
        if (values->size() > limit)
            page.next = QString::number(values->at(limit - 1).id);
        return page;
    });
}

QByteArray lockKey(const queue::LockInfo &lock)
{
    return (lock.kind + u':' + lock.key).toUtf8();
}

template<typename T>
QByteArray nameKey(const T &value)
{
    return value.name.toUtf8();
}

} // namespace

QFuture<Result<ListPage>> taskPage(node::Commands &commands, const queue::TaskFilter &filter,
                                   const queue::PageRequest &page)
{
    return afterwards(commands.listTasks(filter, page),
                      [](const Result<queue::Page<queue::Task>> &tasks) -> Result<ListPage> {
                          if (!tasks)
                              return fail(tasks.error());
                          ListPage list;
                          list.items.reserve(tasks->items.size());
                          for (const queue::Task &task : tasks->items)
                              list.items.append({QByteArray::number(task.id), queue::toJsonText(task, false)});
                          list.next = tasks->next;
                          return list;
                      });
}

QFuture<Result<ListPage>> deletedTaskPage(node::Commands &commands, const queue::PageRequest &page)
{
    return afterwards(
        commands.listDeletedTasks(page), [](const Result<queue::Page<queue::DeletedTask>> &gone) -> Result<ListPage> {
            if (!gone)
                return fail(gone.error());
            ListPage list =
                pageOf(gone->items, [](const queue::DeletedTask &task) { return QByteArray::number(task.task.id); });
            list.next = gone->next;
            return list;
        });
}

QFuture<Result<ListPage>> operationPage(node::Commands &commands, int limit)
{
    return listed(commands.listOperations(limit),
                  [](const queue::Operation &operation) { return QByteArray::number(operation.id); });
}

QFuture<Result<ListPage>> queuePage(node::Commands &commands)
{
    return listed(commands.listQueues(), &nameKey<queue::QueueInfo>);
}

QFuture<Result<ListPage>> lockPage(node::Commands &commands)
{
    return listed(commands.listLocks(), &lockKey);
}

QFuture<Result<ListPage>> nodePage(node::Commands &commands)
{
    return listed(commands.listNodes(), [](const queue::NodeInfo &node) { return node.id.toUtf8(); });
}

QFuture<Result<ListPage>> breakerPage(node::Commands &commands)
{
    return listed(commands.listBreakers(), [](const queue::BreakerInfo &breaker) {
        return (breaker.scope.isEmpty() ? breaker.name : QString(breaker.name + u'@' + breaker.scope)).toUtf8();
    });
}

QFuture<Result<ListPage>> schedulePage(node::Commands &commands)
{
    return listed(commands.listSchedules(), &nameKey<queue::Schedule>);
}

QFuture<Result<ListPage>> tokenPage(node::Commands &commands)
{
    return listed(commands.listApiTokens(), &nameKey<queue::ApiToken>);
}

QFuture<Result<ListPage>> batchPage(node::Commands &commands, int limit, std::optional<qint64> before)
{
    return paged(commands.listBatches(limit + 1, before), limit);
}

QFuture<Result<ListPage>> auditPage(node::Commands &commands, int limit, std::optional<qint64> before)
{
    return paged(commands.listAudit({limit + 1, before}), limit);
}

QList<FollowedList> followedLists(node::Commands &commands)
{
    node::Commands *const all = &commands;
    return {{"/api/v1/tasks",
             [all] {
                 return taskPage(*all, {}, {usualPage, {}});
             }},
            {"/api/v1/queues", [all] { return queuePage(*all); }},
            {"/api/v1/locks", [all] { return lockPage(*all); }},
            {"/api/v1/nodes", [all] { return nodePage(*all); }},
            {"/api/v1/breakers", [all] { return breakerPage(*all); }},
            {"/api/v1/schedules", [all] { return schedulePage(*all); }},
            {"/api/v1/batches", [all] { return batchPage(*all, usualPage); }}};
}

} // namespace pult::api
