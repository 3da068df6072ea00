// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tasks that were put back because something outside is not there, without using an attempt.
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// What a task waits for whose run was put back because of `error`: dolphin() · browser() · proxy(address) · disk() ·
/// media(folder) · breaker(name) · profile(id) · provider(). nullopt: it was not put back for that.
std::optional<WaitReason> heldBy(const Error &error);

/// Those that wait for the same thing.
struct HeldGroup
{
    QString what; ///< code of heldBy()
    QString code; ///< of the error
    qint64 count = 0;
    Error error; ///< of one of them
    TimePoint nextAt{};
    bool operator==(const HeldGroup &) const = default;
};
/// The largest group first.
Result<QList<HeldGroup>> heldTasks(storage::Connection &connection);

/// "31 tasks wait for Dolphin", in the current language.
QString heldSentence(const HeldGroup &group);
/// {"for","code","arguments","count","next_at","sentence","message"}
QJsonObject toJson(const HeldGroup &group);
/// {"by_state","by_attempts","outcome_unknown","held"}; every state, also those that no task is in.
QJsonObject toJson(const TaskStats &stats, const QList<HeldGroup> &held);

} // namespace pult::queue
