// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "firstconnection.h"

#include "directstatement.h"
#include "logging.h"

#include <libpq-fe.h>

#include <atomic>

namespace pult::storage {

using namespace Qt::StringLiterals;

namespace {

/// PgBouncer refuses options when connecting, or hands out a process number of its own.
Result<bool> isPgBouncer(const Result<std::unique_ptr<Connection>> &first)
{
    if (!first) {
        if (first.error().arguments.join(u' ').contains("unsupported startup parameter"_L1))
            return true;
        return fail(first.error());
    }
    auto *const handle = static_cast<PGconn *>((*first)->nativeHandle());
    const auto process = runDirectly(handle, "select pg_backend_pid()", {}); // nothing prepared yet
    if (!process)
        return fail(ErrorKind::Database, "database_failed", {process.error().databaseText().simplified()});
    return process->rows.front().front().toInt() != PQbackendPID(handle);
}

} // namespace

Result<std::unique_ptr<Connection>> openFirst(DatabaseConfig &config)
{
    Result<std::unique_ptr<Connection>> first = Connection::open(config, nextConnectionName());
    if (!config.findPgBouncer || config.pgBouncer || config.kind != DatabaseConfig::Kind::PostgreSql)
        return first;
    const Result<bool> found = isPgBouncer(first);
    if (!found)
        return fail(found.error());
    if (!*found)
        return first;
    qCInfo(lcStorage) << "behind PgBouncer: no kept statements, polling instead of LISTEN";
    config.pgBouncer = true;
    return Connection::open(config, nextConnectionName());
}

QString nextConnectionName()
{
    static std::atomic<int> number{0};
    return u"pult-pool-%1"_s.arg(++number);
}

} // namespace pult::storage
