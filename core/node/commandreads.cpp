// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the facade reads.
#include "commandsprivate.h"

#include <jobs/flowhistory.h>
#include <observe/chartmarks.h>
#include <queue/audit.h>
#include <queue/batches.h>
#include <queue/nodes.h>
#include <queue/queues.h>
#include <queue/taskqueries.h>
#include <queue/taskstore.h>

#include <QtConcurrentRun>

namespace pult::node {

using namespace std::chrono_literals;
using queue::Id;
using storage::Connection;

namespace {

/// Of one filter's count: a number beside a name is worth no more.
constexpr auto countTimeout = 1s;

} // namespace

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
        Counts counts{*states, {}, {}};
        const Result<Id> floor =
            queue::withinTime(connection, countTimeout, [&connection] { return queue::newestFloor(connection); });
        if (!floor && floor.error().kind != ErrorKind::Timeout)
            return fail(floor.error());
        if (floor)
            counts.floor = *floor;
        for (const queue::TaskFilter &filter : filters) {
            const Result<queue::TaskCount> count = queue::withinTime(
                connection, countTimeout, [&] { return queue::countTasks(connection, filter, counts.floor); });
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

QFuture<Result<QList<queue::Batch>>> Commands::listBatches(int limit, std::optional<Id> before)
{
    return d->pool.run<QList<queue::Batch>>(
        [limit, before](Connection &connection) { return queue::listBatches(connection, limit, before); });
}

QFuture<Result<QList<queue::NodeInfo>>> Commands::listNodes()
{
    return d->pool.run<QList<queue::NodeInfo>>([interval = d->place.heartbeatInterval](Connection &connection) {
        return queue::listNodes(connection, interval);
    });
}

QFuture<Result<QList<queue::NodeLogLine>>> Commands::readNodeLogs(queue::NodeLogQuery query)
{
    return d->pool.run<QList<queue::NodeLogLine>>(
        [query = std::move(query)](Connection &connection) { return queue::readNodeLogs(connection, query); });
}

QFuture<Result<QList<queue::QueueInfo>>> Commands::listQueues()
{
    return d->pool.run<QList<queue::QueueInfo>>([](Connection &connection) { return queue::listQueues(connection); });
}

QFuture<Result<QList<queue::LockInfo>>> Commands::listLocks()
{
    return d->pool.run<QList<queue::LockInfo>>([](Connection &connection) { return queue::listLocks(connection); });
}

QFuture<Result<QList<queue::AuditEntry>>> Commands::listAudit(queue::AuditQuery query)
{
    return d->pool.run<QList<queue::AuditEntry>>(
        [query](Connection &connection) { return queue::listAudit(connection, query); });
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
    const QList<QFuture<Result<upkeep::ReportDone>>> before = d->reports.futures();
    d->reports.clearFutures();
    for (const QFuture<Result<upkeep::ReportDone>> &other : before) {
        if (!other.isFinished()) // the others are of no more use
            d->reports.addFuture(other);
    }
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

} // namespace pult::node
