// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskdetailjson.h"

#include <base/errortext.h>
#include <queue/valuesfromjson.h>

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace pult::node {

using namespace Qt::StringLiterals;

namespace {

QJsonArray linesToArray(const QByteArray &lines)
{
    QJsonArray array;
    for (const QByteArray &line : lines.split('\n')) {
        if (!line.trimmed().isEmpty())
            array.append(QJsonDocument::fromJson(line).object());
    }
    return array;
}

QJsonValue timeOrNull(const std::optional<TimePoint> &time)
{
    return time ? QJsonValue(toIso(*time)) : QJsonValue();
}

/// Each step with how long it takes when the flow goes well.
QJsonArray stepsJson(const QByteArray &json, const std::optional<queue::FlowTimes> &lastGood)
{
    QJsonArray steps = QJsonDocument::fromJson(json).array();
    for (qsizetype i = 0; lastGood && i < std::min(steps.size(), lastGood->steps.size()); ++i) {
        QJsonObject step = steps.at(i).toObject();
        step.insert(u"usual_ms"_s, qint64(lastGood->steps.at(i).usual.count()));
        steps.replace(i, step);
    }
    return steps;
}

QJsonObject attemptJson(const queue::Attempt &attempt, const std::optional<queue::FlowTimes> &lastGood)
{
    QJsonValue error;
    if (attempt.error) {
        error = QJsonObject{{u"code"_s, attempt.error->code},
                            {u"arguments"_s, QJsonArray::fromStringList(attempt.error->arguments)},
                            {u"message"_s, errorSentence(*attempt.error)},
                            {u"detail"_s, attempt.error->detail}};
    }
    return {{u"run_lease"_s, attempt.runLease},
            {u"attempt"_s, attempt.attempt},
            {u"worker"_s, attempt.worker},
            {u"started_at"_s, toIso(attempt.startedAt)},
            {u"finished_at"_s, timeOrNull(attempt.finishedAt)},
            {u"outcome"_s, attempt.outcome},
            {u"error"_s, error},
            {u"steps"_s, stepsJson(attempt.steps, lastGood)},
            {u"log"_s, linesToArray(attempt.log)}};
}

TimePoint timeOf(const QJsonValue &value)
{
    return fromIso(value.toString()).value_or(TimePoint());
}

queue::Attempt attemptFrom(const QJsonValue &value)
{
    queue::Attempt attempt;
    attempt.runLease = value[u"run_lease"].toInteger();
    attempt.attempt = value[u"attempt"].toInt();
    attempt.worker = value[u"worker"].toString();
    attempt.startedAt = timeOf(value[u"started_at"]);
    if (value[u"finished_at"].isString())
        attempt.finishedAt = timeOf(value[u"finished_at"]);
    attempt.outcome = value[u"outcome"].toString();
    attempt.error = queue::toldErrorFromJson(value[u"error"]);
    return attempt;
}

queue::Artifact artifactFrom(const QJsonValue &value)
{
    queue::Artifact artifact;
    artifact.id = value[u"id"].toInteger();
    artifact.runLease = value[u"run_lease"].toInteger();
    artifact.name = value[u"name"].toString();
    artifact.mimeType = value[u"mime_type"].toString();
    artifact.size = value[u"size"].toInteger();
    artifact.createdAt = timeOf(value[u"created_at"]);
    return artifact;
}

std::optional<queue::FlowTimes> lastGoodFrom(const QJsonValue &value)
{
    if (!value.isObject())
        return std::nullopt;
    queue::FlowTimes times;
    times.task = value[u"task"].toInteger();
    times.finishedAt = timeOf(value[u"finished_at"]);
    times.total = std::chrono::milliseconds(value[u"total_ms"].toInteger());
    times.runs = value[u"runs"].toInt();
    return times;
}

} // namespace

QJsonObject toJson(const TaskDetail &detail)
{
    QJsonObject object = queue::toJson(detail.task);
    QJsonArray attempts;
    for (const queue::Attempt &attempt : detail.attempts)
        attempts.append(attemptJson(attempt, detail.lastGood));
    QJsonArray artifacts;
    for (const queue::Artifact &artifact : detail.artifacts) {
        artifacts.append(QJsonObject{{u"id"_s, artifact.id},
                                     {u"run_lease"_s, artifact.runLease},
                                     {u"name"_s, artifact.name},
                                     {u"mime_type"_s, artifact.mimeType},
                                     {u"size"_s, artifact.size},
                                     {u"created_at"_s, toIso(artifact.createdAt)}});
    }
    object.insert(u"attempts"_s, attempts);
    object.insert(u"artifacts"_s, artifacts);
    object.insert(u"last_good"_s, detail.lastGood ? QJsonValue(queue::toJson(*detail.lastGood)) : QJsonValue());
    return object;
}

TaskDetail taskDetailFromJson(const QJsonObject &object)
{
    TaskDetail detail;
    detail.task = queue::taskFromJson(object);
    const QJsonArray attempts = object[u"attempts"].toArray();
    for (const QJsonValue &attempt : attempts)
        detail.attempts.append(attemptFrom(attempt));
    const QJsonArray artifacts = object[u"artifacts"].toArray();
    for (const QJsonValue &artifact : artifacts)
        detail.artifacts.append(artifactFrom(artifact));
    detail.lastGood = lastGoodFrom(object[u"last_good"]);
    return detail;
}

} // namespace pult::node
