// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "taskcommands.h"

#include <QJsonObject>

namespace pult::queue {

/// One entry, written in the transaction of what it tells about.
Result<> audit(storage::Connection &connection, const AuditOrigin &origin, const QString &what, const QString &object,
               const QJsonObject &before, const QJsonObject &after);

/// Several at once, in one statement.
struct AuditLine
{
    QString what;
    QString object;
    QJsonObject before;
    QJsonObject after;
};
Result<> audit(storage::Connection &connection, const AuditOrigin &origin, const QList<AuditLine> &lines);

} // namespace pult::queue
