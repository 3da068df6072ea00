// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/queueactions.h"

#include "dialogs/pausedialog.h"
#include "models/taskfeed.h"

#include <base/whendone.h>

#include <QWidget>

namespace pult::ui {

QueueActions::QueueActions(const UiContext &context, QWidget *window)
    : QObject(window), m_context(context), m_window(window)
{
    connect(&context.feed, &TaskFeed::queuesArrived, this, [this](const QList<queue::QueueInfo> &queues) {
        m_queues.clear();
        for (const queue::QueueInfo &queue : queues)
            m_queues.insert(queue.name, queue);
    });
}

void QueueActions::pause(const QString &queue)
{
    auto *dialog = new PauseDialog(queue, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, queue] {
        queue::QueueInfo info;
        info.name = queue;
        info.pauseReason = dialog->reason();
        info.pausedUntil = dialog->until();
        setPaused(info, true);
    });
    dialog->open();
}

void QueueActions::setPaused(const queue::QueueInfo &queue, bool offerUndo)
{
    expect(m_context.commands.pauseQueue(queue.name, queue.pauseReason, queue.pausedUntil),
           [this, name = queue.name, offerUndo] {
               const std::function<void()> undo = [this, name] { letGoOn(name, false); };
               Q_EMIT told(tr("Queue %1 is paused.").arg(name), offerUndo ? undo : nullptr, false);
           });
}

void QueueActions::resume(const QString &queue)
{
    letGoOn(queue, true);
}

/// Taken back, it is paused as it was, unless that pause would be over by now.
void QueueActions::letGoOn(const QString &queue, bool offerUndo)
{
    const queue::QueueInfo before = m_queues.value(queue);
    expect(m_context.commands.resumeQueue(queue), [this, queue, before, offerUndo] {
        const bool lasts = before.paused && (!before.pausedUntil || *before.pausedUntil > localNow());
        const std::function<void()> undo = [this, before] { setPaused(before, false); };
        Q_EMIT told(tr("Queue %1 goes on.").arg(queue), offerUndo && lasts ? undo : nullptr, false);
    });
}

void QueueActions::expect(QFuture<Result<>> answer, const std::function<void()> &done)
{
    whenDone(answer, this, [this, done](const Result<> &result) {
        if (result)
            done();
        else
            Q_EMIT failed(result.error());
        m_context.feed.refresh();
    });
}

} // namespace pult::ui
