// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <queue/taskstore.h>

#include <optional>

namespace pult::work {

/// What of a claim may begin, and what goes back unused.
struct Admission
{
    QList<queue::ClaimedTask> begin;
    QList<queue::Assignment> back;
    std::optional<qint64> trial; ///< run lease of the suspect in `begin`
};

/// Tells a task that takes its process with it from those that only ran beside it: a task that was lost with its
/// process before (queue::isSuspect) runs as the only suspect of a process, so that of those lost together only the
/// first losses count for all, and every further one for a task on its own trial. Where one claim brings several, all
/// go back in one write before any begins: the first at once, if no other is `underTrial` here, the rest for a while.
Admission admit(const QList<queue::ClaimedTask> &claimed, bool underTrial);

} // namespace pult::work
