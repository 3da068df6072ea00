// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "moves.h"

namespace pult::queue {

/// A finished task as the commands need it.
struct EndedTask
{
    Id id = 0;
    QString state;
    std::optional<Id> batchId;
    bool outcomeUnknown = false;
    QString exclusiveKey;
    QString uniqueKey;
};

/// The tasks of a command, locked: those that live, those in history, and the ids that are neither.
struct Chosen
{
    std::vector<LiveTask> live;
    std::vector<EndedTask> ended;
    QList<Id> missing; ///< growing
};
Result<Chosen> choose(storage::Connection &connection, Moves &moves, const QList<Id> &ids);

/// A task that a command cannot be carried out on, and why.
struct Refusal
{
    Id task = 0;
    Error error;
    bool operator==(const Refusal &) const = default;
};

/// "task 17", as the audit names it.
QString auditObject(Id id);
/// task_state_conflict(id, state, verb)
Error stateConflict(Id id, const QString &stored, const QString &verb);
/// task_unknown(id)
Error taskUnknown(Id id);

/// Those of the tasks (id and unique key) that cannot live again: task_unique_conflict(id, the other's).
Result<QList<Refusal>> uniqueConflicts(storage::Connection &connection,
                                       const std::vector<std::pair<Id, QString>> &tasks);

/// Finished tasks live again: behind their key, attempts from zero.
Result<> revive(storage::Connection &connection, Moves &moves, const std::vector<EndedTask> &tasks);

} // namespace pult::queue
