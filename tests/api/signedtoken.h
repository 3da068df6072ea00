// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageAuthenticationCode>

namespace pult::test {

inline QByteArray base64Url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

/// A token as another service would sign it; by Qt's own HMAC, not the product's.
inline QByteArray signedToken(const QJsonObject &claims, const QByteArray &secret,
                              const QByteArray &header = R"({"alg":"HS256","typ":"JWT"})")
{
    const QByteArray text = base64Url(header) + '.' + base64Url(QJsonDocument(claims).toJson(QJsonDocument::Compact));
    const QByteArray signature = QMessageAuthenticationCode::hash(text, secret, QCryptographicHash::Sha256);
    return text + '.' + base64Url(signature);
}

} // namespace pult::test
