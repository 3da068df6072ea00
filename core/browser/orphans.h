// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browserrecord.h"
#include "provider.h"

namespace pult::browser {

struct ReapReport
{
    int closed = 0;   ///< browsers that still ran
    int gone = 0;     ///< had ended already
    QStringList left; ///< "dolphin:17": could not be closed now; their records stay
};

/// Closes the browsers that earlier lives of this data folder left behind, exactly those whose process id and start
/// time are recorded, and removes their records. Dolphin's are stopped through `dolphin`; without it their records
/// stay. `session` is the present life, whose browsers are not touched. At most one node uses a data folder.
QCoro::Task<ReapReport> reapOrphans(QString dataDir, QString session, Provider *dolphin, CancelToken &token);

} // namespace pult::browser
