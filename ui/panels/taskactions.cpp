// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/taskactions.h"

#include "dialogs/pausedialog.h"
#include "dialogs/prompts.h"
#include "models/taskfeed.h"

#include <QSet>
#include <QWidget>
#include <base/whendone.h>

namespace pult::ui {

using queue::Task;
using queue::TaskState;

TaskActions::TaskActions(const UiContext &context, QWidget *window)
    : QObject(window), m_context(context), m_window(window)
{
}

void TaskActions::run(Verb verb, const QList<Task> &tasks)
{
    const QList<Task> legal = Verbs::legal(verb, tasks);
    if (legal.isEmpty())
        return;
    const bool hasCompleted =
        std::any_of(legal.begin(), legal.end(), [](const Task &task) { return task.state == TaskState::Completed; });
    if (verb == Verb::Cancel || verb == Verb::Again || (verb == Verb::Retry && hasCompleted))
        ask(verb, legal);
    else
        apply(verb, legal);
}

void TaskActions::ask(Verb verb, const QList<Task> &tasks)
{
    const int count = static_cast<int>(tasks.size());
    Question question;
    question.accept = Verbs::name(verb);
    if (verb == Verb::Cancel) {
        question.title = tr("Cancel tasks");
        question.text = tr("Cancel %n task(s)? Running ones stop and their browsers are closed.", nullptr, count);
        question.accept = tr("Cancel tasks");
        question.reject = tr("Leave as is");
    } else {
        question.title = verb == Verb::Again ? tr("Run again") : tr("Retry");
        question.text =
            verb == Verb::Again
                ? tr("Run %n task(s) once more? If it was published after all, it will be there twice.", nullptr, count)
                : tr("Run %n task(s) once more? Completed ones among them publish a second time.", nullptr, count);
        question.reject = tr("Leave as is");
    }
    m_context.prompts.confirm(m_window, question, [this, verb, tasks] { apply(verb, tasks); });
}

void TaskActions::apply(Verb verb, const QList<Task> &tasks)
{
    QList<queue::Id> ids;
    QSet<queue::Id> batches;
    for (const Task &task : tasks) {
        ids.append(task.id);
        if (task.batchId)
            batches.insert(*task.batchId);
    }
    switch (verb) {
    case Verb::Cancel:
        expect(m_context.commands.cancelTasks(ids));
        return;
    case Verb::Retry:
        expect(m_context.commands.retryTasks(ids));
        return;
    case Verb::Done:
    case Verb::Again:
        for (const queue::Id id : std::as_const(ids))
            expect(m_context.commands.resolveUnknown(id, verb == Verb::Done));
        return;
    case Verb::Start:
        for (const queue::Id batch : std::as_const(batches)) {
            whenDone(m_context.commands.startBatch(batch), this, [this](const Result<queue::Batch> &started) {
                if (!started)
                    Q_EMIT failed(started.error());
                m_context.feed.refresh();
            });
        }
        return;
    }
    Q_UNREACHABLE();
}

void TaskActions::pauseQueue(const QString &queue)
{
    auto *dialog = new PauseDialog(queue, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog, queue] { expect(m_context.commands.pauseQueue(queue, dialog->reason(), dialog->until())); });
    dialog->open();
}

void TaskActions::resumeQueue(const QString &queue)
{
    expect(m_context.commands.resumeQueue(queue));
}

void TaskActions::expect(QFuture<Result<>> answer)
{
    whenDone(answer, this, [this](const Result<> &result) {
        if (!result)
            Q_EMIT failed(result.error());
        m_context.feed.refresh();
    });
}

} // namespace pult::ui
