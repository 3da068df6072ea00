// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>

namespace pult::bench {

enum class Mode { Change, Drain, Latency, Mixed, Overhead, Produce, Steady, Ui };

/// What is to be measured. Produce is the other process of Latency and Steady, Change that of Ui.
struct Request
{
    Mode mode = Mode::Drain;
    int tasks = 20000;
    int concurrency = 25;
    int calls = 1'000'000; ///< of Overhead
    int rate = 200;        ///< enqueued a second, evenly spaced
    int jobMs = 0;         ///< how long each job takes
    int changes = 5000;    ///< of Ui and Change: of the tasks' states, a second
    int seconds = 15;      ///< of Ui and Change: how long they come in; of Ui also how long the window is hidden
    int rounds = 5;        ///< of Ui: of each filter
};

/// The request, or the exit code to end with (help and faults are printed).
std::variant<Request, int> readRequest(int argc, char **argv);

} // namespace pult::bench
