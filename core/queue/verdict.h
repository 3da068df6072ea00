// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "taskrow.h"

namespace pult::queue {

/// What becomes of a task after a run. Pure: the database only writes it down.
struct Verdict
{
    TaskState state = TaskState::Available;         ///< Available and Retryable wait again, Scheduled after `delay`
    std::optional<std::chrono::milliseconds> delay; ///< from database now; none: its run-at stays
    int attempt = 0;
    int rescues = 0;
    std::optional<Error> error; ///< replaces the last error
    bool outcomeUnknown = false;
    QString outcome; ///< of the attempt's row
};

/// A run that cut off more often than this takes its node with it and is not tried again.
constexpr int rescueLimit = 5;
/// So many lost runs may be the fault of a neighbour in the same process; after them a task runs as the only such one
/// of its process (work::admit), and what is lost then is held against it alone.
constexpr int sharedRescues = 2;
constexpr bool isSuspect(int rescues)
{
    return rescues >= sharedRescues;
}

/// By a worker's own report. `jitter` is a draw from [0,1).
Verdict judge(const LiveTask &task, const Completion &completion, double jitter);
/// A run that was taken back because of `why`.
Verdict judgeLost(const LiveTask &task, const Error &why);

} // namespace pult::queue
