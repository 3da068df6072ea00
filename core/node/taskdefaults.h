// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commands.h"

namespace pult::node {

/// Checks tasks as someone asked for them and fills in what the browser kinds set by themselves: provider, exclusive
/// key `profile:<provider>:<id>`, the node that has their files. Errors name the task's place in the list when there
/// are several: kind_missing, payload_invalid(what), priority_out_of_range(value), max_attempts_out_of_range(value),
/// queue_name_invalid(name).
Result<QList<queue::NewTask>> withDefaults(QList<queue::NewTask> tasks, const Commands::Place &place);

} // namespace pult::node
