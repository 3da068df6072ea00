// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <QVariantList>

namespace pult::queue {

/// A where clause with its values, the same for live, finished and deleted tasks.
struct TaskCondition
{
    QStringList terms;
    QVariantList values;

    void add(const QString &term, const QVariantList &bound)
    {
        terms << term;
        values << bound;
    }
    /// " where …", or empty.
    QString clause() const;
};

TaskCondition conditionOf(const TaskFilter &filter);
/// Ages and spans before now become moments, so that the filter means the same tomorrow.
TaskFilter fixedAt(const TaskFilter &filter, TimePoint now);

/// As it is stored and shown; fields that do not filter are left out.
QJsonObject toJson(const TaskFilter &filter);
TaskFilter filterFromJson(const QJsonObject &object);

} // namespace pult::queue
