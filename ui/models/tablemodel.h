// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QList>
#include <QSortFilterProxyModel>

#include <algorithm>

namespace pult::ui {

/// One column of a table: its header (QT_TRANSLATE_NOOP in the context of the model's class), whether it holds numbers,
/// and its first width in pixels (0: takes what is left).
struct Column
{
    const char *header;
    bool number = false;
    int width = 0;
    bool hidden = false; ///< at first; brought out by the header's menu
};

/// What all tables share. GUI thread.
class TableModelBase : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TableModelBase)

public:
    enum Role {
        SortRole = Qt::UserRole, ///< the raw value that a proxy sorts by
        IdRole,                  ///< what selects the row again after a new data set
        ProgressRole,            ///< 0…1; invalid: no bar
        SeriesRole,              ///< QList<double>, oldest first, for a small course
    };

    using QAbstractTableModel::QAbstractTableModel;

    int columnCount(const QModelIndex &parent = {}) const final;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    virtual const QList<Column> &columns() const = 0;

    /// After a change of language or theme.
    void refreshTexts();
    /// Rows that are known to be old are shown muted.
    void setStale(bool stale);
    bool isStale() const { return m_stale; }

protected:
    virtual QString headerText(int column) const = 0;
    /// Columns [first, last] of all rows look different now, for instance because time went by.
    void touchColumns(int first, int last);

private:
    bool m_stale = false;
};

/// The mechanics of a table over a snapshot of values: a new snapshot becomes removals, insertions, moves and merged
/// ranges of changes, never a reset. A concrete model lists its columns and says what a cell shows.
template<typename Row, typename Key>
class TableModel : public TableModelBase
{
public:
    using TableModelBase::TableModelBase;

    int rowCount(const QModelIndex &parent = {}) const final
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const final
    {
        Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid));
        const Row &row = m_rows.at(index.row());
        if (role == Qt::TextAlignmentRole && columns().at(index.column()).number)
            return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
        if (role == IdRole)
            return QVariant::fromValue(keyOf(row));
        if (role == Qt::AccessibleTextRole)
            return cell(row, index.column(), Qt::DisplayRole);
        const QVariant value = cell(row, index.column(), role);
        if (role == SortRole && !value.isValid())
            return cell(row, index.column(), Qt::DisplayRole);
        if (role == Qt::ForegroundRole && isStale())
            return staleColour();
        return value;
    }

    const Row &rowAt(int row) const { return m_rows.at(row); }
    const QList<Row> &rows() const { return m_rows; }
    /// −1 when there is none.
    int rowOf(const Key &key) const { return m_places.value(key, -1); }

    /// Turns the rows into `rows` (unique keys) with the fewest signals.
    void setRows(const QList<Row> &rows) { replaceHead(rowCount(), rows); }

    /// The first `count` rows become `rows`; what is below stays, untouched and not looked at. No key of `rows` may
    /// stand below.
    void replaceHead(int count, const QList<Row> &rows)
    {
        QHash<Key, int> wanted;
        wanted.reserve(rows.size());
        for (int i = 0; i < rows.size(); ++i)
            wanted.insert(keyOf(rows.at(i)), i);
        removeMissing(wanted, count);
        for (int i = 0; i < rows.size(); ++i) {
            const Key key = keyOf(rows.at(i));
            if (i < m_rows.size() && keyOf(m_rows.at(i)) == key)
                continue;
            if (m_places.contains(key))
                moveUp(m_places.value(key), i);
            else
                i = insertRun(rows, i);
        }
        updateValues(rows);
    }

    /// New values of rows that are there; others are left out.
    void updateKnown(const QList<Row> &rows)
    {
        for (const Row &row : rows) {
            const int place = m_places.value(keyOf(row), -1);
            if (place < 0 || m_rows.at(place) == row)
                continue;
            m_rows[place] = row;
            Q_EMIT dataChanged(index(place, 0), index(place, columnCount() - 1));
        }
    }

    /// New rows (unique keys that are not there) below all others.
    void appendRows(const QList<Row> &rows)
    {
        if (rows.isEmpty())
            return;
        const int before = rowCount();
        beginInsertRows({}, before, before + static_cast<int>(rows.size()) - 1);
        m_rows.append(rows);
        reindex(before);
        endInsertRows();
    }

    /// Only the first `count` rows stay.
    void truncate(int count)
    {
        if (count >= rowCount())
            return;
        beginRemoveRows({}, count, rowCount() - 1);
        for (qsizetype i = count; i < m_rows.size(); ++i)
            m_places.remove(keyOf(m_rows.at(i)));
        m_rows.resize(count);
        endRemoveRows();
    }

    /// Those that are there go, the others stay untouched.
    void removeKnown(const QList<Key> &keys)
    {
        QList<int> places;
        for (const Key &key : keys) {
            if (const int place = rowOf(key); place >= 0)
                places.append(place);
        }
        std::sort(places.begin(), places.end());
        for (qsizetype last = places.size() - 1; last >= 0;) {
            qsizetype first = last;
            while (first > 0 && places.at(first - 1) == places.at(first) - 1)
                --first;
            beginRemoveRows({}, places.at(first), places.at(last));
            for (int row = places.at(first); row <= places.at(last); ++row)
                m_places.remove(keyOf(m_rows.at(row)));
            m_rows.remove(places.at(first), last - first + 1);
            reindex(places.at(first));
            endRemoveRows();
            last = first - 1;
        }
    }

    /// A new data set: everything before is forgotten.
    void resetRows(QList<Row> rows = {})
    {
        beginResetModel();
        m_rows = std::move(rows);
        m_places.clear();
        reindex(0);
        endResetModel();
    }

    /// The same rows in another order: nothing comes or goes, and the selection stays with its rows.
    void reorderRows(const QList<Row> &rows)
    {
        Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
        const QModelIndexList before = persistentIndexList();
        QList<Key> keys;
        for (const QModelIndex &each : before)
            keys.append(keyOf(m_rows.at(each.row())));
        m_rows = rows;
        reindex(0);
        QModelIndexList after;
        for (qsizetype i = 0; i < before.size(); ++i)
            after.append(index(m_places.value(keys.at(i)), before.at(i).column()));
        changePersistentIndexList(before, after);
        Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
    }

protected:
    virtual Key keyOf(const Row &row) const = 0;
    /// The value of a cell for a role; an invalid SortRole means: sort by the text.
    virtual QVariant cell(const Row &row, int column, int role) const = 0;

private:
    /// The places from here on; what is there no more must have been forgotten.
    void reindex(int from)
    {
        for (int i = from; i < m_rows.size(); ++i)
            m_places.insert(keyOf(m_rows.at(i)), i);
    }

    void removeMissing(const QHash<Key, int> &wanted, int count)
    {
        int last = count - 1;
        bool removed = false;
        while (last >= 0) {
            if (wanted.contains(keyOf(m_rows.at(last)))) {
                --last;
                continue;
            }
            int first = last;
            while (first > 0 && !wanted.contains(keyOf(m_rows.at(first - 1))))
                --first;
            beginRemoveRows({}, first, last);
            for (int row = first; row <= last; ++row)
                m_places.remove(keyOf(m_rows.at(row)));
            m_rows.remove(first, last - first + 1);
            endRemoveRows();
            removed = true;
            last = first - 1;
        }
        if (removed)
            reindex(0);
    }

    /// Inserts the run of unknown rows that begins at i; the index of its last row.
    int insertRun(const QList<Row> &rows, int i)
    {
        int end = i + 1;
        while (end < rows.size() && !m_places.contains(keyOf(rows.at(end))))
            ++end;
        beginInsertRows({}, i, end - 1);
        const qsizetype before = m_rows.size();
        m_rows.resize(before + (end - i));
        std::move_backward(m_rows.begin() + i, m_rows.begin() + before, m_rows.end());
        std::copy(rows.begin() + i, rows.begin() + end, m_rows.begin() + i);
        reindex(i);
        endInsertRows();
        return end - 1;
    }

    void moveUp(int from, int to)
    {
        beginMoveRows({}, from, from, {}, to);
        m_rows.move(from, to);
        reindex(to);
        endMoveRows();
    }

    void updateValues(const QList<Row> &rows)
    {
        int first = -1;
        for (int i = 0; i <= rows.size(); ++i) {
            const bool changed = i < rows.size() && !(m_rows.at(i) == rows.at(i));
            if (changed) {
                m_rows[i] = rows.at(i);
                first = first < 0 ? i : first;
            } else if (first >= 0) {
                Q_EMIT dataChanged(index(first, 0), index(i - 1, columnCount() - 1));
                first = -1;
            }
        }
    }

    QVariant staleColour() const;

    QList<Row> m_rows;
    QHash<Key, int> m_places;
};

/// Keeps TableModel's template free of the theme.
QVariant staleForeground();

template<typename Row, typename Key>
QVariant TableModel<Row, Key>::staleColour() const
{
    return staleForeground();
}

/// Sorts a table by its raw values; ties by the id, so that rows never swap without a reason.
class SortProxy final : public QSortFilterProxyModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SortProxy)

public:
    explicit SortProxy(QObject *parent = nullptr);

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;
};

} // namespace pult::ui
