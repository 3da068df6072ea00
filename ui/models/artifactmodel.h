// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"

#include <queue/types.h>

namespace pult::ui {

/// The files kept with a task's runs. GUI thread.
class ArtifactModel final : public TableModel<queue::Artifact, qint64>
{
    Q_OBJECT

public:
    enum ColumnIndex { Name, Size, Made };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;

protected:
    QString headerText(int column) const override;
    qint64 keyOf(const queue::Artifact &artifact) const override { return artifact.id; }
    QVariant cell(const queue::Artifact &artifact, int column, int role) const override;
};

} // namespace pult::ui
