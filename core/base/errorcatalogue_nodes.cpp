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
     QT_TRANSLATE_NOOP("pult::Core", "Workers can be drained, resumed and killed.")},
    {"node_unhealthy",
     QT_TRANSLATE_NOOP("pult::Core", "The node %1 is not well (%2), so nothing more was done."),
     QT_TRANSLATE_NOOP("pult::Core", "Look at it with: pultctl nodes list, and into its log.")},
    {"node_not_back",
     QT_TRANSLATE_NOOP("pult::Core", "The node %1 did not come back in time, so nothing more was done."),
     QT_TRANSLATE_NOOP("pult::Core", "Look into its log; the other nodes go on.")},
    {"node_not_answering", QT_TRANSLATE_NOOP("pult::Core", "The node %1 was asked and did not answer in time."), ""},
    {"nodes_none", QT_TRANSLATE_NOOP("pult::Core", "No node runs on this database."),
     QT_TRANSLATE_NOOP("pult::Core", "Start one: pultctl service start")},
    {"node_group_empty",
     QT_TRANSLATE_NOOP("pult::Core", "No node of the group \"%1\" runs."),
     QT_TRANSLATE_NOOP("pult::Core", "See them with: pultctl nodes list. A node's group is its NODE_GROUP.")},
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
    {"node_log_empty",
     QT_TRANSLATE_NOOP("pult::Core", "The database has no log of a node %1."),
     QT_TRANSLATE_NOOP("pult::Core", "It keeps the last day of nodes that run. See them with: pultctl nodes list.")},
    {"service_no_manager",
     QT_TRANSLATE_NOOP("pult::Core", "There is no service manager here to ask."),
     QT_TRANSLATE_NOOP("pult::Core", "In a container start pultd itself; on Linux this takes systemd.")},
    {"service_program_missing",
     QT_TRANSLATE_NOOP("pult::Core", "There is no program %1 for the service to run."),
     QT_TRANSLATE_NOOP("pult::Core", "Name it with --program.")},
    {"service_path_odd",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" holds characters that a service's definition cannot."),
     QT_TRANSLATE_NOOP("pult::Core", "Use a path of letters, digits, '-', '_', '.' and '/'.")},
    {"service_refused",
     QT_TRANSLATE_NOOP("pult::Core", "The system did not do that with the service %1: %2"),
     QT_TRANSLATE_NOOP("pult::Core", "Services are changed as root, or as administrator.")},
    // Answers
    {"node_told_drain", QT_TRANSLATE_NOOP("pult::Core", "%1 takes no more tasks; running: %2."), ""},
    {"node_told_resume", QT_TRANSLATE_NOOP("pult::Core", "%1 takes tasks again."), ""},
    {"node_told_pause", QT_TRANSLATE_NOOP("pult::Core", "%1 begins no more tasks until it is resumed; running: %2."), ""},
    {"worker_told_kill",
     QT_TRANSLATE_NOOP("pult::Core", "Worker %2 of %1 hands back what it runs and is replaced."), ""},
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
