// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tempdatabase.h"

#include "temppgbouncer.h"

#include <storage/migrations.h>

#include <QCoreApplication>
#include <QTest>

#include <atomic>

namespace pult::test {

using namespace Qt::StringLiterals;

namespace {

/// One per test program, gone with its QCoreApplication: before the server's, which was made earlier.
Result<storage::DatabaseConfig> throughPgBouncer(const storage::DatabaseConfig &config)
{
    static std::unique_ptr<TempPgBouncer> bouncer;
    if (!bouncer) {
        bouncer = std::make_unique<TempPgBouncer>(config);
        qAddPostRoutine([] { bouncer.reset(); });
    }
    if (!bouncer->made())
        return fail(bouncer->made().error());
    storage::DatabaseConfig through = bouncer->through(config);
    through.pgBouncer = true;
    return through;
}

} // namespace

TempDatabase::TempDatabase(const QString &kind)
{
    if (kind == "sqlite"_L1) {
        m_config.kind = storage::DatabaseConfig::Kind::Sqlite;
        m_config.path = m_folder.filePath(u"pult.db"_s);
        return;
    }
    const Result<TempPostgres *> server = TempPostgres::server();
    if (!server) {
        m_made = fail(server.error());
        return;
    }
    Result<storage::DatabaseConfig> config = (*server)->createDatabase();
    if (config && kind == "pgbouncer"_L1)
        config = throughPgBouncer(*config);
    if (config)
        m_config = *config;
    else
        m_made = fail(config.error());
}

TempDatabase::~TempDatabase()
{
    if (!m_made || m_config.kind == storage::DatabaseConfig::Kind::Sqlite)
        return;
    if (const Result<TempPostgres *> server = TempPostgres::server())
        (*server)->dropDatabase(m_config.database);
}

QString TempDatabase::url() const
{
    if (m_config.kind == storage::DatabaseConfig::Kind::Sqlite)
        return u"sqlite://"_s + m_config.path;
    return m_config.display();
}

Result<std::unique_ptr<storage::Connection>> TempDatabase::connect() const
{
    static std::atomic<int> number{0};
    if (!m_made)
        return fail(m_made.error());
    Result<std::unique_ptr<storage::Connection>> connection =
        storage::Connection::open(m_config, u"test-%1"_s.arg(++number));
    if (!connection)
        return connection;
    if (const Result<> migrated = storage::migrate(**connection); !migrated)
        return fail(migrated.error());
    return connection;
}

void databaseRows()
{
    QTest::addColumn<QString>("database");
    const QString kinds = qEnvironmentVariable("PULT_TEST_DATABASES", u"sqlite,postgresql"_s);
    for (const QString &kind : kinds.split(u','))
        QTest::newRow(qPrintable(kind)) << kind;
}

} // namespace pult::test
