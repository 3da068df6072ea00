// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who deletes a task discards those that waited for it; who brings it back wants them to wait again.
#pragma once

#include "moves.h"

namespace pult::queue {

/// A task that was discarded because of another.
struct LostDependent
{
    Id id = 0;
    QString exclusiveKey;
    QString uniqueKey;
    std::optional<Id> batchId;
    QList<Id> dependsOn;
};

/// Those that were discarded because of `ids` since a time in microseconds, and those because of them in turn.
Result<std::vector<LostDependent>> lostDependents(storage::Connection &connection, const QList<Id> &ids, qint64 since);

/// Back from history, to wait; their keys are locked. Without those that another took the unique key of, or that
/// somebody retried meanwhile: the rest is what is left of `dependents`.
Result<> takeBack(storage::Connection &connection, Moves &moves, std::vector<LostDependent> &dependents);

} // namespace pult::queue
