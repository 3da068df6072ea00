// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "output.h"

#include <queue/types.h>

namespace pult::ctl {

/// The state as --state takes it; "outcome unknown" where an operator must answer.
QString stateText(const queue::Task &task);
Colour stateColour(const queue::Task &task);
/// Progress of a running task, why one waits, or the last error.
QString reasonText(const queue::Task &task);
QString waitText(const queue::WaitReason &reason);
/// 12 s, 3 min, 2 h, 5 d.
QString durationText(std::chrono::seconds time);
QString ageText(TimePoint since);

} // namespace pult::ctl
