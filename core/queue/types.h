// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The values of the queue: what is stored, sent and shown. All are values; none knows SQL.
#pragma once

#include "taskterm.h"

#include <base/error.h>
#include <base/timepoint.h>

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <chrono>
#include <optional>

namespace pult::queue {

/// One number space for tasks and batches, positive.
using Id = qint64;

/// The eight states that the world sees. A task that waits for its key, a breaker, a node or a paused queue is
/// Available or Scheduled outside, with the reason in Task::waitingFor.
enum class TaskState { Draft, Scheduled, Available, Running, Retryable, Completed, Discarded, Cancelled };

/// "available" and back, as stored, logged and sent.
QString nameOf(TaskState state);
std::optional<TaskState> taskStateFromString(QStringView name);
/// Completed, Discarded or Cancelled.
bool isFinished(TaskState state);

/// What becomes of a task whose run was cut off after it began to commit (requirements §8).
enum class OnUnknown { Ask, Retry, Skip };
QString nameOf(OnUnknown policy);
std::optional<OnUnknown> onUnknownFromString(QStringView name);

/// Why a task that could run does not; shown by "why is it waiting?".
/// Codes: key_busy(key, task id) · node(name, last seen ISO or "") · queue_paused(queue, reason)
/// · queue_paused_until(queue, reason, ISO) · queue_limit(queue, running, limit) · queue_rate(queue, starts, seconds,
/// next ISO) · breaker(title, ISO) · breaker_forced(title, ISO, who, reason) · breaker_probing(title) · run_at(ISO) ·
/// retry_at(ISO) · depends_on(ids) · batch(id, ended, total) · draft() · no_worker() · node_draining(names), those of
/// heldBy(), and those of IntakeStop when no node that could run it takes it.
struct WaitReason
{
    QString code;
    QStringList arguments;
    bool operator==(const WaitReason &) const = default;
};

struct Lease
{
    QString worker; ///< `<node>/<n>`
    TimePoint acquiredAt{};
    TimePoint expiresAt{};
    bool operator==(const Lease &) const = default;
};

struct Progress
{
    double value = 0;   ///< 0…1
    QString stage;      ///< short, as the job names it: "step 3 of 9"
    QByteArray steps{}; ///< of a flow, as far as it is, like Attempt::steps; written, and read as the running attempt's
    bool operator==(const Progress &) const = default;
};

/// A task as it is asked for. Empty optionals take the kind's rule.
struct NewTask
{
    QString kind;
    QString queue = QStringLiteral("default");
    int priority = 0; ///< −100…100, larger first
    QByteArray payload =
        QByteArrayLiteral("{}"); ///< compact JSON object, kept byte for byte so that big numbers stay exact
    std::optional<TimePoint> runAt;
    std::optional<int> maxAttempts;
    QString uniqueKey;    ///< empty: none. Counts while the task is not finished
    QString exclusiveKey; ///< empty: none. One running task per key over all nodes
    std::optional<Id> batchId;
    QList<Id> dependsOn;
    QString node;     ///< name of the node it needs; empty: any
    QString provider; ///< `dolphin:17`, `local:shop-1`; empty when no browser takes part
    OnUnknown onUnknown = OnUnknown::Ask;
    bool draft = false;
    bool operator==(const NewTask &) const = default;
};

struct Task
{
    Id id = 0;
    QString kind;
    QString queue;
    TaskState state = TaskState::Available;
    int priority = 0;
    QByteArray payload;
    TimePoint runAt{};
    int attempt = 0; ///< runs begun that count
    int maxAttempts = 1;
    QString uniqueKey;
    QString exclusiveKey;
    std::optional<Id> batchId;
    QList<Id> dependsOn;
    QString node;
    QString provider;
    OnUnknown onUnknown = OnUnknown::Ask;
    Progress progress;
    QList<WaitReason> waitingFor; ///< filled by show and list for tasks that wait
    std::optional<Error> lastError;
    std::optional<TimePoint> lastErrorAt;
    std::optional<Lease> lease;  ///< while running
    bool outcomeUnknown = false; ///< discarded, and an operator must say *done* or *again*
    TimePoint createdAt{};
    std::optional<TimePoint> startedAt; ///< of the last run
    std::optional<TimePoint> finishedAt;
    bool operator==(const Task &) const = default;
};

/// The pinned JSON of interface.md; `withPayload` false leaves the payload out (lists). last_error.message is its
/// sentence in the current language.
QJsonObject toJson(const Task &task, bool withPayload = true);
/// The same as text with the payload byte for byte, so that integers beyond 2^53 stay exact: what is printed and sent.
QByteArray toJsonText(const Task &task, bool withPayload = true);

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

struct Batch
{
    Id id = 0;
    QString kind;
    QString label;
    QString state;      ///< "draft", "running", "finished"
    QByteArray payload; ///< JSON: the flow as it was, and what the batch was made from
    int total = 0;
    int succeeded = 0;
    int failed = 0; ///< discarded
    int cancelled = 0;
    TimePoint createdAt{};
    std::optional<TimePoint> finishedAt;
    std::optional<Id> callbackTask; ///< runs once, when all have ended
    QList<Id> tasks;                ///< filled by show
    bool operator==(const Batch &) const = default;
};
QJsonObject toJson(const Batch &batch);
QByteArray toJsonText(const Batch &batch);

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

struct WorkerInfo
{
    QString id; ///< `<node>/<n>`
    int capacity = 0;
    int running = 0;
    QList<Id> tasks;
    QString state = QStringLiteral("running"); ///< "running", "draining", "drained", "down": replaced too often
    int restarts = 0;                          ///< replacements in a row, since it last was well for a while
    bool operator==(const WorkerInfo &) const = default;
};

/// What a node and its computer use, as it last looked. The percentages are of the whole computer.
struct ResourceUsage
{
    bool known = false;
    double memoryMb = 0;        ///< the program's own resident memory
    double memoryPercent = 0;   ///< of the computer's memory, in use
    double cpuPercent = 0;      ///< of the computer's processors
    double diskPercent = 0;     ///< of the data folder's disk, in use
    int openFds = 0;            ///< the program's own open files (handles on Windows)
    double browserMemoryMb = 0; ///< of the browsers that it opened, see docs/architecture.md
    int browsers = 0;
    bool operator==(const ResourceUsage &) const = default;
};

/// What keeps a node from beginning tasks though it has free slots, or (`warning`) soon may.
/// Codes: node_memory(node, MB, limit) · node_browser_memory(node, MB, limit) · node_free_memory(node, MB free, least)
/// · node_disk(node, MB free, least) · node_browser_disk(node, MB free, least) · node_files(node, open, most) · node_cpu(node, percent) · no_room(node, profile,
/// MB it needs, MB left).
struct IntakeStop
{
    WaitReason reason;
    QStringList kinds; ///< of these tasks; empty: of all
    bool warning = false;
    bool operator==(const IntakeStop &) const = default;
};

struct NodeInfo
{
    QString id;
    QString name;
    QString group;
    QString sessionId;
    QString state; ///< "starting", "running", "paused", "draining", "drained", "stopping", "stopped", "late", "dead"
    QString version;
    QStringList queues;
    int pid = 0;
    int apiPort = 0; ///< of its HTTP API; 0: it has none
    QList<WorkerInfo> workers;
    ResourceUsage resources;
    QList<IntakeStop> stops;
    TimePoint startedAt{};
    TimePoint heartbeatAt{};
    bool operator==(const NodeInfo &) const = default;
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
};

struct TaskStats
{
    QHash<TaskState, qint64> byState;
    QHash<int, qint64> byAttempts; ///< finished tasks by the attempts they took
    qint64 outcomeUnknown = 0;
};

} // namespace pult::queue
