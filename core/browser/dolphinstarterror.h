// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dolphinjson.h"

namespace pult::browser {

/// What Dolphin's answer to a start means when it ends the start, at once or after its retries.
Error startError(const StartAnswer &answer, int status, const QString &profileId);

} // namespace pult::browser
