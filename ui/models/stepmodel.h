// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"

#include <queue/types.h>

namespace pult::ui {

/// One step of a flow as a run recorded it.
struct StepRow
{
    int index = 0; ///< from 0
    QString type;
    qint64 durationMs = -1; ///< −1: not known
    QString status;
    qint64 usualMs = -1; ///< when the flow goes well; −1: not known
    bool operator==(const StepRow &) const = default;
};

/// Reads Attempt::steps; what cannot be read is left out. `usual`: to compare with.
QList<StepRow> stepsFromJson(const QByteArray &json, const std::optional<queue::FlowTimes> &usual = {});

/// The steps of one run. GUI thread.
class StepModel final : public TableModel<StepRow, int>
{
    Q_OBJECT

public:
    enum ColumnIndex { Number, Type, Status, Duration, Usual };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    /// Short times to a tenth of a second; empty when not known (below 0).
    static QString durationText(qint64 milliseconds);

protected:
    QString headerText(int column) const override;
    int keyOf(const StepRow &row) const override { return row.index; }
    QVariant cell(const StepRow &row, int column, int role) const override;

private:
    static bool isSlow(const StepRow &row);
};

} // namespace pult::ui
