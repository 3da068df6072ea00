// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What lists are asked with and made of.
#pragma once

#include "taskterm.h"
#include "tasktypes.h"

#include <QHash>

#include <chrono>

namespace pult::queue {

/// Which tasks a list wants. Empty fields do not filter.
struct TaskFilter
{
    QList<TaskState> states;
    QString kind;
    QString queue;
    QString text; ///< found in the profile, the keys or the last error
    std::optional<Id> batchId;
    QList<Id> ids;
    bool unknownOnly = false;
    std::optional<TimePoint> ranFrom; ///< a run of it was under way at that time or later …
    std::optional<TimePoint> ranTo;   ///< … and had begun before this
    std::optional<qint64> operation;  ///< of deleted tasks: those that this operation deleted
    QList<TaskTerm> terms;            ///< what the fields above cannot say; all of them hold too
    bool operator==(const TaskFilter &) const = default;
};

/// Keyset paging, newest first: `after` is the cursor a page ended with.
struct PageRequest
{
    int limit = 100;
    QString after;
};

template<typename T>
struct Page
{
    QList<T> items;
    QString next; ///< empty: this was the last page
};

struct QueueInfo
{
    QString name;
    bool paused = false;
    QString pauseReason;
    std::optional<TimePoint> pausedUntil; ///< nullopt: until it is resumed
    std::optional<int> concurrency;       ///< of its tasks at once over all nodes
    std::optional<int> rateCount;         ///< starts within rateWindow over all nodes
    std::chrono::seconds rateWindow{0};
    QHash<TaskState, int> counts;
    bool operator==(const QueueInfo &) const = default;
};

struct LockInfo
{
    QString kind; ///< "task", or what the lock's owner called it
    QString key;
    std::optional<Id> taskId;
    QString workerId;
    TimePoint acquiredAt{};
    TimePoint expiresAt{};
    bool operator==(const LockInfo &) const = default;
};

struct AuditEntry
{
    qint64 id = 0;
    QString who;       ///< "operator", a token's name, "system"
    QString what;      ///< "task.cancel"
    QString object;    ///< "task 17"
    QByteArray before; ///< JSON
    QByteArray after;  ///< JSON
    QString where;     ///< "window", "ctl", "api", "engine"; with the node's name
    TimePoint at{};
    /// An entry never changes.
    bool operator==(const AuditEntry &other) const { return id == other.id; }
};

struct TaskStats
{
    QHash<TaskState, qint64> byState;
    QHash<int, qint64> byAttempts; ///< finished tasks by the attempts they took
    qint64 outcomeUnknown = 0;
};

} // namespace pult::queue
