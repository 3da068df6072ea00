// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"
#include "models/timewindow.h"

#include <base/logging.h>

namespace pult::ui {

/// The newest records of a log, oldest first: a ring. GUI thread.
class LogModel final : public TableModelBase
{
    Q_OBJECT

public:
    enum ColumnIndex { Time, Level, Category, Message };
    static constexpr int defaultLimit = 5000;

    explicit LogModel(int limit = defaultLimit, QObject *parent = nullptr);

    const QList<Column> &columns() const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    /// Appends a batch; what overflows goes first.
    void append(const QList<LogRecord> &records);
    /// The number of the newest record that was ever appended.
    quint64 lastNumber() const { return m_lastNumber; }
    void clear();
    /// Clears, and begins to count anew: another log.
    void restart();
    /// Lines that hold it stand out; empty: none do.
    void setHighlight(const QString &text);
    bool matches(int row) const;
    const LogRecord &recordAt(int row) const { return m_records.at(row); }

protected:
    QString headerText(int column) const override;

private:
    int m_limit;
    quint64 m_lastNumber = 0;
    QString m_highlight;
    QList<LogRecord> m_records;
};

/// Levels from a threshold up, a text, a stretch of time.
class LogProxy final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setLevel(QtMsgType level);
    void setText(const QString &text);
    void setTimeWindow(const std::optional<TimeWindow::Range> &range);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QtMsgType m_level = QtInfoMsg;
    QString m_text;
    std::optional<TimeWindow::Range> m_window;
};

} // namespace pult::ui
