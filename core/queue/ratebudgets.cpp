// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ratebudgets.h"

#include <algorithm>
#include <cmath>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Rows;

Result<int> drawAllowance(Connection &connection, const QString &name, double perSecond, double burst, int wanted)
{
    return storage::inTransaction(connection, [&]() -> Result<int> {
        const Result<qint64> made = connection.execute(
            u"insert into rate_budgets (name, tokens, filled_at) values (?, ?, {now}) on conflict do nothing"_s,
            {name, burst});
        if (!made)
            return fail(made.error());
        // Under the row's lock: who draws next sees what was left.
        const Result<Rows> rows =
            connection.query(u"select tokens, filled_at from rate_budgets where name = ? {for_update}"_s, {name});
        if (!rows)
            return fail(rows.error());
        const Result<Rows> clock = connection.query(u"select {now}"_s);
        if (!clock)
            return fail(clock.error());
        const qint64 now = clock->front().at(0).toLongLong();
        const double seconds = double(std::max<qint64>(0, now - rows->front().at(1).toLongLong())) / 1e6;
        const double tokens = std::min(burst, rows->front().at(0).toDouble() + seconds * perSecond);
        const int granted = std::clamp(int(std::floor(tokens + 1e-9)), 0, std::max(0, wanted));
        const Result<qint64> kept = connection.execute(
            u"update rate_budgets set tokens = ?, filled_at = ? where name = ?"_s, {tokens - granted, now, name});
        if (!kept)
            return fail(kept.error());
        return granted;
    });
}

Result<> returnAllowance(Connection &connection, const QString &name, double burst, int tokens)
{
    const Result<qint64> kept = connection.execute(
        u"update rate_budgets set tokens = case when tokens + ? > ? then ? else tokens + ? end where name = ?"_s,
        {double(tokens), burst, burst, double(tokens), name});
    return kept ? Result<>() : fail(kept.error());
}

} // namespace pult::queue
