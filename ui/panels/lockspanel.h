// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lockmodel.h"
#include "panels/panelframe.h"

class QLineEdit;

namespace pult::ui {

class EmptyState;

/// Who holds what over all nodes, and taking it away. GUI thread.
class LocksPanel final : public PanelFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LocksPanel)

public:
    LocksPanel(const UiContext &context, PanelFeed &feed, QWidget *parent = nullptr);

Q_SIGNALS:
    void taskRequested(pult::queue::Id task);

protected:
    void retranslate() override;

private:
    void updateVerbs();
    void updateEmptyState();
    std::optional<queue::LockInfo> current() const;
    void askRelease();
    void askCleanup();
    void release(const queue::LockCleanup &what);

    LockModel m_model;
    SortProxy m_order;
    QLineEdit *m_find;
    TableView *m_table;
    EmptyState *m_empty;
    QAction *m_show;
    QAction *m_release;
    QAction *m_cleanup;
};

} // namespace pult::ui
