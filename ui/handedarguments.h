// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QStringList>

namespace pult::ui {

/// What of a second start's arguments a running window can follow. A value.
struct HandedArguments
{
    QString language; ///< --lang; empty: not given
    bool minimized = false;
    QHash<QString, QString> settings; ///< --set NAME=VALUE

    /// The others were for an engine that runs already; what is malformed the second start has refused itself.
    static HandedArguments of(const QStringList &arguments);
};

} // namespace pult::ui
