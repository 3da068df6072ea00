// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/auditmodel.h"
#include "models/timewindow.h"
#include "panels/panelframe.h"

#include <QElapsedTimer>

class QLineEdit;

namespace pult::ui {

class EmptyState;

/// Who changed what on this database: the newest entries, or those of the stretch of time that is looked at. GUI
/// thread.
class AuditPanel final : public PanelFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AuditPanel)

public:
    AuditPanel(const UiContext &context, PanelFeed &feed, QWidget *parent = nullptr);

protected:
    void retranslate() override;
    void showEvent(QShowEvent *event) override;

private:
    void ask();
    void onTick();
    void copy() const;
    void updateTexts();

    AuditModel m_model;
    SortProxy m_order;
    QLineEdit *m_find;
    TableView *m_table;
    EmptyState *m_empty;
    QAction *m_copy;
    bool m_arrived = false;
    bool m_asked = false;
    quint64 m_number = 0; ///< of the newest question; older answers do not count
    QElapsedTimer m_since;
    qint64 m_rest = 0; ///< milliseconds
};

} // namespace pult::ui
