// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stepmodel.h"

#include <node/commands.h>

#include <QTimer>

namespace pult::ui {

/// Plays a flow once in one profile, the way every task of kind browser_flow goes, and tells how far it is. A run is
/// not repeated. When the window goes the task stays. GUI thread.
class FlowTestRun final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FlowTestRun)

public:
    struct Request
    {
        QByteArray flow;
        QString profile;
        QStringList media;
        QString caption;
        QStringList tags;
    };

    explicit FlowTestRun(node::Commands &commands, QObject *parent = nullptr);

    void start(const Request &request);
    void cancel();
    bool isRunning() const { return m_running; }
    /// As it was last heard of; nullopt before the task is made.
    const std::optional<queue::Task> &task() const { return m_task; }
    /// Of the flow that was sent, as far as it is.
    const QList<StepRow> &steps() const { return m_steps; }
    /// Why there is no task, or why it is not heard of.
    const std::optional<Error> &error() const { return m_error; }

Q_SIGNALS:
    void changed();

private:
    void ask();
    void onDetail(const node::TaskDetail &detail);

    node::Commands &m_commands;
    QTimer m_next;
    bool m_running = false;
    bool m_cancelWanted = false;
    std::optional<queue::Id> m_id;
    std::optional<queue::Task> m_task;
    QList<StepRow> m_steps;
    std::optional<Error> m_error;
};

/// The task of a test run.
queue::NewTask testRunTask(const FlowTestRun::Request &request);

} // namespace pult::ui
