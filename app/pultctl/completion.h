// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandline.h"

namespace pult::ctl {

/// A script for "bash", "zsh" or "fish" that completes groups, verbs, options and their choices.
QString completionScript(const CommandLine &line, const QString &shell);

} // namespace pult::ctl
