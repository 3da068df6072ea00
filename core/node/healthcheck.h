// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "startoptions.h"

namespace pult::node {

/// `--healthcheck live|ready`: asks how the node of this data folder is, as containers and scripts do; the exit code, 0
/// or 1 (2 for wrong settings), and a line on stdout.
///
/// live: its process runs. ready: that, the database answers, and its row there says that it takes tasks. Nothing
/// listens for it, so it also works where the HTTP API is off.
int checkHealth(const StartOptions &options);

} // namespace pult::node
