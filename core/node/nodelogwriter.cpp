// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "nodelogwriter.h"

#include <base/logging.h>
#include <base/whendone.h>
#include <queue/nodelogs.h>

namespace pult::node {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto copyInterval = 3s;
constexpr auto trimInterval = 10min;
constexpr int linesAtOnce = 1000;

} // namespace

NodeLogWriter::NodeLogWriter(storage::Pool &pool, QString nodeId, QString nodeName, QObject *parent)
    : QObject(parent), m_pool(pool), m_nodeId(std::move(nodeId)), m_nodeName(std::move(nodeName))
{
    connect(&m_copyTimer, &QTimer::timeout, this, &NodeLogWriter::copy);
    connect(&m_trimTimer, &QTimer::timeout, this, &NodeLogWriter::trim);
}

void NodeLogWriter::start()
{
    m_copyTimer.start(copyInterval);
    m_trimTimer.start(trimInterval);
    copy();
}

void NodeLogWriter::copy()
{
    const QList<LogRecord> records = m_copying ? QList<LogRecord>() : Logging::recordsAfter(m_copied, linesAtOnce);
    if (records.isEmpty())
        return;
    QList<queue::NodeLogLine> lines;
    for (const LogRecord &record : records) {
        if (record.level != QtDebugMsg)
            lines.append(
                {0, {}, fromMicros(record.atMicros), QString(nameOf(record.level)), record.category, record.message});
    }
    const quint64 last = records.constLast().number;
    if (lines.isEmpty()) {
        m_copied = last;
        return;
    }
    m_copying = true;
    const auto written =
        m_pool.run<bool>([id = m_nodeId, name = m_nodeName, lines](storage::Connection &connection) -> Result<bool> {
            if (const Result<> done = queue::writeNodeLogs(connection, id, name, lines); !done)
                return fail(done.error());
            return true;
        });
    // What could not be written comes with the next turn; whoever logs that would only add to it.
    whenDone(written, this, [this, last](const Result<bool> &done) {
        m_copying = false;
        if (done)
            m_copied = last;
    });
}

void NodeLogWriter::trim()
{
    m_pool.run<bool>([id = m_nodeId](storage::Connection &connection) -> Result<bool> {
        if (const Result<> done = queue::trimNodeLogs(connection, id); !done)
            return fail(done.error());
        return true;
    });
}

} // namespace pult::node
