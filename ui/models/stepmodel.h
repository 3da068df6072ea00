// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"

namespace pult::ui {

/// One step of a flow as a run recorded it.
struct StepRow
{
    int index = 0; ///< from 0
    QString type;
    qint64 durationMs = -1; ///< −1: not known
    QString status;
    bool operator==(const StepRow &) const = default;
};

/// Reads Attempt::steps; what cannot be read is left out.
QList<StepRow> stepsFromJson(const QByteArray &json);

/// The steps of one run. GUI thread.
class StepModel final : public TableModel<StepRow, int>
{
    Q_OBJECT

public:
    enum ColumnIndex { Number, Type, Status, Duration };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;

protected:
    QString headerText(int column) const override;
    int keyOf(const StepRow &row) const override { return row.index; }
    QVariant cell(const StepRow &row, int column, int role) const override;
};

} // namespace pult::ui
