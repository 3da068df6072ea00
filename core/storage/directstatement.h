// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection.h"

#include <QSqlError>

#include <libpq-fe.h>

namespace pult::storage {

/// What a statement gave back.
struct DirectAnswer
{
    Rows rows;
    qint64 changed = 0;
};

/// `sql` with its `?` placeholders outside of quotes as $1, $2 …
QByteArray numberedPlaceholders(const QString &sql);

/// Runs one statement in one round trip and leaves nothing prepared behind: what PgBouncer needs in transaction mode,
/// where the next statement may meet another server process. `sql` has numbered placeholders; values become what their
/// place in the statement asks for, answers the types that Qt's driver gives.
tl::expected<DirectAnswer, QSqlError> runDirectly(PGconn *handle, const QByteArray &sql, const QVariantList &values);

} // namespace pult::storage
