// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "firstconnection.h"
#include "logging.h"
#include "poolprivate.h"

#include <QRandomGenerator>

#include <algorithm>

namespace pult::storage {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds firstBackoff = 250ms;
constexpr std::chrono::milliseconds longestBackoff = 5s;
/// Threads beyond the minimum end after so much idleness (DB_IDLE_SECS).
constexpr auto idleLife = 300s;

} // namespace

std::unique_ptr<QThread> Pool::Private::startThread(const QString &name, std::function<void()> body)
{
    std::unique_ptr<QThread> thread(QThread::create([body = std::move(body)] {
        try {
            body();
        } catch (const std::exception &error) {
            qCCritical(lcStorage).nospace() << "database thread ended by an exception error=" << error.what();
        }
    }));
    thread->setObjectName(name);
    thread->start();
    return thread;
}

/// One more thread when there is more work than idle threads. Called with the mutex held.
void Pool::Private::grow()
{
    std::erase_if(threads, [](const std::unique_ptr<QThread> &thread) { return thread->isFinished(); });
    if (std::cmp_less_equal(queue.size(), idle()) || live >= most)
        return;
    // One more connection is refused: those that are open do it.
    if (outage && open > 0 && SteadyClock::now() < outage->retryAt)
        return;
    ++live;
    threads.push_back(startThread(u"db-%1"_s.arg(++number), [this] { serve(); }));
}

void Pool::Private::report(bool answers, const Error &why)
{
    {
        const std::scoped_lock lock(mutex);
        if (available == answers)
            return;
        available = answers;
        if (answers)
            backSince = SteadyClock::now();
    }
    if (answers)
        qCInfo(lcStorage) << "database answers again";
    else
        qCWarning(lcStorage).nospace().noquote() << "database does not answer error=" << toLogString(why);
    Q_EMIT q->availabilityChanged(answers, why);
}

/// Wakes the thread that slept last. Called with the mutex held.
void Pool::Private::callOne()
{
    if (sleepers.empty())
        return;
    Sleeper *const sleeper = sleepers.back();
    sleepers.pop_back();
    ++waking;
    sleeper->called = true;
    sleeper->wake.notify_one();
}

void Pool::Private::sleepUntil(std::unique_lock<std::mutex> &lock, SteadyClock::time_point until)
{
    Sleeper self;
    sleepers.push_back(&self);
    self.wake.wait_until(lock, until, [&self] { return self.called; });
    if (self.called)
        --waking;
    else
        std::erase(sleepers, &self);
}

/// Waits for work; true with a task, or with an empty one when it is time to try to open again. False: end.
bool Pool::Private::next(std::unique_lock<std::mutex> &lock, const Line &line, Task &task)
{
    if (live > most) { // the listener's turn has come; what this thread was called for goes to another
        callOne();
        return false;
    }
    const bool broken = !line.connection && outage && open == 0;
    const auto until = broken ? outage->retryAt : SteadyClock::now() + idleLife;
    bool woken = stopping || !queue.empty();
    while (!woken && SteadyClock::now() < until) {
        sleepUntil(lock, until);
        woken = stopping || !queue.empty();
    }
    if (!queue.empty()) {
        task = std::move(queue.front());
        queue.pop_front();
        return true;
    }
    if (woken)
        return false;
    return broken || live <= std::min(config.minConnections, most);
}

/// Opens what is not open. While the database does not answer one thread at a time tries, and after each failure
/// nobody for a while, so that a server that comes back is not met by a crowd.
void Pool::Private::ensureOpen(Line &line)
{
    const bool lost = line.connection && !line.connection->isAlive();
    if (lost)
        line.connection.reset();
    {
        const std::scoped_lock lock(mutex);
        open -= lost ? 1 : 0;
        if (line.connection || (outage && SteadyClock::now() < outage->retryAt))
            return;
        if (outage)
            outage->retryAt = SteadyClock::now() + longestBackoff; // the others leave it to this one
    }
    Result<std::unique_ptr<Connection>> opened = Connection::open(config, nextConnectionName());
    bool answers = true; // also when it refuses one more connection
    {
        const std::scoped_lock lock(mutex);
        answers = opened || open > 0;
        if (opened) {
            line.connection = std::move(*opened);
            ++open;
            outage.reset();
        } else {
            const auto backoff = outage ? std::min(outage->backoff * 2, longestBackoff) : firstBackoff;
            const double share = QRandomGenerator::global()->generateDouble();
            const auto pause = std::chrono::duration_cast<SteadyClock::duration>(backoff * (0.5 + share / 2));
            outage = Outage{opened.error(), SteadyClock::now() + pause, backoff};
        }
    }
    if (answers)
        report(true, {});
    else
        report(false, opened.error());
}

/// False: this thread has no connection and others have; the task is theirs.
bool Pool::Private::serveOne(Line &line, Task &task)
{
    ensureOpen(line);
    if (!task.work)
        return true;
    if (line.connection) {
        task.work(line.connection.get());
    } else {
        std::unique_lock lock(mutex);
        if (open > 0) {
            queue.push_front(std::move(task));
            callOne();
            watch.notify_one();
            return false;
        }
        const Error error =
            outage ? outage->lastError : Error{ErrorKind::Database, u"database_lost"_s, {config.display()}, {}};
        lock.unlock();
        task.work(fail(error));
    }
    task.work = nullptr; // the promise goes before the next wait
    return true;
}

void Pool::Private::serve()
{
    Line line;
    std::unique_lock lock(mutex);
    Task task;
    bool useful = true;
    while (useful && next(lock, line, task)) {
        lock.unlock();
        useful = serveOne(line, task);
        lock.lock();
    }
    --live;
    if (line.connection)
        --open;
    lock.unlock();
    line.connection.reset();
}

/// Tells those that wait too long. Deadlines are in the queue's order, so the first is the earliest.
void Pool::Private::watchDeadlines()
{
    std::unique_lock lock(mutex);
    while (!stopping) {
        if (queue.empty()) {
            watch.wait(lock);
            continue;
        }
        const auto deadline = queue.front().deadline;
        if (SteadyClock::now() < deadline) {
            watch.wait_until(lock, deadline);
            continue;
        }
        const Task late = std::move(queue.front());
        queue.pop_front();
        lock.unlock();
        late.work(fail(ErrorKind::Database, "pool_exhausted",
                       {QString::number(config.poolTimeout.count()), QString::number(config.maxConnections)}));
        lock.lock();
    }
}

} // namespace pult::storage
