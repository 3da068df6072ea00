// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "firstrows.h"

#include <benchnode.h>

#include <utility>

namespace pult::bench {

FirstRows::FirstRows(QTableView &table) : m_table(table)
{
    connect(table.model(), &QAbstractItemModel::modelReset, this, &FirstRows::onRows);
    connect(table.model(), &QAbstractItemModel::rowsInserted, this, [this] {
        if (m_any)
            onRows();
    });
}

void FirstRows::expect(bool any)
{
    m_expected = true;
    m_any = any;
    m_shownAt = 0;
}

void FirstRows::onRows()
{
    if (!std::exchange(m_expected, false))
        return;
    // When all that hears of them has done its part.
    const auto draw = [this] {
        m_table.viewport()->repaint();
        m_shownAt = steadyMicros();
    };
    QMetaObject::invokeMethod(this, draw, Qt::QueuedConnection);
}

} // namespace pult::bench
