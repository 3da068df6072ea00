// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "error.h"

#include <QJsonArray>

#include <array>
#include <utility>

namespace pult {

namespace {

using namespace Qt::StringLiterals;

constexpr std::array<std::pair<ErrorKind, QLatin1StringView>, 12> kindNames{{
    {ErrorKind::Invalid, "invalid"_L1},
    {ErrorKind::NotFound, "not_found"_L1},
    {ErrorKind::Conflict, "conflict"_L1},
    {ErrorKind::Denied, "denied"_L1},
    {ErrorKind::Unavailable, "unavailable"_L1},
    {ErrorKind::Limited, "limited"_L1},
    {ErrorKind::Network, "network"_L1},
    {ErrorKind::Timeout, "timeout"_L1},
    {ErrorKind::Cancelled, "cancelled"_L1},
    {ErrorKind::Disk, "disk"_L1},
    {ErrorKind::Database, "database"_L1},
    {ErrorKind::Internal, "internal"_L1},
}};

} // namespace

QString nameOf(ErrorKind kind)
{
    for (const auto &[value, name] : kindNames) {
        if (value == kind)
            return name;
    }
    return u"internal"_s;
}

ErrorKind errorKindFromString(QStringView name)
{
    for (const auto &[value, text] : kindNames) {
        if (text == name)
            return value;
    }
    return ErrorKind::Internal;
}

QJsonObject toJson(const Error &error)
{
    return {{u"kind"_s, nameOf(error.kind)},
            {u"code"_s, error.code},
            {u"arguments"_s, QJsonArray::fromStringList(error.arguments)},
            {u"detail"_s, error.detail}};
}

Error errorFromJson(const QJsonObject &object)
{
    Error error{
        errorKindFromString(object[u"kind"].toString()), object[u"code"].toString(), {}, object[u"detail"].toString()};
    const QJsonArray arguments = object[u"arguments"].toArray();
    for (const QJsonValue &argument : arguments)
        error.arguments.append(argument.toString());
    return error;
}

QString toLogString(const Error &error)
{
    QString text = error.code;
    if (!error.arguments.isEmpty())
        text += u'(' + error.arguments.join(u", "_s) + u')';
    if (!error.detail.isEmpty())
        text += u": " + error.detail;
    return text;
}

} // namespace pult
