// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlerror.h"

#include "connection.h"

#include <QFileInfo>
#include <QSqlError>
#include <QStorageInfo>

#include <array>

namespace pult::storage {

using namespace Qt::StringLiterals;

namespace {

/// With less an I/O error is taken for a full disk.
constexpr qint64 leastFreeBytes = 1024 * 1024;

/// The server's words in one line, without the driver's wrapping.
QString reasonOf(const QSqlError &error)
{
    QString text = error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    text.remove(u"QPSQL: "_s);
    if (const qsizetype code = text.lastIndexOf("\n("_L1); code > 0)
        text.truncate(code);
    return text.simplified();
}

Error make(ErrorKind kind, const char *code, QStringList arguments, const QString &detail)
{
    return {kind, QString::fromLatin1(code), std::move(arguments), detail};
}

Error mapSqlite(const QSqlError &error, const DatabaseConfig &config)
{
    const QString reason = reasonOf(error);
    // Extended codes carry the primary one in their low byte (sqlite.org/rescode.html).
    switch (error.nativeErrorCode().toInt() & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
        return make(ErrorKind::Database, "database_locked", {config.path}, reason);
    case 8: // SQLITE_READONLY
        return make(ErrorKind::Database, "database_readonly", {config.display()}, reason);
    case 3:  // SQLITE_PERM
    case 23: // SQLITE_AUTH
        return make(ErrorKind::Database, "database_denied", {config.display()}, reason);
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
        return make(ErrorKind::Database, "database_corrupt", {config.path}, reason);
    case 13: // SQLITE_FULL
        return make(ErrorKind::Database, "database_full", {config.display()}, reason);
    case 10: // SQLITE_IOERR: on a full disk the shared memory file fails so
        if (QStorageInfo(QFileInfo(config.path).path()).bytesAvailable() < leastFreeBytes)
            return make(ErrorKind::Database, "database_full", {config.display()}, reason);
        return make(ErrorKind::Database, "database_failed", {reason}, error.nativeErrorCode());
    case 14: // SQLITE_CANTOPEN
        if (const QFileInfo file(config.path); file.exists() && !file.isReadable())
            return make(ErrorKind::Database, "database_denied", {config.display()}, reason);
        return make(ErrorKind::Database, "database_unreachable", {config.display(), reason}, {});
    case 19: // SQLITE_CONSTRAINT
        return make(ErrorKind::Conflict, "database_conflict", {reason}, {});
    default:
        return make(ErrorKind::Database, "database_failed", {reason}, error.nativeErrorCode());
    }
}

/// The FATAL answers of a server while one connects come without an SQLSTATE in Qt, so their words are read.
Error mapRefusal(const QString &reason, const DatabaseConfig &config)
{
    static constexpr std::array denials{"password authentication failed"_L1, "no pg_hba.conf entry"_L1,
                                        "no password supplied"_L1,           "authentication failed"_L1,
                                        "permission denied for database"_L1, "is not permitted to log in"_L1};
    for (const QLatin1StringView denial : denials) {
        if (reason.contains(denial))
            return make(ErrorKind::Database, "database_denied", {config.display()}, reason);
    }
    if (reason.contains("role \""_L1) && reason.contains("does not exist"_L1))
        return make(ErrorKind::Database, "database_denied", {config.display()}, reason);
    if (reason.contains("database \""_L1) && reason.contains("does not exist"_L1))
        return make(ErrorKind::Database, "database_missing", {config.display(), config.database}, reason);
    return make(ErrorKind::Database, "database_unreachable", {config.display(), reason}, {});
}

Error mapPostgreSql(const QSqlError &error, const DatabaseConfig &config)
{
    const QString reason = reasonOf(error);
    const QString state = error.nativeErrorCode();
    if (state == "23505"_L1)
        return make(ErrorKind::Conflict, "database_conflict", {reason}, {});
    if (state == "40P01"_L1 || state == "40001"_L1)
        return make(ErrorKind::Database, deadlockCode, {}, reason);
    if (state == "57014"_L1 || state == "55P03"_L1) // statement_timeout, lock_timeout
        return make(ErrorKind::Timeout, "database_timeout", {}, reason);
    if (state == "25006"_L1)
        return make(ErrorKind::Database, "database_readonly", {config.display()}, reason);
    if (state == "53100"_L1)
        return make(ErrorKind::Database, "database_full", {config.display()}, reason);
    if (state == "42501"_L1 || state.startsWith("28"_L1))
        return make(ErrorKind::Database, "database_denied", {config.display()}, reason);
    if (state.startsWith("XX"_L1))
        return make(ErrorKind::Database, "database_corrupt", {config.display()}, reason);
    return make(ErrorKind::Database, "database_failed", {reason}, state);
}

} // namespace

Error mapSqlError(const QSqlError &error, const DatabaseConfig &config, bool opened, bool alive)
{
    if (config.kind == DatabaseConfig::Kind::Sqlite)
        return mapSqlite(error, config);
    if (!opened)
        return mapRefusal(reasonOf(error), config);
    if (!alive)
        return make(ErrorKind::Database, "database_lost", {config.display()}, reasonOf(error));
    return mapPostgreSql(error, config);
}

} // namespace pult::storage
