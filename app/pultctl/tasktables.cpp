// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tasktables.h"

#include "output.h"
#include "taskwords.h"

#include <base/errortext.h>

#include <QJsonArray>

#include <algorithm>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

void printNext(const QString &cursor)
{
    if (!cursor.isEmpty())
        printProgress(CtlTr::tr("More with: --after %1").arg(cursor));
}

/// Every state, also those that no task is in.
constexpr queue::TaskState allStates[] = {
    queue::TaskState::Draft,     queue::TaskState::Scheduled, queue::TaskState::Available, queue::TaskState::Running,
    queue::TaskState::Retryable, queue::TaskState::Completed, queue::TaskState::Discarded, queue::TaskState::Cancelled};

QList<int> attemptsOf(const queue::TaskStats &stats)
{
    QList<int> attempts = stats.byAttempts.keys();
    std::sort(attempts.begin(), attempts.end());
    return attempts;
}

} // namespace

void drawTasks(const queue::Page<queue::Task> &page)
{
    Table table({CtlTr::tr("ID"), CtlTr::tr("State"), CtlTr::tr("Kind"), CtlTr::tr("Profile"), CtlTr::tr("Attempt"),
                 CtlTr::tr("Age"), CtlTr::tr("Progress or reason")});
    for (const queue::Task &task : page.items) {
        table.addRow({{QString::number(task.id), Colour::None, true},
                      {stateText(task), stateColour(task)},
                      {task.kind},
                      {task.provider},
                      {u"%1/%2"_s.arg(task.attempt).arg(task.maxAttempts), Colour::None, true},
                      {ageText(task.createdAt), Colour::None, true},
                      {reasonText(task)}});
    }
    print(table, CtlTr::tr("No tasks."));
    printNext(page.next);
}

void drawDeleted(const queue::Page<queue::DeletedTask> &page)
{
    Table table({CtlTr::tr("ID"), CtlTr::tr("State"), CtlTr::tr("Kind"), CtlTr::tr("Profile"), CtlTr::tr("Deleted by"),
                 CtlTr::tr("Deleted")});
    for (const queue::DeletedTask &gone : page.items) {
        table.addRow({{QString::number(gone.task.id), Colour::None, true},
                      {stateText(gone.task), stateColour(gone.task)},
                      {gone.task.kind},
                      {gone.task.provider},
                      {gone.deletedBy},
                      {CtlTr::tr("%1 ago").arg(ageText(gone.deletedAt)), Colour::None, true}});
    }
    print(table, CtlTr::tr("Nothing was deleted within a day."));
    printNext(page.next);
}

int printStats(const Request &request, const queue::TaskStats &stats, const QList<queue::HeldGroup> &held)
{
    if (request.json) {
        printJson(queue::toJson(stats, held));
        return 0;
    }
    Table table({CtlTr::tr("State"), CtlTr::tr("Tasks")});
    for (const queue::TaskState state : allStates)
        table.addRow({{queue::nameOf(state)}, {QString::number(stats.byState.value(state)), Colour::None, true}});
    for (const int number : attemptsOf(stats)) {
        table.addRow({{CtlTr::tr("finished after %n attempt(s)", nullptr, number)},
                      {QString::number(stats.byAttempts.value(number)), Colour::None, true}});
    }
    print(table, {});
    for (const queue::HeldGroup &group : held)
        printLine(queue::heldSentence(group) + u": "_s + errorText(group.error));
    return 0;
}

} // namespace pult::ctl
