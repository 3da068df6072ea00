// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "temppostgres.h"

#include <storage/connection.h>

#include <QTemporaryDir>

namespace pult::test {

/// An empty database for one test: a SQLite file, or a database of the program's PostgreSQL. Gone with the object;
/// whatever still has it open is cut off.
class TempDatabase final
{
public:
    /// "sqlite", "postgresql", or "pgbouncer": PostgreSQL by way of a PgBouncer of the program's own.
    explicit TempDatabase(const QString &kind);
    ~TempDatabase();
    TempDatabase(const TempDatabase &) = delete;
    TempDatabase &operator=(const TempDatabase &) = delete;

    /// Check before use.
    const Result<> &made() const { return m_made; }
    const storage::DatabaseConfig &config() const { return m_config; }
    /// As DATABASE_URL takes it.
    QString url() const;
    /// A connection for this thread, with the schema in place.
    Result<std::unique_ptr<storage::Connection>> connect() const;

private:
    Result<> m_made;
    QTemporaryDir m_folder;
    storage::DatabaseConfig m_config;
};

/// The rows "sqlite" and "postgresql" of a test that runs on both, in column `database`; others if PULT_TEST_DATABASES
/// names them. Call it from `…_data`.
void databaseRows();

} // namespace pult::test
