// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "bulkupload.h"
#include "taskdefaults.h"

#include <jobs/flowhistory.h>
#include <observe/chartmarks.h>
#include <queue/audit.h>
#include <queue/auditing.h>
#include <queue/batches.h>
#include <queue/cron.h>
#include <queue/nodes.h>
#include <queue/queues.h>
#include <queue/taskcommands.h>
#include <queue/taskqueries.h>
#include <queue/taskstore.h>
#include <storage/changelistener.h>

#include <QFutureSynchronizer>
#include <QMutex>
#include <QTimer>
#include <QtConcurrentRun>

namespace pult::node {

using namespace std::chrono_literals;
using queue::Id;
using storage::Connection;

namespace {

constexpr auto announceInterval = 250ms;
/// Of one filter's count: a number beside a name is worth no more.
constexpr auto countTimeout = 1s;

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

class Commands::Private
{
public:
    Private(storage::Pool &p, Place where, const Actor &actor, Commands *tells)
        : pool(p), place(std::move(where)), origin{actor.who, actor.where}, teller(tells)
    {
        reports.setCancelOnWait(true);
    }

    /// Runs a write and, when it was done, tells this process's listeners without waiting for the database's hint.
    template<typename T>
    QFuture<Result<T>> write(Commands *commands, std::function<Result<T>(Connection &)> work)
    {
        return pool.run<T>([commands = commands->d->teller, work = std::move(work)](Connection &connection) {
            Result<T> result = work(connection);
            if (result && commands)
                QMetaObject::invokeMethod(commands, [commands] { commands->d->announce(); });
            return result;
        });
    }

    void announce()
    {
        if (!announcing.isActive())
            announcing.start(announceInterval);
    }

    storage::Pool &pool;
    const Place place;
    const queue::AuditOrigin origin;
    const QPointer<Commands> teller; ///< emits changed()
    CommandObserver *observer = nullptr;
    QTimer announcing;
    bool watching = false;
    QMutex reportMutex;                                      ///< for `reports`
    QFutureSynchronizer<Result<upkeep::ReportDone>> reports; ///< those under way use the pool: cancelled and awaited
};

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

QFuture<Result<queue::Page<queue::Task>>> Commands::listTasks(queue::TaskFilter filter, queue::PageRequest page)
{
    return d->pool.run<queue::Page<queue::Task>>(
        [=](Connection &connection) { return queue::listTasks(connection, filter, page); });
}

QFuture<Result<queue::FoundTasks>> Commands::searchTasks(queue::TaskSearch search)
{
    return d->pool.run<queue::FoundTasks>(
        [search](Connection &connection) { return queue::searchTasks(connection, search); });
}

QFuture<Result<Commands::Counts>> Commands::countTasks(QList<queue::TaskFilter> filters)
{
    return d->pool.run<Counts>([filters](Connection &connection) -> Result<Counts> {
        const Result<queue::TaskCounts> states = queue::withinTime(
            connection, queue::searchTimeout, [&connection] { return queue::countStates(connection); });
        if (!states)
            return fail(states.error());
        Counts counts{*states, {}};
        for (const queue::TaskFilter &filter : filters) {
            const Result<queue::TaskCount> count =
                queue::withinTime(connection, countTimeout, [&] { return queue::countTasks(connection, filter); });
            if (!count && count.error().kind != ErrorKind::Timeout)
                return fail(count.error());
            counts.filters.append(count ? std::optional(*count) : std::nullopt);
        }
        return counts;
    });
}

QFuture<Result<queue::ErrorGroups>> Commands::groupErrors(queue::TaskFilter filter)
{
    return d->pool.run<queue::ErrorGroups>([filter](Connection &connection) {
        return queue::withinTime(connection, queue::searchTimeout,
                                 [&] { return queue::groupErrors(connection, filter); });
    });
}

QFuture<Result<TaskDetail>> Commands::showTask(Id id)
{
    return d->pool.run<TaskDetail>([id](Connection &connection) -> Result<TaskDetail> {
        Result<queue::Task> task = queue::showTask(connection, id);
        if (!task)
            return fail(task.error());
        Result<QList<queue::Attempt>> attempts = queue::attempts(connection, id);
        if (!attempts)
            return fail(attempts.error());
        Result<QList<queue::Artifact>> artifacts = queue::artifacts(connection, id);
        if (!artifacts)
            return fail(artifacts.error());
        Result<std::optional<queue::FlowTimes>> lastGood = jobs::lastGoodRunOf(connection, *task);
        if (!lastGood)
            return fail(lastGood.error());
        Result<QList<queue::Artifact>> good = QList<queue::Artifact>{};
        if (*lastGood && (*lastGood)->task != id)
            good = queue::artifacts(connection, (*lastGood)->task);
        if (!good)
            return fail(good.error());
        return TaskDetail{std::move(*task), std::move(*attempts), std::move(*artifacts), std::move(*lastGood),
                          std::move(*good)};
    });
}

QFuture<Result<QList<queue::WhyLink>>> Commands::explainTask(Id id)
{
    return d->pool.run<QList<queue::WhyLink>>(
        [id](Connection &connection) { return queue::explainTask(connection, id); });
}

QFuture<Result<queue::Artifact>> Commands::artifact(qint64 artifactId)
{
    return d->pool.run<queue::Artifact>(
        [artifactId](Connection &connection) { return queue::artifact(connection, artifactId); });
}

QFuture<Result<queue::TaskStats>> Commands::taskStats()
{
    return d->pool.run<queue::TaskStats>([](Connection &connection) { return queue::taskStats(connection); });
}

QFuture<Result<QList<queue::HeldGroup>>> Commands::heldTasks()
{
    return d->pool.run<QList<queue::HeldGroup>>([](Connection &connection) { return queue::heldTasks(connection); });
}

QFuture<Result<queue::Page<queue::DeletedTask>>> Commands::listDeletedTasks(queue::PageRequest page)
{
    return d->pool.run<queue::Page<queue::DeletedTask>>(
        [page](Connection &connection) { return queue::listDeletedTasks(connection, page); });
}

QFuture<Result<queue::Batch>> Commands::showBatch(Id id)
{
    return d->pool.run<queue::Batch>([id](Connection &connection) { return queue::showBatch(connection, id); });
}

QFuture<Result<QList<queue::Batch>>> Commands::listBatches(int limit)
{
    return d->pool.run<QList<queue::Batch>>(
        [limit](Connection &connection) { return queue::listBatches(connection, limit); });
}

QFuture<Result<QList<queue::NodeInfo>>> Commands::listNodes()
{
    return d->pool.run<QList<queue::NodeInfo>>([interval = d->place.heartbeatInterval](Connection &connection) {
        return queue::listNodes(connection, interval);
    });
}

QFuture<Result<QList<queue::NodeLogLine>>> Commands::readNodeLogs(QString node, qint64 afterId, int limit)
{
    return d->pool.run<QList<queue::NodeLogLine>>([node = std::move(node), afterId, limit](Connection &connection) {
        return queue::readNodeLogs(connection, node, afterId, limit);
    });
}

QFuture<Result<QList<queue::QueueInfo>>> Commands::listQueues()
{
    return d->pool.run<QList<queue::QueueInfo>>([](Connection &connection) { return queue::listQueues(connection); });
}

QFuture<Result<QList<queue::LockInfo>>> Commands::listLocks()
{
    return d->pool.run<QList<queue::LockInfo>>([](Connection &connection) { return queue::listLocks(connection); });
}

QFuture<Result<QList<queue::AuditEntry>>> Commands::listAudit(int limit)
{
    return d->pool.run<QList<queue::AuditEntry>>(
        [limit](Connection &connection) { return queue::listAudit(connection, limit); });
}

QFuture<Result<observe::MetricSeriesRange>> Commands::readMetrics(observe::MetricQuery query)
{
    return d->pool.run<observe::MetricSeriesRange>(
        [query](Connection &connection) -> Result<observe::MetricSeriesRange> {
            Result<observe::MetricSeriesRange> range = observe::readMetrics(connection, query);
            if (!range)
                return range;
            const Result<QList<observe::MetricEvent>> marks = observe::readChartMarks(connection, query.from, query.to);
            if (!marks)
                return fail(marks.error());
            range->events += *marks;
            std::stable_sort(range->events.begin(), range->events.end(),
                             [](const auto &a, const auto &b) { return a.at < b.at; });
            return range;
        });
}

QFuture<Result<upkeep::ReportPreview>> Commands::previewReport(upkeep::ReportRequest request, int rows)
{
    return d->pool.run<upkeep::ReportPreview>(
        [request, rows](Connection &connection) { return upkeep::previewReport(connection, request, rows); });
}

QFuture<Result<upkeep::ReportDone>> Commands::makeReport(upkeep::ReportRequest request, QString path)
{
    const auto make = [pool = &d->pool, request, path](QPromise<Result<upkeep::ReportDone>> &promise) {
        promise.setProgressRange(0, std::numeric_limits<int>::max());
        promise.addResult(upkeep::makeReport(*pool, request, path, [&promise](qint64 rows) {
            promise.setProgressValue(int(std::min<qint64>(rows, std::numeric_limits<int>::max())));
            return !promise.isCanceled();
        }));
    };
    const QFuture<Result<upkeep::ReportDone>> report = QtConcurrent::run(make);
    const QMutexLocker lock(&d->reportMutex);
    d->reports.addFuture(report);
    return report;
}

QFuture<Result<QList<queue::BreakerInfo>>> Commands::listBreakers()
{
    return d->pool.run<QList<queue::BreakerInfo>>(
        [](Connection &connection) { return queue::listBreakers(connection); });
}

QFuture<Result<QList<queue::LimiterInfo>>> Commands::listLimiters()
{
    return d->pool.run<QList<queue::LimiterInfo>>(
        [](Connection &connection) { return queue::listLimiters(connection); });
}

QFuture<Result<queue::QueueFlow>> Commands::queueFlow(std::optional<TimePoint> since)
{
    return d->pool.run<queue::QueueFlow>(
        [since](Connection &connection) { return queue::queueFlow(connection, since); });
}

QFuture<Result<QList<queue::BreakerInfo>>> Commands::orderBreaker(queue::BreakerOrder order)
{
    return d->write<QList<queue::BreakerInfo>>(this, [order, origin = d->origin](Connection &connection) {
        return queue::orderBreaker(connection, order, origin);
    });
}

QFuture<Result<Commands::Idle>> Commands::idle(TimePoint since)
{
    return d->pool.run<Idle>([since](Connection &connection) -> Result<Idle> {
        const Result<queue::IdleState> state = queue::idleState(connection, since);
        if (!state)
            return fail(state.error());
        return Idle{state->idle, state->discarded, state->completed};
    });
}

QFuture<Result<TimePoint>> Commands::databaseNow()
{
    return d->pool.run<TimePoint>([](Connection &connection) { return queue::databaseNow(connection); });
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
    return d->write<queue::Batch>(
        this,
        [request, place = d->place, origin = d->origin,
         observer = d->observer](Connection &connection) -> Result<queue::Batch> {
            const Result<TimePoint> now = queue::databaseNow(connection);
            if (!now)
                return fail(now.error());
            Result<queue::NewBatch> batch = prepareBulkUpload(request, place, *now);
            if (!batch)
                return fail(batch.error());
            if (request.callback) {
                const Result<QList<queue::NewTask>> callback = withDefaults({*request.callback}, place);
                if (!callback)
                    return fail(callback.error());
                batch->callback = callback->constFirst();
            }
            const Result<queue::Batch> created = queue::createBatch(connection, *batch, origin);
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

QFuture<Result<QList<queue::ApiToken>>> Commands::listApiTokens()
{
    return d->pool.run<QList<queue::ApiToken>>(
        [](Connection &connection) { return queue::listApiTokens(connection); });
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
