// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "valuesfromjson.h"

#include "operationrow.h"
#include "taskcondition.h"

#include <base/errortext.h>

#include <QJsonArray>
#include <QJsonDocument>

namespace pult::queue {

using namespace Qt::StringLiterals;

namespace {

QStringList textsOf(const QJsonValue &value)
{
    return value.toVariant().toStringList();
}

TimePoint timeOf(const QJsonValue &value)
{
    return fromIso(value.toString()).value_or(TimePoint());
}

std::optional<TimePoint> timeIf(const QJsonValue &value)
{
    return value.isString() ? fromIso(value.toString()) : std::nullopt;
}

std::optional<qint64> numberIf(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toInteger()) : std::nullopt;
}

QList<Id> idsOf(const QJsonValue &value)
{
    QList<Id> ids;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &id : array)
        ids.append(id.toInteger());
    return ids;
}

/// `read` of each item.
template<typename Read>
auto listOf(const QJsonValue &value, Read read)
{
    QList<decltype(read(QJsonObject()))> list;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &item : array)
        list.append(read(item.toObject()));
    return list;
}

/// {"running": 3, …}
template<typename Number>
QHash<TaskState, Number> countsOf(const QJsonObject &object)
{
    QHash<TaskState, Number> counts;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (const std::optional<TaskState> state = taskStateFromString(it.key()))
            counts.insert(*state, Number(it.value().toInteger()));
    }
    return counts;
}

WaitReason reasonOf(const QJsonObject &object)
{
    return {object[u"code"].toString(), textsOf(object[u"arguments"])};
}

std::optional<Lease> leaseOf(const QJsonValue &value)
{
    if (!value.isObject())
        return std::nullopt;
    return Lease{value[u"worker"].toString(), timeOf(value[u"acquired_at"]), timeOf(value[u"expires_at"])};
}

ResourceUsage resourcesOf(const QJsonValue &usage)
{
    ResourceUsage resources;
    resources.known = usage.isObject();
    resources.memoryMb = usage[u"memory_mb"].toDouble();
    resources.memoryPercent = usage[u"memory_percent"].toDouble();
    resources.cpuPercent = usage[u"cpu_percent"].toDouble();
    resources.diskPercent = usage[u"disk_percent"].toDouble();
    resources.openFds = usage[u"open_fds"].toInt();
    resources.browserMemoryMb = usage[u"browser_memory_mb"].toDouble();
    resources.browsers = usage[u"browsers"].toInt();
    return resources;
}

WorkerInfo workerOf(const QJsonObject &object)
{
    WorkerInfo worker;
    worker.id = object[u"id"].toString();
    worker.capacity = object[u"capacity"].toInt();
    worker.running = object[u"running"].toInt();
    worker.tasks = idsOf(object[u"tasks"]);
    worker.state = object[u"state"].toString();
    worker.restarts = object[u"restarts"].toInt();
    return worker;
}

IntakeStop stopOf(const QJsonObject &object)
{
    return {reasonOf(object), textsOf(object[u"kinds"]), object[u"warning"].toBool()};
}

std::optional<ScheduleRun> runOf(const QJsonValue &value)
{
    if (!value.isObject())
        return std::nullopt;
    ScheduleRun run;
    run.tick = timeOf(value[u"tick"]);
    run.at = timeOf(value[u"at"]);
    run.result = value[u"result"].toString();
    run.taskId = numberIf(value[u"task_id"]);
    run.taskState = taskStateFromString(value[u"task_state"].toString());
    if (const QString code = value[u"error"].toString(); !code.isEmpty())
        run.error = toldErrorFromJson(
            QJsonObject{{u"code"_s, code}, {u"arguments"_s, value[u"error_arguments"]}, {u"message"_s, code}});
    return run;
}

Refusal refusalOf(const QJsonObject &object)
{
    return {object[u"task"].toInteger(), toldErrorFromJson(object).value_or(Error())};
}

} // namespace

std::optional<Error> toldErrorFromJson(const QJsonValue &value)
{
    if (!value.isObject())
        return std::nullopt;
    const QString code = value[u"code"].toString();
    const QString detail = value[u"detail"].toString();
    if (value[u"arguments"].isArray() && knownErrorCodes().contains(code))
        return Error{ErrorKind::Internal, code, textsOf(value[u"arguments"]), detail};
    return Error{ErrorKind::Internal, u"node_said"_s, {value[u"message"].toString(code)}, detail};
}

Task taskFromJson(const QJsonObject &object)
{
    Task task;
    task.id = object[u"id"].toInteger();
    task.kind = object[u"kind"].toString();
    task.queue = object[u"queue"].toString();
    task.state = taskStateFromString(object[u"state"].toString()).value_or(task.state);
    task.priority = object[u"priority"].toInt();
    if (object.contains(u"payload"_s))
        task.payload = QJsonDocument(object[u"payload"].toObject()).toJson(QJsonDocument::Compact);
    task.runAt = timeOf(object[u"run_at"]);
    task.attempt = object[u"attempt"].toInt();
    task.maxAttempts = object[u"max_attempts"].toInt(task.maxAttempts);
    task.uniqueKey = object[u"unique_key"].toString();
    task.exclusiveKey = object[u"exclusive_key"].toString();
    task.batchId = numberIf(object[u"batch_id"]);
    task.dependsOn = idsOf(object[u"depends_on"]);
    task.node = object[u"node"].toString();
    task.provider = object[u"provider"].toString();
    task.onUnknown = onUnknownFromString(object[u"on_unknown"].toString()).value_or(task.onUnknown);
    task.outcomeUnknown = object[u"outcome_unknown"].toBool();
    task.progress = {object[u"progress"][u"value"].toDouble(), object[u"progress"][u"stage"].toString(), {}};
    task.waitingFor = listOf(object[u"waiting_for"], &reasonOf);
    task.lastError = toldErrorFromJson(object[u"last_error"]);
    task.lastErrorAt = timeIf(object[u"last_error"][u"at"]);
    task.lease = leaseOf(object[u"lease"]);
    task.createdAt = timeOf(object[u"created_at"]);
    task.startedAt = timeIf(object[u"started_at"]);
    task.finishedAt = timeIf(object[u"finished_at"]);
    return task;
}

DeletedTask deletedTaskFromJson(const QJsonObject &object)
{
    return {taskFromJson(object), timeOf(object[u"deleted_at"]), object[u"deleted_by"].toString(),
            numberIf(object[u"operation"])};
}

TaskStats taskStatsFromJson(const QJsonObject &object)
{
    TaskStats stats;
    stats.byState = countsOf<qint64>(object[u"by_state"].toObject());
    const QJsonObject attempts = object[u"by_attempts"].toObject();
    for (auto it = attempts.begin(); it != attempts.end(); ++it)
        stats.byAttempts.insert(it.key().toInt(), it.value().toInteger());
    stats.outcomeUnknown = object[u"outcome_unknown"].toInteger();
    return stats;
}

HeldGroup heldGroupFromJson(const QJsonObject &object)
{
    return {object[u"for"].toString(), object[u"code"].toString(), object[u"count"].toInteger(),
            toldErrorFromJson(object).value_or(Error()), timeOf(object[u"next_at"])};
}

QueueInfo queueFromJson(const QJsonObject &object)
{
    QueueInfo queue;
    queue.name = object[u"name"].toString();
    queue.paused = object[u"paused"].toBool();
    queue.pauseReason = object[u"pause_reason"].toString();
    queue.pausedUntil = timeIf(object[u"paused_until"]);
    if (const QJsonValue limit = object[u"concurrency"]; limit.isDouble())
        queue.concurrency = limit.toInt();
    if (const QString rate = object[u"rate"].toString(); !rate.isEmpty()) {
        queue.rateCount = rate.section(u'/', 0, 0).toInt();
        queue.rateWindow = std::chrono::seconds(rate.section(u'/', 1).toInt());
    }
    queue.counts = countsOf<int>(object[u"counts"].toObject());
    return queue;
}

LockInfo lockFromJson(const QJsonObject &object)
{
    return {object[u"kind"].toString(),      object[u"key"].toString(),      numberIf(object[u"task_id"]),
            object[u"worker_id"].toString(), timeOf(object[u"acquired_at"]), timeOf(object[u"expires_at"])};
}

NodeInfo nodeFromJson(const QJsonObject &object)
{
    NodeInfo node;
    node.id = object[u"id"].toString();
    node.name = object[u"name"].toString();
    node.group = object[u"group"].toString();
    node.sessionId = object[u"session_id"].toString();
    node.state = object[u"state"].toString();
    node.version = object[u"version"].toString();
    node.queues = textsOf(object[u"queues"]);
    node.pid = object[u"pid"].toInt();
    node.apiPort = object[u"api_port"].toInt();
    node.workers = listOf(object[u"workers"], &workerOf);
    node.resources = resourcesOf(object[u"resource_usage"]);
    node.stops = listOf(object[u"stops"], &stopOf);
    node.startedAt = timeOf(object[u"started_at"]);
    node.heartbeatAt = timeOf(object[u"heartbeat_at"]);
    return node;
}

BreakerInfo breakerFromJson(const QJsonObject &object)
{
    BreakerInfo breaker;
    breaker.name = object[u"name"].toString();
    breaker.scope = object[u"scope"].toString();
    breaker.state = breakerStateFromString(object[u"state"].toString()).value_or(breaker.state);
    breaker.openedAt = timeIf(object[u"opened_at"]);
    breaker.until = timeIf(object[u"open_until"]);
    breaker.left = std::chrono::milliseconds(qRound64(object[u"left_seconds"].toDouble() * 1000));
    breaker.attempts = object[u"attempts"].toInt();
    breaker.probeNode = object[u"probe_node"].toString();
    breaker.reason = object[u"reason"].toString();
    breaker.changedBy = object[u"changed_by"].toString();
    breaker.changedAt = timeOf(object[u"changed_at"]);
    breaker.lastError = toldErrorFromJson(object[u"last_error"]);
    breaker.lastErrorAt = timeOf(object[u"last_error_at"]);
    const QJsonValue window = object[u"window"];
    breaker.window = {window[u"calls"].toInt(), window[u"failures"].toInt(), window[u"slow"].toInt()};
    breaker.counters = {object[u"calls"].toInteger(), object[u"failures"].toInteger(), object[u"slow"].toInteger(),
                        object[u"not_permitted"].toInteger()};
    breaker.tripsOfTheDay = object[u"trips_24h"].toInt();
    return breaker;
}

Schedule scheduleFromJson(const QJsonObject &object)
{
    Schedule schedule;
    schedule.id = object[u"id"].toInteger();
    schedule.name = object[u"name"].toString();
    schedule.expression = object[u"cron"].toString();
    schedule.timeZone = object[u"time_zone"].toString();
    schedule.overlap = overlapFromString(object[u"overlap"].toString()).value_or(schedule.overlap);
    schedule.missed = missedFromString(object[u"missed"].toString()).value_or(schedule.missed);
    schedule.paused = object[u"paused"].toBool();
    schedule.task.kind = object[u"kind"].toString();
    schedule.task.queue = object[u"queue"].toString();
    schedule.task.priority = object[u"priority"].toInt();
    schedule.task.payload = QJsonDocument(object[u"payload"].toObject()).toJson(QJsonDocument::Compact);
    if (const QJsonValue attempts = object[u"max_attempts"]; attempts.isDouble())
        schedule.task.maxAttempts = attempts.toInt();
    schedule.task.exclusiveKey = object[u"exclusive_key"].toString();
    schedule.task.node = object[u"node"].toString();
    schedule.createdAt = timeOf(object[u"created_at"]);
    const QJsonArray next = object[u"next_runs"].toArray();
    for (const QJsonValue &time : next)
        schedule.nextRuns.append(timeOf(time));
    schedule.lastRun = runOf(object[u"last_run"]);
    return schedule;
}

Operation operationFromJson(const QJsonObject &object)
{
    Operation operation;
    operation.id = object[u"id"].toInteger();
    operation.change = changeFrom(object[u"verb"].toString(), object[u"arguments"].toObject());
    operation.filter = filterFromJson(object[u"filter"].toObject());
    operation.who = object[u"who"].toString();
    operation.where = object[u"where"].toString();
    operation.reason = object[u"reason"].toString();
    operation.undoes = numberIf(object[u"undoes"]);
    operation.state = object[u"state"].toString();
    operation.total = object[u"total"].toInteger();
    operation.done = object[u"done"].toInteger();
    operation.failed = object[u"failed"].toInteger();
    operation.failures = listOf(object[u"failures"], &refusalOf);
    operation.createdAt = timeOf(object[u"created_at"]);
    operation.finishedAt = timeIf(object[u"finished_at"]);
    return operation;
}

} // namespace pult::queue
