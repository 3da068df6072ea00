// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "taskterm.h"

#include <QVariantList>

namespace pult::queue {

/// A term as SQL, the same for live, finished and deleted tasks; its values are bound.
struct TermCondition
{
    QString sql;
    QVariantList values;
};
TermCondition conditionOf(const TaskTerm &term);

/// One of the stored states.
QString stateIs(const QStringList &stored);

/// Text that is looked for in the profile, the keys and the last error.
TermCondition textCondition(const QString &text);

} // namespace pult::queue
