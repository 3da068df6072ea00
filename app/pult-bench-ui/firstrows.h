// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace pult::bench {

/// Notes when rows that were waited for stand in a table and are drawn. GUI thread.
class FirstRows final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FirstRows)

public:
    explicit FirstRows(QTableView &table);

    /// From now on; a new set of rows is meant, or with `any` the first rows at all.
    void expect(bool any = false);
    bool areThere() const { return m_shownAt > 0; }
    /// By steadyMicros().
    qint64 shownAt() const { return m_shownAt; }

private:
    void onRows();

    QTableView &m_table;
    bool m_expected = false;
    bool m_any = false;
    qint64 m_shownAt = 0;
};

} // namespace pult::bench
