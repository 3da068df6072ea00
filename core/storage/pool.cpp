// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool.h"

#include "changelistener.h"
#include "directstatement.h"
#include "logging.h"
#include "migrations.h"

#include <QThread>

#include <libpq-fe.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace pult::storage {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

namespace {

/// SQLite has one writer; a few connections let readers go on beside it.
constexpr int sqliteConnections = 4;
constexpr auto firstBackoff = 100ms;
constexpr auto longestBackoff = 5s;
/// Threads beyond the minimum end after so much idleness (DB_IDLE_SECS).
constexpr auto idleLife = 300s;

struct Task
{
    std::function<void(Result<Connection *>)> work;
    SteadyClock::time_point deadline;
};

/// PgBouncer refuses options when connecting, or hands out a process number of its own.
Result<bool> isPgBouncer(const Result<std::unique_ptr<Connection>> &first)
{
    if (!first) {
        if (first.error().arguments.join(u' ').contains("unsupported startup parameter"_L1))
            return true;
        return fail(first.error());
    }
    auto *const handle = static_cast<PGconn *>((*first)->nativeHandle());
    const auto process = runDirectly(handle, "select pg_backend_pid()", {}); // nothing prepared yet
    if (!process)
        return fail(ErrorKind::Database, "database_failed", {process.error().databaseText().simplified()});
    return process->rows.front().front().toInt() != PQbackendPID(handle);
}

/// Connections are named over all pools of the process.
QString nextConnectionName()
{
    static std::atomic<int> number{0};
    return u"pult-pool-%1"_s.arg(++number);
}

} // namespace

class Pool::Private
{
public:
    Private(Pool *pool, DatabaseConfig databaseConfig) : q(pool), config(std::move(databaseConfig))
    {
        if (config.kind == DatabaseConfig::Kind::Sqlite)
            config.maxConnections = std::min(config.maxConnections, sqliteConnections);
        config.maxConnections = std::max(1, config.maxConnections);
        config.minConnections = std::clamp(config.minConnections, 1, config.maxConnections);
        most = config.maxConnections;
    }

    Pool *const q;
    DatabaseConfig config;

    /// A thread that waits for work.
    struct Sleeper
    {
        std::condition_variable wake;
        bool called = false;
    };

    std::mutex mutex;              // protects everything below
    std::condition_variable watch; // the watcher: a deadline or stop
    std::deque<Task> queue;
    std::vector<std::unique_ptr<QThread>> threads;
    std::unique_ptr<ChangeListener> listener;
    int most = 1;                    ///< threads: what the listener leaves of the connections
    std::vector<Sleeper *> sleepers; ///< the last to sleep is the first to wake: its connection is the warmest
    int live = 0;                    ///< threads that run
    int waking = 0;                  ///< called, not yet running
    int number = 0;
    bool running = false;
    bool stopping = false;
    bool available = true;

    Result<std::unique_ptr<Connection>> openFirst();
    int idle() const { return static_cast<int>(sleepers.size()) + waking; }
    void grow();
    void callOne();
    void serve();
    void watchDeadlines();
    void report(bool answers, const Error &why);
    std::unique_ptr<QThread> startThread(const QString &name, std::function<void()> body);

    /// One thread's connection and how it fares.
    struct Line
    {
        std::unique_ptr<Connection> connection;
        Error lastError;
        SteadyClock::time_point retryAt{};
        std::chrono::milliseconds backoff = firstBackoff;
    };
    void sleepUntil(std::unique_lock<std::mutex> &lock, SteadyClock::time_point until);
    bool next(std::unique_lock<std::mutex> &lock, const Line &line, Task &task);
    void ensureOpen(Line &line);
    void serveOne(Line &line, Task &task);
};

std::unique_ptr<QThread> Pool::Private::startThread(const QString &name, std::function<void()> body)
{
    std::unique_ptr<QThread> thread(QThread::create([body = std::move(body)] {
        try {
            body();
        } catch (const std::exception &error) {
            qCCritical(lcStorage) << "database thread ended by an exception error=" << error.what();
        }
    }));
    thread->setObjectName(name);
    thread->start();
    return thread;
}

/// Finds out whom it is talking to, if nobody has said so.
Result<std::unique_ptr<Connection>> Pool::Private::openFirst()
{
    Result<std::unique_ptr<Connection>> first = Connection::open(config, nextConnectionName());
    if (!config.findPgBouncer || config.pgBouncer || config.kind != DatabaseConfig::Kind::PostgreSql)
        return first;
    const Result<bool> found = isPgBouncer(first);
    if (!found)
        return fail(found.error());
    if (!*found)
        return first;
    qCInfo(lcStorage) << "behind PgBouncer: no kept statements, polling instead of LISTEN";
    config.pgBouncer = true;
    return Connection::open(config, nextConnectionName());
}

/// One more thread when there is more work than idle threads. Called with the mutex held.
void Pool::Private::grow()
{
    std::erase_if(threads, [](const std::unique_ptr<QThread> &thread) { return thread->isFinished(); });
    if (std::cmp_less_equal(queue.size(), idle()) || live >= most)
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
    }
    if (answers)
        qCInfo(lcStorage) << "database answers again";
    else
        qCWarning(lcStorage).noquote() << "database does not answer error=" << toLogString(why);
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
    const bool broken = !line.connection && line.retryAt != SteadyClock::time_point{};
    const auto until = broken ? line.retryAt : SteadyClock::now() + idleLife;
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

void Pool::Private::ensureOpen(Line &line)
{
    if (line.connection && !line.connection->isAlive())
        line.connection.reset();
    if (line.connection || SteadyClock::now() < line.retryAt)
        return;
    Result<std::unique_ptr<Connection>> opened = Connection::open(config, nextConnectionName());
    if (opened) {
        line.connection = std::move(*opened);
        line.retryAt = {};
        line.backoff = firstBackoff;
        report(true, {});
        return;
    }
    line.lastError = opened.error();
    line.retryAt = SteadyClock::now() + line.backoff;
    line.backoff = std::min<std::chrono::milliseconds>(line.backoff * 2, longestBackoff);
    report(false, line.lastError);
}

void Pool::Private::serveOne(Line &line, Task &task)
{
    ensureOpen(line);
    if (!task.work)
        return;
    if (line.connection)
        task.work(line.connection.get());
    else
        task.work(fail(line.lastError));
    task.work = nullptr; // the promise goes before the next wait
}

void Pool::Private::serve()
{
    Line line;
    std::unique_lock lock(mutex);
    Task task;
    while (next(lock, line, task)) {
        lock.unlock();
        serveOne(line, task);
        lock.lock();
    }
    --live;
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

Pool::Pool(DatabaseConfig config, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, std::move(config)))
{
    qRegisterMetaType<pult::Error>();
}

Pool::~Pool()
{
    stop();
}

Result<> Pool::start()
{
    {
        const Result<std::unique_ptr<Connection>> first = d->openFirst();
        if (!first)
            return fail(first.error());
        if (const Result<> migrated = migrate(**first); !migrated)
            return migrated;
    }
    const std::scoped_lock lock(d->mutex);
    d->stopping = false;
    d->running = true;
    d->threads.push_back(d->startThread(u"db-watch"_s, [this] { d->watchDeadlines(); }));
    return {};
}

void Pool::stop()
{
    std::vector<std::unique_ptr<QThread>> threads;
    {
        const std::scoped_lock lock(d->mutex);
        if (d->listener)
            d->listener->stop();
        d->stopping = true;
        d->running = false;
        threads.swap(d->threads);
        while (!d->sleepers.empty())
            d->callOne();
        d->watch.notify_all();
    }
    for (const std::unique_ptr<QThread> &thread : threads)
        thread->wait();
}

const DatabaseConfig &Pool::config() const
{
    return d->config;
}

ChangeListener &Pool::changes()
{
    const std::scoped_lock lock(d->mutex);
    if (!d->listener) {
        d->listener = std::make_unique<ChangeListener>(d->config);
        if (ChangeListener::takesConnection(d->config))
            d->most = d->config.maxConnections - 1;
        d->listener->start();
    }
    return *d->listener;
}

void Pool::enqueue(std::function<void(Result<Connection *>)> work)
{
    {
        const std::scoped_lock lock(d->mutex);
        if (d->running) {
            d->queue.push_back({std::move(work), SteadyClock::now() + d->config.poolTimeout});
            d->grow();
            // What an idle thread takes at once needs no watch over its deadline.
            const bool waits = std::cmp_greater(d->queue.size(), d->idle());
            d->callOne();
            if (waits)
                d->watch.notify_one();
            return;
        }
    }
    work(fail(ErrorKind::Cancelled, "database_closed"));
}

} // namespace pult::storage
