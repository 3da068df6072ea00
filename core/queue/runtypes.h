// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One run of a task: how it is claimed, what it leaves behind, how it ended.
#pragma once

#include "tasktypes.h"

#include <chrono>

namespace pult::queue {

/// One run of a task, with what it left behind.
struct Attempt
{
    qint64 runLease = 0; ///< the fencing token of the run
    int attempt = 0;
    QString worker;
    TimePoint startedAt{};
    std::optional<TimePoint> finishedAt;
    QString outcome; ///< "running", or an Outcome's name
    std::optional<Error> error;
    QByteArray steps; ///< JSON array of {index,type,started_ms,duration_ms,status}; empty: none
    QByteArray log;   ///< JSON lines {ts,level,msg}
    bool operator==(const Attempt &) const = default;
};

/// How long a step of a flow takes when it goes well.
struct StepTime
{
    QString type;
    std::chrono::milliseconds last{0};  ///< of the last good run
    std::chrono::milliseconds usual{0}; ///< mean of the good runs, the newer the heavier
    bool operator==(const StepTime &) const = default;
};

/// What is kept of a flow's good runs.
struct FlowTimes
{
    QList<StepTime> steps;
    std::chrono::milliseconds total{0}; ///< of the last good run
    qint64 runs = 0;                    ///< good ones that were counted
    Id task = 0;                        ///< of the last good run
    TimePoint finishedAt{};
    bool operator==(const FlowTimes &) const = default;
};

/// A file kept with an attempt: screenshot, page, console. At most 1 MB each and 5 an attempt; stored compressed.
struct Artifact
{
    qint64 id = 0; ///< 0 until stored
    qint64 runLease = 0;
    QString name; ///< "failure.png", "page.html", "console.txt"
    QString mimeType;
    QByteArray data; ///< empty in listings
    qint64 size = 0;
    TimePoint createdAt{};
    bool operator==(const Artifact &) const = default;
};

/// How a run ended, as the worker says it.
enum class Outcome {
    Completed,
    Failed,        ///< may be tried again while attempts are left
    FailedForGood, ///< discarded at once
    Snoozed,       ///< back to waiting until `runAt`; the attempt is given back
    Interrupted,   ///< shutdown, lost worker: back to waiting at once; the attempt is given back
    Cancelled,
    Unknown, ///< cut off after it began to commit
};
QString nameOf(Outcome outcome);

/// A run's end, written by fenced completion: it changes nothing unless `runLease` still owns the task.
struct Completion
{
    Id taskId = 0;
    qint64 runLease = 0;
    QString place;  ///< ClaimedTask::place
    QString worker; ///< who ran it; empty: as the task's row says
    Outcome outcome = Outcome::Completed;
    std::optional<Error> error;
    std::chrono::milliseconds snooze{0}; ///< for Snoozed, from database now
    QByteArray output;                   ///< JSON kept with a completed task
    QByteArray steps;
    QByteArray log;
    QList<Artifact> artifacts;
};

/// What a run has to know of its task; every claimed row carries it, so nothing else stands here.
struct RunnableTask
{
    Id id = 0;
    QString kind;
    int priority = 0;
    QByteArray payload; ///< JSON
    TimePoint runAt{};
    int attempt = 0; ///< this one, from 1
    int rescues = 0; ///< runs that were lost
    QString exclusiveKey;
    std::optional<Id> batchId;
    QString provider;
};

/// A task as a dispatcher gets it.
struct ClaimedTask
{
    RunnableTask task;
    QString queue = QStringLiteral("default"); ///< for who counts
    qint64 runLease = 0;
    /// Where its row stood after the claim, for the server's quickest way back to it; empty where there is none. A
    /// hint: the row may have moved since, and only the lease says whose it is.
    QString place;
    TimePoint leaseExpiresAt{};
    std::chrono::nanoseconds askedAt{0}; ///< by timeWithSleep(), when the claim that got it was sent
};

/// What a node asks for when it claims.
struct ClaimRequest
{
    QString nodeId;     ///< stable per data folder
    QString nodeName;   ///< tasks that name another node are left alone
    QString sessionId;  ///< per start
    QStringList queues; ///< empty or {"*"}: all
    QStringList kinds;  ///< kinds this node has jobs for
    int limit = 1;
    int longLimit = -1;                ///< of kinds that are not short, at most so many; −1: as `limit`
    std::chrono::seconds leaseTtl{30}; ///< TASK_LEASE_SECS: of kinds whose rule has none of its own
};

} // namespace pult::queue
