// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/viewmodel.h"
#include "panels/uicontext.h"

#include <QWidget>

class QLabel;

namespace pult::ui {

class EmptyState;
class TableView;

/// The views of the task list and the newest bulk uploads, with their counts. Keeps the operator's own views. GUI
/// thread.
class ViewSidebar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ViewSidebar)

public:
    explicit ViewSidebar(const UiContext &context, QWidget *parent = nullptr);

    /// Marks the view, or the upload, that shows this filter; a chosen one of the operator's own that was edited keeps
    /// its mark.
    void follow(const QString &filterLine);
    /// The view that is chosen, edited or not; empty: none.
    QString current() const { return m_current; }
    bool isEdited() const;
    /// Asks for a name and saves the filter as a view; `again`: into the chosen one, without asking.
    void save(const QString &filterLine, bool again);
    ViewModel &views() { return m_views; }
    void retranslate();

Q_SIGNALS:
    void filterChosen(const QString &filterLine);
    /// A new view of the operator's own is the chosen one now.
    void viewAdded(const QString &id);

private:
    void choose(const QString &id);
    void showMenu(const QPoint &position);
    void rename(const QString &id);
    void keep();
    void updateHeight();

    const UiContext &m_context;
    ViewModel m_views;
    BatchModel m_batches;
    QLabel *m_viewsTitle;
    QLabel *m_batchesTitle;
    TableView *m_viewTable;
    TableView *m_batchTable;
    EmptyState *m_batchesEmpty;
    QString m_current = QStringLiteral("all");
};

} // namespace pult::ui
