// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <storage/connection.h>

#include <QHash>

namespace pult::test {

/// What the runs themselves wrote, held against what the database says of them. Every rule counts its breaches; all
/// must be 0.
struct ChaosLedger
{
    // How it went
    int tasks = 0; ///< in history
    int completed = 0;
    int discarded = 0;
    int runs = 0;    ///< known to the database
    int rescued = 0; ///< of them, taken back
    int started = 0; ///< start lines
    int ended = 0;   ///< end lines
    int poisoned = 0;
    int brokenByDatabase = 0; ///< discarded because their attempts were used up by a database that was away

    // Breaches
    int notEnded = 0;             ///< live tasks left over
    int twiceInHistory = 0;       ///< a task that finished more than once
    int unknownRuns = 0;          ///< lines of a run that the database does not know
    int doubledLines = 0;         ///< two starts or two ends of one run
    int overlapsByDatabase = 0;   ///< a run of a task or key that began before the one before it was over
    int overlapsByRuns = 0;       ///< the same for ended runs by their own lines
    int staleEnds = 0;            ///< an end line that was written after the database had ended the run
    int earlyStarts = 0;          ///< a start line from before the claim
    int completedWithoutWork = 0; ///< completed by a run that has no end line
    int acceptedAfterRescue = 0;  ///< finished by a run that had been taken back
    int attemptsOverMax = 0;

    int breaches() const
    {
        return notEnded + twiceInHistory + unknownRuns + doubledLines + overlapsByDatabase + overlapsByRuns +
               staleEnds + earlyStarts + completedWithoutWork + acceptedAfterRescue + attemptsOverMax;
    }
    /// Both halves in one line.
    QString summary() const;
};

/// `eventsPath`: the file that all probe tasks appended to.
Result<ChaosLedger> readLedger(storage::Connection &connection, const QString &eventsPath);

} // namespace pult::test
