// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every error code with its sentence and advice. A new code gets its row here; tst_errortext finds the ones without.
#include "errorcatalogue.h"

#include <QtGlobal>

namespace pult {

namespace {

// clang-format off
constexpr ErrorWords rows[] = {
    // Program, settings, data folder
    {"setting_not_integer", QT_TRANSLATE_NOOP("pult::Core", "%1 = \"%2\" (%3) is not a whole number from %4 to %5."), QT_TRANSLATE_NOOP("pult::Core", "Correct it or remove it to get the default.")},
    {"setting_not_boolean", QT_TRANSLATE_NOOP("pult::Core", "%1 = \"%2\" (%3) is neither true nor false."), QT_TRANSLATE_NOOP("pult::Core", "Write true or false.")},
    {"setting_not_choice", QT_TRANSLATE_NOOP("pult::Core", "%1 = \"%2\" (%3) is not one of: %4."), ""},
    {"setting_not_rate", QT_TRANSLATE_NOOP("pult::Core", "%1 = \"%2\" (%3) is not a rate."), QT_TRANSLATE_NOOP("pult::Core", "Write requests/seconds, for instance 5/60.")},
    {"setting_not_url", QT_TRANSLATE_NOOP("pult::Core", "%1 = \"%2\" (%3) is not an address."), QT_TRANSLATE_NOOP("pult::Core", "Write it as http://host:port.")},
    {"setting_min_over_max", QT_TRANSLATE_NOOP("pult::Core", "%1 = %2 is more than %3 = %4."), QT_TRANSLATE_NOOP("pult::Core", "Raise the maximum or lower the minimum.")},
    {"setting_invalid", QT_TRANSLATE_NOOP("pult::Core", "The setting %1 = \"%2\" is wrong (%4): %3."), ""},
    {"env_line_invalid", QT_TRANSLATE_NOOP("pult::Core", "%1, line %2: this is not NAME=value."), QT_TRANSLATE_NOOP("pult::Core", "Begin comments with # and close every quote.")},
    {"settings_file_invalid", QT_TRANSLATE_NOOP("pult::Core", "The settings file %1 cannot be read."), QT_TRANSLATE_NOOP("pult::Core", "Check its permissions, or move it away to start with the defaults.")},
    {"data_dir_unusable", QT_TRANSLATE_NOOP("pult::Core", "The data folder %1 cannot be used: %2."), QT_TRANSLATE_NOOP("pult::Core", "Choose another with --data-dir or PULT_DATA_DIR.")},
    {"second_start", QT_TRANSLATE_NOOP("pult::Core", "Pult is already running on the data folder %2 (process %1)."), QT_TRANSLATE_NOOP("pult::Core", "Stop it first, or give this one another folder with --data-dir.")},
    {"display_missing", QT_TRANSLATE_NOOP("pult::Core", "There is no display to open the window on."), QT_TRANSLATE_NOOP("pult::Core", "Start it from a desktop session, or run without a window: pult --service.")},
    {"usage_invalid", QT_TRANSLATE_NOOP("pult::Core", "%1"), QT_TRANSLATE_NOOP("pult::Core", "Run with --help to see what can be asked.")},
    {"argument_missing", QT_TRANSLATE_NOOP("pult::Core", "%1 is missing."), QT_TRANSLATE_NOOP("pult::Core", "Run with --help to see what can be asked.")},
    {"argument_invalid", QT_TRANSLATE_NOOP("pult::Core", "%1 = \"%2\" is not understood."), QT_TRANSLATE_NOOP("pult::Core", "It takes: %3.")},
    {"file_unreadable", QT_TRANSLATE_NOOP("pult::Core", "The file %1 cannot be read: %2."), ""},
    {"json_invalid", QT_TRANSLATE_NOOP("pult::Core", "%1 is no valid JSON: %2."), ""},
    {"json_line_invalid", QT_TRANSLATE_NOOP("pult::Core", "%1, line %2: %3."), QT_TRANSLATE_NOOP("pult::Core", "Each line is one task as a JSON object; nothing was added.")},
    {"internal", QT_TRANSLATE_NOOP("pult::Core", "Pult made a mistake: %1."), QT_TRANSLATE_NOOP("pult::Core", "Please report it with the log.")},

    // Ends of a run
    {"cancelled", QT_TRANSLATE_NOOP("pult::Core", "Cancelled."), ""},
    {"interrupted", QT_TRANSLATE_NOOP("pult::Core", "Interrupted by a shutdown; the task goes back to waiting without using an attempt."), ""},
    {"task_timeout", QT_TRANSLATE_NOOP("pult::Core", "The task did not finish within %1 s."), QT_TRANSLATE_NOOP("pult::Core", "Raise TASK_TIMEOUT_SECS if it needs longer, or look at the step it stood at.")},
    {"lease_lost", QT_TRANSLATE_NOOP("pult::Core", "The node lost its lease on the task, so its result does not count."), QT_TRANSLATE_NOOP("pult::Core", "Another run has it now; check that this computer was not asleep and reaches the database.")},
    {"lease_expired", QT_TRANSLATE_NOOP("pult::Core", "The worker %1 fell silent, and its lease ran out."), ""},
    {"node_died", QT_TRANSLATE_NOOP("pult::Core", "The node %1 fell silent while it ran the task."), ""},
    {"outcome_unknown", QT_TRANSLATE_NOOP("pult::Core", "The run was cut off after it began to publish, so nobody can tell whether it was published."), QT_TRANSLATE_NOOP("pult::Core", "Look at the site, then answer \"done\" or \"again\".")},
    {"worker_failed", QT_TRANSLATE_NOOP("pult::Core", "The worker %1 failed and was restarted."), ""},
    {"kind_unknown", QT_TRANSLATE_NOOP("pult::Core", "There is no kind of work named \"%1\"."), QT_TRANSLATE_NOOP("pult::Core", "Known kinds: %2.")},

    // Database
    {"database_unreachable", QT_TRANSLATE_NOOP("pult::Core", "The database %1 does not answer: %2."), QT_TRANSLATE_NOOP("pult::Core", "Check that it runs and that DATABASE_URL is right.")},
    {"database_url_invalid", QT_TRANSLATE_NOOP("pult::Core", "The database address %1 is not understood: %2."), QT_TRANSLATE_NOOP("pult::Core", "Write DATABASE_URL as postgresql://user:password@host:5432/name or sqlite:///path.")},
    {"database_denied", QT_TRANSLATE_NOOP("pult::Core", "The database %1 refused the login: %2."), QT_TRANSLATE_NOOP("pult::Core", "Check user and password in DATABASE_URL.")},
    {"database_missing", QT_TRANSLATE_NOOP("pult::Core", "There is no database at %1."), QT_TRANSLATE_NOOP("pult::Core", "Create it, or correct DATABASE_URL.")},
    {"database_corrupt", QT_TRANSLATE_NOOP("pult::Core", "The database file %1 is damaged: %2."), QT_TRANSLATE_NOOP("pult::Core", "Nothing was changed. Put a backup in its place, or move it away to start with an empty one.")},
    {"database_newer", QT_TRANSLATE_NOOP("pult::Core", "The database %1 was made by a newer Pult (schema %2, this one knows %3)."), QT_TRANSLATE_NOOP("pult::Core", "Install the newer version on this computer.")},
    {"database_busy", QT_TRANSLATE_NOOP("pult::Core", "The database is busy: %1."), QT_TRANSLATE_NOOP("pult::Core", "Try again; if it stays so, another program holds it.")},
    {"database_failed", QT_TRANSLATE_NOOP("pult::Core", "The database refused a statement: %1."), ""},
    {"database_timeout", QT_TRANSLATE_NOOP("pult::Core", "The database did not answer in time."), QT_TRANSLATE_NOOP("pult::Core", "Check its load and the network between.")},
    {"database_closed", QT_TRANSLATE_NOOP("pult::Core", "The connection to the database is closed."), ""},
    {"pool_timeout", QT_TRANSLATE_NOOP("pult::Core", "No database connection became free within %1 s."), QT_TRANSLATE_NOOP("pult::Core", "Raise DB_MAX_CONNECTIONS, or look for what holds them.")},
    {"migration_failed", QT_TRANSLATE_NOOP("pult::Core", "The database could not be brought to schema %1: %2."), QT_TRANSLATE_NOOP("pult::Core", "Nothing was changed. Report it with the log.")},
    {"disk_full", QT_TRANSLATE_NOOP("pult::Core", "The disk is full: %1."), QT_TRANSLATE_NOOP("pult::Core", "Free some space; Pult goes on by itself.")},
    {"sqlite_second_node", QT_TRANSLATE_NOOP("pult::Core", "Another node (process %1) already works on the database file %2."), QT_TRANSLATE_NOOP("pult::Core", "Use PostgreSQL for several nodes.")},

    // Queue
    {"task_unknown", QT_TRANSLATE_NOOP("pult::Core", "There is no task %1."), ""},
    {"task_state_conflict", QT_TRANSLATE_NOOP("pult::Core", "Task %1 is %2, so this cannot be done now."), ""},
    {"task_duplicate", QT_TRANSLATE_NOOP("pult::Core", "A task with the unique key \"%1\" is already waiting or running (task %2)."), ""},
    {"task_dependency_unknown", QT_TRANSLATE_NOOP("pult::Core", "The task depends on task %1, which does not exist."), ""},
    {"batch_unknown", QT_TRANSLATE_NOOP("pult::Core", "There is no batch %1."), ""},
    {"batch_state_conflict", QT_TRANSLATE_NOOP("pult::Core", "Batch %1 is %2, so this cannot be done now."), ""},
    {"queue_unknown", QT_TRANSLATE_NOOP("pult::Core", "There is no queue \"%1\"."), ""},
    {"node_unknown", QT_TRANSLATE_NOOP("pult::Core", "There is no node \"%1\"."), ""},
    {"artifact_unknown", QT_TRANSLATE_NOOP("pult::Core", "There is no such file kept with the attempt (%1)."), ""},
    {"priority_invalid", QT_TRANSLATE_NOOP("pult::Core", "The priority %1 is not between -100 and 100."), ""},
    {"payload_invalid", QT_TRANSLATE_NOOP("pult::Core", "The task's payload is not right: %1."), ""},
    {"cursor_invalid", QT_TRANSLATE_NOOP("pult::Core", "The page mark \"%1\" is not one that Pult gave out."), QT_TRANSLATE_NOOP("pult::Core", "Begin with the first page.")},

    // Bulk upload
    {"media_missing", QT_TRANSLATE_NOOP("pult::Core", "The file %1 does not exist."), QT_TRANSLATE_NOOP("pult::Core", "Check the path; the file must be on the computer that runs the upload.")},
    {"media_unreadable", QT_TRANSLATE_NOOP("pult::Core", "The file %1 cannot be read."), QT_TRANSLATE_NOOP("pult::Core", "Check its permissions.")},
    {"media_empty", QT_TRANSLATE_NOOP("pult::Core", "The file %1 is empty."), ""},
    {"media_not_absolute", QT_TRANSLATE_NOOP("pult::Core", "The path %1 is not absolute."), ""},
    {"profile_unknown", QT_TRANSLATE_NOOP("pult::Core", "There is no browser profile \"%1\"."), QT_TRANSLATE_NOOP("pult::Core", "See them with: pultctl profiles list.")},
    {"profiles_missing", QT_TRANSLATE_NOOP("pult::Core", "No browser profile was chosen."), ""},
    {"profile_repeated", QT_TRANSLATE_NOOP("pult::Core", "The profile \"%1\" is named twice."), ""},
    {"map_invalid", QT_TRANSLATE_NOOP("pult::Core", "%1, line %2: %3."), QT_TRANSLATE_NOOP("pult::Core", "The columns are profile,media,caption,tags; several media are separated by |.")},
    {"map_column_missing", QT_TRANSLATE_NOOP("pult::Core", "%1 has no column \"%2\"."), QT_TRANSLATE_NOOP("pult::Core", "The columns are profile,media,caption,tags.")},
    {"map_empty", QT_TRANSLATE_NOOP("pult::Core", "%1 names no profile."), ""},

    // Flow
    {"flow_missing", QT_TRANSLATE_NOOP("pult::Core", "The flow %1 does not exist."), ""},
    {"flow_invalid", QT_TRANSLATE_NOOP("pult::Core", "The flow is not a recording: %1."), QT_TRANSLATE_NOOP("pult::Core", "Export it from Chrome's Recorder panel as JSON.")},
    {"flow_variable_unknown", QT_TRANSLATE_NOOP("pult::Core", "Nothing fills {{%1}} in step %2."), QT_TRANSLATE_NOOP("pult::Core", "Give it a value, or take it out of the flow.")},
    {"step_unknown", QT_TRANSLATE_NOOP("pult::Core", "Step %1: \"%2\" is no step type that Pult knows."), ""},

    // Browser
    {"browser_not_found", QT_TRANSLATE_NOOP("pult::Core", "No Chrome or Chromium was found on this computer."), QT_TRANSLATE_NOOP("pult::Core", "Install one, or set BROWSER_PATH to its program.")},
    {"browser_start_failed", QT_TRANSLATE_NOOP("pult::Core", "The browser did not start: %1."), ""},
    {"browser_start_timeout", QT_TRANSLATE_NOOP("pult::Core", "The browser was not ready within %1 s."), ""},
    {"browser_gone", QT_TRANSLATE_NOOP("pult::Core", "The browser closed while the flow was running."), ""},
    {"provider_unknown", QT_TRANSLATE_NOOP("pult::Core", "The task belongs to the browser provider \"%1\", which this node does not have."), QT_TRANSLATE_NOOP("pult::Core", "Set BROWSER_PROVIDER, or start a node that has it.")},

    // Why a task waits
    {"wait_key_busy", QT_TRANSLATE_NOOP("pult::Core", "waits for %1, which task %2 holds"), ""},
    {"wait_node", QT_TRANSLATE_NOOP("pult::Core", "waits for the node %1, last seen %2"), ""},
    {"wait_queue_paused", QT_TRANSLATE_NOOP("pult::Core", "the queue %1 is paused: %2"), ""},
    {"wait_run_at", QT_TRANSLATE_NOOP("pult::Core", "starts at %1"), ""},
    {"wait_retry_at", QT_TRANSLATE_NOOP("pult::Core", "tried again at %1"), ""},
    {"wait_depends_on", QT_TRANSLATE_NOOP("pult::Core", "waits for the tasks %1"), ""},
    {"wait_draft", QT_TRANSLATE_NOOP("pult::Core", "a draft; it waits to be started"), ""},
    {"wait_no_worker", QT_TRANSLATE_NOOP("pult::Core", "no worker is free for it"), ""},
};

constexpr ErrorArgumentWord argumentWords[] = {
    {"@environment", QT_TRANSLATE_NOOP("pult::Core", "environment")},
    {"@command_line", QT_TRANSLATE_NOOP("pult::Core", "command line")},
    {"@not_a_folder", QT_TRANSLATE_NOOP("pult::Core", "it is not a folder")},
    {"@cannot_create", QT_TRANSLATE_NOOP("pult::Core", "it cannot be created")},
};
// clang-format on

} // namespace

std::span<const ErrorWords> errorCatalogue()
{
    return rows;
}

std::span<const ErrorArgumentWord> errorArgumentWords()
{
    return argumentWords;
}

} // namespace pult
