// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/taskchoice.h"
#include "models/verbs.h"
#include "panels/uicontext.h"

#include <QObject>

#include <functional>

namespace pult::ui {

struct VerbQuestion;

/// Does to tasks what the operator asks, as tracked operations. What can be taken back is done at once and
/// told with an undo; the rest is asked for first, the more so the more tasks there are. GUI thread.
class TaskActions final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TaskActions)

public:
    /// `window` is what questions stand over.
    TaskActions(const UiContext &context, QWidget *window);

    /// Applies the verb to those of `tasks` for which it is legal.
    void run(Verb verb, const QList<queue::Task> &tasks);
    void run(Verb verb, const TaskChoice &choice);
    /// Never again: cancels what waits, and asks why.
    void never(const queue::Task &task);
    void undo(qint64 operation);
    void cancelOperation(qint64 operation);

Q_SIGNALS:
    void failed(const pult::Error &error);
    /// An operation was begun, carried on or ended.
    void operationChanged(const pult::queue::Operation &operation);
    /// What was done; `undo` takes it back, empty: nothing does. `longer`: it can be for a day, as an operation.
    void told(const QString &text, const std::function<void()> &undo, bool longer);

private:
    void ask(Verb verb, const TaskChoice &choice);
    void askWhole(Verb verb, const TaskChoice &choice);
    void open(const VerbQuestion &question);
    void start(const queue::TaskChange &change, const queue::TaskFilter &filter, const QString &reason);
    void begun(QFuture<Result<queue::Operation>> answer);
    void answer(Verb verb, const QList<queue::Task> &tasks);
    void follow(qint64 operation);
    void onEnded(const queue::Operation &operation);
    void expect(QFuture<Result<>> answer);

    const UiContext &m_context;
    QWidget *m_window;
};

} // namespace pult::ui
