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

/// The rows a statement gave back, read by position; valid after the statement is gone.
using Row = QVariantList;
using Rows = std::vector<Row>;

/// One database connection. Thread-affine: opened, used and closed on one thread. Statements carry the dialect's tokens
/// (dialect.h) and `?` placeholders; values are always bound. Prepared statements are kept, except behind PgBouncer.
class Connection final
{
public:
    /// Opens. Errors: Database kinds, one clear sentence by code (database_unreachable, database_corrupt, database_denied …).
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

    /// The driver's handle, for LISTEN (dialect.h) only.
    QString name() const;

private:
    friend class Transaction;
    class Private;
    explicit Connection(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// A write transaction (BEGIN IMMEDIATE on SQLite); nests (the outermost counts); rolls back unless committed.
class Transaction final
{
public:
    explicit Transaction(Connection &connection);
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;
    /// Whether it began; check before use.
    Result<> begun() const;
    Result<> commit();

private:
    Connection &m_connection;
    Result<> m_begun;
    bool m_done = false;
};

} // namespace pult::storage
