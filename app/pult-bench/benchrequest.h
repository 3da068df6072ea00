// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>

namespace pult::bench {

enum class Mode { Drain, Latency, Mixed, Overhead, Produce, Steady };

/// What is to be measured. Produce is the other process of Latency and Steady.
struct Request
{
    Mode mode = Mode::Drain;
    int tasks = 20000;
    int concurrency = 25;
    int calls = 1'000'000; ///< of Overhead
    int rate = 200;        ///< enqueued a second, evenly spaced
    int jobMs = 0;         ///< how long each job takes
};

/// The request, or the exit code to end with (help and faults are printed).
std::variant<Request, int> readRequest(int argc, char **argv);

} // namespace pult::bench
