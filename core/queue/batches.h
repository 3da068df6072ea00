// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "taskcommands.h"
#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// A batch as it is made: its children get its id as batchId.
struct NewBatch
{
    QString kind;
    QString label;
    QByteArray payload; ///< JSON
    bool draft = false; ///< children stand as draft until started
    QList<NewTask> tasks;
    std::optional<NewTask> callback; ///< runs once, when all tasks have ended (batchcallback.h)
};

/// Batch and children in one transaction.
Result<Batch> createBatch(storage::Connection &connection, const NewBatch &batch, const AuditOrigin &origin);
/// With its task ids. batch_unknown(id).
Result<Batch> showBatch(storage::Connection &connection, Id id);
/// The payload alone: batches may have many tasks. batch_unknown(id).
Result<QByteArray> batchPayload(storage::Connection &connection, Id id);
/// Newest first; with `before` those older than that one.
Result<QList<Batch>> listBatches(storage::Connection &connection, int limit, std::optional<Id> before = {});
/// Drafts become available. batch_unknown(id); batch_state_conflict(id, state) when it is not a draft.
Result<Batch> startBatch(storage::Connection &connection, Id id, const AuditOrigin &origin);

} // namespace pult::queue
