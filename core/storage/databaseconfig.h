// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>

#include <QString>

#include <chrono>

namespace pult::storage {

class QueryMeter;

/// Where the database is and how many connections may be open. A value.
struct DatabaseConfig
{
    enum class Kind { Sqlite, PostgreSql };

    Kind kind = Kind::Sqlite;
    QString path; ///< SQLite's file
    QString host; ///< host name, or a directory for a Unix socket
    int port = 5432;
    QString database;
    QString user;
    QString password; ///< never logged
    int minConnections = 5;
    int maxConnections = 20;
    std::chrono::seconds poolTimeout{30};
    QString sslMode;             ///< PostgreSQL's sslmode; empty: the server's wish
    bool pgBouncer = false;      ///< behind PgBouncer in transaction mode: no kept statements, no connection options
    bool findPgBouncer = false;  ///< Pool::start() finds out whether (DB_PGBOUNCER=auto)
    QueryMeter *meter = nullptr; ///< told of every statement; outlives the connections
    bool echo = false;           ///< DB_ECHO: statements to the log at debug level, without values

    /// What may be shown: "postgresql://user@host:5432/name", "sqlite:/path"; no password.
    QString display() const;
};

/// Reads DATABASE_URL: postgres://, postgresql://, postgresql+driver://, sqlite:///path; a socket by ?host=/dir.
/// Error database_url_invalid(url without password, what is wrong).
Result<DatabaseConfig> databaseConfigFromUrl(const QString &url);

} // namespace pult::storage
