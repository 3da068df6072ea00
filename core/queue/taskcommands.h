// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an operator does to tasks. Each checks the state under the row's lock and writes the audit entry in the same
// transaction. Not legal in the present state: task_state_conflict(id, state, verb). All or nothing over a list.
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// Who asks and from where; stands in every audit entry.
struct AuditOrigin
{
    QString who;
    QString where;
};

/// Waiting tasks end at once; a running one is asked to stop (its node sees it at the next renewal or hint).
Result<> cancelTasks(storage::Connection &connection, const QList<Id> &ids, const AuditOrigin &origin);
/// Finished or retryable tasks become available, attempts start anew. Unknown outcomes too: that is *again*.
Result<> retryTasks(storage::Connection &connection, const QList<Id> &ids, const AuditOrigin &origin);
/// Waiting tasks wait `time` more from now.
Result<> snoozeTasks(storage::Connection &connection, const QList<Id> &ids, std::chrono::seconds time,
                     const AuditOrigin &origin);
Result<> setPriority(storage::Connection &connection, const QList<Id> &ids, int priority, const AuditOrigin &origin);
/// Tasks that do not run; gone from every list, and gone for good after a day (deletedtasks.h).
Result<> deleteTasks(storage::Connection &connection, const QList<Id> &ids, const AuditOrigin &origin);
/// *done*: completed. Otherwise it runs again.
Result<> resolveUnknown(storage::Connection &connection, Id id, bool done, const AuditOrigin &origin);

} // namespace pult::queue
