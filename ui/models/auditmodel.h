// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"

#include <node/commands.h>

namespace pult::ui {

/// Who changed what, newest first. GUI thread.
class AuditModel final : public TableModel<queue::AuditEntry, qint64>
{
    Q_OBJECT

public:
    enum ColumnIndex { Time, Who, What, Object, Change, From };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    /// "queue.pause" in words; as it is where it has none.
    static QString whatText(const QString &what);
    /// Who did it, or by way of what: "operator", "window".
    static QString actorText(const QString &actor);
    /// "state: failed → available; reason: repairs"
    static QString changeText(const queue::AuditEntry &entry);

protected:
    QString headerText(int column) const override;
    qint64 keyOf(const queue::AuditEntry &entry) const override { return entry.id; }
    QVariant cell(const queue::AuditEntry &entry, int column, int role) const override;
};

} // namespace pult::ui
