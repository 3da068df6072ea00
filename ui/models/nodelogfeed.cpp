// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nodelogfeed.h"

#include <base/whendone.h>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr qint64 restFactor = 10;

QtMsgType levelOf(const QString &name)
{
    if (name == "fatal"_L1)
        return QtFatalMsg;
    if (name == "error"_L1)
        return QtCriticalMsg;
    return name == "warning"_L1 ? QtWarningMsg : QtInfoMsg;
}

QList<LogRecord> recordsOf(const QList<queue::NodeLogLine> &lines)
{
    QList<LogRecord> records;
    records.reserve(lines.size());
    for (const queue::NodeLogLine &line : lines) {
        LogRecord record;
        record.number = static_cast<quint64>(line.id);
        record.atMicros = toMicros(line.at);
        record.level = levelOf(line.level);
        record.category = line.logger;
        record.message = line.message;
        records.append(record);
    }
    return records;
}

} // namespace

NodeLogFeed::NodeLogFeed(node::Commands &commands, int limit, QObject *parent)
    : QObject(parent), m_commands(commands), m_limit(limit)
{
}

void NodeLogFeed::setNode(const QString &node)
{
    if (std::exchange(m_node, node) != node)
        restart();
}

void NodeLogFeed::setTimeWindow(const std::optional<TimeWindow::Range> &range)
{
    if (std::exchange(m_range, range) != range)
        restart();
}

void NodeLogFeed::restart()
{
    ++m_number;
    m_last.reset();
    m_rest = 0;
    m_arrived = false;
    Q_EMIT restarted();
    ask();
}

void NodeLogFeed::ask()
{
    if (m_node.isEmpty() || m_asked || (m_since.isValid() && m_since.elapsed() < m_rest))
        return;
    m_asked = true;
    m_since.start();
    queue::NodeLogQuery query{m_node, m_last, m_limit};
    const bool follows = m_last.has_value();
    if (m_range) {
        query.from = m_range->from;
        query.to = m_range->to;
    }
    whenDone(m_commands.readNodeLogs(query), this,
             [this, number = m_number, follows](const Result<QList<queue::NodeLogLine>> &lines) {
                 m_asked = false;
                 if (number != m_number) {
                     ask();
                     return;
                 }
                 m_rest = m_since.elapsed() * restFactor;
                 // That the database is away is told elsewhere.
                 if (!lines)
                     return;
                 m_arrived = true;
                 m_last = lines->isEmpty() ? m_last.value_or(0) : lines->constLast().id;
                 Q_EMIT arrived(recordsOf(*lines));
                 // More came at once than a page holds: on without a rest.
                 if (follows && lines->size() == m_limit) {
                     m_rest = 0;
                     ask();
                 }
             });
}

} // namespace pult::ui
