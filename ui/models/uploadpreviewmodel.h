// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"
#include "models/uploadcheck.h"

namespace pult::ui {

/// The uploads that a form would make, each with its problems. GUI thread.
class UploadPreviewModel final : public TableModel<UploadRow, int>
{
    Q_OBJECT

public:
    enum ColumnIndex { Number, Problem, Profile, Media, Caption, Tags, Begins };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;

protected:
    QString headerText(int column) const override;
    int keyOf(const UploadRow &row) const override { return row.number; }
    QVariant cell(const UploadRow &row, int column, int role) const override;

private:
    QString text(const UploadRow &row, int column) const;
    QString problems(const UploadRow &row, const QString &separator) const;
};

} // namespace pult::ui
