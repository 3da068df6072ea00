// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskwords.h"

#include "verbs.h"

#include <base/errortext.h>

#include <QJsonArray>
#include <QJsonDocument>

namespace pult::ctl {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using queue::TaskState;

QString stateText(const queue::Task &task)
{
    return task.outcomeUnknown ? CtlTr::tr("outcome unknown") : queue::nameOf(task.state);
}

Colour stateColour(const queue::Task &task)
{
    switch (task.state) {
    case TaskState::Running:
        return Colour::Blue;
    case TaskState::Completed:
        return Colour::Green;
    case TaskState::Retryable:
        return Colour::Amber;
    case TaskState::Discarded:
        return task.outcomeUnknown ? Colour::Amber : Colour::Red;
    case TaskState::Draft:
        return Colour::Violet;
    case TaskState::Scheduled:
    case TaskState::Available:
    case TaskState::Cancelled:
        break;
    }
    return Colour::Grey;
}

QString waitText(const queue::WaitReason &reason)
{
    const Error words{ErrorKind::Unavailable, u"wait_"_s + reason.code, reason.arguments, {}};
    return knownErrorCodes().contains(words.code) ? errorSentence(words) : reason.code;
}

QString reasonText(const queue::Task &task)
{
    if (task.state == TaskState::Running)
        return u"%1 %  %2"_s.arg(qRound(task.progress.value * 100)).arg(task.progress.stage);
    QStringList parts;
    for (const queue::WaitReason &reason : task.waitingFor)
        parts.append(waitText(reason));
    if (task.lastError && task.state != TaskState::Completed)
        parts.append(errorSentence(*task.lastError));
    return parts.join(u"; ");
}

QString durationText(std::chrono::seconds time)
{
    if (time < 60s)
        return CtlTr::tr("%1 s").arg(std::max<qint64>(time.count(), 0));
    if (time < 1h)
        return CtlTr::tr("%1 min").arg(time / 1min);
    if (time < 48h)
        return CtlTr::tr("%1 h").arg(time / 1h);
    return CtlTr::tr("%1 d").arg(time / 24h);
}

QString ageText(TimePoint since)
{
    return durationText(std::chrono::duration_cast<std::chrono::seconds>(localNow() - since));
}

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

} // namespace

QJsonObject detailJson(const node::TaskDetail &detail)
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

QString detailText(const node::TaskDetail &detail)
{
    const queue::Task &task = detail.task;
    QStringList lines;
    lines.append(CtlTr::tr("Task %1: %2, %3").arg(QString::number(task.id), task.kind, stateText(task)));
    const auto line = [&lines](const QString &name, const QString &value) {
        if (!value.isEmpty())
            lines.append(u"  %1: %2"_s.arg(name, value));
    };
    line(CtlTr::tr("queue"), u"%1, %2"_s.arg(task.queue, CtlTr::tr("priority %1").arg(task.priority)));
    line(CtlTr::tr("profile"), task.provider);
    line(CtlTr::tr("node"), task.node);
    line(CtlTr::tr("batch"), task.batchId ? QString::number(*task.batchId) : QString());
    line(CtlTr::tr("attempts"), CtlTr::tr("%1 of %2").arg(task.attempt).arg(task.maxAttempts));
    line(CtlTr::tr("created"), toIso(task.createdAt));
    line(CtlTr::tr("runs at"), task.startedAt || queue::isFinished(task.state) ? QString() : toIso(task.runAt));
    line(CtlTr::tr("started"), task.startedAt ? toIso(*task.startedAt) : QString());
    line(CtlTr::tr("finished"), task.finishedAt ? toIso(*task.finishedAt) : QString());
    line(CtlTr::tr("worker"), task.lease ? task.lease->worker : QString());
    line(CtlTr::tr("now"), task.state == TaskState::Running ? reasonText(task) : QString());
    for (const queue::WaitReason &reason : task.waitingFor)
        line(CtlTr::tr("waits"), waitText(reason));
    if (task.lastError)
        line(CtlTr::tr("error"), errorText(*task.lastError));
    line(CtlTr::tr("payload"), QString::fromUtf8(task.payload));
    for (const queue::Attempt &attempt : detail.attempts) {
        const QString error = attempt.error ? errorSentence(*attempt.error) : QString();
        lines.append(u"  %1: %2, %3  %4"_s.arg(CtlTr::tr("attempt %1").arg(attempt.attempt), toIso(attempt.startedAt),
                                               attempt.outcome, error));
    }
    if (detail.lastGood) {
        line(CtlTr::tr("last good run"),
             CtlTr::tr("%1 ms in task %2, %3")
                 .arg(QString::number(detail.lastGood->total.count()), QString::number(detail.lastGood->task),
                      toIso(detail.lastGood->finishedAt)));
    }
    for (const queue::Artifact &artifact : detail.artifacts)
        line(CtlTr::tr("kept"), CtlTr::tr("%1, %2 bytes").arg(artifact.name).arg(artifact.size));
    return lines.join(u'\n');
}

} // namespace pult::ctl
