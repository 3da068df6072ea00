// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Error codes of nodes and their workers, and what a node answers to whoever steers it.
#include "errorcatalogue.h"

#include <QtGlobal>

namespace pult {

namespace {

// clang-format off
constexpr ErrorWords rows[] = {
    {"node_unknown",
     QT_TRANSLATE_NOOP("pult::Core", "There is no node %1."),
     QT_TRANSLATE_NOOP("pult::Core", "See all of them with: pultctl nodes list.")},
    {"node_ambiguous",
     QT_TRANSLATE_NOOP("pult::Core", "More than one node is called %1."),
     QT_TRANSLATE_NOOP("pult::Core", "Give its id instead; pultctl --json nodes list shows it.")},
    {"node_not_running",
     QT_TRANSLATE_NOOP("pult::Core", "The node %1 does not run (%2), last seen %3."), ""},
    {"node_worker_unknown", QT_TRANSLATE_NOOP("pult::Core", "The node %1 has no worker %2."), ""},
    {"node_worker_verb",
     QT_TRANSLATE_NOOP("pult::Core", "A single worker cannot be told to %1."),
     QT_TRANSLATE_NOOP("pult::Core", "Workers can be drained and resumed.")},
    {"node_command_unknown", QT_TRANSLATE_NOOP("pult::Core", "No node was asked for anything under the number %1."), ""},
    {"node_not_restartable",
     QT_TRANSLATE_NOOP("pult::Core", "The node %1 belongs to a window and is not restarted from elsewhere."),
     QT_TRANSLATE_NOOP("pult::Core", "Close and open Pult on that computer.")},
    {"worker_stuck",
     QT_TRANSLATE_NOOP("pult::Core", "The worker %1 did not answer any more while it ran the task, and was replaced."),
     QT_TRANSLATE_NOOP("pult::Core", "If it happens again, report it with the log.")},
    {"job_out_of_memory",
     QT_TRANSLATE_NOOP("pult::Core", "There was not enough memory to run %1."),
     QT_TRANSLATE_NOOP("pult::Core", "Close other programs, or lower WORKERS_COUNT and MAX_CONCURRENT_TASKS.")},
    {"lease_unsure",
     QT_TRANSLATE_NOOP("pult::Core", "The node could not tell whether the task still was its own, so it did not go on; the task goes back to waiting without using an attempt."),
     QT_TRANSLATE_NOOP("pult::Core", "The computer slept, or the database was away for longer than TASK_LEASE_SECS.")},
    {"commit_unrecorded",
     QT_TRANSLATE_NOOP("pult::Core", "The database was away when the task was about to publish, so it did not; the task goes back to waiting without using an attempt."),
     ""},
    {"descriptors_exhausted",
     QT_TRANSLATE_NOOP("pult::Core", "Too many open files: no browser could be started for %1."),
     QT_TRANSLATE_NOOP("pult::Core", "Raise the limit on open files of Pult (LimitNOFILE= of its service), or run fewer tasks at once.")},
    // Answers
    {"node_told_drain", QT_TRANSLATE_NOOP("pult::Core", "%1 takes no more tasks; running: %2."), ""},
    {"node_told_resume", QT_TRANSLATE_NOOP("pult::Core", "%1 takes tasks again."), ""},
    {"node_told_pause", QT_TRANSLATE_NOOP("pult::Core", "%1 begins no more tasks until it is resumed; running: %2."), ""},
    {"node_told_kill", QT_TRANSLATE_NOOP("pult::Core", "%1 hands back what runs and ends; running: %2."), ""},
    {"node_told_stop", QT_TRANSLATE_NOOP("pult::Core", "%1 takes no more tasks and ends when nothing runs any more; running: %2."), ""},
    {"node_told_restart", QT_TRANSLATE_NOOP("pult::Core", "%1 takes no more tasks and restarts when nothing runs any more; running: %2."), ""},
    {"worker_told_drain", QT_TRANSLATE_NOOP("pult::Core", "Worker %2 of %1 takes no more tasks."), ""},
    {"worker_told_resume", QT_TRANSLATE_NOOP("pult::Core", "Worker %2 of %1 takes tasks again."), ""},
    // Why a task waits
    {"wait_node_draining", QT_TRANSLATE_NOOP("pult::Core", "node %1 is draining"), ""},
};
// clang-format on

} // namespace

std::span<const ErrorWords> nodeErrors()
{
    return rows;
}

} // namespace pult
