// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "verdict.h"

#include "kindrules.h"

namespace pult::queue {

using namespace Qt::StringLiterals;

namespace {

Verdict unchanged(const LiveTask &task)
{
    Verdict verdict;
    verdict.attempt = task.attempt;
    verdict.rescues = task.rescues;
    return verdict;
}

Error operatorsCancel()
{
    return {ErrorKind::Cancelled, u"task_cancelled"_s, {}, {}};
}

/// Cut off between the begin of a commit and a known end (requirements §8): never silently repeated.
Verdict unknownOutcome(const LiveTask &task, const std::optional<Error> &why)
{
    Verdict verdict = unchanged(task);
    verdict.outcome = nameOf(Outcome::Unknown);
    verdict.state = TaskState::Discarded;
    const QString detail = why ? toLogString(*why) : QString();
    const QStringList step{QString::number(task.commitStep)};
    if (task.onUnknown == OnUnknown::Skip) {
        verdict.error = Error{ErrorKind::Conflict, u"outcome_unknown_skipped"_s, step, detail};
        return verdict;
    }
    verdict.error = Error{ErrorKind::Conflict, u"outcome_unknown"_s, step, detail};
    // Even a task that may be repeated is not when its operator asked it to stop or its attempts are used up.
    if (task.onUnknown == OnUnknown::Retry && !task.cancelRequested && task.attempt < task.maxAttempts)
        verdict.state = TaskState::Available;
    else
        verdict.outcomeUnknown = true;
    return verdict;
}

Verdict completed(const LiveTask &task)
{
    Verdict verdict = unchanged(task);
    verdict.state = TaskState::Completed;
    verdict.outcome = nameOf(Outcome::Completed);
    return verdict;
}

Verdict cancelled(const LiveTask &task, const std::optional<Error> &error)
{
    Verdict verdict = unchanged(task);
    verdict.state = TaskState::Cancelled;
    verdict.outcome = nameOf(Outcome::Cancelled);
    verdict.error = error ? *error : operatorsCancel();
    return verdict;
}

Verdict failedOnce(const LiveTask &task, const Completion &completion, double jitter)
{
    Verdict verdict = unchanged(task);
    verdict.outcome = nameOf(completion.outcome);
    verdict.error = completion.error;
    if (completion.outcome == Outcome::FailedForGood || task.attempt >= task.maxAttempts) {
        verdict.state = TaskState::Discarded;
        return verdict;
    }
    verdict.state = TaskState::Retryable;
    verdict.delay = fullJitter(kindRule(task.kind), task.attempt, jitter);
    return verdict;
}

/// Back to waiting with the attempt given back.
Verdict handedBack(const LiveTask &task, const Completion &completion)
{
    Verdict verdict = unchanged(task);
    verdict.attempt = std::max(0, task.attempt - 1);
    verdict.outcome = nameOf(completion.outcome);
    verdict.error = completion.error;
    if (completion.outcome == Outcome::Snoozed) {
        verdict.state = TaskState::Scheduled;
        verdict.delay = completion.snooze;
    }
    return verdict;
}

} // namespace

Verdict judge(const LiveTask &task, const Completion &completion, double jitter)
{
    switch (completion.outcome) {
    case Outcome::Completed:
        return completed(task);
    case Outcome::Unknown:
        return unknownOutcome(task, completion.error);
    case Outcome::Cancelled:
        return cancelled(task, completion.error);
    case Outcome::Interrupted:
        if (task.commitState == LastCommitEnded)
            return completed(task);
        if (task.commitState != NoCommit)
            return unknownOutcome(task, completion.error);
        break;
    case Outcome::Failed:
    case Outcome::FailedForGood:
    case Outcome::Snoozed:
        break;
    }
    if (task.cancelRequested)
        return cancelled(task, std::nullopt);
    if (completion.outcome == Outcome::Failed || completion.outcome == Outcome::FailedForGood)
        return failedOnce(task, completion, jitter);
    return handedBack(task, completion);
}

Verdict judgeLost(const LiveTask &task, const Error &why)
{
    if (task.commitState == LastCommitEnded)
        return completed(task);
    if (task.commitState != NoCommit)
        return unknownOutcome(task, why);
    if (task.cancelRequested)
        return cancelled(task, std::nullopt);
    Verdict verdict = unchanged(task);
    verdict.outcome = u"rescued"_s;
    verdict.attempt = std::max(0, task.attempt - 1);
    verdict.rescues = task.rescues + 1;
    verdict.error = why;
    if (verdict.rescues >= rescueLimit) {
        verdict.state = TaskState::Discarded;
        verdict.error =
            Error{ErrorKind::Internal, u"poison_task"_s, {QString::number(verdict.rescues)}, toLogString(why)};
    }
    return verdict;
}

} // namespace pult::queue
