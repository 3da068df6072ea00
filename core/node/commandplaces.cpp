// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the facade does to queues, locks, nodes, breakers, tokens and schedules.
#include "commandsprivate.h"
#include "taskdefaults.h"

#include <queue/cron.h>
#include <queue/queues.h>
#include <queue/taskcommands.h>
#include <queue/taskstore.h>

namespace pult::node {

using queue::Id;
using storage::Connection;

QFuture<Result<>> Commands::pauseQueue(QString queue, QString reason, std::optional<TimePoint> until)
{
    return d->write<void>(this, [queue, reason, until, origin = d->origin](Connection &connection) {
        return queue::pauseQueue(connection, queue, reason, origin, until);
    });
}

QFuture<Result<>> Commands::resumeQueue(QString queue)
{
    return d->write<void>(this, [queue, origin = d->origin](Connection &connection) {
        return queue::resumeQueue(connection, queue, origin);
    });
}

QFuture<Result<>> Commands::undoQueuePause(QString queue, queue::QueuePause left)
{
    return d->write<void>(this, [queue, left, origin = d->origin](Connection &connection) {
        return queue::undoQueuePause(connection, queue, left, origin);
    });
}

QFuture<Result<>> Commands::setQueueLimits(QString queue, queue::QueueLimits limits)
{
    return d->write<void>(this, [queue, limits, origin = d->origin](Connection &connection) {
        return queue::setQueueLimits(connection, queue, limits, origin);
    });
}

QFuture<Result<QList<queue::LockInfo>>> Commands::cleanupLocks(queue::LockCleanup what)
{
    return d->write<QList<queue::LockInfo>>(
        this, [what, origin = d->origin, observer = d->observer](Connection &connection) {
            const Result<QList<queue::LockInfo>> freed = queue::cleanupLocks(connection, what, origin);
            if (freed && observer && what.force && !what.dryRun)
                observer->locksForced(int(freed->size()));
            return freed;
        });
}

QFuture<Result<queue::NodeCommand>> Commands::commandNode(queue::NodeRequest request)
{
    return d->write<queue::NodeCommand>(
        this, [request, heartbeat = d->place.heartbeatInterval, origin = d->origin](Connection &connection) {
            return queue::commandNode(connection, request, heartbeat, origin);
        });
}

QFuture<Result<queue::NodeCommand>> Commands::showNodeCommand(qint64 id)
{
    return d->pool.run<queue::NodeCommand>(
        [id](Connection &connection) { return queue::showNodeCommand(connection, id); });
}

QFuture<Result<QList<queue::BreakerInfo>>> Commands::orderBreaker(queue::BreakerOrder order)
{
    return d->write<QList<queue::BreakerInfo>>(this, [order, origin = d->origin](Connection &connection) {
        return queue::orderBreaker(connection, order, origin);
    });
}

QFuture<Result<QList<queue::ApiToken>>> Commands::listApiTokens()
{
    return d->pool.run<QList<queue::ApiToken>>([](Connection &connection) { return queue::listApiTokens(connection); });
}

QFuture<Result<queue::NewApiToken>> Commands::createApiToken(queue::ApiTokenRequest request)
{
    return d->write<queue::NewApiToken>(this, [request, origin = d->origin](Connection &connection) {
        return queue::createApiToken(connection, request, origin);
    });
}

QFuture<Result<queue::NewApiToken>> Commands::rotateApiToken(QString name)
{
    return d->write<queue::NewApiToken>(this, [name, origin = d->origin](Connection &connection) {
        return queue::rotateApiToken(connection, name, origin);
    });
}

QFuture<Result<queue::ApiToken>> Commands::revokeApiToken(QString name)
{
    return d->write<queue::ApiToken>(this, [name, origin = d->origin](Connection &connection) {
        return queue::revokeApiToken(connection, name, origin);
    });
}

QFuture<Result<QList<queue::Schedule>>> Commands::listSchedules()
{
    return d->pool.run<QList<queue::Schedule>>([](Connection &connection) { return queue::listSchedules(connection); });
}

namespace {

Result<queue::NewSchedule> withTaskDefaults(queue::NewSchedule schedule, const Commands::Place &place)
{
    const Result<QList<queue::NewTask>> task = withDefaults({schedule.task}, place);
    if (!task)
        return fail(task.error());
    schedule.task = task->constFirst();
    return schedule;
}

} // namespace

QFuture<Result<queue::Schedule>> Commands::addSchedule(queue::NewSchedule schedule)
{
    return d->write<queue::Schedule>(
        this, [schedule, place = d->place, origin = d->origin](Connection &connection) -> Result<queue::Schedule> {
            const Result<queue::NewSchedule> complete = withTaskDefaults(schedule, place);
            if (!complete)
                return fail(complete.error());
            return queue::addSchedule(connection, *complete, origin);
        });
}

QFuture<Result<queue::Schedule>> Commands::changeSchedule(QString name, queue::NewSchedule schedule)
{
    return d->write<queue::Schedule>(
        this,
        [name, schedule, place = d->place, origin = d->origin](Connection &connection) -> Result<queue::Schedule> {
            const Result<queue::NewSchedule> complete = withTaskDefaults(schedule, place);
            if (!complete)
                return fail(complete.error());
            return queue::changeSchedule(connection, name, *complete, origin);
        });
}

Result<QList<TimePoint>> Commands::previewSchedule(const QString &expression, const QString &timeZone, int count)
{
    const Result<queue::Cron> cron = queue::Cron::parse(expression, timeZone);
    if (!cron)
        return fail(cron.error());
    return cron->next(localNow(), count);
}

QFuture<Result<queue::Schedule>> Commands::pauseSchedule(QString name)
{
    return d->write<queue::Schedule>(this, [name, origin = d->origin](Connection &connection) {
        return queue::pauseSchedule(connection, name, origin);
    });
}

QFuture<Result<queue::Schedule>> Commands::resumeSchedule(QString name)
{
    return d->write<queue::Schedule>(this, [name, origin = d->origin](Connection &connection) {
        return queue::resumeSchedule(connection, name, origin);
    });
}

QFuture<Result<Id>> Commands::runSchedule(QString name)
{
    return d->write<Id>(this, [name, origin = d->origin](Connection &connection) {
        return queue::runSchedule(connection, name, origin);
    });
}

QFuture<Result<>> Commands::removeSchedule(QString name)
{
    return d->write<void>(this, [name, origin = d->origin](Connection &connection) {
        return queue::removeSchedule(connection, name, origin);
    });
}

} // namespace pult::node
