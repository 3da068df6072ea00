// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>
#include <QTimer>

class QSettings;
class QSortFilterProxyModel;

namespace pult::ui {

class EmptyState;
class TableModelBase;

/// A table as all of them look: rows of 28 px, no grid, whole rows selected, columns that may be moved and hidden and
/// are kept, an empty state, rows copied as text. GUI thread.
class TableView final : public QTableView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TableView)

public:
    explicit TableView(QWidget *parent = nullptr);

    /// `proxy` sorts `model`; without one the rows stand as the model has them. Neither is owned.
    void setTable(TableModelBase *model, QSortFilterProxyModel *proxy = nullptr);
    /// Shown over the table while it has no rows; owned.
    void setEmptyState(EmptyState *empty);
    /// `view`: of several sets of columns, the one that is meant.
    void saveColumns(QSettings &state, const QString &view = {}) const;
    void restoreColumns(const QSettings &state, const QString &view = {});
    void resetColumns();
    /// No column begins narrower than its header; the table scrolls sideways where there is no room.
    void setWholeHeaders();
    /// The column that takes the rest of the width, so that nothing stands outside; the last one by default.
    void setStretchColumn(int column);

    /// Rows of the model behind the proxy, top to bottom.
    QList<int> selectedModelRows() const;
    int currentModelRow() const;
    /// Selects and shows a row of the model behind the proxy.
    void selectModelRow(int row);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void updateEmptyState();
    /// A shortened number is a wrong one: columns of numbers widen for what is on view, and with whole headers those of
    /// short words do, too.
    void fitColumns();
    void fitStretchColumn();
    void showColumnMenu(const QPoint &position);
    void copySelection() const;

    TableModelBase *m_model = nullptr;
    QSortFilterProxyModel *m_proxy = nullptr;
    EmptyState *m_empty = nullptr;
    bool m_wholeHeaders = false;
    int m_stretchColumn = -1; ///< −1: the last one
    QTimer m_fit;             ///< gathers changes until the event loop's next turn
};

} // namespace pult::ui
