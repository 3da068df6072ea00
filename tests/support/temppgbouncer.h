// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>
#include <storage/databaseconfig.h>

#include <QProcess>
#include <QTemporaryDir>

namespace pult::test {

/// PgBouncer in transaction mode before the test program's PostgreSQL, on a free port of the loopback. Gone with the
/// object.
class TempPgBouncer final
{
public:
    /// `settings`: further lines of its [pgbouncer] section.
    explicit TempPgBouncer(const storage::DatabaseConfig &server, const QByteArray &settings = {});
    ~TempPgBouncer();
    TempPgBouncer(const TempPgBouncer &) = delete;
    TempPgBouncer &operator=(const TempPgBouncer &) = delete;

    /// Check before use.
    const Result<> &made() const { return m_made; }
    /// The same database by way of it.
    storage::DatabaseConfig through(storage::DatabaseConfig database) const;

private:
    Result<> start(const storage::DatabaseConfig &server, const QByteArray &settings);
    bool answers() const;

    QTemporaryDir m_folder;
    QProcess m_process;
    int m_port = 0;
    Result<> m_made;
};

} // namespace pult::test
