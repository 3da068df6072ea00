// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>

namespace pult::node {

/// Tells systemd how the service fares, in its own words ("READY=1", sd_notify(3)), if it started this process and
/// wants to know; elsewhere it does nothing. No Qt, one file per system.
void tellServiceManager(const std::string &words);

/// How often the service manager wants a sign of life ("WATCHDOG=1"), half of what it waits; 0: not at all.
std::chrono::milliseconds signOfLifeInterval();

} // namespace pult::node
