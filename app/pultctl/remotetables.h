// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "output.h"

#include <QJsonArray>

namespace pult::ctl {

/// What a node answered to this verb, as a table or as lines.
void printForPeople(const QString &verb, const QJsonObject &document);

/// "status", then a line per check, as /api/v1/health tells it.
void printHealth(const QJsonObject &health);

} // namespace pult::ctl
