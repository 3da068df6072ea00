// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "types.h"

#include <base/errortext.h>

#include <QJsonArray>
#include <QJsonDocument>

namespace pult::queue {

using namespace Qt::StringLiterals;

namespace {

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonValue timeOrNull(const std::optional<TimePoint> &time)
{
    return time ? QJsonValue(toIso(*time)) : QJsonValue();
}

QJsonArray idsOf(const QList<Id> &ids)
{
    QJsonArray array;
    for (const Id id : ids)
        array.append(id);
    return array;
}

QJsonValue errorOf(const Task &task)
{
    if (!task.lastError)
        return {};
    return QJsonObject{{u"code"_s, task.lastError->code},
                       {u"arguments"_s, QJsonArray::fromStringList(task.lastError->arguments)},
                       {u"message"_s, errorSentence(*task.lastError)},
                       {u"detail"_s, task.lastError->detail},
                       {u"at"_s, timeOrNull(task.lastErrorAt)}};
}

QJsonValue leaseOf(const Task &task)
{
    if (!task.lease)
        return {};
    return QJsonObject{{u"worker"_s, task.lease->worker},
                       {u"acquired_at"_s, toIso(task.lease->acquiredAt)},
                       {u"expires_at"_s, toIso(task.lease->expiresAt)}};
}

QJsonArray reasonsOf(const QList<WaitReason> &reasons)
{
    QJsonArray array;
    for (const WaitReason &reason : reasons) {
        array.append(
            QJsonObject{{u"code"_s, reason.code}, {u"arguments"_s, QJsonArray::fromStringList(reason.arguments)}});
    }
    return array;
}

} // namespace

QJsonObject toJson(const Task &task, bool withPayload)
{
    QJsonObject object{
        {u"id"_s, task.id},
        {u"kind"_s, task.kind},
        {u"queue"_s, task.queue},
        {u"state"_s, nameOf(task.state)},
        {u"priority"_s, task.priority},
        {u"run_at"_s, toIso(task.runAt)},
        {u"attempt"_s, task.attempt},
        {u"max_attempts"_s, task.maxAttempts},
        {u"unique_key"_s, textOrNull(task.uniqueKey)},
        {u"exclusive_key"_s, textOrNull(task.exclusiveKey)},
        {u"batch_id"_s, task.batchId ? QJsonValue(*task.batchId) : QJsonValue()},
        {u"depends_on"_s, idsOf(task.dependsOn)},
        {u"node"_s, textOrNull(task.node)},
        {u"provider"_s, textOrNull(task.provider)},
        {u"on_unknown"_s, nameOf(task.onUnknown)},
        {u"outcome_unknown"_s, task.outcomeUnknown},
        {u"progress"_s, QJsonObject{{u"value"_s, task.progress.value}, {u"stage"_s, task.progress.stage}}},
        {u"waiting_for"_s, reasonsOf(task.waitingFor)},
        {u"last_error"_s, errorOf(task)},
        {u"lease"_s, leaseOf(task)},
        {u"created_at"_s, toIso(task.createdAt)},
        {u"started_at"_s, timeOrNull(task.startedAt)},
        {u"finished_at"_s, timeOrNull(task.finishedAt)},
    };
    if (withPayload)
        object[u"payload"_s] = QJsonDocument::fromJson(task.payload).object();
    return object;
}

QByteArray toJsonText(const Task &task, bool withPayload)
{
    QByteArray text = QJsonDocument(toJson(task, false)).toJson(QJsonDocument::Compact);
    if (!withPayload)
        return text;
    text.chop(1);
    text += ",\"payload\":" + (task.payload.isEmpty() ? QByteArrayLiteral("{}") : task.payload) + '}';
    return text;
}

QJsonObject toJson(const Batch &batch)
{
    return {
        {u"id"_s, batch.id},
        {u"kind"_s, batch.kind},
        {u"label"_s, batch.label},
        {u"state"_s, batch.state},
        {u"total"_s, batch.total},
        {u"succeeded"_s, batch.succeeded},
        {u"failed"_s, batch.failed},
        {u"cancelled"_s, batch.cancelled},
        {u"created_at"_s, toIso(batch.createdAt)},
        {u"finished_at"_s, timeOrNull(batch.finishedAt)},
        {u"callback_task"_s, batch.callbackTask ? QJsonValue(*batch.callbackTask) : QJsonValue()},
        {u"tasks"_s, idsOf(batch.tasks)},
    };
}

QByteArray toJsonText(const Batch &batch)
{
    return QJsonDocument(toJson(batch)).toJson(QJsonDocument::Compact);
}

} // namespace pult::queue
