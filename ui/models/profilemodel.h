// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"

#include <browser/provider.h>
#include <queue/types.h>

#include <QSet>

namespace pult::ui {

/// The browser profiles of the provider, with check boxes when a dialog chooses among them. GUI thread.
class ProfileModel final : public TableModel<browser::Profile, QString>
{
    Q_OBJECT

public:
    enum ColumnIndex { Name, State, Tags, Note, IdColumn };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;

    void setCheckable(bool checkable);
    QStringList checkedIds() const;
    void setChecked(const QStringList &ids, bool checked);
    /// Those too that are not listed yet.
    void uncheckAll();
    /// Profiles that a running task uses, by the providers of those tasks (`local:shop-1`).
    void setBusyProviders(const QSet<QString> &providers);
    /// Who has a profile for itself: leases of tasks and named locks, on any node.
    void setLocks(const QList<queue::LockInfo> &locks);

    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

Q_SIGNALS:
    void checkedChanged();

protected:
    QString headerText(int column) const override;
    QString keyOf(const browser::Profile &profile) const override { return profile.id; }
    QVariant cell(const browser::Profile &profile, int column, int role) const override;

private:
    bool isRunning(const browser::Profile &profile) const;

    bool m_checkable = false;
    QSet<QString> m_checked;
    QString stateText(const browser::Profile &profile) const;

    QHash<QString, queue::LockInfo> m_locks; ///< by the profile's id
    QSet<QString> m_busyIds;
};

} // namespace pult::ui
