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
};
// clang-format on

} // namespace

std::span<const ErrorWords> operationErrors()
{
    return rows;
}

} // namespace pult
