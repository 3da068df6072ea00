// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"

#include <node/commands.h>

namespace pult::ui {

/// Changes to many tasks: what, by whom, why, how far. GUI thread.
class OperationModel final : public TableModel<queue::Operation, qint64>
{
    Q_OBJECT

public:
    enum ColumnIndex { Number, What, State, Progress, Refused, Filter, Reason, Age, Who };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    void tick();
    /// "Retry, over 30 min", in the current language.
    static QString whatText(const queue::Operation &operation);
    static QString stateText(const queue::Operation &operation);
    /// "12 tasks cancelled. 1 could not be: …": what to tell when it has ended.
    static QString resultText(const queue::Operation &operation);

protected:
    QString headerText(int column) const override;
    qint64 keyOf(const queue::Operation &operation) const override { return operation.id; }
    QVariant cell(const queue::Operation &operation, int column, int role) const override;
};

} // namespace pult::ui
