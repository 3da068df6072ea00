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
}

void QueueActions::pause(const QString &queue)
{
    auto *dialog = new PauseDialog(queue, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, queue] {
        const queue::QueuePause pause{true, dialog->reason(), dialog->until()};
        expect(m_context.commands.pauseQueue(queue, pause.reason, pause.until), [this, queue, pause] {
            Q_EMIT told(tr("Queue %1 is paused.").arg(queue), undoOf(queue, pause), false);
        });
    });
    dialog->open();
}

void QueueActions::resume(const QString &queue)
{
    expect(m_context.commands.resumeQueue(queue),
           [this, queue] { Q_EMIT told(tr("Queue %1 goes on.").arg(queue), undoOf(queue, {}), false); });
}

/// Back to what the node recorded before `left`, which may be another operator's doing by now.
std::function<void()> QueueActions::undoOf(const QString &queue, const queue::QueuePause &left)
{
    return [this, queue, left] {
        expect(m_context.commands.undoQueuePause(queue, left),
               [this, queue] { Q_EMIT told(tr("Queue %1 is as it was before.").arg(queue), nullptr, false); });
    };
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
