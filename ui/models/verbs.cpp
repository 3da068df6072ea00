// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/verbs.h"

namespace pult::ui {

using queue::Task;
using queue::TaskState;

QList<Task> Verbs::legal(Verb verb, const QList<Task> &tasks)
{
    QList<Task> legal;
    for (const Task &task : tasks) {
        if (whyNotOne(verb, task).isEmpty())
            legal.append(task);
    }
    return legal;
}

qsizetype Verbs::countLegal(Verb verb, const QList<Task> &tasks)
{
    return std::count_if(tasks.begin(), tasks.end(),
                         [verb](const Task &task) { return whyNotOne(verb, task).isEmpty(); });
}

QString Verbs::whyNot(Verb verb, const QList<Task> &tasks)
{
    if (tasks.isEmpty())
        return tr("Choose a task in the list first.");
    for (const Task &task : tasks) {
        if (whyNotOne(verb, task).isEmpty())
            return {};
    }
    return whyNotOne(verb, tasks.first());
}

QString Verbs::whyNotOne(Verb verb, const Task &task)
{
    switch (verb) {
    case Verb::Cancel:
        return queue::isFinished(task.state) ? tr("The task is over: there is nothing to cancel.") : QString();
    case Verb::Retry:
        if (task.outcomeUnknown)
            return tr("Nobody knows whether the publication succeeded: say “Done” or “Again”.");
        if (task.state == TaskState::Running)
            return tr("The task is running.");
        if (task.state == TaskState::Draft)
            return tr("A draft has not run yet: start it.");
        if (task.state == TaskState::Scheduled || task.state == TaskState::Available)
            return tr("The task is waiting for its turn and will run by itself.");
        return {};
    case Verb::Done:
    case Verb::Again:
        return task.outcomeUnknown ? QString() : tr("Only for tasks whose outcome is unknown.");
    case Verb::Start:
        return task.state == TaskState::Draft && task.batchId ? QString() : tr("Only drafts can be started.");
    case Verb::Later:
        if (task.outcomeUnknown)
            return tr("Nobody knows whether the publication succeeded: say “Done” or “Again”.");
        if (task.state == TaskState::Running)
            return tr("The task is running.");
        if (task.state == TaskState::Draft)
            return tr("A draft has not run yet: start it.");
        return task.state == TaskState::Completed ? tr("The task is completed: nothing is left to put off.")
                                                  : QString();
    case Verb::Priority:
        if (task.state == TaskState::Running)
            return tr("The task is running.");
        if (task.state == TaskState::Draft)
            return tr("A draft has not run yet: start it.");
        return queue::isFinished(task.state) ? tr("The task is over: it waits for no turn.") : QString();
    case Verb::Delete:
        return task.state == TaskState::Running ? tr("The task is running: cancel it first.") : QString();
    }
    Q_UNREACHABLE();
}

QString Verbs::explain(Verb verb)
{
    switch (verb) {
    case Verb::Cancel:
        return tr("Takes the tasks out of the queue; a running one stops and its browser is closed.");
    case Verb::Retry:
        return tr("Puts the tasks back into the queue; their attempts start anew.");
    case Verb::Done:
        return tr("The publication is there: counts the task as completed.");
    case Verb::Again:
        return tr("The publication is not there: runs the task once more.");
    case Verb::Start:
        return tr("Puts the draft and the rest of its batch into the queue.");
    case Verb::Later:
        return tr("Lets waiting tasks wait longer, and failed ones run again after a while.");
    case Verb::Priority:
        return tr("Waiting tasks with a higher priority run first.");
    case Verb::Delete:
        return tr("Takes the tasks out of every list; for a day they can be brought back.");
    }
    Q_UNREACHABLE();
}

QString Verbs::name(Verb verb)
{
    switch (verb) {
    case Verb::Cancel:
        return tr("Cancel");
    case Verb::Retry:
        return tr("Retry");
    case Verb::Done:
        //: an operator's answer to an unknown outcome: it was published
        return tr("Done");
    case Verb::Again:
        //: an operator's answer to an unknown outcome: it was not published, run it again
        return tr("Again");
    case Verb::Start:
        return tr("Start");
    case Verb::Later:
        return tr("Retry later…");
    case Verb::Priority:
        return tr("Set priority…");
    case Verb::Delete:
        return tr("Delete");
    }
    Q_UNREACHABLE();
}

const char *Verbs::iconName(Verb verb)
{
    switch (verb) {
    case Verb::Cancel:
        return "cancel";
    case Verb::Retry:
        return "retry";
    case Verb::Done:
        return "check";
    case Verb::Again:
        return "again";
    case Verb::Start:
        return "play";
    case Verb::Later:
        return "waiting";
    case Verb::Priority:
        return "sortup";
    case Verb::Delete:
        return "remove";
    }
    Q_UNREACHABLE();
}

} // namespace pult::ui
