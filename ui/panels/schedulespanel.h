// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schedulemodel.h"
#include "panels/panelframe.h"

namespace pult::ui {

class EmptyState;

/// What comes by the clock. GUI thread.
class SchedulesPanel final : public PanelFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SchedulesPanel)

public:
    SchedulesPanel(const UiContext &context, PanelFeed &feed, QWidget *parent = nullptr);

Q_SIGNALS:
    void taskRequested(pult::queue::Id task);

protected:
    void retranslate() override;

private:
    void updateVerbs();
    std::optional<queue::Schedule> current() const;
    void edit(const std::optional<queue::Schedule> &schedule);
    void askRemove();
    void runNow();

    ScheduleModel m_model;
    SortProxy m_order;
    TableView *m_table;
    EmptyState *m_empty;
    QAction *m_add;
    QAction *m_edit;
    QAction *m_run;
    QAction *m_pause;
    QAction *m_resume;
    QAction *m_remove;
    QAction *m_showTask;
};

} // namespace pult::ui
