// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>
#include <queue/types.h>

namespace pult::node {

/// Reads what an operator types to find tasks: `state:failed kind:bulk_upload queue:default batch:17 id:5 unknown:yes
/// operation:3` (deleted tasks: by that operation),
/// the rest is free text. `failed` = discarded, `waiting` = scheduled, available and retryable; several states by
/// comma. Errors: filter_invalid(word, what it takes).
Result<queue::TaskFilter> parseFilterLine(const QString &line);

/// The eight states, `failed` and `waiting`, by comma. filter_invalid(word, states).
Result<QList<queue::TaskState>> parseStates(const QString &text);

} // namespace pult::node
