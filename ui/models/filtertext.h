// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <queue/types.h>

#include <QCoreApplication>

namespace pult::ui {

/// What the filter line says. Words are looked for in profile, keys and last error; `state: kind: queue: batch: id:` narrow
/// the list. A value.
struct FilterParse
{
    queue::TaskFilter filter;
    int faultAt = -1; ///< position of the first fault in the text, −1: none
    QString fault; ///< the sentence
};

class FilterText final
{
    Q_DECLARE_TR_FUNCTIONS(pult::FilterText)

public:
    static FilterParse parse(const QString &text);
};

} // namespace pult::ui
