// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "batchcounts.h"
#include "taskrow.h"
#include "verdict.h"

#include <QSet>

namespace pult::queue {

/// A task that leaves the live table.
struct Ending
{
    const LiveTask *task = nullptr;
    Verdict verdict;
    QByteArray output;
};

/// The moves of tasks between states inside one transaction, and what follows from them: the next task of a key is let
/// go, batches count, dependents move on, listeners get a hint. Locks are taken in one order everywhere, keys before
/// tasks (by id) before batches, so that transactions wait for each other but do not lock each other out.
class Moves final
{
public:
    explicit Moves(storage::Connection &connection) : m_connection(connection) {}
    Moves(const Moves &) = delete;
    Moves &operator=(const Moves &) = delete;

    /// Makes the rows of keys that may be new. Before lockKeys, holding nothing else.
    Result<> makeKeys(const QStringList &keys);
    /// Locks the keys' rows; settle() looks at their waiting tasks.
    Result<> lockKeys(const QStringList &keys);
    /// Locks the tasks (and before them their keys, those of finished ones too); the live ones, by id.
    Result<std::vector<LiveTask>> lockTasks(const QList<Id> &ids);

    /// To history, with their dependents.
    Result<> end(const std::vector<Ending> &endings);
    /// Back to waiting; keyed ones stand behind their key until settle().
    Result<> wait(const std::vector<std::pair<const LiveTask *, Verdict>> &waiting);
    /// Dependents of tasks that completed may go, those of `failed` are discarded.
    Result<> releaseDependents(const QList<Id> &completed);
    Result<> discardDependents(const QList<Id> &failed);

    /// A batch's children change: `sign` +1 counts a child in this state, −1 takes it away.
    void countInBatch(std::optional<Id> batch, TaskState state, int sign) { m_batches.countEnd(batch, state, sign); }
    void countChildren(std::optional<Id> batch, int children) { m_batches.countChildren(batch, children); }

    void hintWork() { m_hintWork = true; }
    void hintTasks() { m_hintTasks = true; }
    void hintCancel() { m_hintCancel = true; }

    /// Last of all: lets keys go, writes batches, sends hints.
    Result<> settle();
    /// The part of settle for keys alone; how many tasks were let go.
    Result<qint64> settleKeys(const QStringList &keys);

private:
    Result<> moveToHistory(const std::vector<Ending> &endings);
    Result<> sendHints();

    storage::Connection &m_connection;
    QSet<QString> m_keys;
    BatchCounts m_batches;
    bool m_hintWork = false;
    bool m_hintTasks = false;
    bool m_hintCancel = false;
};

} // namespace pult::queue
