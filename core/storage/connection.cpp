// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection.h"

#include "directstatement.h"
#include "logging.h"
#include "querymeter.h"
#include "sqlerror.h"

#include <QDeadlineTimer>
#include <QSqlDatabase>
#include <QSqlDriver>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QSqlResult>
#include <QThread>

#include <libpq-fe.h>

#include <thread>
#include <unordered_map>

Q_LOGGING_CATEGORY(lcStorage, "pult.core.storage", QtInfoMsg)

namespace pult::storage {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Statements differ by text only, and there are some dozens; lists with odd filters add a few.
constexpr std::size_t keptStatements = 200;

constexpr std::chrono::milliseconds busyTimeout = 10s;
constexpr std::chrono::milliseconds busyPause = 5ms;

/// One message, so that it costs one round trip. Only for the transaction, so that it holds behind PgBouncer too. With
/// the plans pinned there is nothing that a plan of its own for some values could do better.
QString beginStatement(Plan plan, bool pgBouncer)
{
    QString begin = u"begin"_s;
    if (plan == Plan::Pinned)
        begin += u"; select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), "
                 "set_config('enable_mergejoin', 'off', true), set_config('enable_bitmapscan', 'off', true), "
                 "set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)"_s;
    if (pgBouncer) // which lets no options through when connecting
        begin += u"; set local statement_timeout = 60000; set local idle_in_transaction_session_timeout = 60000"_s;
    return begin;
}

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

/// What the server says outside of answers: notices, and its farewell.
void onNotice(void *flag, const PGresult *result)
{
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity && (qstrcmp(severity, "FATAL") == 0 || qstrcmp(severity, "PANIC") == 0))
        *static_cast<bool *>(flag) = true;
    qCDebug(lcStorage) << "notice=" << QByteArray(PQresultErrorMessage(result)).trimmed();
}

} // namespace

class Connection::Private
{
public:
    DatabaseConfig config;
    const Dialect *dialect = nullptr;
    QString name;
    QSqlDatabase db;
    PGconn *handle = nullptr;
    std::unordered_map<QString, QSqlQuery> statements; ///< by the text with tokens
    QHash<QString, QByteArray> directTexts;            ///< the same behind PgBouncer, with numbered placeholders
    std::chrono::microseconds clockOffset{0};
    int depth = 0;        ///< of transactions
    QStringList channels; ///< to be told with the commit
    bool opened = false;
    bool farewell = false; ///< the server said that it ends the connection
    QThread *thread = QThread::currentThread();

    bool isAlive() const;
    Error errorOf(const QSqlError &error);
    Result<> open();
    Result<> openSqlite();
    Result<> run(const QString &sql);
    Result<> runPatiently(const QString &sql);
    QString notices();
    QString commitStatement();
    Result<QSqlQuery *> prepared(const QString &sql);
    Result<QSqlQuery *> executed(const QString &sql, const QVariantList &values);
    Result<DirectAnswer> direct(const QString &sql, const QVariantList &values);
    void close();
};

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

/// The notifications that wait, as a statement; they are sent once. Channel names are ours, without quotes in them.
QString Connection::Private::notices()
{
    QStringList calls;
    for (const QString &channel : std::as_const(channels))
        calls.append(u"pg_notify('"_s + channel + u"', '')"_s);
    channels.clear();
    return u"select "_s + calls.join(u", "_s);
}

/// One message, so that notifications cost no round trip of their own.
QString Connection::Private::commitStatement()
{
    return channels.isEmpty() ? u"commit"_s : notices() + u"; commit"_s;
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

Result<> Connection::Private::run(const QString &sql)
{
    const QueryTimer timer(config.meter, sql);
    if (config.echo)
        qCDebug(lcStorage).noquote() << "sql=" << sql;
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
        qCDebug(lcStorage).noquote() << "sql=" << sql;
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
        qCDebug(lcStorage).noquote() << "sql=" << sql;
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

Transaction::Transaction(Connection &connection, Plan plan)
    : m_connection(connection), m_nested(connection.d->depth > 0)
{
    if (!m_nested && !m_connection.dialect().isPostgreSql())
        m_begun = m_connection.d->run(u"begin immediate"_s);
    else if (!m_nested)
        m_begun = m_connection.d->run(beginStatement(plan, m_connection.d->config.pgBouncer));
    if (m_begun)
        ++m_connection.d->depth;
    else
        m_done = true;
}

Transaction::~Transaction()
{
    if (m_done)
        return;
    --m_connection.d->depth;
    // Inside another one the error travels to the outermost, whose end decides. A rollback that fails has nothing left
    // to undo: the connection is gone.
    if (!m_nested) {
        m_connection.d->channels.clear();
        (void)m_connection.d->run(u"rollback"_s);
    }
}

Result<> Transaction::begun() const
{
    return m_begun;
}

Result<> Transaction::commit()
{
    Q_ASSERT(!m_done);
    if (m_nested) {
        m_done = true;
        --m_connection.d->depth;
        return {};
    }
    const Result<> committed = m_connection.d->run(m_connection.d->commitStatement());
    if (!committed)
        return committed; // the destructor rolls back
    m_done = true;
    --m_connection.d->depth;
    return {};
}

} // namespace pult::storage
