// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <algorithm>
#include <deque>
#include <mutex>

namespace pult {

/// One line as the log panel shows it.
struct LogRecord
{
    qint64 atMicros = 0;
    QtMsgType level = QtInfoMsg;
    QString category;
    QString message;
    quint64 number = 0; ///< grows by one
};

/// The newest 10,000 records, for the log panel, and for stderr when there is nothing else. Thread-safe.
class LogRing final
{
public:
    static constexpr std::size_t size = 10000;

    void append(LogRecord record)
    {
        record.message.truncate(messageLimit);
        const std::lock_guard lock(m_mutex);
        record.number = ++m_last;
        if (m_records.size() == size)
            m_records.pop_front();
        m_records.push_back(std::move(record));
    }
    QList<LogRecord> after(quint64 number, int limit) const
    {
        const std::lock_guard lock(m_mutex);
        const quint64 newer = m_last > number ? m_last - number : 0;
        const auto count = std::min({newer, quint64(m_records.size()), quint64(std::max(limit, 0))});
        return {m_records.cend() - qsizetype(count), m_records.cend()};
    }

private:
    static constexpr qsizetype messageLimit = 16 * 1024;

    mutable std::mutex m_mutex; // m_records, m_last
    std::deque<LogRecord> m_records;
    quint64 m_last = 0;
};

} // namespace pult
