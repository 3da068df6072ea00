// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apitokens.h"

#include "auditing.h"
#include "taskqueries.h"
#include "taskrow.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QRegularExpression>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

constexpr qsizetype secretBytes = 32;
const QString columns = u"id, name, hash, scopes, created_at, expires_at, used_at, "
                        "case when expires_at is not null and expires_at <= {now} then 1 else 0 end"_s;

std::optional<TimePoint> timeOf(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(fromMicros(value.toLongLong()));
}

ApiToken tokenOf(const Row &row)
{
    ApiToken token;
    token.id = row.at(0).toLongLong();
    token.name = row.at(1).toString();
    token.hash = row.at(2).toString().toLatin1();
    token.scopes = row.at(3).toString().split(u' ', Qt::SkipEmptyParts);
    token.createdAt = fromMicros(row.at(4).toLongLong());
    token.expiresAt = timeOf(row.at(5));
    token.usedAt = timeOf(row.at(6));
    token.expired = row.at(7).toInt() != 0;
    return token;
}

Result<ApiToken> find(Connection &connection, const QString &name)
{
    const Result<Rows> rows = connection.query(u"select "_s + columns + u" from api_tokens where name = ?"_s, {name});
    if (!rows)
        return fail(rows.error());
    if (rows->empty())
        return fail(ErrorKind::NotFound, "token_unknown", {name});
    return tokenOf(rows->front());
}

QString makeSecret()
{
    QByteArray bytes(secretBytes, Qt::Uninitialized);
    QRandomGenerator::system()->generate(reinterpret_cast<quint32 *>(bytes.data()),
                                         reinterpret_cast<quint32 *>(bytes.data() + bytes.size()));
    const auto form = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    return u"pult_"_s + QString::fromLatin1(bytes.toBase64(form));
}

Result<> check(const ApiTokenRequest &request)
{
    static const QRegularExpression form(u"^[\\p{L}\\p{N}._-]{1,64}$"_s);
    static const QStringList known{u"read"_s, u"operate"_s, u"admin"_s, u"metrics"_s};
    if (!form.match(request.name).hasMatch())
        return fail(ErrorKind::Invalid, "token_name_invalid", {request.name});
    for (const QString &scope : request.scopes) {
        if (!known.contains(scope))
            return fail(ErrorKind::Invalid, "token_scope_unknown", {scope});
    }
    if (request.scopes.isEmpty())
        return fail(ErrorKind::Invalid, "token_scope_unknown", {QString()});
    return {};
}

/// What the audit tells of a token: all but the secret.
QJsonObject told(const ApiToken &token)
{
    QJsonObject object{{u"name"_s, token.name}, {u"scopes"_s, token.scopes.join(u' ')}};
    if (token.expiresAt)
        object.insert(u"expires_at"_s, toIso(*token.expiresAt));
    return object;
}

Result<NewApiToken> withSecret(Connection &connection, const QString &name, const QString &secret)
{
    Result<ApiToken> token = find(connection, name);
    if (!token)
        return fail(token.error());
    token->hash.clear();
    return NewApiToken{std::move(*token), secret};
}

/// Nodes ask again what tokens there are. A file's change is hint enough.
Result<> hintNodes(Connection &connection)
{
    return connection.dialect().isPostgreSql() ? connection.notify(u"pult_nodes"_s) : Result<>();
}

} // namespace

QByteArray apiTokenHash(QByteArrayView secret)
{
    return QCryptographicHash::hash(secret, QCryptographicHash::Sha256).toHex();
}

Result<QList<ApiToken>> listApiTokens(Connection &connection)
{
    const Result<Rows> rows = connection.query(u"select "_s + columns + u" from api_tokens order by name"_s);
    if (!rows)
        return fail(rows.error());
    QList<ApiToken> tokens;
    for (const Row &row : *rows)
        tokens.append(tokenOf(row));
    return tokens;
}

Result<NewApiToken> createApiToken(Connection &connection, const ApiTokenRequest &request, const AuditOrigin &origin)
{
    if (const Result<> right = check(request); !right)
        return fail(right.error());
    const QString secret = makeSecret();
    return storage::inTransaction(connection, [&]() -> Result<NewApiToken> {
        const QVariant lifetime =
            request.lifetime ? QVariant(qint64(std::chrono::microseconds(*request.lifetime).count())) : QVariant();
        const Result<TimePoint> now = databaseNow(connection);
        if (!now)
            return fail(now.error());
        const QVariant expires = request.lifetime ? QVariant(toMicros(*now) + lifetime.toLongLong()) : QVariant();
        const Result<qint64> written =
            connection.execute(u"insert into api_tokens (name, hash, scopes, lifetime, created_at, expires_at) "
                               "values (?, ?, ?, ?, ?, ?) on conflict (name) do nothing"_s,
                               {request.name, QString::fromLatin1(apiTokenHash(secret.toLatin1())),
                                request.scopes.join(u' '), lifetime, toMicros(*now), expires});
        if (!written)
            return fail(written.error());
        if (*written == 0)
            return fail(ErrorKind::Conflict, "token_exists", {request.name});
        Result<NewApiToken> made = withSecret(connection, request.name, secret);
        if (!made)
            return made;
        if (const Result<> noted = audit(connection, origin, u"token.create"_s, request.name, {}, told(made->token));
            !noted)
            return fail(noted.error());
        if (const Result<> hinted = hintNodes(connection); !hinted)
            return fail(hinted.error());
        return made;
    });
}

Result<NewApiToken> rotateApiToken(Connection &connection, const QString &name, const AuditOrigin &origin)
{
    const QString secret = makeSecret();
    return storage::inTransaction(connection, [&]() -> Result<NewApiToken> {
        const Result<ApiToken> before = find(connection, name);
        if (!before)
            return fail(before.error());
        const Result<TimePoint> now = databaseNow(connection);
        if (!now)
            return fail(now.error());
        const Result<qint64> written = connection.execute(
            u"update api_tokens set hash = ?, created_at = ?, expires_at = cast(? as bigint) + lifetime, used_at = "
            u"null "
            "where id = ?"_s,
            {QString::fromLatin1(apiTokenHash(secret.toLatin1())), toMicros(*now), toMicros(*now), before->id});
        if (!written)
            return fail(written.error());
        Result<NewApiToken> made = withSecret(connection, name, secret);
        if (!made)
            return made;
        if (const Result<> noted = audit(connection, origin, u"token.rotate"_s, name, told(*before), told(made->token));
            !noted)
            return fail(noted.error());
        if (const Result<> hinted = hintNodes(connection); !hinted)
            return fail(hinted.error());
        return made;
    });
}

Result<ApiToken> revokeApiToken(Connection &connection, const QString &name, const AuditOrigin &origin)
{
    return storage::inTransaction(connection, [&]() -> Result<ApiToken> {
        Result<ApiToken> before = find(connection, name);
        if (!before)
            return before;
        const Result<qint64> gone = connection.execute(u"delete from api_tokens where id = ?"_s, {before->id});
        if (!gone)
            return fail(gone.error());
        if (const Result<> noted = audit(connection, origin, u"token.revoke"_s, name, told(*before), {}); !noted)
            return fail(noted.error());
        if (const Result<> hinted = hintNodes(connection); !hinted)
            return fail(hinted.error());
        before->hash.clear();
        return before;
    });
}

Result<> touchApiTokens(Connection &connection, const QList<qint64> &ids)
{
    const Result<qint64> written =
        connection.execute(u"update api_tokens set used_at = {now} where id {any_id}"_s, {jsonOf(ids)});
    return written ? Result<>() : fail(written.error());
}

} // namespace pult::queue
