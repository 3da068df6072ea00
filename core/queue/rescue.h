// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "taskrow.h"

#include <functional>

namespace pult::queue {

/// Takes running tasks back: `candidates` are looked at under their lock, those that `stillDue` and their error. Ids.
Result<QList<Id>> rescueTasks(storage::Connection &connection, const QList<Id> &candidates,
                              const std::function<std::optional<Error>(const LiveTask &)> &stillDue);

} // namespace pult::queue
