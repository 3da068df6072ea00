// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trials.h"

#include <queue/verdict.h>

#include <algorithm>

namespace pult::work {

using namespace std::chrono_literals;

namespace {

/// Each further suspect stays away so much longer than the one before it, but no longer than the other.
constexpr std::chrono::milliseconds step = 1s;
constexpr std::chrono::milliseconds longest = 15s;

bool isSuspect(const queue::ClaimedTask &task)
{
    return queue::isSuspect(task.task.rescues);
}

} // namespace

Admission admit(const QList<queue::ClaimedTask> &claimed, bool underTrial)
{
    const auto suspects = std::count_if(claimed.begin(), claimed.end(), isSuspect);
    if (suspects == 0)
        return {claimed, {}, {}};
    const bool alone = suspects == 1 && !underTrial;
    std::chrono::milliseconds pause = underTrial ? step : 0ms;
    Admission admission;
    for (const queue::ClaimedTask &task : claimed) {
        if (isSuspect(task) && !alone) {
            admission.back.append({task.task.id, task.runLease, {}, pause});
            pause = std::min(pause + step, longest);
            continue;
        }
        if (isSuspect(task))
            admission.trial = task.runLease;
        admission.begin.append(task);
    }
    return admission;
}

} // namespace pult::work
