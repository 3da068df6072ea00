// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool.h"

#include "firstconnection.h"
#include "migrations.h"
#include "poolprivate.h"

#include <algorithm>

namespace pult::storage {

using namespace Qt::StringLiterals;
using SteadyClock = std::chrono::steady_clock;

namespace {

/// SQLite has one writer; a few connections let readers go on beside it.
constexpr int sqliteConnections = 4;

} // namespace

Pool::Private::Private(Pool *pool, DatabaseConfig databaseConfig) : q(pool), config(std::move(databaseConfig))
{
    if (config.kind == DatabaseConfig::Kind::Sqlite)
        config.maxConnections = std::min(config.maxConnections, sqliteConnections);
    config.maxConnections = std::max(1, config.maxConnections);
    config.minConnections = std::clamp(config.minConnections, 1, config.maxConnections);
    most = config.maxConnections;
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
        const Result<std::unique_ptr<Connection>> first = openFirst(d->config);
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

bool Pool::answeredFor(std::chrono::milliseconds time) const
{
    const std::scoped_lock lock(d->mutex);
    return d->available && (!d->backSince || SteadyClock::now() - *d->backSince >= time);
}

Pool::Use Pool::use() const
{
    const std::scoped_lock lock(d->mutex);
    const int idle = std::min(d->idle(), d->open);
    return {d->config.minConnections, d->config.maxConnections, d->open, idle, d->open - idle, int(d->queue.size())};
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
