// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <node/commands.h>

namespace pult::ui {

/// What an operator means when choosing tasks: those that are selected, or all that match the filter. A value.
struct TaskChoice
{
    QList<queue::Task> tasks; ///< selected, the current one first
    bool everything = false;  ///< not only them but whatever matches
    queue::TaskFilter filter;
    QString line; ///< the filter as it stands in its line
};

} // namespace pult::ui
