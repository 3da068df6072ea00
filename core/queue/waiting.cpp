// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "waiting.h"

#include "breakers.h"
#include "heldtasks.h"
#include "limits.h"
#include "noderesources.h"
#include "nodes.h"
#include "queues.h"
#include "taskrow.h"

#include <QSet>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// The heartbeat's default; whoever is dead by it surely takes no task.
constexpr std::chrono::seconds usualHeartbeat{30};

/// What the reasons of a list of tasks are looked up in.
struct Surroundings
{
    QHash<QString, Id> headOfKey;
    QHash<QString, WaitReason> pausedQueues;
    QHash<QString, QList<WaitReason>> exhausted; ///< limits, by queue
    QHash<Id, QList<Id>> dependencies;
    QHash<Id, WaitReason> batches; ///< of callbacks
    QHash<QString, WaitReason> breakers;
    QList<NodeInfo> nodes;

    Result<> load(Connection &connection, const QList<Task> &tasks);
    bool serves(const NodeInfo &node, const Task &task) const;
    void explain(Task &task) const;
    void explainAvailable(Task &task) const;
};

WaitReason pauseReason(const Row &row)
{
    WaitReason reason{u"queue_paused"_s, {row.at(0).toString(), row.at(1).toString()}};
    if (!row.at(2).isNull()) {
        reason.code = u"queue_paused_until"_s;
        reason.arguments << toIso(fromMicros(row.at(2).toLongLong()));
    }
    return reason;
}

bool waits(const Task &task)
{
    return task.state != TaskState::Running && !isFinished(task.state);
}

/// The breaker that a task was put back for; empty: none.
QString breakerOf(const Task &task)
{
    const bool met = waits(task) && task.lastError && task.lastError->code == "breaker_open"_L1;
    return met ? task.lastError->arguments.value(3) : QString();
}

Result<> Surroundings::load(Connection &connection, const QList<Task> &tasks)
{
    QSet<QString> keys;
    QList<Id> ids;
    for (const Task &task : tasks) {
        if (!waits(task))
            continue;
        ids.append(task.id);
        if (!task.exclusiveKey.isEmpty())
            keys.insert(task.exclusiveKey);
    }
    if (ids.isEmpty())
        return {};
    const Result<Rows> heads = connection.query(
        u"select exclusive_key, id from tasks where exclusive_key {any_text} and state in ('available', 'running')"_s,
        {jsonOf(QStringList(keys.cbegin(), keys.cend()))});
    if (!heads)
        return fail(heads.error());
    for (const Row &row : *heads)
        headOfKey.insert(row.at(0).toString(), row.at(1).toLongLong());
    const Result<Rows> paused =
        connection.query(u"select name, pause_reason, paused_until from queues where "_s + pausedCondition());
    if (!paused)
        return fail(paused.error());
    for (const Row &row : *paused)
        pausedQueues.insert(row.at(0).toString(), pauseReason(row));
    const Result<QHash<QString, QList<WaitReason>>> limits = exhaustedLimits(connection);
    if (!limits)
        return fail(limits.error());
    exhausted = *limits;
    const Result<Rows> open = connection.query(
        u"select task_id, depends_on from task_dependencies where task_id {any_id} order by depends_on"_s,
        {jsonOf(ids)});
    if (!open)
        return fail(open.error());
    for (const Row &row : *open)
        dependencies[row.at(0).toLongLong()].append(row.at(1).toLongLong());
    const Result<Rows> callbacks = connection.query(
        u"select d.task_id, b.id, b.succeeded + b.failed + b.cancelled, b.total from task_dependencies d "
        "join batches b on b.id = d.depends_on where d.task_id {any_id}"_s,
        {jsonOf(ids)});
    if (!callbacks)
        return fail(callbacks.error());
    for (const Row &row : *callbacks) {
        batches.insert(row.at(0).toLongLong(),
                       {u"batch"_s, {row.at(1).toString(), row.at(2).toString(), row.at(3).toString()}});
    }
    if (std::any_of(tasks.cbegin(), tasks.cend(), [](const Task &task) { return !breakerOf(task).isEmpty(); })) {
        const Result<QHash<QString, WaitReason>> blocking = blockingBreakers(connection);
        if (!blocking)
            return fail(blocking.error());
        breakers = *blocking;
    }
    const Result<QList<NodeInfo>> known = listNodes(connection, usualHeartbeat);
    if (!known)
        return fail(known.error());
    nodes = *known;
    return {};
}

bool Surroundings::serves(const NodeInfo &node, const Task &task) const
{
    const bool up = node.state == "running"_L1 || node.state == "late"_L1;
    const bool queue = node.queues.isEmpty() || node.queues.contains(u"*"_s) || node.queues.contains(task.queue);
    return up && queue && (task.node.isEmpty() || task.node == node.name);
}

void Surroundings::explainAvailable(Task &task) const
{
    if (const auto head = headOfKey.constFind(task.exclusiveKey); head != headOfKey.cend() && *head != task.id)
        task.waitingFor.append({u"key_busy"_s, {task.exclusiveKey, QString::number(*head)}});
    task.waitingFor += exhausted.value(task.queue);
    QStringList draining;
    QList<WaitReason> stopped;
    for (const NodeInfo &node : nodes) {
        if (serves(node, task)) {
            const QList<WaitReason> stops = stopsOf(node, task.kind);
            if (stops.isEmpty())
                return;
            stopped += stops;
            continue;
        }
        NodeInfo resumed = node;
        resumed.state = u"running"_s;
        if ((node.state == "draining"_L1 || node.state == "drained"_L1 || node.state == "paused"_L1) &&
            serves(resumed, task))
            draining.append(node.name);
    }
    if (!draining.isEmpty())
        task.waitingFor.append({u"node_draining"_s, {draining.join(u", "_s)}});
    task.waitingFor += stopped;
    if (!draining.isEmpty() || !stopped.isEmpty()) {
        return;
    }
    if (task.node.isEmpty()) {
        task.waitingFor.append({u"no_worker"_s, {}});
        return;
    }
    QString lastSeen;
    for (const NodeInfo &node : nodes) {
        if (node.name == task.node)
            lastSeen = toIso(node.heartbeatAt);
    }
    task.waitingFor.append({u"node"_s, {task.node, lastSeen}});
}

void Surroundings::explain(Task &task) const
{
    if (task.state == TaskState::Draft) {
        task.waitingFor.append({u"draft"_s, {}});
        return;
    }
    // First of all: the time after it is only when it is looked at anew.
    if (const auto reason = breakers.constFind(breakerOf(task)); reason != breakers.cend())
        task.waitingFor.append(*reason);
    if (const auto batch = batches.constFind(task.id); batch != batches.cend()) {
        task.waitingFor.append(*batch);
    } else if (const QList<Id> open = dependencies.value(task.id); !open.isEmpty()) {
        QStringList names;
        for (const Id id : open)
            names << QString::number(id);
        task.waitingFor.append({u"depends_on"_s, {names.join(u", "_s)}});
    } else if (task.state == TaskState::Scheduled) {
        const auto held = task.lastError ? heldBy(*task.lastError) : std::nullopt;
        if (held && held->code != "breaker"_L1) // breakers are asked how they stand now
            task.waitingFor.append(*held);
        task.waitingFor.append({u"run_at"_s, {toIso(task.runAt)}});
    } else if (task.state == TaskState::Retryable) {
        task.waitingFor.append({u"retry_at"_s, {toIso(task.runAt)}});
    }
    if (const auto reason = pausedQueues.constFind(task.queue); reason != pausedQueues.cend())
        task.waitingFor.append(*reason);
    if (task.state == TaskState::Available)
        explainAvailable(task);
}

} // namespace

Result<> explainWaiting(Connection &connection, QList<Task> &tasks)
{
    Surroundings surroundings;
    if (const Result<> loaded = surroundings.load(connection, tasks); !loaded)
        return loaded;
    for (Task &task : tasks) {
        if (waits(task))
            surroundings.explain(task);
    }
    return {};
}

} // namespace pult::queue
