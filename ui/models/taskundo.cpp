// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/taskundo.h"

#include <QMap>

namespace pult::ui {

using namespace std::chrono_literals;
using queue::Task;
using queue::TaskChange;
using queue::TaskFilter;
using queue::TaskState;
using queue::TaskVerb;

namespace {

constexpr qsizetype mostSteps = 8;

bool isWaiting(TaskState state)
{
    return state == TaskState::Scheduled || state == TaskState::Available || state == TaskState::Retryable;
}

QList<TaskState> waitingStates()
{
    return {TaskState::Scheduled, TaskState::Available, TaskState::Retryable};
}

UndoStep priorityStep(int former, int now, const QList<queue::Id> &ids)
{
    UndoStep step;
    step.change.verb = TaskVerb::SetPriority;
    step.change.priority = former;
    step.filter.ids = ids;
    queue::TaskTerm unchanged;
    unchanged.field = queue::TaskTerm::Field::Priority;
    unchanged.number = now;
    step.filter.terms.append(unchanged);
    return step;
}

UndoStep timeStep(std::chrono::seconds fromNow, const QList<queue::Id> &ids)
{
    UndoStep step;
    step.change.verb = TaskVerb::Snooze;
    step.change.time = fromNow;
    step.filter.ids = ids;
    step.filter.states = waitingStates();
    return step;
}

std::chrono::seconds leftOf(const Task &task, TimePoint now)
{
    return std::max(0s, std::chrono::ceil<std::chrono::seconds>(task.runAt - now));
}

QList<UndoStep> priorityBack(const TaskChange &change, const QList<Task> &before)
{
    QMap<int, QList<queue::Id>> byPriority;
    for (const Task &task : before) {
        if (task.priority != change.priority)
            byPriority[task.priority].append(task.id);
    }
    QList<UndoStep> steps;
    for (auto it = byPriority.cbegin(); it != byPriority.cend(); ++it)
        steps.append(priorityStep(it.key(), change.priority, *it));
    return steps;
}

QList<UndoStep> timesBack(const QList<Task> &waited, TimePoint now)
{
    QMap<std::chrono::seconds, QList<queue::Id>> byTime;
    for (const Task &task : waited)
        byTime[leftOf(task, now)].append(task.id);
    QList<UndoStep> steps;
    for (auto it = byTime.cbegin(); it != byTime.cend(); ++it)
        steps.append(timeStep(it.key(), *it));
    return steps;
}

QList<UndoStep> retryBack(const QList<Task> &before, TimePoint now)
{
    QList<Task> waited;
    UndoStep ended;
    for (const Task &task : before) {
        if (task.state == TaskState::Completed)
            return {};
        if (isWaiting(task.state))
            waited.append(task);
        else
            ended.filter.ids.append(task.id);
    }
    QList<UndoStep> steps = timesBack(waited, now);
    if (!ended.filter.ids.isEmpty()) {
        ended.change.verb = TaskVerb::Cancel;
        ended.filter.states = waitingStates();
        steps.append(ended);
    }
    return steps;
}

QList<UndoStep> stepsOf(const TaskChange &change, const QList<Task> &before, TimePoint now)
{
    switch (change.verb) {
    case TaskVerb::SetPriority:
        return priorityBack(change, before);
    case TaskVerb::Snooze:
        return timesBack(before, now);
    case TaskVerb::Retry:
        return retryBack(before, now);
    case TaskVerb::Cancel:
    case TaskVerb::Delete:
    case TaskVerb::Undelete:
        break; // operations of their own take these back (queue/operations.h)
    }
    return {};
}

} // namespace

QList<UndoStep> undoStepsOf(const TaskChange &change, const QList<Task> &before, TimePoint now)
{
    const QList<UndoStep> steps = stepsOf(change, before, now);
    return steps.size() > mostSteps ? QList<UndoStep>() : steps;
}

} // namespace pult::ui
