// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/flowdocument.h"
#include "models/tablemodel.h"

namespace pult::ui {

/// How far a step is in a test run.
enum class FlowStepState { None, Running, Ok, Failed, Cancelled, NotReached };

/// One step of the flow that is edited.
struct FlowStepRow
{
    int id = 0; ///< stays with the step while it is moved about
    int number = 0;
    QJsonObject json;
    QList<Error> faults;
    QList<Error> remarks;
    FlowStepState state = FlowStepState::None;
    qint64 durationMs = -1; ///< −1: not known
    bool operator==(const FlowStepRow &) const = default;
};

/// The steps of a flow, edited in place and moved by drag. It asks for changes and shows what became of them. GUI
/// thread.
class FlowStepsModel final : public TableModel<FlowStepRow, int>
{
    Q_OBJECT

public:
    enum ColumnIndex { Number, Type, Target, Value, Timeout, Commit, Result, Duration };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    void setEditable(bool editable) { m_editable = editable; }

    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                      const QModelIndex &parent) override;

Q_SIGNALS:
    void editWanted(int row, const QList<pult::ui::FlowEdit> &edits);
    void moveWanted(int from, int to);

protected:
    QString headerText(int column) const override;
    int keyOf(const FlowStepRow &row) const override { return row.id; }
    QVariant cell(const FlowStepRow &row, int column, int role) const override;

private:
    QVariant toolTip(const FlowStepRow &row, int column) const;
    QString text(const FlowStepRow &row, int column) const;

    bool m_editable = true;
};

} // namespace pult::ui
