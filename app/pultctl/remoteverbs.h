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
/// Asks for a change; with --json the node's answer is printed.
Result<int> post(const Request &request, const QString &path, const QJsonObject &body);
/// A verb on one thing that is named: /api/v1/queues/{name}/pause.
Verb namedPost(const QString &folder, const QString &word, std::function<QJsonObject(const Request &)> body = {});

/// Asks, and prints the document as the verb on the database prints its own: its exit code.
Result<int> answerOf(const Request &request, const RemoteCall &call,
                     const std::function<int(const Request &, const QJsonObject &)> &print);

/// What `tasks add` and `schedules add` say of a task, without its payload.
QJsonObject taskObject(const Request &request);
/// The same as text with the payload byte for byte, so that large numbers stay exact; empty: none.
QByteArray withPayload(const QJsonObject &task, const QString &payload);
/// {"verb", "seconds" or "priority"}
QJsonObject changeObject(const queue::TaskChange &change);
/// As changeMatching(), by a node.
Result<int> changeMatchingRemotely(const Request &request, const queue::TaskChange &change);

// Beside the same verbs on the database, which print in the same way.
void addRemoteBatchVerbs(Verbs &verbs);
void addRemoteBreakerVerbs(Verbs &verbs);
void addRemoteCheckVerbs(Verbs &verbs);
void addRemoteConfigVerbs(Verbs &verbs);
void addRemoteLogVerbs(Verbs &verbs);
void addRemoteNodeVerbs(Verbs &verbs);
void addRemoteOperationVerbs(Verbs &verbs);
void addRemotePlaceVerbs(Verbs &verbs);
void addRemoteReportVerbs(Verbs &verbs);
void addRemoteScheduleVerbs(Verbs &verbs);
void addRemoteStatusVerbs(Verbs &verbs);
void addRemoteTaskChangeVerbs(Verbs &verbs);
void addRemoteTaskVerbs(Verbs &verbs);
void addRemoteTokenVerbs(Verbs &verbs);
void addRemoteWaitVerbs(Verbs &verbs);
void addRemoteWhyVerbs(Verbs &verbs);

} // namespace pult::ctl
