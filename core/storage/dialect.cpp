// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialect.h"

#include <QHash>
#include <QRegularExpression>
#include <QStringList>

namespace pult::storage {

using namespace Qt::StringLiterals;

namespace {

/// "a bigint,b text" of a {rows:…} token, split.
QStringList columnsOf(const QString &token)
{
    return token.mid(5).split(u',', Qt::SkipEmptyParts);
}

class PostgreSqlDialect final : public Dialect
{
public:
    bool isPostgreSql() const override { return true; }
    QString expand(const QString &sql, std::chrono::microseconds offset) const override;
};

class SqliteDialect final : public Dialect
{
public:
    bool isPostgreSql() const override { return false; }
    QString expand(const QString &sql, std::chrono::microseconds offset) const override;
};

/// `sql` with each token replaced by what `expansionOf` says.
template<typename Function>
QString replaceTokens(const QString &sql, Function expansionOf)
{
    static const QRegularExpression token(u"\\{([a-z_]+(?::[^}]*)?)\\}"_s);
    QString result;
    qsizetype done = 0;
    for (auto matches = token.globalMatch(sql); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        result += QStringView(sql).mid(done, match.capturedStart() - done);
        result += expansionOf(match.captured(1));
        done = match.capturedEnd();
    }
    result += QStringView(sql).mid(done);
    return result;
}

QString unknownToken(const QString &token)
{
    Q_ASSERT_X(false, "Dialect::expand", qPrintable(token));
    return u'{' + token + u'}';
}

QString PostgreSqlDialect::expand(const QString &sql, std::chrono::microseconds offset) const
{
    static const QHash<QString, QString> plain{
        {u"for_update"_s, u"for update"_s},
        {u"for_share"_s, u"for share"_s},
        {u"skip_locked"_s, u"for update skip locked"_s},
        // As a sub-select it is an init plan: one value per statement, and indexes can be used with it.
        {u"any_id"_s, u"= any(array(select json_array_elements_text(cast(? as json))::bigint))"_s},
        {u"any_text"_s, u"= any(array(select json_array_elements_text(cast(? as json))))"_s},
        {u"any"_s, u"= any(array"_s},
        {u"end"_s, u")"_s},
        {u"next_lease"_s, u"nextval('run_leases')"_s},
    };
    return replaceTokens(sql, [offset](const QString &token) -> QString {
        if (token == "now"_L1) {
            return u"(select cast(extract(epoch from clock_timestamp()) * 1000000 as bigint) + "_s +
                   QString::number(offset.count()) + u')';
        }
        if (token.startsWith("rows:"_L1))
            return u"json_to_recordset(cast(? as json)) as x("_s + columnsOf(token).join(u", "_s) + u')';
        const auto found = plain.constFind(token);
        return found == plain.cend() ? unknownToken(token) : *found;
    });
}

QString SqliteDialect::expand(const QString &sql, std::chrono::microseconds offset) const
{
    static const QHash<QString, QString> plain{
        {u"for_update"_s, QString()},
        {u"for_share"_s, QString()},
        {u"skip_locked"_s, QString()},
        {u"any_id"_s, u"in (select value from json_each(?))"_s},
        {u"any_text"_s, u"in (select value from json_each(?))"_s},
        {u"any"_s, u"in"_s},
        {u"end"_s, QString()},
        {u"next_lease"_s, u"(select value from counters where name = 'run_lease')"_s},
    };
    return replaceTokens(sql, [offset](const QString &token) -> QString {
        if (token == "now"_L1) {
            // SQLite's clock has milliseconds.
            return u"(cast(round((julianday('now') - 2440587.5) * 86400000.0) as integer) * 1000 + "_s +
                   QString::number(offset.count()) + u')';
        }
        if (token.startsWith("rows:"_L1)) {
            QStringList columns;
            for (const QString &column : columnsOf(token)) {
                const QString name = column.trimmed().section(u' ', 0, 0);
                columns << u"json_extract(value, '$."_s + name + u"') as "_s + name;
            }
            return u"(select "_s + columns.join(u", "_s) + u" from json_each(?)) as x"_s;
        }
        const auto found = plain.constFind(token);
        return found == plain.cend() ? unknownToken(token) : *found;
    });
}

} // namespace

const Dialect &postgreSqlDialect()
{
    static const PostgreSqlDialect dialect;
    return dialect;
}

const Dialect &sqliteDialect()
{
    static const SqliteDialect dialect;
    return dialect;
}

} // namespace pult::storage
