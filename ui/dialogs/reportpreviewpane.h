// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/reportmodels.h"
#include "panels/uicontext.h"

#include <QWidget>

class QLabel;
class QTableView;
class QTimer;

namespace pult::ui {

/// The first rows of a report that could be made, with a line that says how many there are or why there are none.
/// Asks the database once a moment has passed without another wish. GUI thread.
class ReportPreviewPane final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ReportPreviewPane)

public:
    ReportPreviewPane(const UiContext &context, QWidget *parent);

    void ask(const upkeep::ReportRequest &request);
    /// For a report that cannot be made.
    void clear();
    void retranslate();

private:
    void look();
    void fill(const Result<upkeep::ReportPreview> &preview);
    void updateTitle();

    const UiContext &m_context;
    ReportPreviewModel m_model;
    upkeep::ReportRequest m_request;
    quint64 m_number = 0; ///< older answers do not count
    QTimer *m_timer;
    QLabel *m_title;
    QTableView *m_table;
};

} // namespace pult::ui
