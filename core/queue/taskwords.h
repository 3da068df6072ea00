// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// States and kinds of tasks as people read them, in the current language.
#pragma once

#include "types.h"

namespace pult::queue {

/// "waiting", "failed".
QString stateWord(TaskState state);
/// "bulk upload"; kinds that are not Pult's own as they are.
QString kindWord(const QString &kind);

} // namespace pult::queue
