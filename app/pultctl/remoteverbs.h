// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "remotecall.h"
#include "verbs.h"

#include <QJsonObject>

namespace pult::ctl {

/// For a part of a path or a value of a query.
QString encoded(const QString &text);
QByteArray bodyOf(const QJsonObject &object);

/// The node's document as it came, so that large numbers stay exact.
void printRaw(const QByteArray &body);
/// That with --json, else a table or lines.
void answer(const Request &request, const QByteArray &body);
/// DELETE says all in its path; anything else has an object.
Result<int> post(const Request &request, const QString &path, const QJsonObject &body,
                 const QByteArray &method = "POST");

void addRemoteTaskVerbs(Verbs &verbs);

} // namespace pult::ctl
