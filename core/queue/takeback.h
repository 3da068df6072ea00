// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Taking back an operation of the verbs retry, snooze and set-priority: every task goes back to what the audit recorded
// as before, if nothing has happened to it since. What somebody else has changed by now is left alone, and said.
#pragma once

#include "operations.h"

namespace pult::queue {

/// Whether an operation with this change is taken back so.
bool isTakenBackByAudit(const TaskChange &change);
/// How many tasks the audit says `operation` changed.
Result<qint64> countRecorded(storage::Connection &connection, const Operation &operation);

struct TakeBackStep
{
    ChangeResult result;
    qint64 position = 0; ///< the audit entry that it came to
};
/// Takes back what the next `limit` entries after `position` tell of `undone`, as part of `undo`. nullopt: none is
/// left. Refused: task_changed_since(id, who), task_state_conflict(id, state, verb), task_unknown(id). In a
/// transaction.
Result<std::optional<TakeBackStep>> takeBackNext(storage::Connection &connection, const Operation &undo,
                                                 const Operation &undone, qint64 position, int limit);

} // namespace pult::queue
