// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tasks that come by the clock: the database's clock in the schedule's time zone (cron.h says what happens where clocks
// change). Any number of nodes may look at once; each tick is enqueued by one of them.
#pragma once

#include "taskcommands.h"
#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// What a tick does while a task of an earlier one is not finished: nothing, stand behind it, or take its place.
enum class Overlap { Skip, Queue, Replace };
/// What becomes of ticks that no node was there for: nothing, one task for all of them, or a task for each (the newest
/// 100).
enum class Missed { Skip, Once, All };
QString nameOf(Overlap overlap);
QString nameOf(Missed missed);
std::optional<Overlap> overlapFromString(QStringView name);
std::optional<Missed> missedFromString(QStringView name);

struct NewSchedule
{
    QString name;       ///< unique
    QString expression; ///< cron.h
    QString timeZone = QStringLiteral("UTC");
    Overlap overlap = Overlap::Skip;
    Missed missed = Missed::Once;
    /// What every tick makes: no run-at, unique key, batch, dependencies, draft. Without an exclusive key it gets one
    /// of the schedule's, so that a schedule never runs beside itself.
    NewTask task;
};

/// What became of a tick.
struct ScheduleRun
{
    TimePoint tick{};
    TimePoint at{};
    QString result; ///< "enqueued", "skipped" (overlap), "manual", "failed" (the task was refused)
    std::optional<Id> taskId;
    std::optional<TaskState> taskState; ///< of now; nullopt when the task is gone
    std::optional<Error> error;
    bool operator==(const ScheduleRun &) const = default;
};

struct Schedule
{
    qint64 id = 0;
    QString name;
    QString expression;
    QString timeZone;
    Overlap overlap = Overlap::Skip;
    Missed missed = Missed::Once;
    bool paused = false;
    NewTask task;
    TimePoint createdAt{};
    QList<TimePoint> nextRuns; ///< the next five; none while paused
    std::optional<ScheduleRun> lastRun;
};
QJsonObject toJson(const Schedule &schedule);

/// Its first tick is the first after now. Errors of Cron::parse, schedule_exists(name), schedule_name_invalid(name),
/// schedule_task_invalid(field).
Result<Schedule> addSchedule(storage::Connection &connection, const NewSchedule &schedule, const AuditOrigin &origin);
/// By name.
Result<QList<Schedule>> listSchedules(storage::Connection &connection);
/// `name`, here and below: the name, or the number. schedule_unknown(name).
Result<Schedule> showSchedule(storage::Connection &connection, const QString &name);
/// Everything of it but its ticks so far: with another expression or time zone its next tick is the first after now,
/// else it stays. Tasks that it has made stay as they are. Errors as of addSchedule.
Result<Schedule> changeSchedule(storage::Connection &connection, const QString &name, const NewSchedule &schedule,
                                const AuditOrigin &origin);
Result<Schedule> pauseSchedule(storage::Connection &connection, const QString &name, const AuditOrigin &origin);
/// Goes on with the next tick from now: those of the pause are not missed, they were not wanted.
Result<Schedule> resumeSchedule(storage::Connection &connection, const QString &name, const AuditOrigin &origin);
/// A task at once, paused or not; its ticks go on as they are. The task's id.
Result<Id> runSchedule(storage::Connection &connection, const QString &name, const AuditOrigin &origin);
/// Tasks that it has made stay.
Result<> removeSchedule(storage::Connection &connection, const QString &name, const AuditOrigin &origin);

struct DueSchedules
{
    int enqueued = 0;
    /// Ticks that were looked at more than a minute late, by schedule, whether they got a task or not (100 at most).
    QHash<QString, int> missed;
    std::optional<std::chrono::microseconds> untilNext; ///< nullopt: no tick to come
};
/// Enqueues what is due; one statement when nothing is.
Result<DueSchedules> enqueueDueSchedules(storage::Connection &connection);

} // namespace pult::queue
