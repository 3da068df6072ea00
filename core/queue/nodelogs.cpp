// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "nodelogs.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <limits>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

constexpr qsizetype longestMessage = 4096;

/// PostgreSQL's text takes no zero.
QString storable(QString text)
{
    text.truncate(longestMessage);
    return text.remove(QChar(u'\0'));
}

NodeLogLine lineOf(const Row &row)
{
    return {row.value(0).toLongLong(), row.value(1).toString(), fromMicros(row.value(2).toLongLong()),
            row.value(3).toString(),   row.value(4).toString(), row.value(5).toString()};
}

Result<> done(const Result<qint64> &changed)
{
    if (!changed)
        return fail(changed.error());
    return {};
}

} // namespace

Result<> writeNodeLogs(Connection &connection, const QString &nodeId, const QString &nodeName,
                       const QList<NodeLogLine> &lines)
{
    QJsonArray rows;
    for (const NodeLogLine &line : lines)
        rows.append(QJsonObject{{u"at"_s, toMicros(line.at)},
                                {u"level"_s, line.level},
                                {u"logger"_s, line.logger},
                                {u"message"_s, storable(line.message)}});
    const QString json = QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Compact));
    return done(connection.execute(u"insert into node_logs (node_id, node_name, at, level, logger, message) "
                                   "select ?, ?, x.at, x.level, x.logger, x.message from "
                                   "{rows:at bigint,level text,logger text,message text}"_s,
                                   {nodeId, nodeName, json}));
}

Result<QList<NodeLogLine>> readNodeLogs(Connection &connection, const NodeLogQuery &query)
{
    const qint64 from = query.from ? toMicros(*query.from) : std::numeric_limits<qint64>::min();
    const qint64 to = query.to ? toMicros(*query.to) : std::numeric_limits<qint64>::max();
    const QString order = query.afterId ? u"order by id limit ?"_s : u"order by id desc limit ?"_s;
    const Result<Rows> rows =
        connection.query(u"select id, node_name, at, level, logger, message from node_logs where id > ? and at >= ? "
                         "and at < ? and node_id in (select id from nodes where id = ? or name = ?) "_s +
                             order,
                         {query.afterId.value_or(0), from, to, query.node, query.node, query.limit});
    if (!rows)
        return fail(rows.error());
    QList<NodeLogLine> lines;
    for (const Row &row : *rows)
        lines.append(lineOf(row));
    if (!query.afterId)
        std::reverse(lines.begin(), lines.end());
    return lines;
}

Result<> trimNodeLogs(Connection &connection, const QString &nodeId, const NodeLogCap &cap)
{
    const qint64 age = std::chrono::duration_cast<std::chrono::microseconds>(cap.age).count();
    const Result<qint64> old = connection.execute(u"delete from node_logs where at < {now} - ?"_s, {age});
    if (!old)
        return fail(old.error());
    return done(connection.execute(u"delete from node_logs where node_id = ? and id <= (select id from node_logs where "
                                   "node_id = ? order by id desc limit 1 offset ?)"_s,
                                   {nodeId, nodeId, cap.lines}));
}

} // namespace pult::queue
