// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Error codes of schedules, locks and queue limits.
#include "errorcatalogue.h"

#include <QtGlobal>

namespace pult {

namespace {

// clang-format off
constexpr ErrorWords rows[] = {
    {"cron_fields",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" is not a time table: it has %2 field(s), not five."),
     QT_TRANSLATE_NOOP("pult::Core", "Write minute, hour, day of month, month and day of week, or @hourly, @daily, @weekly, @monthly, @yearly.")},
    {"cron_seconds",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" has six fields: time tables with seconds are not supported."),
     QT_TRANSLATE_NOOP("pult::Core", "Leave out the seconds; the finest step is a minute.")},
    {"cron_invalid",
     QT_TRANSLATE_NOOP("pult::Core", "In \"%1\" the %2 \"%3\" is not understood."),
     QT_TRANSLATE_NOOP("pult::Core", "Numbers are %4; write lists as 1,2, ranges as 1-5, steps as */5.")},
    {"cron_too_long", QT_TRANSLATE_NOOP("pult::Core", "A time table may have %1 characters at most."), ""},
    {"cron_never",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" never comes: no month has such a day."),
     QT_TRANSLATE_NOOP("pult::Core", "Check the day of month and the month.")},
    {"time_zone_unknown",
     QT_TRANSLATE_NOOP("pult::Core", "The time zone \"%1\" is not known."),
     QT_TRANSLATE_NOOP("pult::Core", "Write it like Europe/Berlin or UTC.")},
    {"schedule_unknown", QT_TRANSLATE_NOOP("pult::Core", "There is no schedule \"%1\"."), ""},
    {"schedule_exists",
     QT_TRANSLATE_NOOP("pult::Core", "There is a schedule \"%1\" already."),
     QT_TRANSLATE_NOOP("pult::Core", "Choose another name, or remove the old one first.")},
    {"schedule_name_invalid",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" cannot be the name of a schedule."),
     QT_TRANSLATE_NOOP("pult::Core", "Write 1 to 100 characters, not a number alone.")},
    {"schedule_task_invalid",
     QT_TRANSLATE_NOOP("pult::Core", "A schedule's task cannot have: %1."),
     QT_TRANSLATE_NOOP("pult::Core", "Every run of a schedule is a task of its own, made when it is due.")},
    {"lock_held",
     QT_TRANSLATE_NOOP("pult::Core", "%1 is locked by %2 until %3."),
     QT_TRANSLATE_NOOP("pult::Core", "Wait, or free it with: pultctl locks cleanup --worker-id %2 --force.")},
    {"lock_lost", QT_TRANSLATE_NOOP("pult::Core", "The lock of %1 is no longer held."), ""},
    {"lock_invalid", QT_TRANSLATE_NOOP("pult::Core", "A lock needs a %1."), ""},
    {"lock_freed", QT_TRANSLATE_NOOP("pult::Core", "An operator freed what the worker %1 held."), ""},
    {"locks_force_needs_worker",
     QT_TRANSLATE_NOOP("pult::Core", "--force frees locks that are still held, so it needs a worker."),
     QT_TRANSLATE_NOOP("pult::Core", "Name it with --worker-id.")},
    {"queue_limit_invalid",
     QT_TRANSLATE_NOOP("pult::Core", "%1 = \"%2\" is no limit of a queue."),
     QT_TRANSLATE_NOOP("pult::Core", "Write --concurrency as a number from 1 and --rate as starts/seconds, for instance 20/60; \"off\" takes a limit away.")},
    {"queue_until_past",
     QT_TRANSLATE_NOOP("pult::Core", "The pause would end at %1, which is over."),
     QT_TRANSLATE_NOOP("pult::Core", "Give a time to come.")},
    // Why a task waits
    {"wait_queue_limit", QT_TRANSLATE_NOOP("pult::Core", "the queue %1 runs %2 of at most %3 tasks at once"), ""},
    {"wait_queue_rate", QT_TRANSLATE_NOOP("pult::Core", "the queue %1 has started its %2 tasks in %3 s; the next may start at %4"), ""},
    {"wait_running", QT_TRANSLATE_NOOP("pult::Core", "runs on %1 since %2 %3"), ""},
    {"wait_finished", QT_TRANSLATE_NOOP("pult::Core", "is finished: %1"), ""},
    {"wait_unknown_outcome", QT_TRANSLATE_NOOP("pult::Core", "was cut off while it published; an operator must say whether it is done"), ""},
    {"wait_workers_busy", QT_TRANSLATE_NOOP("pult::Core", "waits for a free worker: %1 of %2 are busy, %3 task(s) go before it"), ""},
    {"wait_starting", QT_TRANSLATE_NOOP("pult::Core", "is about to start"), ""},
    {"wait_queue_paused_until", QT_TRANSLATE_NOOP("pult::Core", "the queue %1 is paused until %3: %2"), ""},
};
// clang-format on

} // namespace

std::span<const ErrorWords> scheduleErrors()
{
    return rows;
}

} // namespace pult
