// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "turns.h"

#include <QJsonDocument>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;

namespace {

qint64 micros(std::chrono::seconds time)
{
    return std::chrono::microseconds(time).count();
}

Result<> done(const Result<qint64> &changed)
{
    return changed ? Result<>() : fail(changed.error());
}

} // namespace

Result<bool> takeTurn(Connection &connection, const QString &name, std::chrono::seconds every,
                      std::chrono::seconds busy)
{
    const Result<qint64> known =
        connection.execute(u"insert into maintenance (name) values (?) on conflict do nothing"_s, {name});
    if (!known)
        return fail(known.error());
    const Result<qint64> taken = connection.execute(
        u"update maintenance set busy_until = {now} + ? where name = ? and busy_until <= {now} and ran_at <= {now} - ?"_s,
        {micros(busy), name, micros(every)});
    if (!taken)
        return fail(taken.error());
    return *taken == 1;
}

Result<> keepTurn(Connection &connection, const QString &name, std::chrono::seconds busy)
{
    return done(
        connection.execute(u"update maintenance set busy_until = {now} + ? where name = ?"_s, {micros(busy), name}));
}

Result<> endTurn(Connection &connection, const QString &name, const QJsonObject &result)
{
    return done(
        connection.execute(u"update maintenance set busy_until = 0, ran_at = {now}, result = ? where name = ?"_s,
                           {QString::fromUtf8(QJsonDocument(result).toJson(QJsonDocument::Compact)), name}));
}

} // namespace pult::queue
