// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>

#include <chrono>

namespace pult::api {

/// What signed tokens of other services are held against.
struct JwtRules
{
    QByteArray secret; ///< empty: none are taken
    QString audience;  ///< that `aud` must name; empty: "pult", when there is an `aud`
    std::chrono::seconds longest = std::chrono::minutes(30); ///< that one may still count
};

/// What a signed token says.
struct JwtClaims
{
    QString subject;
    QStringList scopes; ///< `scope` (words) or `scopes` (a list); read when it names none
};

/// Whether it has the form of one; says nothing of its worth.
bool looksLikeJwt(QByteArrayView token);

/// Reads a JSON Web Token (RFC 7519) that is signed with HS256 and nothing else. `now` is in seconds since 1970.
/// Errors: access_token_refused(@token_…).
Result<JwtClaims> readJwt(const QByteArray &token, const JwtRules &rules, qint64 now);

} // namespace pult::api
