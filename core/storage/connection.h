// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "databaseconfig.h"
#include "dialect.h"

#include <base/result.h>

#include <QVariantList>

#include <memory>
#include <vector>

class QSqlQuery;

namespace pult::storage {

/// The code of a transaction that the server broke off because of a deadlock; inTransaction tries again.
inline constexpr const char *deadlockCode = "database_deadlock";

/// The rows a statement gave back, read by position; valid after the statement is gone.
using Row = QVariantList;
using Rows = std::vector<Row>;

/// One database connection. Thread-affine: opened, used and closed on one thread. Statements carry the dialect's tokens
/// (dialect.h) and `?` placeholders; values are always bound: an invalid QVariant is NULL, a null QString the empty
/// text. Prepared statements are kept, except behind PgBouncer.
class Connection final
{
public:
    /// Opens. Errors: Database kinds, one clear sentence by code (database_unreachable, database_corrupt,
    /// database_denied …).
    static Result<std::unique_ptr<Connection>> open(const DatabaseConfig &config, const QString &name);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    const Dialect &dialect() const;
    Result<Rows> query(const QString &sql, const QVariantList &values = {});
    /// Number of rows changed.
    Result<qint64> execute(const QString &sql, const QVariantList &values = {});
    /// True while the server answers as far as is known; a lost connection is opened anew by the pool.
    bool isAlive() const;
    /// Tests only: shifts the database's now by `offset` for statements of this connection.
    void setClockOffset(std::chrono::microseconds offset);

    /// PostgreSQL: wakes those that LISTEN on `channel` (letters and underscores) when the transaction commits, once
    /// per transaction; outside of one at once.
    Result<> notify(const QString &channel);

    const DatabaseConfig &config() const;
    /// Several statements as they stand, without tokens or values: migrations.
    Result<> executeScript(const QString &script);

    /// The connection's name in QtSql.
    QString name() const;
    /// PostgreSQL's PGconn, for LISTEN only; null on SQLite.
    void *nativeHandle() const;
    /// Whether a Transaction is under way on it.
    bool isInTransaction() const;

private:
    friend class Transaction;
    class Private;
    explicit Connection(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// How PostgreSQL may plan what runs in a transaction. The engine's statements touch a few rows of tables whose size
/// and statistics jump, so left alone the planner now and then turns to reading all of them; pinned, it takes the
/// indexes.
enum class Plan { Free, Pinned };

/// A write transaction (BEGIN IMMEDIATE on SQLite); nests (the outermost counts); rolls back unless committed.
class Transaction final
{
public:
    explicit Transaction(Connection &connection, Plan plan = Plan::Free);
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;
    /// Whether it began; check before use.
    Result<> begun() const;
    Result<> commit();
    bool isNested() const { return m_nested; }

private:
    Connection &m_connection;
    Result<> m_begun;
    bool m_done = false;
    bool m_nested = false;
};

/// Runs `work` (returning a Result) in a transaction and commits when it succeeded. A deadlock that the server broke is
/// tried again, so `work` must not change anything but the database.
template<typename Work>
auto inTransaction(Connection &connection, Work work, Plan plan = Plan::Free) -> decltype(work())
{
    constexpr int attempts = 5;
    for (int attempt = 1;; ++attempt) {
        Transaction transaction(connection, plan);
        if (const Result<> begun = transaction.begun(); !begun)
            return fail(begun.error());
        auto result = work();
        if (result) {
            const Result<> committed = transaction.commit();
            if (committed)
                return result;
            result = fail(committed.error());
        }
        if (attempt == attempts || transaction.isNested() || result.error().code != QLatin1StringView(deadlockCode))
            return result;
    }
}

} // namespace pult::storage
