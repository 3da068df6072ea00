// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "moves.h"

namespace pult::queue {

/// A run that is over: by its worker's report, or (without one) taken back.
struct RunEnd
{
    const LiveTask *task = nullptr;
    Verdict verdict;
    const Completion *completion = nullptr;
};

/// Writes the attempts and artifacts and moves the tasks on. The tasks are locked by `moves`; settle() is the caller's.
Result<> endRuns(storage::Connection &connection, Moves &moves, const std::vector<RunEnd> &ends);

} // namespace pult::queue
