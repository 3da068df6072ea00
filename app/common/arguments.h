// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <node/startoptions.h>

#include <optional>
#include <variant>

namespace pult {

/// Reads the command line of `pult` and `pultd`: the options, or the exit code to end with (help and faults are
/// printed).
std::variant<node::StartOptions, int> readArguments(int argc, char **argv, bool alwaysService);

} // namespace pult
