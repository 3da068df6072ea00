// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"
#include "theme/colours.h"

#include <queue/types.h>

namespace pult::ui {

/// A question that is asked every day, with its count: what the sidebar offers.
struct ViewRow
{
    const char *id;     ///< stable: "all", "running" …
    const char *filter; ///< as it stands in the filter line
    const char *iconName;
    Tone tone;
    qint64 count = 0;
    bool operator==(const ViewRow &other) const { return id == other.id && count == other.count; }
};

/// All, Running, Waiting, Completed, Failed, Outcome unknown. GUI thread.
class ViewModel final : public TableModel<ViewRow, QString>
{
    Q_OBJECT

public:
    enum ColumnIndex { Name, Count };

    explicit ViewModel(QObject *parent = nullptr);

    const QList<Column> &columns() const override;
    void setStats(const queue::TaskStats &stats);

protected:
    QString headerText(int column) const override;
    QString keyOf(const ViewRow &row) const override { return QString::fromLatin1(row.id); }
    QVariant cell(const ViewRow &row, int column, int role) const override;

private:
    QString nameOf(const ViewRow &row) const;
};

/// The newest batches with how far they are. GUI thread.
class BatchModel final : public TableModel<queue::Batch, queue::Id>
{
    Q_OBJECT

public:
    enum ColumnIndex { Label, Counts };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;

protected:
    QString headerText(int column) const override;
    queue::Id keyOf(const queue::Batch &batch) const override { return batch.id; }
    QVariant cell(const queue::Batch &batch, int column, int role) const override;
};

} // namespace pult::ui
