// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>

namespace pult::storage {

/// What differs between PostgreSQL and SQLite. Statements are written once with these tokens (docs/database.md):
///   {now}            database time in microseconds since 1970
///   {for_update}     row locks taken in order; {skip_locked} the same, passing over locked rows; {for_share}
///   {any_id}         `= any(…)` over one placeholder that holds a JSON array of numbers; {any_text} of strings
///   {any} (select …) {end}  membership in a sub-select that is worked out once
///   {rows:a bigint,b text}  a table `x` made of one placeholder that holds a JSON array of objects
///   {next_lease}     a fresh fencing token
/// Writers on SQLite are alone (BEGIN IMMEDIATE), so its lock tokens are empty.
class Dialect
{
public:
    virtual ~Dialect() = default;
    virtual bool isPostgreSql() const = 0;
    /// `sql` with every token written out; `offset` shifts {now} (tests).
    virtual QString expand(const QString &sql, std::chrono::microseconds offset) const = 0;
};

const Dialect &postgreSqlDialect();
const Dialect &sqliteDialect();

} // namespace pult::storage
