// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queuemodel.h"
#include "panels/panelframe.h"

namespace pult::ui {

class EmptyState;

/// The queues, and what can be done to them. GUI thread.
class QueuesPanel final : public PanelFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(QueuesPanel)

public:
    QueuesPanel(const UiContext &context, PanelFeed &feed, QWidget *parent = nullptr);

Q_SIGNALS:
    void pauseRequested(const QString &queue);
    void resumeRequested(const QString &queue);
    /// The task list is to show these.
    void tasksRequested(const QString &filter);

protected:
    void retranslate() override;

private:
    void updateVerbs();
    std::optional<QueueRow> current() const;
    void askLimits();

    QueueModel m_model;
    SortProxy m_order;
    TableView *m_table;
    EmptyState *m_empty;
    QAction *m_pause;
    QAction *m_resume;
    QAction *m_limits;
    QAction *m_tasks;
};

} // namespace pult::ui
