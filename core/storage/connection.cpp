// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection.h"

#include "connectionprivate.h"
#include "logging.h"
#include "querymeter.h"
#include "sqlerror.h"

#include <QSqlError>
#include <QSqlRecord>
#include <QSqlResult>

Q_LOGGING_CATEGORY(lcStorage, "pult.core.storage", QtInfoMsg)

namespace pult::storage {

using namespace Qt::StringLiterals;

namespace {

/// Statements differ by text only, and there are some dozens; lists with odd filters add a few.
constexpr std::size_t keptStatements = 200;

QVariant bindable(const QVariant &value)
{
    if (value.metaType() == QMetaType::fromType<QString>() && value.toString().isNull())
        return u""_s;
    return value;
}

/// On PostgreSQL a record would ask the server for the name of every table it meets.
int columnsOf(const QSqlQuery &query)
{
    const QVariant handle = query.result()->handle();
    if (qstrcmp(handle.typeName(), "PGresult*") == 0)
        return PQnfields(*static_cast<PGresult *const *>(handle.constData()));
    return query.record().count();
}

} // namespace

bool Connection::Private::isAlive() const
{
    if (!handle)
        return db.isOpen();
    // Whatever the server sent by itself (its farewell too) is read here, so that a connection that was cut while it
    // stood idle is known as dead before work is given to it.
    for (int reads = 0; reads < 3 && PQstatus(handle) == CONNECTION_OK; ++reads) {
        if (PQtransactionStatus(handle) == PQTRANS_ACTIVE || PQconsumeInput(handle) == 0 || PQisBusy(handle) != 0)
            break;
    }
    return PQstatus(handle) == CONNECTION_OK && !farewell;
}

Error Connection::Private::errorOf(const QSqlError &error)
{
    // Class 08: connection exceptions; 57P01 to 57P05: the server ends or restarts.
    const QString state = error.nativeErrorCode();
    if (handle && (state.startsWith("08"_L1) || state.startsWith("57P0"_L1)))
        farewell = true;
    return mapSqlError(error, config, opened, isAlive());
}

Result<> Connection::Private::run(const QString &sql)
{
    const QueryTimer timer(config.meter, sql);
    if (config.echo)
        qCDebug(lcStorage).nospace().noquote() << "sql=" << sql;
    QSqlQuery query(db);
    query.setForwardOnly(!handle);
    if (!query.exec(sql))
        return fail(errorOf(query.lastError()));
    return {};
}

Result<QSqlQuery *> Connection::Private::prepared(const QString &sql)
{
    Q_ASSERT(QThread::currentThread() == thread);
    if (const auto found = statements.find(sql); found != statements.end())
        return &found->second;
    QSqlQuery query(db);
    // On PostgreSQL forward-only means row by row, with the answer's end left unread: slower, and a connection that has
    // not come to rest cannot tell that it was cut.
    query.setForwardOnly(!handle);
    if (!query.prepare(dialect->expand(sql, clockOffset)))
        return fail(errorOf(query.lastError()));
    if (statements.size() >= keptStatements)
        statements.clear();
    return &statements.emplace(sql, std::move(query)).first->second;
}

Result<DirectAnswer> Connection::Private::direct(const QString &sql, const QVariantList &values)
{
    Q_ASSERT(QThread::currentThread() == thread);
    if (config.echo)
        qCDebug(lcStorage).nospace().noquote() << "sql=" << sql;
    if (directTexts.size() >= qsizetype(keptStatements))
        directTexts.clear();
    QByteArray &text = directTexts[sql];
    if (text.isEmpty())
        text = numberedPlaceholders(dialect->expand(sql, clockOffset));
    tl::expected<DirectAnswer, QSqlError> answer = runDirectly(handle, text, values);
    if (!answer)
        return fail(errorOf(answer.error()));
    return std::move(*answer);
}

Result<QSqlQuery *> Connection::Private::executed(const QString &sql, const QVariantList &values)
{
    if (config.echo)
        qCDebug(lcStorage).nospace().noquote() << "sql=" << sql;
    const Result<QSqlQuery *> query = prepared(sql);
    if (!query)
        return query;
    for (int i = 0; i < values.size(); ++i)
        (*query)->bindValue(i, bindable(values.at(i)));
    if (!(*query)->exec()) {
        const Error error = errorOf((*query)->lastError());
        (*query)->finish();
        return fail(error);
    }
    return query;
}

void Connection::Private::close()
{
    if (!db.isValid())
        return;
    // SQLite's statements go before their connection. PostgreSQL's die with it: one by one each would cost a
    // DEALLOCATE, which fails loudly on a connection that is lost.
    if (!handle)
        statements.clear();
    handle = nullptr;
    db = QSqlDatabase();
    QSqlDatabase::removeDatabase(name);
    statements.clear();
}

Result<std::unique_ptr<Connection>> Connection::open(const DatabaseConfig &config, const QString &name)
{
    auto d = std::make_unique<Private>();
    d->config = config;
    d->name = name;
    const Result<> opened = d->open();
    if (!opened) {
        d->close();
        return fail(opened.error());
    }
    return std::unique_ptr<Connection>(new Connection(std::move(d)));
}

Connection::Connection(std::unique_ptr<Private> opened) : d(std::move(opened)) {}

Connection::~Connection()
{
    d->close();
}

const Dialect &Connection::dialect() const
{
    return *d->dialect;
}

Result<Rows> Connection::query(const QString &sql, const QVariantList &values)
{
    const QueryTimer timer(d->config.meter, sql);
    if (d->config.pgBouncer) {
        Result<DirectAnswer> answer = d->direct(sql, values);
        if (!answer)
            return fail(answer.error());
        return std::move(answer->rows);
    }
    const Result<QSqlQuery *> query = d->executed(sql, values);
    if (!query)
        return fail(query.error());
    QSqlQuery &result = **query;
    Rows rows;
    const int columns = columnsOf(result);
    if (result.size() > 0)
        rows.reserve(static_cast<std::size_t>(result.size()));
    while (result.next()) {
        Row row;
        row.reserve(columns);
        for (int i = 0; i < columns; ++i)
            row.append(result.value(i));
        rows.push_back(std::move(row));
    }
    const QSqlError error = result.lastError();
    result.finish();
    if (error.isValid())
        return fail(d->errorOf(error));
    return rows;
}

Result<qint64> Connection::execute(const QString &sql, const QVariantList &values)
{
    const QueryTimer timer(d->config.meter, sql);
    if (d->config.pgBouncer)
        return d->direct(sql, values).map([](const DirectAnswer &answer) { return answer.changed; });
    const Result<QSqlQuery *> query = d->executed(sql, values);
    if (!query)
        return fail(query.error());
    const qint64 changed = (*query)->numRowsAffected();
    (*query)->finish();
    return changed;
}

Result<> Connection::executeScript(const QString &script)
{
    for (const QString &statement : script.split(u";\n"_s, Qt::SkipEmptyParts)) {
        if (statement.trimmed().isEmpty())
            continue;
        if (const Result<> done = d->run(statement); !done)
            return done;
    }
    return {};
}

bool Connection::isAlive() const
{
    return d->isAlive();
}

void Connection::setClockOffset(std::chrono::microseconds offset)
{
    d->statements.clear();
    d->directTexts.clear();
    d->clockOffset = offset;
}

const DatabaseConfig &Connection::config() const
{
    return d->config;
}

QString Connection::name() const
{
    return d->name;
}

Result<> Connection::notify(const QString &channel)
{
    Q_ASSERT(d->handle);
    if (!d->channels.contains(channel))
        d->channels.append(channel);
    return d->depth > 0 ? Result<>() : d->run(d->notices());
}

void *Connection::nativeHandle() const
{
    return d->handle;
}

bool Connection::isInTransaction() const
{
    return d->depth > 0;
}

} // namespace pult::storage
