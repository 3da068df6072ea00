// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changelistener.h"
#include "pool.h"

#include <QThread>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace pult::storage {

/// What the pool's threads share: the work that waits, who sleeps, who serves, and how the database does. The threads
/// themselves are in poolthreads.cpp, what callers do to them in pool.cpp.
class Pool::Private
{
public:
    using SteadyClock = std::chrono::steady_clock;

    Private(Pool *pool, DatabaseConfig databaseConfig);

    Pool *const q;
    DatabaseConfig config;

    /// Work that waits, and until when.
    struct Task
    {
        std::function<void(Result<Connection *>)> work;
        SteadyClock::time_point deadline;
    };

    /// A thread that waits for work.
    struct Sleeper
    {
        std::condition_variable wake;
        bool called = false;
    };

    /// The database does not let us in.
    struct Outage
    {
        Error lastError;
        SteadyClock::time_point retryAt;
        std::chrono::milliseconds backoff;
    };

    std::mutex mutex;              // protects everything below
    std::condition_variable watch; // the watcher: a deadline or stop
    std::deque<Task> queue;
    std::vector<std::unique_ptr<QThread>> threads;
    std::unique_ptr<ChangeListener> listener;
    int most = 1;                    ///< threads: what the listener leaves of the connections
    std::vector<Sleeper *> sleepers; ///< the last to sleep is the first to wake: its connection is the warmest
    int live = 0;                    ///< threads that run
    int open = 0;                    ///< connections, as far as is known
    std::optional<Outage> outage;    ///< since a connection could not be opened
    int waking = 0;                  ///< called, not yet running
    int number = 0;
    bool running = false;
    bool stopping = false;
    bool available = true;
    std::optional<SteadyClock::time_point> backSince; ///< after an interruption

    int idle() const { return static_cast<int>(sleepers.size()) + waking; }
    void grow();
    void callOne();
    void serve();
    void watchDeadlines();
    void report(bool answers, const Error &why);
    std::unique_ptr<QThread> startThread(const QString &name, std::function<void()> body);

    /// One thread's connection.
    struct Line
    {
        std::unique_ptr<Connection> connection;
    };
    void sleepUntil(std::unique_lock<std::mutex> &lock, SteadyClock::time_point until);
    bool next(std::unique_lock<std::mutex> &lock, const Line &line, Task &task);
    void ensureOpen(Line &line);
    bool serveOne(Line &line, Task &task);
};

} // namespace pult::storage
