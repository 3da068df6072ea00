// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit.h"

#include "auditing.h"

#include <QJsonDocument>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

Result<> appendAudit(Connection &connection, const AuditEntry &entry)
{
    const auto textOf = [](const QByteArray &json) { return json.isEmpty() ? u"{}"_s : QString::fromUtf8(json); };
    const Result<qint64> written = connection.execute(
        u"insert into audit (who, what, object, before, after, place, at) values (?, ?, ?, ?, ?, ?, {now})"_s,
        {entry.who, entry.what, entry.object, textOf(entry.before), textOf(entry.after), entry.where});
    return written ? Result<>() : fail(written.error());
}

Result<QList<AuditEntry>> listAudit(Connection &connection, int limit)
{
    const Result<Rows> rows = connection.query(
        u"select id, who, what, object, before, after, place, at from audit order by id desc limit ?"_s, {limit});
    if (!rows)
        return fail(rows.error());
    QList<AuditEntry> entries;
    for (const Row &row : *rows) {
        AuditEntry entry;
        entry.id = row.at(0).toLongLong();
        entry.who = row.at(1).toString();
        entry.what = row.at(2).toString();
        entry.object = row.at(3).toString();
        entry.before = row.at(4).toString().toUtf8();
        entry.after = row.at(5).toString().toUtf8();
        entry.where = row.at(6).toString();
        entry.at = fromMicros(row.at(7).toLongLong());
        entries.append(entry);
    }
    return entries;
}

Result<> audit(Connection &connection, const AuditOrigin &origin, const QString &what, const QString &object,
               const QJsonObject &before, const QJsonObject &after)
{
    AuditEntry entry;
    entry.who = origin.who;
    entry.where = origin.where;
    entry.what = what;
    entry.object = object;
    entry.before = QJsonDocument(before).toJson(QJsonDocument::Compact);
    entry.after = QJsonDocument(after).toJson(QJsonDocument::Compact);
    return appendAudit(connection, entry);
}

} // namespace pult::queue
