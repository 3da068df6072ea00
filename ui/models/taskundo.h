// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <node/commands.h>

namespace pult::ui {

/// One change to some tasks that takes a part of another back.
struct UndoStep
{
    queue::TaskChange change;
    queue::TaskFilter filter;
    bool operator==(const UndoStep &) const = default;
};

/// What takes `change` back for tasks that were as in `before`, where nothing else has happened to them since: tasks
/// that run, or have another priority by now, are left alone. A former time that has passed means at once. What was
/// failed or cancelled before its retry is cancelled. Empty: it cannot be taken back honestly (a completed task that
/// waits again would be lost as completed), or only by too many changes.
QList<UndoStep> undoStepsOf(const queue::TaskChange &change, const QList<queue::Task> &before, TimePoint now);

} // namespace pult::ui
