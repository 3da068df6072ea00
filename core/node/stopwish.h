// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace pult::node {

/// Tells `wish` when the system or a person wants the process to end: SIGTERM, SIGINT and SIGHUP; on Windows Ctrl+C,
/// the console's close, the end of the session (which is held up while tasks are handed back) and a stop of the
/// service. It is called on a thread of its own. The second signal or Ctrl+C ends the process at once with exit code 3.
/// Once per process; no Qt, so that the platforms' files stand alone.
///
/// With `reload`, SIGHUP means that the settings are to be read again, unless the terminal that the process was started
/// from is what hung up.
void watchStopWishes(std::function<void()> wish, std::function<void()> reload = {});

} // namespace pult::node
