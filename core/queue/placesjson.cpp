// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "placesjson.h"

#include "noderesources.h"

#include <base/errortext.h>

#include <QJsonArray>
#include <QJsonDocument>

namespace pult::queue {

using namespace Qt::StringLiterals;

namespace {

template<typename T>
QJsonArray listOf(const QList<T> &values)
{
    QJsonArray array;
    for (const T &value : values)
        array.append(toJson(value));
    return array;
}

QJsonValue numberOrNull(const std::optional<int> &number)
{
    return number ? QJsonValue(*number) : QJsonValue();
}

QJsonObject objectOf(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

} // namespace

QJsonObject toJson(const QueueInfo &queue)
{
    QJsonObject counts;
    for (auto it = queue.counts.cbegin(); it != queue.counts.cend(); ++it)
        counts.insert(nameOf(it.key()), it.value());
    const QString rate = queue.rateCount ? u"%1/%2"_s.arg(*queue.rateCount).arg(queue.rateWindow.count()) : QString();
    return {{u"name"_s, queue.name},
            {u"paused"_s, queue.paused},
            {u"pause_reason"_s, queue.pauseReason},
            {u"paused_until"_s, queue.pausedUntil ? QJsonValue(toIso(*queue.pausedUntil)) : QJsonValue()},
            {u"concurrency"_s, numberOrNull(queue.concurrency)},
            {u"rate"_s, rate.isEmpty() ? QJsonValue() : QJsonValue(rate)},
            {u"counts"_s, counts}};
}

QJsonObject toJson(const LockInfo &lock)
{
    return {{u"kind"_s, lock.kind},
            {u"key"_s, lock.key},
            {u"task_id"_s, lock.taskId ? QJsonValue(*lock.taskId) : QJsonValue()},
            {u"worker_id"_s, lock.workerId},
            {u"acquired_at"_s, toIso(lock.acquiredAt)},
            {u"expires_at"_s, toIso(lock.expiresAt)}};
}

QJsonObject toJson(const WorkerInfo &worker)
{
    QJsonArray tasks;
    for (const Id id : worker.tasks)
        tasks.append(id);
    return {{u"id"_s, worker.id}, {u"capacity"_s, worker.capacity}, {u"running"_s, worker.running},
            {u"tasks"_s, tasks},  {u"state"_s, worker.state},       {u"restarts"_s, worker.restarts}};
}

QJsonObject toJson(const IntakeStop &stop)
{
    return {{u"code"_s, stop.reason.code},
            {u"arguments"_s, QJsonArray::fromStringList(stop.reason.arguments)},
            {u"kinds"_s, QJsonArray::fromStringList(stop.kinds)},
            {u"warning"_s, stop.warning},
            {u"message"_s, reasonSentence(stop.reason)}};
}

QJsonObject toJson(const NodeInfo &node)
{
    return {{u"id"_s, node.id},
            {u"name"_s, node.name},
            {u"group"_s, node.group},
            {u"session_id"_s, node.sessionId},
            {u"state"_s, node.state},
            {u"version"_s, node.version},
            {u"queues"_s, QJsonArray::fromStringList(node.queues)},
            {u"pid"_s, node.pid},
            {u"api_port"_s, node.apiPort > 0 ? QJsonValue(node.apiPort) : QJsonValue()},
            {u"workers"_s, listOf(node.workers)},
            {u"resource_usage"_s, toJson(node.resources)},
            {u"stops"_s, listOf(node.stops)},
            {u"started_at"_s, toIso(node.startedAt)},
            {u"heartbeat_at"_s, toIso(node.heartbeatAt)}};
}

QJsonObject toJson(const NodeCommand &command)
{
    QJsonValue answer;
    if (command.answer)
        answer = QJsonObject{{u"code"_s, command.answer->code},
                             {u"arguments"_s, QJsonArray::fromStringList(command.answer->arguments)},
                             {u"message"_s, errorSentence(*command.answer)}};
    return {{u"id"_s, command.id},
            {u"node"_s, command.nodeId},
            {u"verb"_s, nameOf(command.verb)},
            {u"worker"_s, command.worker > 0 ? QJsonValue(command.worker) : QJsonValue()},
            {u"state"_s, command.state},
            {u"answer"_s, answer}};
}

NodeCommand nodeCommandFromJson(const QJsonObject &object)
{
    NodeCommand command;
    command.id = object[u"id"].toInteger();
    command.nodeId = object[u"node"].toString();
    command.verb = nodeVerbFromString(object[u"verb"].toString()).value_or(command.verb);
    command.worker = object[u"worker"].toInt();
    command.state = object[u"state"].toString();
    if (const QJsonValue answer = object[u"answer"]; answer.isObject())
        command.answer = Error{ErrorKind::Internal, answer[u"code"].toString(),
                               answer[u"arguments"].toVariant().toStringList(), answer[u"message"].toString()};
    return command;
}

QList<WhyLink> whyFromJson(const QJsonArray &array)
{
    const auto texts = [](const QJsonValue &value) { return value.toVariant().toStringList(); };
    QList<WhyLink> chain;
    for (const QJsonValue &one : array) {
        WhyLink link;
        link.task = one[u"task"].toInteger();
        link.state = taskStateFromString(one[u"state"].toString()).value_or(link.state);
        const QJsonArray reasons = one[u"waiting_for"].toArray();
        for (const QJsonValue &reason : reasons)
            link.reasons.append({reason[u"code"].toString(), texts(reason[u"arguments"])});
        if (const QString code = one[u"last_error_code"].toString(); knownErrorCodes().contains(code))
            link.lastError = Error{ErrorKind::Internal, code, texts(one[u"last_error_arguments"]), {}};
        chain.append(link);
    }
    return chain;
}

QJsonObject toJson(const ApiToken &token)
{
    const auto time = [](const std::optional<TimePoint> &at) { return at ? QJsonValue(toIso(*at)) : QJsonValue(); };
    return {{u"name"_s, token.name},
            {u"scopes"_s, QJsonArray::fromStringList(token.scopes)},
            {u"created_at"_s, toIso(token.createdAt)},
            {u"expires_at"_s, time(token.expiresAt)},
            {u"last_used_at"_s, time(token.usedAt)},
            {u"expired"_s, token.expired}};
}

QJsonObject toJson(const NewApiToken &made)
{
    QJsonObject object = toJson(made.token);
    object.insert(u"token"_s, made.secret);
    return object;
}

QJsonObject toJson(const DeletedTask &gone)
{
    QJsonObject object = toJson(gone.task, false);
    object.insert(u"deleted_at"_s, toIso(gone.deletedAt));
    object.insert(u"deleted_by"_s, gone.deletedBy);
    object.insert(u"operation"_s, gone.operation ? QJsonValue(*gone.operation) : QJsonValue());
    return object;
}

QJsonObject toJson(const NodeLogLine &line)
{
    return {{u"id"_s, line.id},         {u"ts"_s, toIso(line.at)},  {u"level"_s, line.level},
            {u"logger"_s, line.logger}, {u"node"_s, line.nodeName}, {u"msg"_s, line.message}};
}

QJsonObject toJson(const AuditEntry &entry)
{
    return {{u"id"_s, entry.id},
            {u"who"_s, entry.who},
            {u"where"_s, entry.where},
            {u"what"_s, entry.what},
            {u"object"_s, entry.object},
            {u"before"_s, objectOf(entry.before)},
            {u"after"_s, objectOf(entry.after)},
            {u"at"_s, toIso(entry.at)}};
}

} // namespace pult::queue
