// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/reportmodels.h"

namespace pult::ui {

void ReportColumnModel::setKind(upkeep::ReportKind kind)
{
    beginResetModel();
    m_kind = kind;
    m_ticks = QList<bool>(qsizetype(upkeep::reportColumns(kind).size()), true);
    endResetModel();
}

QStringList ReportColumnModel::chosen() const
{
    QStringList names;
    for (qsizetype i = 0; m_ticks.contains(false) && i < m_ticks.size(); ++i) {
        if (m_ticks.at(i))
            names.append(QString::fromLatin1(upkeep::reportColumns(m_kind)[size_t(i)].name));
    }
    return names;
}

int ReportColumnModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_ticks.size());
}

QVariant ReportColumnModel::data(const QModelIndex &index, int role) const
{
    Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
    const upkeep::ReportColumn &column = upkeep::reportColumns(m_kind)[size_t(index.row())];
    if (role == Qt::DisplayRole)
        return upkeep::titleOf(column);
    if (role == Qt::ToolTipRole)
        return QString::fromLatin1(column.name);
    if (role == Qt::CheckStateRole)
        return m_ticks.at(index.row()) ? Qt::Checked : Qt::Unchecked;
    return {};
}

bool ReportColumnModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
    if (role != Qt::CheckStateRole)
        return false;
    m_ticks[index.row()] = value.toInt() == Qt::Checked;
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    return true;
}

Qt::ItemFlags ReportColumnModel::flags(const QModelIndex &index) const
{
    return QAbstractListModel::flags(index) | Qt::ItemIsUserCheckable;
}

void ReportColumnModel::refreshTexts()
{
    if (!m_ticks.isEmpty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::DisplayRole});
}

void ReportPreviewModel::setPreview(const upkeep::ReportPreview &preview)
{
    beginResetModel();
    m_preview = preview;
    endResetModel();
}

int ReportPreviewModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_preview.rows.size());
}

int ReportPreviewModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_preview.headers.size());
}

QVariant ReportPreviewModel::data(const QModelIndex &index, int role) const
{
    Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return m_preview.rows.at(index.row()).value(index.column());
    return {};
}

QVariant ReportPreviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole)
        return m_preview.headers.value(section);
    return {};
}

} // namespace pult::ui
