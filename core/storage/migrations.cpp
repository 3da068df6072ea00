// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations.h"

#include "logging.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

// Resources of a static library are not initialised by themselves; the macro must stand outside of namespaces.
static void initResources()
{
    Q_INIT_RESOURCE(migrations);
}

namespace pult::storage {

using namespace Qt::StringLiterals;

namespace {

/// Any constant of ours: who holds it migrates.
constexpr qint64 advisoryLock = 0x50554c54;
/// A larger file is not read whole at every start; its pages are still checked as they are used.
constexpr qint64 checkedFileBytes = 256 * 1024 * 1024;

QDir migrationFiles(const Dialect &dialect)
{
    initResources();
    return QDir(dialect.isPostgreSql() ? u":/migrations/postgresql"_s : u":/migrations/sqlite"_s);
}

Result<> checkFile(Connection &connection)
{
    if (connection.dialect().isPostgreSql() || QFileInfo(connection.config().path).size() > checkedFileBytes)
        return {};
    const Result<Rows> answer = connection.query(u"pragma quick_check(1)"_s);
    if (!answer)
        return fail(answer.error());
    const QString verdict = answer->empty() ? QString() : answer->front().value(0).toString();
    if (verdict != "ok"_L1)
        return fail(ErrorKind::Database, "database_corrupt", {connection.config().path}, verdict);
    return {};
}

/// 0 when there is no schema yet.
Result<int> installedVersion(Connection &connection)
{
    const Result<Rows> table =
        connection.query(connection.dialect().isPostgreSql()
                             ? u"select 1 from pg_catalog.pg_class where oid = to_regclass('schema_version')"_s
                             : u"select 1 from sqlite_master where type = 'table' and name = 'schema_version'"_s);
    if (!table)
        return fail(table.error());
    if (table->empty())
        return 0;
    const Result<Rows> version = connection.query(u"select coalesce(max(version), 0) from schema_version"_s);
    if (!version)
        return fail(version.error());
    return version->front().value(0).toInt();
}

Result<> apply(Connection &connection, int version, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Internal, "internal_error", {}, u"missing resource "_s + path);
    if (const Result<> done = connection.executeScript(QString::fromUtf8(file.readAll())); !done)
        return done;
    const Result<qint64> noted =
        connection.execute(u"insert into schema_version (version, applied_at) values (?, {now})"_s, {version});
    if (!noted)
        return fail(noted.error());
    qCInfo(lcStorage).nospace() << "migrated version=" << version;
    return {};
}

/// Reads the version again under the lock, since another process may have been faster.
Result<> migrateLocked(Connection &connection)
{
    if (connection.dialect().isPostgreSql()) {
        const Result<Rows> locked = connection.query(u"select pg_advisory_xact_lock(?)"_s, {advisoryLock});
        if (!locked)
            return fail(locked.error());
    }
    const Result<> table = connection.executeScript(
        u"create table if not exists schema_version (version int primary key, applied_at bigint not null);\n"_s);
    if (!table)
        return table;
    const Result<int> installed = installedVersion(connection);
    if (!installed)
        return fail(installed.error());
    const QDir files = migrationFiles(connection.dialect());
    for (const QString &name : files.entryList({u"*.sql"_s}, QDir::Files, QDir::Name)) {
        const int version = name.section(u'_', 0, 0).toInt();
        if (version <= *installed)
            continue;
        if (const Result<> applied = apply(connection, version, files.filePath(name)); !applied)
            return applied;
    }
    return {};
}

} // namespace

Result<int> installedSchemaVersion(Connection &connection)
{
    return installedVersion(connection);
}

int latestSchemaVersion()
{
    return migrationFiles(postgreSqlDialect()).entryList({u"*.sql"_s}).constLast().section(u'_', 0, 0).toInt();
}

Result<> migrate(Connection &connection)
{
    if (const Result<> checked = checkFile(connection); !checked)
        return checked;
    const Result<int> installed = installedVersion(connection);
    if (!installed)
        return fail(installed.error());
    if (*installed > latestSchemaVersion()) {
        return fail(ErrorKind::Database, "database_newer",
                    {QString::number(*installed), QString::number(latestSchemaVersion())});
    }
    if (*installed == latestSchemaVersion())
        return {};
    return inTransaction(connection, [&connection] { return migrateLocked(connection); });
}

} // namespace pult::storage
