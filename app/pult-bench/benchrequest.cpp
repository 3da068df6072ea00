// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "benchrequest.h"

#include <CLI/CLI.hpp>

namespace pult::bench {

namespace {

constexpr int wrongUse = 2;

CLI::App *addMode(CLI::App &app, const char *name, const char *words, Request &request)
{
    CLI::App *const mode = app.add_subcommand(name, words);
    mode->add_option("--tasks", request.tasks, "how many tasks")
        ->check(CLI::Range(1, 100'000'000))
        ->capture_default_str();
    mode->add_option("--concurrency", request.concurrency, "tasks at once")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    return mode;
}

/// For the modes whose tasks come one by one.
void addPace(CLI::App &mode, Request &request)
{
    mode.add_option("--rate", request.rate, "tasks enqueued a second, evenly spaced")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    mode.add_option("--job-ms", request.jobMs, "how long each job takes")
        ->check(CLI::Range(0, 600'000))
        ->capture_default_str();
}

void addChanges(CLI::App &mode, Request &request)
{
    mode.add_option("--changes", request.changes, "changes of tasks' states a second")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    mode.add_option("--seconds", request.seconds, "for how long they come in")
        ->check(CLI::Range(1, 3600))
        ->capture_default_str();
}

CLI::App *addUi(CLI::App &app, Request &request)
{
    CLI::App *const ui = app.add_subcommand(
        "ui", "the window over a database of PostgreSQL that it fills first: a line per figure, exit code 1 when one "
              "is over its bound; offscreen without a DISPLAY");
    ui->add_option("--tasks", request.tasks, "how many it shall hold")
        ->check(CLI::Range(1000, 100'000'000))
        ->capture_default_str();
    addChanges(*ui, request);
    ui->add_option("--rounds", request.rounds, "of each filter, whose middle time counts")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    return ui;
}

} // namespace

std::variant<Request, int> readRequest(int argc, char **argv)
{
    CLI::App app{"pult-bench: the speed of Pult's queue on the database of DATABASE_URL, a JSON line on stdout"};
    app.set_version_flag("--version", PULT_VERSION);
    app.require_subcommand(1);
    Request request;
    const CLI::App *const latency =
        addMode(app, "latency", "from the enqueue call of another process to the handler's start", request);
    const CLI::App *const mixed =
        addMode(app, "mixed", "priorities, 30 % scheduled, 10 % failing once, exclusive keys", request);
    CLI::App *const produce = addMode(app, "produce", "", request);
    produce->group(""); // not for people: latency and steady start it
    addPace(*produce, request);
    CLI::App *const steady =
        addMode(app, "steady", "tasks that come at a rate and take a while: how late each starts", request);
    addPace(*steady, request);
    CLI::App *const change = app.add_subcommand("change", "");
    change->group(""); // not for people: ui starts it
    addChanges(*change, request);
    const CLI::App *const ui = addUi(app, request);
    addMode(app, "drain", "tasks that wait, worked off by a node that is started for it", request);
    CLI::App *const overhead =
        app.add_subcommand("overhead", "what breaker and limiter add to a call; needs no database");
    overhead->add_option("--calls", request.calls, "how many")
        ->check(CLI::Range(1000, 1'000'000'000))
        ->capture_default_str();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? 0 : wrongUse;
    }
    if (latency->parsed())
        request.mode = Mode::Latency;
    else if (mixed->parsed())
        request.mode = Mode::Mixed;
    else if (overhead->parsed())
        request.mode = Mode::Overhead;
    else if (steady->parsed())
        request.mode = Mode::Steady;
    else if (produce->parsed())
        request.mode = Mode::Produce;
    else if (change->parsed())
        request.mode = Mode::Change;
    else if (ui->parsed())
        request.mode = Mode::Ui;
    return request;
}

} // namespace pult::bench
