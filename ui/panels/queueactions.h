// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/uicontext.h"

#include <QObject>

#include <functional>

namespace pult::ui {

/// Pauses queues, with a reason and an end, and lets them go on; told with an undo. GUI thread.
class QueueActions final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(QueueActions)

public:
    /// `window` is what questions stand over.
    QueueActions(const UiContext &context, QWidget *window);

    void pause(const QString &queue);
    void resume(const QString &queue);

Q_SIGNALS:
    void failed(const pult::Error &error);
    /// As TaskActions::told.
    void told(const QString &text, const std::function<void()> &undo, bool longer);

private:
    std::function<void()> undoOf(const QString &queue, const queue::QueuePause &left);
    void expect(QFuture<Result<>> answer, const std::function<void()> &done);

    const UiContext &m_context;
    QWidget *m_window;
};

} // namespace pult::ui
