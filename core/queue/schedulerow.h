// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A schedule between its row and its value.
#pragma once

#include "cron.h"
#include "schedules.h"

namespace pult::queue {

/// A schedule as its ticks need it.
struct ScheduleRow
{
    Schedule schedule;
    TimePoint lastTick{};
    std::optional<TimePoint> nextTick;
};

QString scheduleColumns();
ScheduleRow scheduleFromRow(const storage::Row &row);
/// The task of a schedule as it is stored.
QString scheduledTaskToText(const NewTask &task);

/// What a tick of it enqueues.
NewTask taskOf(const Schedule &schedule);
/// Notes what became of a tick, once: false when somebody else has.
Result<bool> noteTick(storage::Connection &connection, qint64 schedule, const ScheduleRun &run);
/// Newest of what the schedule has done, by schedule; all of them when `id` is 0.
Result<QHash<qint64, ScheduleRun>> lastRuns(storage::Connection &connection, qint64 id);

} // namespace pult::queue
