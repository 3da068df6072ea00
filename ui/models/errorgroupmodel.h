// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"

#include <node/commands.h>

namespace pult::ui {

/// Failures by what they have in common. GUI thread.
class ErrorGroupModel final : public TableModel<queue::ErrorGroup, QString>
{
    Q_OBJECT

public:
    enum ColumnIndex { What, Count, FirstSeen, LastSeen };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    void tick();

protected:
    QString headerText(int column) const override;
    QString keyOf(const queue::ErrorGroup &group) const override { return group.signature; }
    QVariant cell(const queue::ErrorGroup &group, int column, int role) const override;
};

} // namespace pult::ui
