// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// Fills waitingFor of those that wait, with a fixed number of statements for the whole list.
Result<> explainWaiting(storage::Connection &connection, QList<Task> &tasks);

} // namespace pult::queue
