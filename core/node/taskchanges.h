// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commands.h"

namespace pult::node {

/// Does `change` to all of these tasks or to none, whatever its verb is. Errors as of the command for that verb.
QFuture<Result<>> changeTasks(Commands &commands, const queue::TaskChange &change, const QList<queue::Id> &ids);

} // namespace pult::node
