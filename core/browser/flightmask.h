// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What may leave a browser in a flight record: everything but what lets somebody in. In doubt it is masked.
#pragma once

#include <QJsonObject>
#include <QString>

namespace pult::browser {

/// Stands for what is hidden.
inline constexpr char16_t maskMark[] = u"***";

/// Whether a header, a query field or a property of this name holds a secret: authorization, cookie, token, password …
bool isSecretName(QStringView name);

/// An address without user and password, and without the values of its query and fragment that are secrets by name or
/// look like one. Inlined data is cut.
QString maskedUrl(const QString &url);

/// Free text (console lines, messages), at most `longest` characters: bearer tokens, JSON web tokens and "name=value"
/// of a secret name are hidden, and the secrets in addresses.
QString maskedText(QString text, qsizetype longest);

/// Any JSON: values of secret names are hidden, texts masked, long lists and deep trees cut.
QJsonObject masked(const QJsonObject &object);

} // namespace pult::browser
