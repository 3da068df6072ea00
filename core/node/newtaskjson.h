// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>
#include <queue/types.h>

namespace pult::node {

/// A task as it is asked for in JSON (interface.md, "Tasks as JSON"): kind, queue, priority, payload, run_at,
/// max_attempts, unique_key, exclusive_key, depends_on, node, provider, on_unknown, and state when it is "draft". What
/// only the database says (id, attempt, lease …) is passed over, so that what was listed can be added again; other
/// names are errors. The payload is kept byte for byte. json_invalid(what, why), field_unknown(name),
/// field_invalid(name, allowed). `besides`: members that are not the task's and are passed over, too.
Result<queue::NewTask> newTaskFromJson(const QByteArray &json, const QStringList &besides = {});

/// One task a line; empty lines are passed over. json_line_invalid(name, line, why) with the code of the fault as
/// detail.
Result<QList<queue::NewTask>> newTasksFromJsonLines(const QByteArray &lines, const QString &name);

} // namespace pult::node
