// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "taskcommands.h"

#include <base/timepoint.h>
#include <storage/connection.h>

namespace pult::queue {

/// A token of the HTTP API as it is kept: never the secret itself. A value.
struct ApiToken
{
    qint64 id = 0;
    QString name;
    QByteArray hash;    ///< SHA-256 of the secret, in hex; empty where it is only shown
    QStringList scopes; ///< read, operate, admin, metrics
    TimePoint createdAt;
    std::optional<TimePoint> expiresAt;
    std::optional<TimePoint> usedAt;
    bool expired = false; ///< by the database's clock, when it was read
    bool operator==(const ApiToken &) const = default;
};

/// A token just made: the only moment at which its secret is known.
struct NewApiToken
{
    ApiToken token;
    QString secret;
};

/// What is asked for.
struct ApiTokenRequest
{
    QString name;
    QStringList scopes{QStringLiteral("read")};
    std::optional<std::chrono::seconds> lifetime; ///< nullopt: does not expire
};

/// The form in which a secret is kept and looked for.
QByteArray apiTokenHash(QByteArrayView secret);

/// By name. Errors: those of the database.
Result<QList<ApiToken>> listApiTokens(storage::Connection &connection);
/// Errors: token_name_invalid(name), token_scope_unknown(scope), token_exists(name).
Result<NewApiToken> createApiToken(storage::Connection &connection, const ApiTokenRequest &request,
                                   const AuditOrigin &origin);
/// A new secret under the same name, with the lifetime of the old one anew; the old one counts no more. token_unknown.
Result<NewApiToken> rotateApiToken(storage::Connection &connection, const QString &name, const AuditOrigin &origin);
/// Errors: token_unknown(name).
Result<ApiToken> revokeApiToken(storage::Connection &connection, const QString &name, const AuditOrigin &origin);
/// Notes that these were used just now.
Result<> touchApiTokens(storage::Connection &connection, const QList<qint64> &ids);

} // namespace pult::queue
