// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// A task in the chain of who waits for whom, with what it does or waits for. Beside the reasons of WaitReason:
/// running(worker, since ISO, stage) · finished(state) · unknown_outcome() · workers_busy(running, capacity, tasks
/// before it) · starting(): nothing is in its way.
struct WhyLink
{
    Id task = 0;
    TaskState state = TaskState::Available;
    QList<WaitReason> reasons;
    std::optional<Error> lastError;
    bool operator==(const WhyLink &) const = default;
};

/// Why a task does not run: itself first, then the tasks that it waits for, those that they wait for, and so on, each
/// once, at most 20. task_unknown(id)
Result<QList<WhyLink>> explainTask(storage::Connection &connection, Id id);

/// The chain in one sentence, in the current language.
QString whySentence(const QList<WhyLink> &chain);
/// [{"task","state","waiting_for":[{"code","arguments","message"}],"last_error"}]
QJsonArray toJson(const QList<WhyLink> &chain);
/// A reason in words: "waits for the tasks 5, 6".
QString reasonSentence(const WaitReason &reason);

} // namespace pult::queue
