// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskwords.h"

#include "verbs.h"

#include <base/errortext.h>

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
