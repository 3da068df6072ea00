// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>
#include <storage/databaseconfig.h>

#include <QString>

#include <memory>

namespace pult::test {

/// A throw-away PostgreSQL server for one test program: its own folder, a free port on the loopback and a Unix socket,
/// fsync off. Stopped at the program's end; a watcher outside of the program stops it when the program crashes.
class TempPostgres final
{
public:
    /// The program's server, started at the first call.
    static Result<TempPostgres *> server();
    ~TempPostgres();
    TempPostgres(const TempPostgres &) = delete;
    TempPostgres &operator=(const TempPostgres &) = delete;

    /// An empty database of its own.
    Result<storage::DatabaseConfig> createDatabase();
    /// Cuts its connections.
    void dropDatabase(const QString &name);

    /// "fast" or "immediate" stop, and start again: for tests of what happens to connections.
    bool stop(const QString &mode);
    bool start();
    /// The server's administration database, over TCP.
    storage::DatabaseConfig administration() const;

private:
    TempPostgres() = default;
    Result<> create();
    bool run(const QString &program, const QStringList &arguments) const;
    void watch() const;

    QString m_folder;
    QString m_bin;
    int m_port = 0;
    int m_databases = 0;
};

} // namespace pult::test
