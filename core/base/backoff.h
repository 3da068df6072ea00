// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one formula for waits that grow: of tasks (queue), of requests (net), of whatever tries again.
#pragma once

#include <chrono>

namespace pult {

/// min(cap, base·2^exponent); exact for any exponent, a negative one reads as 0.
std::chrono::milliseconds backoffCeiling(std::chrono::milliseconds base, std::chrono::milliseconds cap, int exponent);

/// Full jitter: a wait drawn evenly from [floor, max(floor, ceiling)]. `unit` is a draw from [0, 1).
/// Source: "Exponential Backoff And Jitter", AWS Architecture Blog.
std::chrono::milliseconds fullJitter(std::chrono::milliseconds ceiling, double unit,
                                     std::chrono::milliseconds floor = std::chrono::milliseconds{0});

/// A draw from [0, 1) of this process's own generator, seeded by the system. Thread-safe.
double drawUnit();

} // namespace pult
