// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit.h"

#include "auditing.h"
#include "taskrow.h"

#include <QJsonDocument>

#include <limits>

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

Result<QList<AuditEntry>> listAudit(Connection &connection, const AuditQuery &query)
{
    QStringList within;
    QVariantList values;
    if (query.before) {
        within << u"id < ?"_s;
        values << *query.before;
    }
    if (query.from || query.to) {
        within << u"at >= ? and at < ?"_s;
        values << (query.from ? toMicros(*query.from) : std::numeric_limits<qint64>::min())
               << (query.to ? toMicros(*query.to) : std::numeric_limits<qint64>::max());
    }
    const QString where = within.isEmpty() ? QString() : u" where "_s + within.join(u" and "_s);
    const Result<Rows> rows = connection.query(u"select id, who, what, object, before, after, place, at from audit"_s +
                                                   where + u" order by id desc limit ?"_s,
                                               values + QVariantList{query.limit});
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

Result<> audit(Connection &connection, const AuditOrigin &origin, const QList<AuditLine> &lines)
{
    const auto textOf = [](const QJsonObject &object) {
        return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
    };
    QJsonArray rows;
    for (const AuditLine &line : lines) {
        rows.append(QJsonObject{{u"what"_s, line.what},
                                {u"object"_s, line.object},
                                {u"before"_s, textOf(line.before)},
                                {u"after"_s, textOf(line.after)}});
    }
    if (rows.isEmpty())
        return {};
    const Result<qint64> written = connection.execute(
        u"insert into audit (who, what, object, before, after, place, at) select cast(? as text), x.what, x.object, "
        "x.before, x.after, cast(? as text), {now} from {rows:what text,object text,before text,after text}"_s,
        {origin.who, origin.where, jsonOf(rows)});
    return written ? Result<>() : fail(written.error());
}

} // namespace pult::queue
