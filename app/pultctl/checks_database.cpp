// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "checks.h"
#include "nodewaits.h"
#include "output.h"
#include "taskwords.h"

#include <storage/migrations.h>

#include <algorithm>

namespace pult::ctl {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int oldestServer = 130000;
constexpr auto clockWarn = 5s;
constexpr auto backupWarn = std::chrono::hours(26);
constexpr double crowdedShare = 0.8;

/// The first value of the first row as text; empty when there is none or it could not be asked.
QString valueOf(storage::Connection &connection, const QString &sql)
{
    const Result<storage::Rows> rows = connection.query(sql);
    return rows && !rows->empty() ? rows->front().value(0).toString() : QString();
}

CheckLine schemaLine(storage::Connection &connection)
{
    const Result<int> installed = storage::installedSchemaVersion(connection);
    const int known = storage::latestSchemaVersion();
    const int version = installed.value_or(0);
    if (version > known)
        return {u"schema"_s, CheckLevel::Fail,
                CtlTr::tr("The schema is at version %1, this program knows %2.").arg(version).arg(known),
                CtlTr::tr("Update Pult on this computer.")};
    if (version < known)
        return {u"schema"_s, CheckLevel::Warn, CtlTr::tr("The schema is at version %1 of %2.").arg(version).arg(known),
                CtlTr::tr("Back up the database, then run: pultctl migrate")};
    return {u"schema"_s, CheckLevel::Ok, CtlTr::tr("The schema is at version %1.").arg(version), {}};
}

/// What must not be switched off for a task to be done when it is reported as done.
CheckLines durabilityLines(storage::Connection &connection)
{
    CheckLines lines;
    const std::pair<QString, CheckLevel> switches[] = {{u"fsync"_s, CheckLevel::Fail},
                                                       {u"full_page_writes"_s, CheckLevel::Fail},
                                                       {u"autovacuum"_s, CheckLevel::Fail},
                                                       {u"synchronous_commit"_s, CheckLevel::Warn}};
    QStringList off;
    CheckLevel level = CheckLevel::Ok;
    for (const auto &[name, weight] : switches) {
        if (valueOf(connection, u"select current_setting('%1')"_s.arg(name)) == "off"_L1) {
            off.append(name);
            level = std::max(level, weight);
        }
    }
    if (off.isEmpty())
        lines.append({u"database_settings"_s, level, CtlTr::tr("The server keeps what it has confirmed."), {}});
    else
        lines.append({u"database_settings"_s, level,
                      CtlTr::tr("Switched off at the server: %1.").arg(off.join(u", "_s)),
                      CtlTr::tr("Switch it on in postgresql.conf, or a power cut loses tasks.")});
    return lines;
}

CheckLine connectionsLine(storage::Connection &connection, const CheckPlace &place, const QList<queue::NodeInfo> &nodes)
{
    const int most = valueOf(connection, u"select current_setting('max_connections')"_s).toInt();
    const int used =
        valueOf(connection, u"select count(*) from pg_stat_activity where backend_type = 'client backend'"_s).toInt();
    const int alive = std::max(1, int(std::count_if(nodes.cbegin(), nodes.cend(), isAlive)));
    const int wanted = alive * place.config.database.maxConnections;
    const QString advice = CtlTr::tr("Raise max_connections, lower DB_MAX_CONNECTIONS, or put PgBouncer in between.");
    if (wanted > most)
        return {u"connections"_s, CheckLevel::Warn,
                CtlTr::tr("The nodes may open %1 connections, the server allows %2.").arg(wanted).arg(most), advice};
    if (used > most * crowdedShare)
        return {u"connections"_s, CheckLevel::Warn,
                CtlTr::tr("%1 of the server's %2 connections are in use.").arg(used).arg(most), advice};
    return {u"connections"_s,
            CheckLevel::Ok,
            CtlTr::tr("%1 of the server's %2 connections are in use.").arg(used).arg(most),
            {}};
}

CheckLine indexLine(storage::Connection &connection)
{
    const Result<storage::Rows> rows = connection.query(
        u"select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on "
        "n.oid = c.relnamespace where not i.indisvalid and n.nspname = current_schema()"_s);
    QStringList broken;
    for (const storage::Row &row : rows ? *rows : storage::Rows())
        broken.append(row.value(0).toString());
    if (broken.isEmpty())
        return {u"indexes"_s, CheckLevel::Ok, CtlTr::tr("All indexes are valid."), {}};
    return {u"indexes"_s, CheckLevel::Fail, CtlTr::tr("Invalid indexes: %1.").arg(broken.join(u", "_s)),
            CtlTr::tr("Run REINDEX INDEX CONCURRENTLY for each of them.")};
}

CheckLines serverLines(storage::Connection &connection, const CheckPlace &place, const QList<queue::NodeInfo> &nodes)
{
    CheckLines lines;
    const int number = valueOf(connection, u"select current_setting('server_version_num')"_s).toInt();
    const QString version = valueOf(connection, u"select current_setting('server_version')"_s);
    const bool old = number > 0 && number < oldestServer;
    lines.append({u"database"_s, old ? CheckLevel::Fail : CheckLevel::Ok,
                  CtlTr::tr("PostgreSQL %1 answers.").arg(version),
                  old ? CtlTr::tr("Update it: version 13 is the oldest that is maintained.") : QString()});
    lines += durabilityLines(connection);
    lines.append(indexLine(connection));
    lines.append(connectionsLine(connection, place, nodes));
    return lines;
}

CheckLines fileLines(storage::Connection &connection)
{
    const bool wal = valueOf(connection, u"pragma journal_mode"_s) == "wal"_L1;
    return {{u"database"_s,
             CheckLevel::Ok,
             CtlTr::tr("SQLite answers. It serves one computer; several need PostgreSQL."),
             {}},
            {u"database_settings"_s, wal ? CheckLevel::Ok : CheckLevel::Warn,
             wal ? CtlTr::tr("The file keeps what it has confirmed.") : CtlTr::tr("The file is not in WAL mode."),
             wal ? QString() : CtlTr::tr("Keep it on a local disk; network drives cannot do that.")}};
}

/// Whatever job makes backups notes its turns like all upkeep.
CheckLine backupLine(storage::Connection &connection, TimePoint now)
{
    const qint64 micros =
        valueOf(connection, u"select max(ran_at) from maintenance where name like '%backup%'"_s).toLongLong();
    if (micros <= 0)
        return {u"backup"_s, CheckLevel::Warn, CtlTr::tr("No backup of the database is known here."),
                CtlTr::tr("Have one made every night (pg_dump, or a copy of pult.db) and try to restore it.")};
    const auto age = now - TimePoint(TimePoint::duration(micros));
    const QString text = durationText(std::chrono::duration_cast<std::chrono::seconds>(age));
    if (age > backupWarn)
        return {u"backup"_s, CheckLevel::Warn, CtlTr::tr("The last backup is %1 old.").arg(text),
                CtlTr::tr("Look why the backup did not run.")};
    return {u"backup"_s, CheckLevel::Ok, CtlTr::tr("The last backup is %1 old.").arg(text), {}};
}

CheckLine clockLine(TimePoint databaseNow, TimePoint before, TimePoint after)
{
    const auto middle = before + (after - before) / 2;
    const auto off = std::chrono::duration_cast<std::chrono::milliseconds>(middle - databaseNow);
    const QString text = CtlTr::tr("%1 s").arg(double(off.count()) / 1000.0, 0, 'f', 1);
    if (std::chrono::abs(off) > clockWarn)
        return {u"clock"_s, CheckLevel::Warn,
                CtlTr::tr("This computer's clock differs from the database's by %1.").arg(text),
                CtlTr::tr("Switch on the time service (chrony, systemd-timesyncd, w32time) on both.")};
    return {u"clock"_s,
            CheckLevel::Ok,
            CtlTr::tr("This computer's clock differs from the database's by %1.").arg(text),
            {}};
}

} // namespace

CheckLines checkDatabase(storage::Connection &connection, const CheckPlace &place, const QList<queue::NodeInfo> &nodes)
{
    CheckLines lines =
        connection.dialect().isPostgreSql() ? serverLines(connection, place, nodes) : fileLines(connection);
    lines.append(schemaLine(connection));
    const TimePoint before = localNow();
    const qint64 micros = valueOf(connection, u"select {now}"_s).toLongLong();
    const TimePoint now{TimePoint::duration(micros)};
    lines.append(clockLine(now, before, localNow()));
    lines.append(backupLine(connection, now));
    return lines;
}

} // namespace pult::ctl
