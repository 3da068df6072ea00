// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectionprivate.h"
#include "logging.h"

#include <QDeadlineTimer>
#include <QSqlDriver>
#include <QSqlError>

#include <thread>

namespace pult::storage {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds busyTimeout = 10s;
constexpr std::chrono::milliseconds busyPause = 5ms;

/// What the server says outside of answers: notices, and its farewell.
void onNotice(void *flag, const PGresult *result)
{
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity && (qstrcmp(severity, "FATAL") == 0 || qstrcmp(severity, "PANIC") == 0))
        *static_cast<bool *>(flag) = true;
    qCDebug(lcStorage).nospace() << "notice=" << QByteArray(PQresultErrorMessage(result)).trimmed();
}

} // namespace

Result<> Connection::Private::open()
{
    const bool postgreSql = config.kind == DatabaseConfig::Kind::PostgreSql;
    dialect = postgreSql ? &postgreSqlDialect() : &sqliteDialect();
    db = QSqlDatabase::addDatabase(postgreSql ? u"QPSQL"_s : u"QSQLITE"_s, name);
    if (!postgreSql)
        return openSqlite();
    db.setHostName(config.host);
    db.setPort(config.port);
    db.setDatabaseName(config.database);
    db.setUserName(config.user);
    db.setPassword(config.password);
    QString options = u"connect_timeout=3;tcp_user_timeout=4000;keepalives_idle=5;application_name=pult"_s;
    if (!config.sslMode.isEmpty())
        options += u";sslmode="_s + config.sslMode;
    if (!config.pgBouncer) {
        options += u";options='-cstatement_timeout=60000 -cidle_in_transaction_session_timeout=60000 "
                   "-cclient_min_messages=warning -cjit=off'"_s;
    }
    db.setConnectOptions(options);
    if (!db.open())
        return fail(errorOf(db.lastError()));
    handle = *static_cast<PGconn *const *>(db.driver()->handle().constData());
    PQsetNoticeReceiver(handle, onNotice, &farewell);
    opened = true;
    return {};
}

Result<> Connection::Private::openSqlite()
{
    db.setDatabaseName(config.path);
    db.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(busyTimeout.count()));
    if (!db.open())
        return fail(errorOf(db.lastError()));
    opened = true;
    // Reading the schema comes first: it finds a damaged file while nothing has been written yet. The file must never
    // be opened by other means: closing it would drop the POSIX locks of all this process's connections, and the next
    // process to leave would take the WAL for its own and delete it.
    for (const char *sql :
         {"select count(*) from sqlite_master", "pragma journal_mode = wal", "pragma synchronous = full",
          "pragma foreign_keys = on", "pragma wal_autocheckpoint = 1000"}) {
        if (const Result<> done = runPatiently(QString::fromLatin1(sql)); !done)
            return done;
    }
    return {};
}

/// For what SQLite refuses at once while another opens the same new file, whatever its busy timeout: the change to WAL.
Result<> Connection::Private::runPatiently(const QString &sql)
{
    const QDeadlineTimer deadline(busyTimeout);
    for (;;) {
        const Result<> done = run(sql);
        if (done || done.error().code != "database_locked"_L1 || deadline.hasExpired())
            return done;
        std::this_thread::sleep_for(busyPause); // this thread is here to wait for the database
    }
}

} // namespace pult::storage
