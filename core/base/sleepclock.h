// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two clocks that nobody sets: one goes on while the computer sleeps, the other does not. One file per system behind
// it; no Qt, so that each is small to port.
#pragma once

#include <chrono>

namespace pult {

/// Since some moment before the process began, the computer's sleep included. std::chrono::steady_clock leaves it out
/// on Linux.
std::chrono::nanoseconds timeWithSleep();
/// The same without the computer's sleep.
std::chrono::nanoseconds timeAwake();

} // namespace pult
