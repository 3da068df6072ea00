// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "bulkupload.h"
#include "commandsprivate.h"
#include "taskdefaults.h"

#include <queue/auditing.h>
#include <queue/batches.h>
#include <queue/taskcommands.h>
#include <queue/taskstore.h>
#include <storage/changelistener.h>

namespace pult::node {

using queue::Id;
using storage::Connection;

namespace {

/// What the audit says of tasks that were added: enough to find them.
QString addedText(const QList<Id> &ids)
{
    const QString first = QString::number(ids.constFirst());
    return ids.size() == 1 ? QString(QStringLiteral("task ") + first)
                           : QString(QStringLiteral("tasks ") + first + u'…' + QString::number(ids.constLast()));
}

QJsonObject addedJson(const QList<queue::NewTask> &tasks)
{
    QStringList kinds;
    for (const queue::NewTask &task : tasks) {
        if (!kinds.contains(task.kind))
            kinds.append(task.kind);
    }
    return {{QStringLiteral("count"), tasks.size()},
            {QStringLiteral("kinds"), QJsonArray::fromStringList(kinds)},
            {QStringLiteral("queue"), tasks.constFirst().queue}};
}

} // namespace

Commands::Commands(storage::Pool &pool, Place place, Actor actor, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(pool, std::move(place), actor, this))
{
    d->announcing.setSingleShot(true);
    connect(&d->announcing, &QTimer::timeout, this, &Commands::changed);
}

Commands::Commands(const Commands &others, Actor actor)
    : d(std::make_unique<Private>(others.d->pool, others.d->place, actor, others.d->teller.data()))
{
    d->observer = others.d->observer;
}

void Commands::setObserver(CommandObserver *observer)
{
    d->observer = observer;
}

Commands::~Commands() = default;

void Commands::watch()
{
    if (std::exchange(d->watching, true))
        return;
    connect(&d->pool.changes(), &storage::ChangeListener::changed, this, [this] { d->announce(); });
}

const Commands::Place &Commands::place() const
{
    return d->place;
}

QFuture<Result<QList<Id>>> Commands::addTasks(QList<queue::NewTask> tasks)
{
    return d->write<QList<Id>>(this,
                               [tasks, place = d->place, origin = d->origin,
                                observer = d->observer](Connection &connection) -> Result<QList<Id>> {
                                   const Result<QList<queue::NewTask>> complete = withDefaults(tasks, place);
                                   if (!complete)
                                       return fail(complete.error());
                                   const Result<QList<Id>> added =
                                       storage::inTransaction(connection, [&]() -> Result<QList<Id>> {
                                           const Result<QList<Id>> ids = queue::enqueue(connection, *complete);
                                           if (!ids || ids->isEmpty())
                                               return ids;
                                           const Result<> noted =
                                               queue::audit(connection, origin, QStringLiteral("task.add"),
                                                            addedText(*ids), {}, addedJson(*complete));
                                           return noted ? ids : fail(noted.error());
                                       });
                                   if (added && observer)
                                       observer->enqueued(*complete);
                                   return added;
                               });
}

QFuture<Result<queue::Batch>> Commands::createBulkUpload(BulkUploadRequest request)
{
    return d->write<queue::Batch>(this,
                                  [request, place = d->place, origin = d->origin,
                                   observer = d->observer](Connection &connection) -> Result<queue::Batch> {
                                      const Result<TimePoint> now = queue::databaseNow(connection);
                                      if (!now)
                                          return fail(now.error());
                                      Result<queue::NewBatch> batch = prepareBulkUpload(request, place, *now);
                                      if (!batch)
                                          return fail(batch.error());
                                      if (request.callback) {
                                          const Result<QList<queue::NewTask>> callback =
                                              withDefaults({*request.callback}, place);
                                          if (!callback)
                                              return fail(callback.error());
                                          batch->callback = callback->constFirst();
                                      }
                                      const Result<queue::Batch> created =
                                          queue::createBatch(connection, *batch, origin);
                                      if (created && observer)
                                          observer->enqueued(batch->tasks);
                                      return created;
                                  });
}

QFuture<Result<queue::Batch>> Commands::startBatch(Id id)
{
    return d->write<queue::Batch>(
        this, [id, origin = d->origin](Connection &connection) { return queue::startBatch(connection, id, origin); });
}

QFuture<Result<>> Commands::cancelTasks(QList<Id> ids)
{
    return d->write<void>(this, [ids, origin = d->origin](Connection &connection) {
        return queue::cancelTasks(connection, ids, origin);
    });
}

QFuture<Result<>> Commands::retryTasks(QList<Id> ids)
{
    return d->write<void>(
        this, [ids, origin = d->origin](Connection &connection) { return queue::retryTasks(connection, ids, origin); });
}

QFuture<Result<>> Commands::snoozeTasks(QList<Id> ids, std::chrono::seconds time)
{
    return d->write<void>(this, [ids, time, origin = d->origin](Connection &connection) {
        return queue::snoozeTasks(connection, ids, time, origin);
    });
}

QFuture<Result<>> Commands::setPriority(QList<Id> ids, int priority)
{
    return d->write<void>(this, [ids, priority, origin = d->origin](Connection &connection) {
        return queue::setPriority(connection, ids, priority, origin);
    });
}

QFuture<Result<>> Commands::deleteTasks(QList<Id> ids)
{
    return d->write<void>(this, [ids, origin = d->origin](Connection &connection) {
        return queue::deleteTasks(connection, ids, origin);
    });
}

QFuture<Result<>> Commands::undeleteTasks(QList<Id> ids)
{
    return d->write<void>(this, [ids, origin = d->origin](Connection &connection) {
        return queue::undeleteTasks(connection, ids, origin);
    });
}

QFuture<Result<>> Commands::resolveUnknown(Id id, bool done)
{
    return d->write<void>(this, [id, done, origin = d->origin](Connection &connection) {
        return queue::resolveUnknown(connection, id, done, origin);
    });
}

QFuture<Result<>> Commands::noteReveal(Id id)
{
    return d->pool.run<void>([id, origin = d->origin](Connection &connection) {
        return storage::inTransaction(connection, [&] {
            return queue::audit(connection, origin, QStringLiteral("task.reveal"), QStringLiteral("task %1").arg(id),
                                {}, {});
        });
    });
}

QFuture<Result<qint64>> Commands::countMatching(queue::TaskChange change, queue::TaskFilter filter)
{
    return d->pool.run<qint64>(
        [change, filter](Connection &connection) { return queue::countMatching(connection, change, filter); });
}

QFuture<Result<queue::Operation>> Commands::startOperation(queue::TaskChange change, queue::TaskFilter filter,
                                                           QString reason)
{
    return d->write<queue::Operation>(this, [change, filter, reason, origin = d->origin](Connection &connection) {
        return queue::startOperation(connection, change, filter, origin, {reason, std::nullopt});
    });
}

QFuture<Result<queue::Operation>> Commands::undoOperation(qint64 id)
{
    return d->write<queue::Operation>(this, [id, origin = d->origin](Connection &connection) {
        return queue::undoOperation(connection, id, origin);
    });
}

QFuture<Result<queue::Operation>> Commands::stepOperation(qint64 id)
{
    return d->write<queue::Operation>(this,
                                      [id](Connection &connection) { return queue::stepOperation(connection, id); });
}

QFuture<Result<queue::Operation>> Commands::showOperation(qint64 id)
{
    return d->pool.run<queue::Operation>([id](Connection &connection) { return queue::showOperation(connection, id); });
}

QFuture<Result<QList<queue::Operation>>> Commands::listOperations(int limit)
{
    return d->pool.run<QList<queue::Operation>>(
        [limit](Connection &connection) { return queue::listOperations(connection, limit); });
}

QFuture<Result<queue::Operation>> Commands::cancelOperation(qint64 id)
{
    return d->write<queue::Operation>(this, [id, origin = d->origin](Connection &connection) {
        return queue::cancelOperation(connection, id, origin);
    });
}

} // namespace pult::node
