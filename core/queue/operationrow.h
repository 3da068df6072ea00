// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations.h"

#include <storage/connection.h>

namespace pult::queue {

/// The columns that operationFromRow expects.
QString operationColumns();
Operation operationFromRow(const storage::Row &row);

/// TaskChange's numbers as stored: {"seconds":…}, {"priority":…}.
QJsonObject argumentsOf(const TaskChange &change);
/// The change of a verb's name and these.
TaskChange changeFrom(const QString &verb, const QJsonObject &arguments);
QString textOf(const QJsonObject &object);
QString failuresText(const QList<Refusal> &failures);

} // namespace pult::queue
