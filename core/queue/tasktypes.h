// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a task and a batch are, as they are asked for and shown.
#pragma once

#include <base/error.h>
#include <base/timepoint.h>

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>

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

} // namespace pult::queue
