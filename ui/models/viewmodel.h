// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"
#include "theme/colours.h"

#include <node/commands.h>
#include <queue/types.h>

class QSettings;

namespace pult::ui {

/// A question that is asked every day, with its count: what the sidebar offers. A value.
struct ViewRow
{
    QString id;       ///< stable: "all", "running" …; of an operator's own a number
    QString name;     ///< an operator's own; empty: one of ours, named in the current language
    QString filter;   ///< as it stands in the filter line
    QString iconName; ///< of resources/icons
    Tone tone = Tone::Waiting;
    std::optional<queue::TaskCount> count; ///< nullopt: not known, or it took too long
    bool edited = false;                   ///< the filter line says something else by now
    bool isOwn() const { return !name.isEmpty(); }
    bool operator==(const ViewRow &) const = default;
};

/// All, Running, Waiting, Completed, Failed, Outcome unknown, Today, then the operator's own. GUI thread.
class ViewModel final : public TableModel<ViewRow, QString>
{
    Q_OBJECT

public:
    enum ColumnIndex { Name, Count };

    explicit ViewModel(QObject *parent = nullptr);

    const QList<Column> &columns() const override;
    void setCounts(const node::Commands::Counts &counts);
    /// Those of which the filters are counted one by one, in their order: Today and the operator's own.
    QStringList countedFilters() const;

    /// Adds or changes an operator's own; its id.
    QString save(const QString &id, const QString &name, const QString &iconName, const QString &filter);
    void remove(const QString &id);
    void setEdited(const QString &id);
    void load(const QSettings &state);
    void store(QSettings &state) const;
    QString nameOf(const ViewRow &row) const;
    /// Icons that an operator may choose from.
    static QStringList iconChoices();

protected:
    QString headerText(int column) const override;
    QString keyOf(const ViewRow &row) const override { return row.id; }
    QVariant cell(const ViewRow &row, int column, int role) const override;
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
