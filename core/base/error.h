// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QMetaType>
#include <QString>
#include <QStringList>

namespace pult {

/// The class of a failure: decides retries, HTTP statuses and exit codes.
enum class ErrorKind {
    Invalid, ///< the caller's input is wrong
    NotFound,
    Conflict, ///< not legal in the present state
    Denied,
    Unavailable, ///< something Pult depends on is not there now
    Limited,     ///< a limit was reached: rate, plan, memory
    Network,
    Timeout,
    Cancelled,
    Disk,
    Database,
    Internal, ///< a defect of Pult
};

/// A failure as a value. It is stored and sent as it stands; the sentence for people is made from `code` and
/// `arguments` where it is shown (errortext.h), so that an error stored by an English service reads Russian in a
/// Russian window.
struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    QString code;          ///< stable, lower_snake_case: `media_missing`, `step_failed`
    QStringList arguments; ///< in the order the sentence of `code` uses them: %1, %2 …
    QString detail;        ///< English, for logs and the expert; never a secret

    bool operator==(const Error &) const = default;
};

/// `Unavailable` → "unavailable" and back (unknown names read as Internal).
QString nameOf(ErrorKind kind);
ErrorKind errorKindFromString(QStringView name);

/// The stored form: {"kind","code","arguments","detail"}.
QJsonObject toJson(const Error &error);
Error errorFromJson(const QJsonObject &object);

/// One English line for logs: `media_missing(/a/b.mp4): detail`.
QString toLogString(const Error &error);

} // namespace pult

Q_DECLARE_METATYPE(pult::Error)
