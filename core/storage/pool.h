// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection.h"

#include <QFuture>
#include <QObject>
#include <QPromise>

#include <functional>
#include <memory>

namespace pult::storage {

class ChangeListener;

/// Threads with one connection each, named `db-1` …; they wait on the queue, so they have no event loop. Grows from
/// minConnections to maxConnections on demand (SQLite: at most 4) and shrinks when idle. Thread-safe.
///
/// `run` queues a function; the first free thread runs it with its connection and the future gets what it returned. A
/// function must not keep the connection, and must be a whole unit of work: after a lost connection it fails with
/// database_lost and may be run again by the caller. Waiting longer than poolTimeout for a free connection:
/// pool_exhausted. The connection of changes() is one of the maxConnections. While the database does not answer, work
/// fails at once with why; the threads go on trying to reopen, with backoff.
class Pool final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Pool)

public:
    explicit Pool(DatabaseConfig config, QObject *parent = nullptr);
    ~Pool() override;

    /// Opens one connection, migrates the schema, starts the threads. Blocking, at start-up only; false starts say why.
    Result<> start();
    /// Finishes what is queued, closes all connections, joins. Idempotent.
    void stop();

    const DatabaseConfig &config() const;
    /// The hints of this database; listening begins with the first call after start() and ends with stop().
    ChangeListener &changes();

    /// Whether the database has answered for so long without an interruption, as far as this pool noticed. Who comes
    /// back sooner than others leaves them the time to tell what ended meanwhile.
    bool answeredFor(std::chrono::milliseconds time) const;

    /// Its connections at this moment.
    struct Use
    {
        int min = 0;
        int max = 0;
        int open = 0;
        int idle = 0;
        int inUse = 0;
        int waiting = 0; ///< units of work that wait for one
    };
    Use use() const;

    template<typename T>
    QFuture<Result<T>> run(std::function<Result<T>(Connection &)> work)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        enqueue([promise, work = std::move(work)](Result<Connection *> connection) {
            if (!connection)
                promise->addResult(Result<T>(tl::unexpect, connection.error()));
            else
                promise->addResult(work(**connection));
            promise->finish();
        });
        return promise->future();
    }

Q_SIGNALS:
    /// The database stopped or began to answer; for the status line. Emitted on a database thread.
    void availabilityChanged(bool available, const pult::Error &why);

private:
    void enqueue(std::function<void(Result<Connection *>)> work);

    class Private;
    std::unique_ptr<Private> d;
};

} // namespace pult::storage
