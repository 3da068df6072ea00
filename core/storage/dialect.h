// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>

namespace pult::storage {

/// What differs between PostgreSQL and SQLite. Statements are written once with these tokens:
/// `{now}` database time in microseconds since 1970 (bigint) · `{skip_locked}` `for update skip locked` or nothing
/// · `{ids}` … see docs/database.md for the list.
class Dialect
{
public:
    virtual ~Dialect() = default;
    virtual bool isPostgreSql() const = 0;
    /// `sql` with every token written out; `offset` shifts {now} (tests).
    virtual QString expand(const QString &sql, std::chrono::microseconds offset) const = 0;
};

} // namespace pult::storage
