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

/// Asks, and prints the document as the verb on the database prints its own: its exit code.
Result<int> answerOf(const Request &request, const RemoteCall &call,
                     const std::function<int(const Request &, const QJsonObject &)> &print);

// Beside the same verbs on the database, which print in the same way.
void addRemoteBatchVerbs(Verbs &verbs);
void addRemoteCheckVerbs(Verbs &verbs);
void addRemoteConfigVerbs(Verbs &verbs);
void addRemoteLogVerbs(Verbs &verbs);
void addRemoteNodeVerbs(Verbs &verbs);
void addRemoteTaskVerbs(Verbs &verbs);
void addRemoteTokenVerbs(Verbs &verbs);
void addRemoteWaitVerbs(Verbs &verbs);
void addRemoteWhyVerbs(Verbs &verbs);

} // namespace pult::ctl
