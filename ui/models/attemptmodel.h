// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"

#include <queue/types.h>

namespace pult::ui {

/// The runs of one task, newest first. GUI thread.
class AttemptModel final : public TableModel<queue::Attempt, qint64>
{
    Q_OBJECT

public:
    enum ColumnIndex { Number, Outcome, Started, Duration, Worker };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    void tick();

protected:
    QString headerText(int column) const override;
    qint64 keyOf(const queue::Attempt &attempt) const override { return attempt.runLease; }
    QVariant cell(const queue::Attempt &attempt, int column, int role) const override;
};

} // namespace pult::ui
