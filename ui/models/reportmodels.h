// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <node/commands.h>

#include <QAbstractTableModel>

namespace pult::ui {

/// The columns of a kind of report with their ticks, in the report's order. GUI thread.
class ReportColumnModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    /// All ticked.
    void setKind(upkeep::ReportKind kind);
    /// Names of the ticked ones; empty: all of them are.
    QStringList chosen() const;
    bool isNothingChosen() const { return !m_ticks.contains(true); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    void refreshTexts();

private:
    upkeep::ReportKind m_kind = upkeep::ReportKind::Tasks;
    QList<bool> m_ticks;
};

/// The first rows of a report as they will stand in the file. GUI thread.
class ReportPreviewModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setPreview(const upkeep::ReportPreview &preview);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    upkeep::ReportPreview m_preview;
};

} // namespace pult::ui
