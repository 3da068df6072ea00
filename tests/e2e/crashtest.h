// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace pult::test {

/// What is left after Pult was killed again and again in the middle of its uploads.
struct CrashCounts
{
    int completed = 0;
    int unknown = 0;
    int other = 0;
    int receivedTwice = 0;
    int completedButNotReceived = 0;
    int processesLeft = 0;
    int kills = 0;
};

/// Ten uploads to a site in another process; pultd is killed with SIGKILL at a random moment and started again until
/// nothing is left to run. `round` seeds the moment.
CrashCounts crashRound(const QString &databaseUrl, quint32 round);

} // namespace pult::test
