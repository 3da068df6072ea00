// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"

#include <queue/types.h>

#include <QHash>

namespace pult::ui {

/// Leases of running tasks and named locks: who holds what, for how long, and how long still. GUI thread.
class LockModel final : public TableModel<queue::LockInfo, QString>
{
    Q_OBJECT

public:
    enum ColumnIndex { Kind, Key, State, Task, Holder, Held, Left };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    /// Workers are numbered under their node's id; people know its name.
    void setNodes(const QList<queue::NodeInfo> &nodes);
    void tick(TimePoint now);
    bool isExpired(const queue::LockInfo &lock) const { return lock.expiresAt <= m_now; }
    QString holderText(const queue::LockInfo &lock) const;
    static QString kindText(const QString &kind);

protected:
    QString headerText(int column) const override;
    QString keyOf(const queue::LockInfo &lock) const override;
    QVariant cell(const queue::LockInfo &lock, int column, int role) const override;

private:
    QHash<QString, QString> m_nodeNames;
    TimePoint m_now{};
};

} // namespace pult::ui
