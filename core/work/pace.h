// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "worker.h"

namespace pult::work {

/// How far ahead of its free slots a node may claim, from how long its runs take: enough to keep quick jobs coming
/// while the next claim is under way, nothing where a claimed task would wait noticeably. Knows nothing at first.
class Pace final
{
public:
    /// However quick the runs are, a node holds no more tasks beyond its slots: what becomes available later and is
    /// better waits behind so many at most.
    static constexpr int mostForNode = 4000;

    void note(const QList<EndedRun> &ended);
    /// Runs take longer than was thought.
    void forget() { m_average = {}; }

    /// Tasks to hold beyond the slots of a node with `capacity`.
    int claimAhead(int capacity) const;
    /// Tasks that may wait in a worker for each of its slots.
    double handAhead() const;

private:
    double ahead(std::chrono::nanoseconds horizon) const;

    std::chrono::nanoseconds m_average{0}; ///< 0: not known
};

} // namespace pult::work
