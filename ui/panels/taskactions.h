// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/verbs.h"
#include "panels/uicontext.h"

#include <QObject>

namespace pult::ui {

/// Does to tasks and queues what the operator asks, after a question where it cannot be undone. GUI thread.
class TaskActions final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TaskActions)

public:
    /// `window` is what questions stand over.
    TaskActions(const UiContext &context, QWidget *window);

    /// Applies the verb to those of `tasks` for which it is legal.
    void run(Verb verb, const QList<queue::Task> &tasks);
    void pauseQueue(const QString &queue);
    void resumeQueue(const QString &queue);

Q_SIGNALS:
    void failed(const pult::Error &error);

private:
    void ask(Verb verb, const QList<queue::Task> &tasks);
    void apply(Verb verb, const QList<queue::Task> &tasks);
    void expect(QFuture<Result<>> answer);

    const UiContext &m_context;
    QWidget *m_window;
};

} // namespace pult::ui
