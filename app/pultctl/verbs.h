// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session.h"

#include <QHash>
#include <QJsonArray>

#include <functional>

namespace pult::ctl {

/// Carries out a request and prints the answer; the exit code, or the error to tell.
using Verb = std::function<Result<int>(const Request &)>;
using Verbs = QHash<QString, Verb>;

/// Runs what was asked for and tells its error; the exit code.
int run(const Request &request);

void addBreakerVerbs(Verbs &verbs);
void addCheckVerbs(Verbs &verbs);
void addConfigVerbs(Verbs &verbs);
void addTaskChangeVerbs(Verbs &verbs);
void addTaskVerbs(Verbs &verbs);
void addUploadVerbs(Verbs &verbs);
void addFlowVerbs(Verbs &verbs);
void addOperationVerbs(Verbs &verbs);
void addLogVerbs(Verbs &verbs);
void addPlaceVerbs(Verbs &verbs);
void addNodeVerbs(Verbs &verbs);
void addReportVerbs(Verbs &verbs);
void addScheduleVerbs(Verbs &verbs);
void addServiceVerbs(Verbs &verbs);
void addStatusVerbs(Verbs &verbs);
void addTokenVerbs(Verbs &verbs);
void addWaitVerbs(Verbs &verbs);
void addWhyVerbs(Verbs &verbs);

/// The verbs that --url takes to a node's HTTP API.
void addRemoteVerbs(Verbs &verbs);

/// Why a verb cannot be asked of a node at --url, and what to do instead: url_…(verb).
Error urlRefusal(const QString &verb);

/// `completion SHELL`.
Result<int> printCompletion(const Request &request);

/// A verb that needs the database open.
Verb withSession(std::function<Result<int>(Session &, const Request &)> verb);

/// The task that the options of `tasks add` and `schedules add` describe. argument_invalid(option, value, form)
Result<queue::NewTask> taskFromOptions(const Request &request);
/// One document: the object itself for one id, a list for several.
void printObjects(const QJsonArray &objects);
/// The filter that --filter, --state and --kind describe. filter_invalid(word, what it takes)
Result<queue::TaskFilter> filterFrom(const Request &request);
/// Changes all tasks that match the filter, and waits for the end unless told not to.
Result<int> changeMatching(Session &session, const Request &request, const queue::TaskChange &change);
/// 90, 90s, 30m, 2h, 1d. argument_invalid(option, value, form)
Result<std::chrono::seconds> durationOption(const QString &option, const QString &text);
/// A time that an option gives. argument_invalid(option, value, form)
Result<TimePoint> timeOption(const QString &option, const QString &value);

/// `tasks show` of one task, for people.
QString detailText(const node::TaskDetail &detail);

} // namespace pult::ctl
