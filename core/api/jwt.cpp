// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jwt.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

/// Clocks of two computers differ; nobody's token is to be refused for that before it begins.
constexpr double clockSkew = 30;

tl::unexpected<Error> refused(const char *why)
{
    return fail(ErrorKind::Denied, "access_token_refused", {QString::fromLatin1(why)});
}

std::optional<QByteArray> decoded(QByteArrayView part)
{
    const auto form =
        QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals | QByteArray::AbortOnBase64DecodingErrors;
    const auto result = QByteArray::fromBase64Encoding(part.toByteArray(), form);
    return result ? std::optional(*result) : std::nullopt;
}

std::optional<QJsonObject> objectOf(QByteArrayView part)
{
    const std::optional<QByteArray> json = decoded(part);
    if (!json)
        return std::nullopt;
    const QJsonDocument document = QJsonDocument::fromJson(*json);
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

bool isSigned(QByteArrayView text, const QByteArray &signature, const QByteArray &secret)
{
    std::array<uchar, EVP_MAX_MD_SIZE> expected;
    unsigned size = 0;
    const uchar *made =
        HMAC(EVP_sha256(), secret.constData(), int(secret.size()), reinterpret_cast<const uchar *>(text.data()),
             std::size_t(text.size()), expected.data(), &size);
    return made && signature.size() == qsizetype(size) &&
           CRYPTO_memcmp(expected.data(), signature.constData(), size) == 0;
}

bool isMeantForUs(const QJsonValue &audience, const QString &ours)
{
    if (audience.isUndefined())
        return ours.isEmpty();
    const QString name = ours.isEmpty() ? u"pult"_s : ours;
    return audience.isArray() ? audience.toArray().contains(name) : audience.toString() == name;
}

Result<> checkTimes(const QJsonObject &claims, const JwtRules &rules, qint64 now)
{
    const QJsonValue expires = claims["exp"_L1];
    const QJsonValue begins = claims["nbf"_L1];
    if (!expires.isDouble() || expires.toDouble() <= double(now))
        return refused("@token_expired");
    if (!begins.isUndefined() && (!begins.isDouble() || begins.toDouble() > double(now) + clockSkew))
        return refused("@token_early");
    if (expires.toDouble() > double(now) + double(rules.longest.count()) + clockSkew)
        return refused("@token_long");
    return {};
}

QStringList scopesOf(const QJsonObject &claims)
{
    QStringList scopes = claims["scope"_L1].toString().split(u' ', Qt::SkipEmptyParts);
    for (const QJsonValue &scope : claims["scopes"_L1].toArray())
        scopes.append(scope.toString());
    return scopes.isEmpty() ? QStringList{u"read"_s} : scopes;
}

} // namespace

bool looksLikeJwt(QByteArrayView token)
{
    return token.toByteArray().count('.') == 2;
}

Result<JwtClaims> readJwt(const QByteArray &token, const JwtRules &rules, qint64 now)
{
    const QList<QByteArray> parts = token.split('.');
    if (parts.size() != 3 || rules.secret.isEmpty())
        return refused("@token_shape");
    const std::optional<QJsonObject> header = objectOf(parts.at(0));
    if (!header)
        return refused("@token_shape");
    if (header->value("alg"_L1).toString() != "HS256"_L1 || header->contains("crit"_L1))
        return refused("@token_algorithm");
    const std::optional<QByteArray> signature = decoded(parts.at(2));
    if (!signature || !isSigned(QByteArrayView(token).first(token.lastIndexOf('.')), *signature, rules.secret))
        return refused("@token_signature");
    const std::optional<QJsonObject> claims = objectOf(parts.at(1));
    if (!claims)
        return refused("@token_shape");
    if (const Result<> times = checkTimes(*claims, rules, now); !times)
        return fail(times.error());
    if (!isMeantForUs(claims->value("aud"_L1), rules.audience))
        return refused("@token_audience");
    const QString subject = claims->value("sub"_L1).toString();
    return JwtClaims{subject.isEmpty() ? u"jwt"_s : subject, scopesOf(*claims)};
}

} // namespace pult::api
