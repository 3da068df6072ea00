// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

#include <chrono>

namespace pult::storage {

/// Is told how long each statement took, its answer's reading included. Thread-safe: connections are on many threads.
class QueryMeter
{
public:
    enum class Kind { Select, Insert, Update, Delete, With, Transaction, Other };
    virtual ~QueryMeter() = default;
    virtual void queryDone(Kind kind, std::chrono::nanoseconds time) = 0;
};

/// By a statement's first letter; none of ours begins with a blank.
constexpr QueryMeter::Kind queryKind(QStringView sql)
{
    switch (sql.isEmpty() ? u'\0' : sql.front().toLower().unicode()) {
    case u's':
        return QueryMeter::Kind::Select;
    case u'i':
        return QueryMeter::Kind::Insert;
    case u'u':
        return QueryMeter::Kind::Update;
    case u'd':
        return QueryMeter::Kind::Delete;
    case u'w':
        return QueryMeter::Kind::With;
    case u'b': // begin
    case u'c': // commit
    case u'r': // rollback
        return QueryMeter::Kind::Transaction;
    default:
        return QueryMeter::Kind::Other;
    }
}

/// Tells the meter, if there is one, of the time between its making and its end.
class QueryTimer final
{
public:
    QueryTimer(QueryMeter *meter, QStringView sql) : m_meter(meter), m_kind(queryKind(sql))
    {
        if (m_meter)
            m_began = std::chrono::steady_clock::now();
    }
    ~QueryTimer()
    {
        if (m_meter)
            m_meter->queryDone(m_kind, std::chrono::steady_clock::now() - m_began);
    }
    QueryTimer(const QueryTimer &) = delete;
    QueryTimer &operator=(const QueryTimer &) = delete;

private:
    QueryMeter *const m_meter;
    const QueryMeter::Kind m_kind;
    std::chrono::steady_clock::time_point m_began{};
};

} // namespace pult::storage
