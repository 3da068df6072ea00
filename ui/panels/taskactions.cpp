// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/taskactions.h"

#include "dialogs/prompts.h"
#include "dialogs/verbdialog.h"
#include "models/humantext.h"
#include "models/operationmodel.h"
#include "models/taskfeed.h"

#include <QSet>
#include <QWidget>
#include <base/whendone.h>

using namespace Qt::StringLiterals;

namespace pult::ui {

using queue::Task;
using queue::TaskChange;
using queue::TaskFilter;
using queue::TaskState;
using queue::TaskVerb;

namespace {

/// From here on a question wants more than a click (docs/tasks.md, "What is asked before").
constexpr qsizetype many = 100;
constexpr qsizetype mostNamed = 5;

TaskVerb verbOf(Verb verb, const QList<Task> &tasks)
{
    const auto isOver = [](const Task &task) { return queue::isFinished(task.state); };
    switch (verb) {
    case Verb::Retry:
        return TaskVerb::Retry;
    case Verb::Later:
        // What is over is put back first; what waits just waits longer.
        return std::any_of(tasks.begin(), tasks.end(), isOver) ? TaskVerb::Retry : TaskVerb::Snooze;
    case Verb::Priority:
        return TaskVerb::SetPriority;
    case Verb::Delete:
        return TaskVerb::Delete;
    default:
        return TaskVerb::Cancel;
    }
}

int countOf(const QList<Task> &tasks, TaskState state)
{
    return static_cast<int>(
        std::count_if(tasks.begin(), tasks.end(), [state](const Task &task) { return task.state == state; }));
}

/// Those tasks by number. States are named so that none is left out for its own good: they were looked at.
TaskFilter filterOf(const QList<Task> &tasks, TaskVerb verb)
{
    TaskFilter filter;
    for (const Task &task : tasks) {
        filter.ids.append(task.id);
        if (verb == TaskVerb::Retry && !filter.states.contains(task.state))
            filter.states.append(task.state);
    }
    return filter;
}

/// "37 tasks: 30 failed, 7 running"
QString breakdown(const QList<Task> &tasks)
{
    QStringList parts;
    for (int state = 0; state <= static_cast<int>(TaskState::Cancelled); ++state) {
        const auto each = static_cast<TaskState>(state);
        if (const int count = countOf(tasks, each); count > 0)
            parts.append(u"%1: %L2"_s.arg(HumanText::state(each)).arg(count));
    }
    return parts.join(u", "_s);
}

/// The browsers that would be closed.
QString profilesOf(const QList<Task> &tasks)
{
    QStringList names;
    for (const Task &task : tasks) {
        if (task.state == TaskState::Running && !task.provider.isEmpty())
            names.append(HumanText::profile(task.provider));
    }
    const qsizetype all = names.size();
    if (all > mostNamed)
        names = names.first(mostNamed) + QStringList{u"…"_s};
    return names.join(u", "_s);
}

} // namespace

TaskActions::TaskActions(const UiContext &context, QWidget *window)
    : QObject(window), m_context(context), m_window(window)
{
}

void TaskActions::run(Verb verb, const QList<Task> &tasks)
{
    run(verb, TaskChoice{tasks, false, {}, {}});
}

void TaskActions::run(Verb verb, const TaskChoice &choice)
{
    const bool isAnswer = verb == Verb::Done || verb == Verb::Again || verb == Verb::Start;
    if (choice.everything && !isAnswer) {
        askWhole(verb, choice);
        return;
    }
    const QList<Task> legal = Verbs::legal(verb, choice.tasks);
    if (legal.isEmpty())
        return;
    const bool repeats = verb == Verb::Again || (verb == Verb::Retry && countOf(legal, TaskState::Completed) > 0);
    const bool interrupts = verb == Verb::Cancel && countOf(legal, TaskState::Running) > 0;
    const bool isMany = legal.size() >= many && verb == Verb::Retry;
    if (repeats || interrupts || isMany || verb == Verb::Later || verb == Verb::Priority)
        ask(verb, {legal, false, {}, {}});
    else if (isAnswer)
        answer(verb, legal);
    else
        start({verbOf(verb, legal)}, filterOf(legal, verbOf(verb, legal)), {});
}

void TaskActions::ask(Verb verb, const TaskChoice &choice)
{
    const QList<Task> &tasks = choice.tasks;
    const int count = static_cast<int>(tasks.size());
    VerbQuestion question;
    question.accept = Verbs::name(verb).remove(u'…');
    question.title = question.accept;
    question.change.verb = verbOf(verb, tasks);
    question.filter = filterOf(tasks, question.change.verb);
    question.later = verb == Verb::Later;
    question.priority = verb == Verb::Priority;
    question.spread = verb == Verb::Retry && count > 1;
    question.typed = count >= many && !question.later && !question.priority;
    if (verb == Verb::Cancel) {
        const int running = countOf(tasks, TaskState::Running);
        question.accept = tr("Cancel tasks");
        question.text = tr("Cancel %n task(s)? Running ones stop and their browsers are closed.", nullptr, count);
        question.delayed = running > 1;
        question.typed = question.typed || running > 1;
        if (const QString profiles = profilesOf(tasks); !profiles.isEmpty())
            question.text += u'\n' + tr("Interrupted: %1").arg(profiles);
    } else if (verb == Verb::Again) {
        question.text =
            tr("Run %n task(s) once more? If it was published after all, it will be there twice.", nullptr, count);
    } else if (verb == Verb::Retry && countOf(tasks, TaskState::Completed) > 0) {
        question.text =
            tr("Run %n task(s) once more? Completed ones among them publish a second time.", nullptr, count);
    } else if (verb == Verb::Retry) {
        question.text = tr("Run %n task(s) once more?", nullptr, count);
    } else if (verb == Verb::Later) {
        question.text = tr("%n task(s) will run later:", nullptr, count);
    } else {
        question.text = tr("Set the priority of %n task(s), from −100 to 100; larger ones run first.", nullptr, count);
    }
    if (count == 1)
        question.text += u'\n' + tr("Task %1, %2").arg(tasks.first().id).arg(HumanText::kind(tasks.first().kind));
    else
        question.text += u'\n' + breakdown(tasks);
    if (question.typed || question.later || question.priority || (question.spread && count >= many)) {
        open(question);
        return;
    }
    const Question plain{question.title, question.text, question.accept, tr("Leave as is"), true};
    m_context.prompts.confirm(m_window, plain, [this, verb, tasks, question] {
        if (verb == Verb::Again)
            answer(verb, tasks);
        else
            start(question.change, question.filter, {});
    });
}

/// Everything that matches, more than is listed: counted anew, and typed.
void TaskActions::askWhole(Verb verb, const TaskChoice &choice)
{
    VerbQuestion question;
    question.title = Verbs::name(verb).remove(u'…');
    question.accept = question.title;
    question.change.verb = verb == Verb::Later ? TaskVerb::Snooze : verbOf(verb, {});
    question.filter = choice.filter;
    question.filterLine = choice.line;
    question.text = Verbs::explain(verb) + u'\n' +
                    tr("This applies to all tasks that match the filter, also to those "
                       "that are not listed.");
    question.spread = verb == Verb::Retry;
    question.later = verb == Verb::Later;
    question.priority = verb == Verb::Priority;
    question.typed = true;
    question.delayed = verb == Verb::Cancel;
    open(question);
}

void TaskActions::open(const VerbQuestion &question)
{
    auto *dialog = new VerbDialog(m_context.commands, question, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog, filter = question.filter] { start(dialog->change(), filter, dialog->reason()); });
    dialog->open();
}

void TaskActions::never(const Task &task)
{
    VerbQuestion question;
    question.title = tr("Never run this task");
    question.accept = tr("Never run it");
    question.text = tr("Task %1 is cancelled and stays in the list.").arg(task.id);
    question.change.verb = TaskVerb::Cancel;
    question.filter = filterOf({task}, TaskVerb::Cancel);
    open(question);
}

void TaskActions::start(const TaskChange &change, const TaskFilter &filter, const QString &reason)
{
    begun(m_context.commands.startOperation(change, filter, reason));
}

void TaskActions::begun(QFuture<Result<queue::Operation>> answer)
{
    whenDone(answer, this, [this](const Result<queue::Operation> &operation) {
        if (!operation) {
            Q_EMIT failed(operation.error());
            return;
        }
        Q_EMIT operationChanged(*operation);
        follow(operation->id);
    });
}

/// Nodes carry an operation on beside this; without one it is done all the same.
void TaskActions::follow(qint64 id)
{
    whenDone(m_context.commands.stepOperation(id), this, [this, id](const Result<queue::Operation> &operation) {
        if (!operation) {
            Q_EMIT failed(operation.error());
            return;
        }
        Q_EMIT operationChanged(*operation);
        if (operation->state == "running"_L1)
            follow(id);
        else
            onEnded(*operation);
    });
}

void TaskActions::onEnded(const queue::Operation &operation)
{
    m_context.feed.refresh();
    if (operation.done == 0 && !operation.failures.isEmpty()) {
        Q_EMIT failed(operation.failures.constFirst().error);
        return;
    }
    const bool undoable = queue::isUndoable(operation, operation.createdAt);
    const std::function<void()> takeBack = [this, id = operation.id] { undo(id); };
    Q_EMIT told(OperationModel::resultText(operation), undoable ? takeBack : nullptr, undoable);
}

void TaskActions::undo(qint64 id)
{
    begun(m_context.commands.undoOperation(id));
}

void TaskActions::cancelOperation(qint64 id)
{
    whenDone(m_context.commands.cancelOperation(id), this, [this](const Result<queue::Operation> &operation) {
        if (operation)
            Q_EMIT operationChanged(*operation);
        else
            Q_EMIT failed(operation.error());
    });
}

void TaskActions::answer(Verb verb, const QList<Task> &tasks)
{
    if (verb != Verb::Start) {
        for (const Task &task : tasks)
            expect(m_context.commands.resolveUnknown(task.id, verb == Verb::Done));
        return;
    }
    QSet<queue::Id> batches;
    for (const Task &task : tasks)
        batches.insert(task.batchId.value_or(0));
    for (const queue::Id batch : std::as_const(batches)) {
        whenDone(m_context.commands.startBatch(batch), this, [this](const Result<queue::Batch> &started) {
            if (!started)
                Q_EMIT failed(started.error());
            m_context.feed.refresh();
        });
    }
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
