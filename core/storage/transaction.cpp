// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectionprivate.h"

namespace pult::storage {

using namespace Qt::StringLiterals;

namespace {

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

} // namespace

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
