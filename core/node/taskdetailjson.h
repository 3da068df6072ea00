// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commands.h"

namespace pult::node {

/// A task as interface.md has it, with {attempts, artifacts, last_good}: what `tasks show --json` prints and a node
/// answers.
QJsonObject toJson(const TaskDetail &detail);
/// The same read again, without the attempts' steps and logs.
TaskDetail taskDetailFromJson(const QJsonObject &object);

} // namespace pult::node
