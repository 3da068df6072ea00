// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Error codes of what operators do to many tasks, and of what becomes of old ones.
#include "errorcatalogue.h"

#include <QtGlobal>

namespace pult {

namespace {

// clang-format off
constexpr ErrorWords rows[] = {
    {"task_not_deleted",
     QT_TRANSLATE_NOOP("pult::Core", "There is no deleted task %1 to bring back."),
     QT_TRANSLATE_NOOP("pult::Core", "Deleted tasks are kept for a day; see them with: pultctl tasks deleted.")},
    {"operation_unknown", QT_TRANSLATE_NOOP("pult::Core", "There is no operation %1."), ""},
    {"operation_state_conflict", QT_TRANSLATE_NOOP("pult::Core", "Operation %1 cannot be cancelled: it is %2."), ""},
    {"operation_not_undoable",
     QT_TRANSLATE_NOOP("pult::Core", "Operation %1 cannot be undone."),
     QT_TRANSLATE_NOOP("pult::Core", "Only what ended within the last 24 hours can, once, and no second run of completed tasks.")},
    {"task_changed_since",
     QT_TRANSLATE_NOOP("pult::Core", "Task %1 was changed after that (by: %2), so it stays as it is now."),
     QT_TRANSLATE_NOOP("pult::Core", "The log of changes says what was done to it; change the task itself if you want something else.")},
    {"queue_changed_since",
     QT_TRANSLATE_NOOP("pult::Core", "Queue %1 was changed after that (by: %2), so it stays as it is now."),
     QT_TRANSLATE_NOOP("pult::Core", "Look at the queue and pause it, or let it go on, yourself.")},
    {"operation_filter_empty",
     QT_TRANSLATE_NOOP("pult::Core", "Without a filter this would change every task there is."),
     QT_TRANSLATE_NOOP("pult::Core", "Say which tasks are meant, for instance by state, kind, queue or batch.")},
    {"retention_invalid",
     QT_TRANSLATE_NOOP("pult::Core", "RETENTION_KINDS: \"%1\" is not understood."),
     QT_TRANSLATE_NOOP("pult::Core", "Write kind:completed=seconds/number or kind:discarded=seconds/number, by comma.")},
    {"batch_callback_invalid",
     QT_TRANSLATE_NOOP("pult::Core", "The callback of a batch cannot have: %1."),
     QT_TRANSLATE_NOOP("pult::Core", "It waits for its batch alone and gets the outcome as \"batch\" in its payload.")},
    // Why a task waits
    {"wait_batch", QT_TRANSLATE_NOOP("pult::Core", "waits for the end of batch %1: %2 of %3 tasks have ended"), ""},
};
// clang-format on

} // namespace

std::span<const ErrorWords> operationErrors()
{
    return rows;
}

} // namespace pult
